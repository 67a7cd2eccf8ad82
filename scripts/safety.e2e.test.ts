import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Clone, cloneWithModules, filesBelow } from './testing/clone.ts';
import { clusterState, kubectl } from './testing/cluster-state.ts';
import { fake } from './testing/fake.ts';
import { quick } from './testing/quick.ts';
import { faultsOfRun } from './testing/run-left.ts';
import { processesWith, type Running, start } from './testing/running.ts';
import type { Report } from './ui/report.ts';

/** On a cluster that others use, another beginning of the names keeps out of their way. */
const prefix = process.env.SAFETY_NAMESPACES ?? 'todo-safety';
const [one, two] = [`${prefix}-one`, `${prefix}-two`];

/** A developer: a clone, a temporary folder of their own by which their processes are known, and their runs. */
const developer = () => {
  const clone: Clone = cloneWithModules();
  const temporary = mkdtempSync(join(tmpdir(), 'developer-'));
  const going = new Set<Running>();
  const run = (script: string, namespace: string, ...flags: readonly string[]): Running => {
    const running = start(
      [
        process.execPath,
        '--disable-warning=ExperimentalWarning',
        `scripts/${script}.ts`,
        ...['--target', 'minikube', '--namespace', namespace, ...quick],
        ...(script === 'cleanup' ? ['--yes'] : []),
        ...flags,
      ],
      { cwd: clone.root, env: { TMPDIR: temporary, CI: 'true' } },
    );
    going.add(running);
    running.ended.then(() => going.delete(running));
    return running;
  };
  return {
    clone,
    temporary,
    run,
    ended: async (script: string, namespace: string, ...flags: readonly string[]) => {
      const running = run(script, namespace, ...flags);
      return { code: await running.ended, out: running.out(), err: running.err() };
    },
    processes: () => processesWith(`TMPDIR=${temporary}`),
    privateFolders: () => readdirSync(temporary).filter((name) => name.startsWith('todo-chatbot-')),
    /** What a test that failed left at work would disturb the next one. */
    end: () =>
      Promise.all(
        [...going].map((running) => {
          running.kill('SIGINT');
          return running.ended;
        }),
      ),
    leave: () => {
      clone.remove();
      rmSync(temporary, { recursive: true, force: true });
    },
  };
};

const lease = (namespace: string): string =>
  kubectl(
    '-n',
    namespace,
    'get',
    'lease',
    'todo-chatbot-lock',
    '--ignore-not-found',
    '-o',
    'jsonpath={.spec.holderIdentity}',
  );
const pods = (namespace: string): readonly string[] =>
  kubectl(
    '-n',
    namespace,
    'get',
    'pods',
    '-o',
    'jsonpath={range .items[*]}{.metadata.name} {.metadata.uid} {.status.containerStatuses[*].restartCount}{"\\n"}{end}',
  )
    .trim()
    .split('\n')
    .toSorted();
const until = async (holds: () => boolean, what: string, within = 400_000): Promise<void> => {
  const end = Date.now() + within;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within ${within} ms: ${what}`);
    await new Promise((wake) => setTimeout(wake, 100));
  }
};
/** Settings that differ from what is there by one value, so that helm has something to do. */
const level = (name: string): readonly string[] => ['--set', `backend.config.LOG_LEVEL=${name}`];
const ok = ({ code, out, err }: { code: number; out: string; err: string }): void => expect(code, out + err).toBe(0);

let ada: ReturnType<typeof developer>;
let grace: ReturnType<typeof developer>;
beforeAll(() => {
  [ada, grace] = [developer(), developer()];
});
afterEach(async () => {
  for (const each of [ada, grace]) await each.end();
});
afterAll(async () => {
  for (const namespace of [one, two]) await ada.ended('cleanup', namespace, '--data');
  for (const each of [ada, grace]) each.leave();
});

describe('two developers on one cluster', () => {
  it('deploy into two namespaces at the same time, and both succeed', async () => {
    const [first, second] = await Promise.all([ada.ended('deploy', one), grace.ended('deploy', two)]);
    ok(first);
    ok(second);
    expect({ ...clusterState(two), namespace: undefined }).toEqual({ ...clusterState(one), namespace: undefined });
    expect([lease(one), lease(two)]).toEqual(['', '']);
  });

  it('do not touch each other: what one removes, upgrades and builds leaves the pods of the other as they are', async () => {
    const before = { state: clusterState(two), pods: pods(two) };
    ok(await ada.ended('deploy', one, ...level('warning')));
    const [removed, held] = await Promise.all([ada.ended('cleanup', one, '--data'), grace.ended('deploy', two)]);
    ok(removed);
    ok(held);
    expect({ state: clusterState(two), pods: pods(two) }).toEqual(before);
    expect(clusterState(one)).toMatchObject({ objects: [], namespace: undefined });
  });

  it('in one namespace wait for each other: the second says for whom, and then finds all done', async () => {
    const first = ada.run('deploy', one);
    await until(() => lease(one) !== '', 'the first run holds the namespace');
    const second = grace.run('deploy', one, '--format', 'json');
    await until(() => second.err().includes('Waiting for'), 'the second run says that it waits');
    expect(second.err()).toContain(
      `(pid ${first.pid}, scripts/deploy.ts), who has been changing the namespace ${one} since`,
    );
    expect([await first.ended, await second.ended], first.out() + second.err()).toEqual([0, 0]);
    const { counts }: Report = JSON.parse(second.out());
    expect(counts).toMatchObject({ changed: 0, failed: 0 });
    expect(clusterState(one).unfinished).toEqual([]);
  });

  it('may validate and look ahead while another run is at work', async () => {
    const first = ada.run('deploy', one, ...level('warning'));
    await until(() => lease(one) !== '', 'the first run holds the namespace');
    const ahead = await grace.ended('deploy', one, '--dry-run');
    expect([ahead.code, ahead.err], ahead.out).toEqual([0, '']);
    expect((await grace.ended('validate', one, '--only', 'T005')).code).toBe(0);
    expect(await first.ended, first.out() + first.err()).toBe(0);
  });
});

describe('a run that is interrupted', () => {
  /** Until the pods are ready: what a deploy verifies afterwards has no part in this. */
  const rollout = ['--only', 'T054,T055'];
  /** The newest revisions; that of a helm that was killed stays in the history as it was. */
  const deployed = { backend: 'deployed', database: 'deployed', frontend: 'deployed' };
  const upgrading = async (to: string): Promise<Running> => {
    const run = ada.run('deploy', one, ...rollout, ...level(to));
    const pending = () => clusterState(one).unfinished.length > 0;
    await until(pending, 'helm has begun');
    return run;
  };

  it('by one SIGINT lets helm end, gives the lock back and leaves nothing', async () => {
    const run = await upgrading('error');
    run.kill('SIGINT');
    expect([await run.ended, ada.processes()], run.out() + run.err()).toEqual([130, []]);
    expect(run.err()).toContain('Ending what is at work; press Ctrl-C again to stop at once.');
    expect([lease(one), clusterState(one).unfinished, ada.privateFolders()]).toEqual(['', [], []]);
    expect(faultsOfRun(ada.clone.root, 130)).toEqual([]);
  });

  it('by a second SIGINT stops at once, with every child and private file, and the next run heals the release', async () => {
    const run = await upgrading('error');
    run.kill('SIGINT');
    await until(() => run.err().includes('press Ctrl-C again'), 'the first signal has arrived');
    const began = performance.now();
    run.kill('SIGINT');
    expect(await run.ended).toBe(130);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(faultsOfRun(ada.clone.root, 130)).toEqual([]);
    await until(() => ada.processes().length === 0, 'no child is left', 5000);
    expect(ada.privateFolders()).toEqual([]);
    ok(await ada.ended('deploy', one, ...rollout));
    expect([lease(one), clusterState(one).releases]).toEqual(['', deployed]);
  });

  it('by Ctrl-C of a terminal under npx tsx, which sends the signal to each of its processes, ends with 130 too', async () => {
    const argv = ['npx', 'tsx', 'scripts/deploy.ts', '--target', 'minikube', '--namespace', one, ...quick];
    const run = start([...argv, ...rollout, ...level('warning')], {
      cwd: ada.clone.root,
      env: { TMPDIR: ada.temporary, CI: 'true' },
    });
    await until(() => clusterState(one).unfinished.length > 0, 'helm has begun');
    process.kill(-run.pid, 'SIGINT');
    expect([await run.ended, ada.processes()], run.out() + run.err()).toEqual([130, []]);
    ok(await ada.ended('deploy', one, ...rollout));
  });

  it('that is killed leaves children for seconds only, and its lock to the next run', async () => {
    const run = await upgrading('error');
    run.kill('SIGKILL');
    await run.ended;
    expect(faultsOfRun(ada.clone.root, 137)).toEqual([]);
    const began = performance.now();
    const left = () => [...ada.processes(), ...ada.privateFolders()];
    await until(() => left().length === 0, 'no child and no private folder is left', 14_000);
    console.log(`what a killed run left: gone after ${Math.round(performance.now() - began)} ms`);
    expect(lease(one)).not.toBe('');
    const next = await ada.ended('deploy', one, ...rollout, '--verbose');
    ok(next);
    expect(next.err).not.toContain('Waiting for');
    expect([lease(one), clusterState(one).releases]).toEqual(['', deployed]);
  });

  it('that is killed while it forwards leaves no forward', async () => {
    const run = ada.run('open', one);
    await until(() => run.out().includes('Forwarding until Ctrl-C'), 'forwards are open');
    expect(ada.processes().filter(({ words }) => words.includes('port-forward')).length).toBe(2);
    run.kill('SIGKILL');
    await until(() => ada.processes().length === 0, 'no forward is left', 14_000);
  });
});

describe('secrets of a real deploy', () => {
  const canary = { key: fake('sk-canary-', 24), password: 'cAnary p@ss/w:%rd"9f3e' };
  const database = `database-service.${one}.svc.cluster.local:5432/canary`;
  const sql = [`create role canary login password '${canary.password}'`, 'create database canary owner canary'];
  const lines: string[] = [];

  /** Each of the forms in which a text may be written. */
  const forms = (text: string): readonly string[] => [
    text,
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
    Buffer.from(`${text}\n`).toString('base64').replace(/=+$/, ''),
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
  ];
  /** Every command line of this machine while a run goes on. */
  const watched = async (run: Running): Promise<number> => {
    let over = false;
    const code = run.ended.finally(() => {
      over = true;
    });
    while (!over) {
      for (const { words } of processesWith('')) if (!lines.includes(words)) lines.push(words);
      await new Promise((wake) => setTimeout(wake, 20));
    }
    return code;
  };
  const written = (): readonly string[] =>
    [ada.temporary, ...['.local', '.deploy', 'reports'].map((name) => join(ada.clone.root, name))]
      .filter(existsSync)
      .flatMap((folder) => filesBelow(folder).map((name) => readFileSync(join(folder, name), 'latin1')));

  it('stand on no command line, in no output, no report and no file that stays, whether it succeeds or fails', async () => {
    for (const statement of sql)
      kubectl(
        '-n',
        one,
        'exec',
        'statefulset/database',
        '--',
        'sh',
        '-c',
        'psql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "$0"',
        statement,
      );
    mkdirSync(join(ada.clone.root, 'reports'));
    const said: string[] = [];
    for (const [format, user, log] of [
      ['text', 'canary', 'info'],
      ['ndjson', 'canary', 'warning'],
      ['json', 'nobody', 'info'],
    ] as const) {
      const url = `postgresql://${user}:${encodeURIComponent(canary.password)}@${database}`;
      // No provider is there: the built-in assistant answers in its place.
      const provider = 'OPENAI_BASE_URL=http://backend-service:9/v1';
      writeFileSync(join(ada.clone.root, '.env'), `DATABASE_URL=${url}\nOPENAI_API_KEY=${canary.key}\n${provider}\n`);
      const run = ada.run(
        'deploy',
        two,
        ...level(log),
        '--verbose',
        '--format',
        format,
        '--output',
        `reports/${format}`,
      );
      const code = user === 'canary' ? 0 : 60;
      expect(await watched(run), run.out() + run.err()).toBe(code);
      expect(faultsOfRun(ada.clone.root, code)).toEqual([]);
      said.push(run.out(), run.err());
    }
    const stored = kubectl('-n', two, 'get', 'secret', 'backend-secret', '-o', 'jsonpath={.data.AUTH_SECRET}');
    const known = [canary.key, canary.password, Buffer.from(stored, 'base64').toString()];
    expect(known[2]?.length).toBeGreaterThan(31);
    expect(lines.length).toBeGreaterThan(100);
    expect(
      filesBelow(join(ada.clone.root, '.deploy/runs')).filter((name) => name.endsWith('/report.html')).length,
    ).toBeGreaterThan(2);
    expect(lines.some((line) => /helm upgrade --install backend/.test(line))).toBe(true);
    for (const [where, texts] of Object.entries({ lines, said, written: written() }))
      for (const form of known.flatMap(forms))
        expect(
          texts.filter((text) => text.includes(form)).map((text) => text.slice(0, 300)),
          `${where}: ${form}`,
        ).toEqual([]);
    rmSync(join(ada.clone.root, '.env'));
    expect(ada.privateFolders()).toEqual([]);
  });
});

describe('cleanup', () => {
  const foreign = `${prefix}-foreign`;
  afterAll(() => kubectl('delete', 'namespace', foreign, '--ignore-not-found', '--wait=false'));

  it('shows first what it would remove, and removes nothing under --dry-run', async () => {
    const before = clusterState(one);
    const { code, out } = await ada.ended('cleanup', one, '--data', '--dry-run');
    expect(code).toBe(0);
    for (const name of ['release frontend', 'release backend', 'release database', `namespace ${one}`])
      expect(out).toContain(name);
    expect(clusterState(one)).toEqual(before);
  });

  it('removes what carries our label, names it, and finds nothing the second time', async () => {
    for (const namespace of [one, two]) {
      ok(await ada.ended('cleanup', namespace, '--data'));
      expect(clusterState(namespace)).toMatchObject({ releases: {}, objects: [], namespace: undefined });
      const again = await ada.ended('cleanup', namespace, '--data');
      ok(again);
      expect(again.out.match(/nothing found/g)?.length).toBeGreaterThan(1);
      expect(again.out).not.toContain('removed');
    }
  });

  it('leaves a namespace, a release and objects of others alone, says so, and deploy does not go over them', async () => {
    kubectl('create', 'namespace', foreign);
    kubectl('-n', foreign, 'create', 'service', 'clusterip', 'frontend-service', '--tcp=80');
    const chart = join(ada.temporary, 'chart');
    mkdirSync(join(chart, 'templates'), { recursive: true });
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: other\nversion: 1.0.0\n');
    writeFileSync(join(chart, 'templates/map.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n');
    // The machine's own helm, or the one that the product fetches when it first needs it.
    ok(await ada.ended('validate', foreign, '--only', 'T005'));
    const fetched = filesBelow(join(ada.clone.root, '.local')).find((path) => path.endsWith('/helm'));
    const installed = ada.clone.run([
      fetched ? join(ada.clone.root, '.local', fetched) : 'helm',
      'install',
      'backend',
      chart,
      '-n',
      foreign,
      '--kube-context',
      'minikube',
    ]);
    expect(installed.code, installed.err).toBe(0);
    const before = clusterState(foreign);
    const cleaned = await ada.ended('cleanup', foreign, '--data');
    ok(cleaned);
    for (const name of ['release backend', 'service frontend-service', `namespace ${foreign}`])
      expect(cleaned.out).toContain(`Left alone: ${name}, which deploy did not make`);
    expect(clusterState(foreign)).toEqual(before);
    const deployed = await ada.ended('deploy', foreign);
    expect([deployed.code, deployed.out.includes('[cleanup/not-ours]')], deployed.out).toEqual([80, true]);
    expect(clusterState(foreign).releases.backend).toBe('deployed');
    expect(kubectl('-n', foreign, 'get', 'configmap', 'other', '-o', 'name')).not.toBe('');
  });
});
