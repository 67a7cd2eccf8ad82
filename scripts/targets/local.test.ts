import { describe, expect, it } from 'vitest';
import type { Document, JsonMap } from '../core/charts.ts';
import { findingOf } from '../core/finding.ts';
import type { Image, Observation, Wanted } from '../core/target.ts';
import { type MachineSetup, memoryMachine } from './local/memory-machine.ts';
import { local } from './local.ts';

const image: Image = { name: 'backend', tag: 'one', directory: 'backend' };
const other: Image = { ...image, tag: 'two' };

describe('build', () => {
  it('refuses to begin with less than 1.5 GiB free, before anything is written', async () => {
    const { target, files } = machine({ free: 1024 ** 3 });
    const before = [...files.keys()];
    expect(await failure(target.build(image))).toMatchObject({
      code: 'env/space',
      message: 'Only 1.0 GiB are free here, and a build needs 1.5 GiB',
    });
    await target.close();
    expect([...files.keys()]).toEqual(before);
  });

  it('refuses to begin without Python', async () => {
    const { target } = machine({ fails: ['python3'] });
    expect(await failure(target.build(image))).toMatchObject({ code: 'tool/missing' });
  });

  it('leaves nothing half-made when an installation fails, and shows what the program said', async () => {
    const { target, files } = machine({ fails: ['pip'] });
    const before = [...files.keys()];
    expect(await failure(target.build(image))).toMatchObject({
      code: 'image/build-failed',
      evidence: [{ source: 'pip', text: 'pip says no' }],
    });
    await target.close();
    expect([...files.keys()]).toEqual(before);
  });

  it('does nothing when the image is there', async () => {
    const { target, commands } = machine();
    await target.build(image);
    const first = commands.length;
    await target.build(image);
    expect(commands.slice(first)).toEqual([]);
  });

  it('gives one image back, and keeps the others', async () => {
    const { target } = machine();
    for (const one of [image, other]) await target.build(one);
    await target.discard(other);
    const { images } = await target.observe();
    expect(new Set(images.map(({ tag }) => tag))).toEqual(new Set(['one']));
  });

  it('installs the dependencies once for several images of the same requirements', async () => {
    const { target, commands } = machine();
    await target.build(image);
    await target.build(other);
    expect(commands.filter((command) => command.includes('pip install'))).toHaveLength(1);
  });
});

describe('install', () => {
  it('says who holds the port and how to go on, and starts nothing', async () => {
    const { target, started } = await built({ holders: { 8000: { pid: 77, name: 'nginx' }, 8001: {} } });
    expect(await failure(target.install(wanted(image)))).toMatchObject({
      code: 'target/port-taken',
      message: 'Port 8000 of backend-service is taken by nginx (pid 77)',
      remedy:
        'End it with `kill 77`, or use another port: `npx tsx scripts/deploy.ts --set backend.service.port=8002 --set frontend.config.NEXT_PUBLIC_API_URL=http://backend-service:8002`.',
    });
    expect(started).toEqual([]);
  });

  it('gives up after a minute when the process lives but is never ready, and ends it', async () => {
    const { target, now, running, files } = await built({ answers: () => 503 });
    expect(await failure(target.install(wanted(image)))).toMatchObject({
      code: 'release/timeout',
      message: 'backend was not ready within 60 s: /ready answers 503',
      evidence: [
        { source: 'GET /ready', text: 'answer 503' },
        { source: '.local/logs/backend.log', text: 'last words' },
      ],
    });
    expect(now()).toBeGreaterThanOrEqual(60_000);
    expect([...running]).toEqual([]);
    expect([...files.keys()].filter((path) => path.includes('/run/'))).toEqual([]);
  });

  it('says at once that the process ended', async () => {
    const { target, now } = await built({ dies: () => true });
    expect(await failure(target.install(wanted(image)))).toMatchObject({
      code: 'pod/crash-loop',
      evidence: [{ source: '.local/logs/backend.log', text: 'last words' }],
    });
    expect(now()).toBeLessThan(1000);
  });

  it('lets a new process prove itself on a spare port while the old one serves, and only then replaces it', async () => {
    const { target, started, running } = await built();
    await target.install(wanted(image));
    const [old] = [...running];
    await target.build(other);
    await target.install(wanted(other));
    expect(started.map(({ argv }) => argv.at(-1))).toEqual(['8000', '26000', '8000']);
    expect(running.size).toBe(1);
    expect(running.has(old ?? 0)).toBe(false);
    expect(releasesOf(await target.observe())).toEqual(['backend 2 deployed fingerprint two live']);
  });

  it('keeps the old process and its image when the new one fails', async () => {
    const { target, running } = await built({ dies: (program) => program.cwd.endsWith('two') });
    await target.install(wanted(image));
    const before = [...running];
    await target.build(other);
    expect(await failure(target.install(wanted(other)))).toMatchObject({ code: 'pod/crash-loop' });
    expect([...running]).toEqual(before);
    const seen = await target.observe();
    expect(releasesOf(seen)).toEqual(['backend 1 deployed fingerprint one live']);
    expect(seen.images.some((one) => one.tag === 'one')).toBe(true);
  });

  it('removes the tags that nothing runs from any more', async () => {
    const { target } = await built();
    await target.install(wanted(image));
    await target.build(other);
    await target.install(wanted(other));
    expect(new Set((await target.observe()).images.map((one) => one.tag))).toEqual(new Set(['two']));
  });

  it('starts a held release anew under --force', async () => {
    const { target, started } = await built({ force: true });
    await target.install(wanted(image));
    await target.install(wanted(image));
    expect(started).toHaveLength(3);
  });

  it('builds the image first when it is not there', async () => {
    const { target } = machine();
    await target.install(wanted(image));
    expect((await target.observe()).images).toContainEqual(
      expect.objectContaining({ name: 'backend', tag: image.tag }),
    );
  });

  it('has nothing to do for the development database, in whose place SQLite stands', async () => {
    const { target, started } = machine();
    await target.install({ ...wanted(image), release: 'database' });
    expect(started).toEqual([]);
  });

  it('shows the last words of an init step that failed, and starts nothing', async () => {
    const { target, started } = await built({ fails: ['alembic'] });
    expect(await failure(target.install(wanted(image)))).toMatchObject({
      code: 'pod/crash-loop',
      message: 'Init step migrate of backend failed: alembic failed',
      evidence: [{ source: 'alembic', text: 'alembic says no' }],
    });
    expect(started).toEqual([]);
  });

  it('hides every secret from what is shown', async () => {
    const { target, hidden } = await built();
    await target.install(wanted(image));
    expect(hidden).toEqual(['signing key']);
  });
});

describe('observe', () => {
  it('tells of a process that has ended, with its last words and how to start it again', async () => {
    const { target, running } = await built();
    await target.install(wanted(image));
    running.clear();
    const { workloads, releases, services } = await target.observe();
    expect(releases).toMatchObject([{ drift: [expect.any(String)] }]);
    expect(services).toMatchObject([{ type: 'loopback', readyEndpoints: 0 }]);
    expect(workloads[0]).toMatchObject({
      pods: [{ running: false, ready: false }],
      findings: [{ code: 'pod/crash-loop', evidence: [{ text: 'last words' }] }],
    });
    expect(await target.reach('backend-service')).toBeUndefined();
  });

  it('tells of a process that is not ready with what it answers', async () => {
    let status = 200;
    const { target } = await built({ answers: () => status });
    await target.install(wanted(image));
    status = 503;
    expect((await target.observe()).workloads[0]).toMatchObject({
      pods: [{ running: true, ready: false }],
      findings: [{ code: 'pod/not-ready', evidence: [{ source: 'GET /ready', text: 'answer 503' }] }],
    });
  });

  it('takes a record that is no record of ours for none', async () => {
    const { target, files } = machine();
    files.set('.local/run/backend.json', '{"mark": {"pid": 1}}');
    files.set('.local/run/frontend.json', 'torn');
    files.set('.local/run/next.json', '{"label":"app.kubernetes.io/part-of=todo-chatbot","mark":{}}');
    expect((await target.observe()).releases).toEqual([]);
    expect((await target.remnants()).map(({ name }) => name)).toEqual(
      ['backend', 'frontend', 'next'].map((name) => `.local/run/${name}.json`),
    );
  });

  it('names data and caches with the flag that removes them', async () => {
    const { target } = await built();
    await target.install(wanted(image));
    const remnants = await target.remnants();
    expect(remnants.filter(({ flag }) => flag)).toEqual([{ kind: 'cache', name: '.local/cache', flag: 'cache' }]);
    expect(remnants.map(({ kind }) => kind)).toEqual(['process', 'record', 'secret', 'cache']);
  });
});

describe('while another run changes the deployment', () => {
  const other = { who: 'ada@desk', pid: 77, command: 'scripts/deploy.ts', since: 0 };

  it('nothing is changed, and that run is named', async () => {
    const { target, files, now } = machine({ busy: () => other });
    const before = [...files.keys()];
    const told: string[] = [];
    expect(await failure(target.claim('apply', (line) => told.push(line)))).toMatchObject({
      code: 'target/busy',
      message: expect.stringMatching(
        /ada@desk \(pid 77, scripts\/deploy\.ts\), who has been changing this deployment since/,
      ),
    });
    expect([told.length, now()]).toEqual([10, 600_000]);
    for (const change of [target.build(image), target.install(wanted(image)), target.uninstall('backend')])
      expect(await failure(change)).toMatchObject({ code: 'target/busy' });
    await target.close();
    expect([...files.keys()]).toEqual(before);
  });

  it('waits until that run has ended, and says so once', async () => {
    let looks = 0;
    const { target, files } = machine({ busy: () => (++looks < 4 ? other : undefined) });
    const told: string[] = [];
    await target.claim('undo', (line) => told.push(line));
    expect(told).toEqual([expect.stringMatching(/^Waiting for ada@desk .* Ctrl-C ends the wait, and not that run\.$/)]);
    expect(files.has('.local/lock')).toBe(true);
  });

  it('takes no lock under --dry-run', async () => {
    const { target, files } = machine({ dryRun: true, busy: () => other });
    await target.claim('apply', () => {});
    expect(files.has('.local/lock')).toBe(false);
  });

  it('is over when that run closes its target', async () => {
    const { target, files } = await built();
    expect(files.has('.local/lock')).toBe(true);
    await target.close();
    expect(files.has('.local/lock')).toBe(false);
  });
});

describe('uninstall and down', () => {
  it('ends a process that was still proving itself when its run was killed', async () => {
    const { target, files, running } = await built();
    await target.install(wanted(image));
    files.set('.local/run/backend-next.json', files.get('.local/run/backend.json') ?? '');
    files.delete('.local/run/backend.json');
    await target.uninstall('backend');
    expect([...running]).toEqual([]);
  });

  it('keeps data and caches unless told otherwise, and removes .local when nothing is left', async () => {
    const { target, files } = await built();
    files.set('.local/data/todo.db', 'tasks');
    await target.install(wanted(image));
    await target.down({ images: true, data: false, cache: false, cluster: false });
    await target.close();
    const parts = () =>
      new Set([...files.keys()].filter((path) => path.startsWith('.local')).map((path) => path.split('/')[1]));
    expect(parts()).toEqual(new Set(['cache', 'data']));
    await target.down({ images: true, data: true, cache: true, cluster: false });
    expect(parts()).toEqual(new Set());
  });
});

describe('under --dry-run', () => {
  it('each verb plans one line and changes nothing', async () => {
    const { target, planned, files, commands } = machine({ dryRun: true });
    const before = [...files.keys()];
    await target.install(wanted(image));
    await target.uninstall('backend');
    await target.down({ images: true, data: true, cache: false, cluster: false });
    expect(planned).toEqual([
      'build backend:one in .local/cache/images',
      'start backend on this machine',
      'stop backend',
      'remove .local/run, .local/logs, .local/secrets, .local/data',
    ]);
    expect([...files.keys()]).toEqual(before);
    expect(commands).toEqual([]);
  });
});

describe('containers', () => {
  it('are nothing this target has', async () => {
    const { target } = machine();
    expect(await target.inspect(image)).toBeUndefined();
    expect(await target.inside(image, 'true')).toMatchObject({ code: 127 });
    expect(await target.accepts([])).toEqual([]);
    expect(await target.exec('backend', ['true'])).toMatchObject({ code: 1, stderr: 'backend does not run here.' });
  });
});

const failure = async (promise: Promise<void>) =>
  findingOf(
    await promise.then(
      () => new Error('it succeeded'),
      (thrown: unknown) => thrown,
    ),
  );

const releasesOf = ({ releases }: Observation): readonly string[] =>
  releases.map(
    (one) => `${one.name} ${one.revision} ${one.status} ${one.fingerprint} ${one.drift.length === 0 ? 'live' : 'dead'}`,
  );

const wanted = (of: Image): Wanted => {
  const env = [{ name: 'AUTH_SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'AUTH_SECRET' } } }];
  const container: JsonMap = {
    name: 'backend',
    image: 'backend:x',
    env,
    ports: [{ containerPort: 8000 }],
    readinessProbe: { httpGet: { path: '/ready' } },
  };
  const migrate = { ...container, name: 'migrate', command: ['alembic', 'upgrade', 'head'] };
  const documentOf = (kind: string, name: string, body: JsonMap): Document => ({
    apiVersion: 'v1',
    kind,
    name,
    source: '',
    body,
  });
  return {
    release: 'backend',
    image: of,
    fingerprint: `fingerprint ${of.tag}`,
    overlay: { secrets: { AUTH_SECRET: 'signing key' } },
    documents: [
      documentOf('Secret', 's', { stringData: { AUTH_SECRET: 'signing key' } }),
      documentOf('Service', 'backend-service', { spec: { ports: [{ port: 8000 }] } }),
      documentOf('Deployment', 'backend', {
        spec: { template: { spec: { containers: [container], initContainers: [migrate] } } },
      }),
    ],
  };
};

const machine = (setup: MachineSetup = {}) => {
  const made = memoryMachine(setup);
  return { ...made, target: local(made.ground) };
};

const built = async (setup: MachineSetup = {}) => {
  const made = machine(setup);
  await made.target.build(image);
  return made;
};
