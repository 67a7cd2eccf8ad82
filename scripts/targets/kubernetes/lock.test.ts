import { describe, expect, test } from 'vitest';
import type { Self } from '../../core/world.ts';
import type { Script } from '../../testing/shell.ts';
import { type Given, memoryWorld } from '../../testing/world.ts';
import { openDoor } from './door.ts';
import type { Lease } from './lease.ts';
import { openLock } from './lock.ts';

type Stored = { [key in keyof Lease]: Lease[key] } & { metadata: Lease['metadata'] & object };

/** An API server that keeps one Lease, as far as kubectl is used here. */
const apiServer = (namespace: 'there' | 'absent' | 'terminating' = 'there') => {
  const state: { lease: Stored | undefined; version: number; broken: boolean } = {
    lease: undefined,
    version: 1,
    broken: false,
  };
  const keep = (lease: Lease): string => {
    state.version += 1;
    state.lease = { ...lease, metadata: { ...lease.metadata, resourceVersion: String(state.version) } };
    return '';
  };
  const away = { code: 1, stderr: 'Unable to connect to the server' };
  const script: Script = [
    [
      'kubectl create -n todo-chatbot -f -',
      ({ options }) => {
        if (state.broken) return away;
        if (namespace === 'absent')
          return { code: 1, stderr: 'Error from server (NotFound): namespaces "todo-chatbot" not found' };
        if (namespace === 'terminating')
          return { code: 1, stderr: 'Error from server (Forbidden): because it is being terminated' };
        if (state.lease) return { code: 1, stderr: 'Error from server (AlreadyExists): it already exists' };
        return keep(JSON.parse(options.input ?? ''));
      },
    ],
    [
      'kubectl get lease todo-chatbot-lock *',
      () => (state.broken ? away : state.lease ? JSON.stringify(state.lease) : ''),
    ],
    [
      'kubectl patch lease todo-chatbot-lock *',
      ({ text }) => {
        if (state.broken) return away;
        const { lease } = state;
        if (!lease) return { code: 1, stderr: 'Error from server (NotFound): not found' };
        const steps: readonly { op: string; path: string; value: never }[] = JSON.parse(text.split(' -p ')[1] ?? '');
        const actual: Readonly<Record<string, unknown>> = {
          '/metadata/resourceVersion': lease.metadata.resourceVersion,
          '/metadata/labels/todo-chatbot~1run': lease.metadata.labels?.['todo-chatbot/run'],
        };
        if (steps.some(({ op, path, value }) => op === 'test' && actual[path] !== value))
          return { code: 1, stderr: 'The request is invalid: the server rejected our request due to an error' };
        const to = (path: string) => steps.find((step) => step.op !== 'test' && step.path === path)?.value;
        const renewed = to('/spec/renewTime');
        return keep({
          metadata: {
            ...lease.metadata,
            labels: to('/metadata/labels') ?? lease.metadata.labels ?? {},
            annotations: to('/metadata/annotations') ?? lease.metadata.annotations ?? {},
          },
          spec: { ...(to('/spec') ?? lease.spec), ...(renewed ? { renewTime: renewed } : {}) },
        });
      },
    ],
    [
      'kubectl delete lease *',
      ({ text }) => {
        const label = /-l todo-chatbot\/run=(\w+)/.exec(text)?.[1];
        if (state.lease?.metadata.labels?.['todo-chatbot/run'] === label) state.lease = undefined;
        return '';
      },
    ],
  ];
  return { state, script };
};

const kubeconfig = {
  path: async () => '/private/kubeconfig',
  context: async () => 'minikube',
  close: async () => {},
};

/** A run with this pid on a machine, of which only those pids are alive. */
const run = (
  server: ReturnType<typeof apiServer>,
  pid: number,
  { machine = 'desk', alive = [1, 2], ...given }: Given & { machine?: string; alive?: readonly number[] } = {},
) => {
  const self: Self = {
    who: `user${pid}@${machine}`,
    pid,
    command: 'scripts/deploy.ts',
    machine,
    mark: { pid, started: 'now' },
  };
  const memory = memoryWorld({
    ...given,
    shell: server.script,
    processes: { self: async () => self, alive: async (mark) => alive.includes(mark.pid) },
  });
  const told: string[] = [];
  const lock = openLock(memory.world, openDoor(memory.world, kubeconfig));
  return { ...memory, lock, told, hold: () => lock.hold((line) => told.push(line)) };
};

const holder = ({ state }: ReturnType<typeof apiServer>): string | undefined => state.lease?.spec?.holderIdentity;

describe('a lock on a namespace', () => {
  test('is a Lease with our label, asked for once, and gone when it is given back', async () => {
    const server = apiServer();
    const one = run(server, 1);
    expect([await one.hold(), await one.hold()]).toEqual(['held', 'held']);
    expect(server.state.lease?.metadata.labels).toMatchObject({ 'app.kubernetes.io/part-of': 'todo-chatbot' });
    expect(holder(server)).toBe('user1@desk (pid 1, scripts/deploy.ts)');
    expect(one.ran).toHaveLength(1);
    await one.lock.release();
    expect(server.state.lease).toBeUndefined();
    expect(one.ran.at(-1)?.options).toMatchObject({ afterwards: true });
    expect(one.repeated).toEqual([]);
  });

  test('is given to one of two runs that come at once', async () => {
    const server = apiServer();
    const [one, two] = [run(server, 1), run(server, 2)];
    // Only the one that has to wait sleeps.
    Object.assign(one.world.clock, { sleep: () => two.lock.release() });
    Object.assign(two.world.clock, { sleep: () => one.lock.release() });
    expect((await Promise.all([one.hold(), two.hold()])).toSorted()).toEqual(['held', 'waited']);
    expect(one.told.length + two.told.length).toBe(1);
  });

  test('that another run has is waited for, which is said at once and then every minute, for ten minutes', async () => {
    const server = apiServer();
    await run(server, 1).hold();
    const two = run(server, 2, { alive: [1, 2] });
    // The holder goes on renewing.
    const sleep = two.world.clock.sleep;
    Object.assign(two.world.clock, {
      sleep: (ms: number) => {
        server.state.version += 1;
        Object.assign(server.state.lease?.metadata ?? {}, { resourceVersion: String(server.state.version) });
        return sleep(ms);
      },
    });
    await expect(two.hold()).rejects.toMatchObject({
      finding: {
        code: 'target/busy',
        message: expect.stringMatching(
          /^Another run is at work: user1@desk \(pid 1, scripts\/deploy\.ts\), who has been changing the namespace todo-chatbot since \d\d:\d\d:\d\d \(600 s\)$/,
        ),
        remedy: expect.stringContaining('kubectl delete lease todo-chatbot-lock -n todo-chatbot'),
        final: true,
      },
    });
    expect(two.told).toHaveLength(10);
    await two.lock.release();
    expect(holder(server)).toContain('pid 1');
  });

  test('is taken when the other run gives it back', async () => {
    const server = apiServer();
    const [one, two] = [run(server, 1), run(server, 2)];
    await one.hold();
    const sleep = two.world.clock.sleep;
    Object.assign(two.world.clock, { sleep: (ms: number) => one.lock.release().then(() => sleep(ms)) });
    expect([await two.hold(), two.told.length]).toEqual(['waited', 1]);
    expect(holder(server)).toContain('pid 2');
  });

  test('of a run that was killed on this machine is taken over at once', async () => {
    const server = apiServer();
    await run(server, 1).hold();
    const two = run(server, 2, { alive: [2] });
    expect([await two.hold(), two.told]).toEqual(['held', []]);
    expect(holder(server)).toContain('pid 2');
    expect(two.notes).toEqual(['user1@desk (pid 1) left its lock behind: taken over']);
  });

  test('of a run on another machine is taken over only when it was not renewed for thirty seconds', async () => {
    const server = apiServer();
    await run(server, 1, { machine: 'laptop' }).hold();
    const two = run(server, 2, { alive: [2] });
    const began = two.world.clock.now();
    expect(await two.hold()).toBe('waited');
    expect(two.world.clock.now() - began).toBe(32_000);
    expect(holder(server)).toContain('pid 2');
  });

  test('that somebody wrote by hand is respected for as long as it says', async () => {
    const server = apiServer();
    server.state.lease = {
      metadata: { resourceVersion: '1' },
      spec: { holderIdentity: 'Grace', leaseDurationSeconds: 8 },
    };
    const two = run(server, 2);
    expect([await two.hold(), two.told]).toEqual(['waited', [expect.stringContaining('Grace')]]);
    expect(two.world.clock.now() - Date.UTC(2030, 0, 1)).toBe(10_000);
  });

  test('that a try wrote before it failed is recognized as our own', async () => {
    const server = apiServer();
    const one = run(server, 1);
    await one.hold();
    expect(await run(server, 1).hold()).toBe('held');
  });

  test('is renewed, and lost when another run has taken it over: then nothing is changed any more', async () => {
    const server = apiServer();
    const one = run(server, 1);
    await one.hold();
    const before = server.state.lease?.spec?.renewTime;
    await one.world.clock.sleep(10_000);
    one.repeated[0]?.();
    await expect.poll(() => server.state.lease?.spec?.renewTime).not.toBe(before);
    await run(server, 2, { alive: [2] }).hold();
    one.repeated[0]?.();
    await expect.poll(() => one.repeated.length).toBe(0);
    await expect(one.hold()).rejects.toMatchObject({
      finding: { code: 'target/busy', message: expect.stringContaining('took over the namespace todo-chatbot') },
    });
    await one.lock.release();
    expect(holder(server)).toContain('pid 2');
  });

  test('outlives a server that is away for less than thirty seconds, and no more', async () => {
    const server = apiServer();
    const one = run(server, 1);
    await one.hold();
    server.state.broken = true;
    for (const expected of [1, 1, 1, 0]) {
      await one.world.clock.sleep(10_000);
      const asked = one.ran.length;
      one.repeated[0]?.();
      await expect.poll(() => one.ran.length).toBe(asked + 1);
      await expect.poll(() => one.repeated.length).toBe(expected);
    }
    await expect(one.hold()).rejects.toMatchObject({ finding: { code: 'target/busy' } });
  });

  test.each(['absent', 'terminating'] as const)('cannot be had in a namespace that is %s', async (namespace) => {
    const one = run(apiServer(namespace), 1);
    expect(await one.hold()).toBe('absent');
    await one.lock.release();
    expect(one.ran).toHaveLength(1);
  });

  test('is not asked for under --dry-run, and not any more once the namespace goes', async () => {
    const dry = run(apiServer(), 1, { config: { dryRun: true } });
    expect([await dry.hold(), dry.ran]).toEqual(['absent', []]);
    const server = apiServer();
    const one = run(server, 1);
    await one.hold();
    one.lock.surrender();
    expect([await one.hold(), one.repeated]).toEqual(['absent', []]);
    await one.lock.release();
    expect(server.state.lease).toBeDefined();
  });

  test('ends its wait when the run is interrupted', async () => {
    const server = apiServer();
    await run(server, 1).hold();
    const abort = new AbortController();
    const two = run(server, 2, { signal: abort.signal });
    Object.assign(two.world.clock, { sleep: async () => abort.abort() });
    await expect(two.hold()).rejects.toMatchObject({ finding: { code: 'interrupted/signal' } });
    expect(holder(server)).toContain('pid 1');
  });
});
