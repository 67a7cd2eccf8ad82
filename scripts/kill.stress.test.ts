import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clone, cloneWithModules } from './testing/clone.ts';
import { clusterState, kubectl, lastingSecrets } from './testing/cluster-state.ts';
import { chosen, openMatrix, type Result, type Series } from './testing/matrix.ts';
import { quick } from './testing/quick.ts';

let clone: Clone;
let matrix: ReturnType<typeof openMatrix>;
beforeAll(() => {
  clone = cloneWithModules();
  matrix = openMatrix(clone.root, (words) => /uvicorn|next-server|server\.js/.test(words));
});
afterAll(() => {
  matrix.close();
  clone.remove();
});

/** Runs a script of the product to its end. */
const product = (script: string, ...flags: readonly string[]): void => {
  const ran = clone.run([
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    `scripts/${script}.ts`,
    ...flags,
    '--yes',
  ]);
  expect(ran.code, ran.out + ran.err).toBe(0);
};

/** Interrupts each series at each of its points, in turn, so that what one leaves is what the other starts from. */
const perform = async (...group: readonly Series[]): Promise<void> => {
  const plans = [];
  for (const series of group) {
    series.before();
    const commands = await matrix.undisturbed(series.argv);
    const points = chosen(matrix.pointsOf(series, commands));
    console.log(`${series.name}: ${commands.length} commands, ${points.length} points\n  ${commands.join('\n  ')}`);
    plans.push({ points, expected: await series.state() });
  }
  const results: Result[] = [];
  for (let turn = 0; turn < Math.max(...plans.map(({ points }) => points.length)); turn += 1)
    for (const { points, expected } of plans) {
      const point = points[turn];
      if (!point) continue;
      const result = await matrix.strike(point, expected);
      results.push(result);
      const verdict = result.differences.length === 0 ? 'converged' : `DIFFERS\n${result.differences.join('\n')}`;
      console.log(`${result.name}  ${(result.ms / 1000).toFixed(1)} s  ${result.command.slice(0, 80)}  ${verdict}`);
    }
  const failed = results.filter(({ differences }) => differences.length > 0);
  console.log(`${results.length} points, ${results.length - failed.length} converged`);
  expect(failed.map(({ name, differences }) => ({ name, differences }))).toEqual([]);
};

describe('a run on Minikube that is interrupted or killed at any command that changes something', () => {
  /** On a cluster that others use, another name keeps out of their way. */
  const namespace = process.env.KILL_NAMESPACE ?? 'todo-kill';
  const keep = `${namespace}-keep`;
  const target = ['--target', 'minikube', '--namespace', namespace, ...quick];
  // Until all pods are ready; what is asked of them then changes nothing.
  const deploy = ['deploy', ...target, '--only', 'T054,T055'];
  const has = (kind: string, name: string): boolean =>
    kubectl('get', kind, name, '-n', namespace, '--ignore-not-found', '-o', 'name') !== '';
  const clean = () => has('namespace', namespace) && product('cleanup', '--data', ...target);
  const tidied = () => has('deployment', 'frontend') && product('cleanup', ...target);
  const deployed = () => !has('deployment', 'frontend') && product('deploy', ...target);
  const state = () => clusterState(namespace);
  const lasting = () => [clusterState(namespace), lastingSecrets(namespace)];

  const used: string[] = [];
  /** Which of the images are in the node. */
  const images = () => {
    const { stdout } = spawnSync('minikube', ['image', 'ls'], { encoding: 'utf8' });
    return used.filter((image) => stdout.includes(`/${image}\n`));
  };
  /** Pods that never run use the images in another namespace: cleanup leaves them there, and a point takes seconds, not minutes. */
  const keepImages = () => {
    kubectl('create', 'namespace', keep);
    const found = JSON.stringify(state().workloads).matchAll(/(backend|frontend):[0-9a-f]{12}/g);
    for (const [image, name] of new Map([...found].map((match) => [match[0], match[1]]))) {
      used.push(image);
      const overrides = '{"spec":{"nodeSelector":{"nowhere":"nowhere"}}}';
      kubectl('-n', keep, 'run', `keep-${name}`, `--image=${image}`, `--overrides=${overrides}`);
    }
  };
  const letImagesGo = () => kubectl('delete', 'namespace', keep, '--ignore-not-found', '--wait');

  beforeAll(() => {
    deployed();
    keepImages();
  });
  afterAll(() => {
    letImagesGo();
    clean();
  });

  it('comes to the same end when it is run again', async () => {
    await perform(
      { name: 'cleanup', argv: ['cleanup', '--data', ...target], before: deployed, state },
      { name: 'deploy', argv: deploy, before: clean, state },
    );
  });

  it('keeps secrets and data when an upgrade is interrupted', async () => {
    const level = (value: string) => [...deploy, '--set', `backend.config.LOG_LEVEL=${value}`];
    await perform(
      { name: 'upgrade', argv: level('warning'), before: deployed, state: lasting, moments: [0] },
      { name: 'downgrade', argv: level('info'), before: deployed, state: lasting, moments: [700] },
    );
  });

  it('keeps the data when a cleanup without --data is interrupted', async () => {
    await perform(
      { name: 'tidy', argv: ['cleanup', ...target], before: deployed, state, moments: [700] },
      { name: 'redeploy', argv: deploy, before: tidied, state, moments: [0] },
    );
  });

  it('comes to the same end when it is interrupted while images are removed or built', async () => {
    letImagesGo();
    const at = (command: string): boolean => command.startsWith('docker ');
    const both = () => [clusterState(namespace), images()];
    await perform(
      { name: 'remove-images', argv: ['cleanup', '--data', ...target], before: deployed, state: both, at },
      { name: 'build-images', argv: deploy, before: clean, state: both, at },
    );
  });
});

describe('a run on this machine that is interrupted or killed at any command that changes something', () => {
  const settings = [
    'backend.service.port=28870',
    'frontend.service.port=28871',
    'frontend.config.NEXT_PUBLIC_API_URL=http://backend-service:28870',
  ];
  const target = ['--target', 'local', ...settings.flatMap((setting) => ['--set', setting])];
  const inClone = (path: string) => join(clone.root, path);
  const files = (folder: string) => (existsSync(inClone(folder)) ? readdirSync(inClone(folder)).toSorted() : []);
  const record = (name: string) => {
    const file = inClone(`.local/run/${name}.json`);
    if (!existsSync(file)) return undefined;
    // The fingerprint stands for a secret too, which is a new one after a cleanup with --data.
    const { release, status, image, port } = JSON.parse(readFileSync(file, 'utf8'));
    return { release, status, image, port };
  };
  const status = (url: string): Promise<number> =>
    fetch(url).then(
      (answer) => answer.status,
      () => 0,
    );
  const state = async () => ({
    records: ['backend', 'backend-next', 'frontend', 'frontend-next'].map(record),
    files: ['.local', '.local/run', '.local/secrets', '.local/data', '.local/cache/images'].map(files),
    answers: [await status('http://127.0.0.1:28870/ready'), await status('http://127.0.0.1:28871/api/health')],
  });
  const isDeployed = () => existsSync(inClone('.local/run/frontend.json'));
  const clean = () => isDeployed() && product('cleanup', '--data', ...target);
  const bare = () => existsSync(inClone('.local/cache')) && product('cleanup', '--data', '--cache', ...target);
  const deployed = () => !isDeployed() && product('deploy', ...target);

  afterAll(() => bare());

  it('comes to the same end when it is run again', async () => {
    await perform(
      { name: 'local-cleanup', argv: ['cleanup', '--data', ...target], before: deployed, state },
      { name: 'local-deploy', argv: ['deploy', ...target], before: clean, state },
    );
  });

  it('comes to the same end when it is interrupted while it installs and builds', async () => {
    const at = (command: string): boolean => / -m (venv|pip) |^npm |^mv /.test(command);
    await perform({ name: 'local-build', argv: ['deploy', ...target], before: bare, state, at });
  });
});
