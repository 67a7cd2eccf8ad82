import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnose } from './diagnose.ts';
import recorded from './recorded.json' with { type: 'json' };
import type { ClusterSnapshot, ContainerStatus, Logs } from './snapshot.ts';

/** Failures as a real Minikube (v1.34.4, docker) reported them, one workload each. */
const snapshot: ClusterSnapshot = {
  namespace: 'bad',
  logs: {},
  ...(recorded as Omit<ClusterSnapshot, 'namespace' | 'logs'>),
};

const podOf = (release: string): string =>
  snapshot.pods.find((pod) => pod.metadata?.name?.startsWith(`${release}-`))?.metadata?.name ?? '';

const found = (release: string, log?: string, from: ClusterSnapshot = snapshot) => {
  const logs: Record<string, Logs> = log === undefined ? {} : { [`${podOf(release)}/c`]: { previous: log } };
  return diagnose({ ...from, logs }).filter((one) => one.release === release);
};

describe('recorded failures', () => {
  test.each([
    ['neverpull', 'pod/image-missing', 'The image nope:1 is not in the node', 0],
    ['pull', 'pod/image-pull', 'The image nope:1 of container c', 20_000],
    ['badname', 'pod/image-name', '"No Pe:1"', 0],
    ['nosecret', 'pod/config-missing', 'Secret s does not exist', 0],
    ['nocm', 'pod/config-missing', 'ConfigMap cm does not exist', 0],
    ['nokey', 'pod/config-missing', 'Secret haskey has no key k', 0],
    ['root', 'pod/runs-as-root', 'must not run as root', 0],
    ['cmd', 'pod/create-failed', '"nosuchprogram": executable file not found', 20_000],
    ['crash', 'pod/crash-loop', 'keeps ending with exit code 1', 20_000],
    ['oom', 'pod/out-of-memory', 'more than its limit of memory (64Mi)', 20_000],
    ['ready', 'pod/probe-failing', 'HTTP probe failed with statuscode: 404', 'timeout'],
    ['live', 'pod/probe-failing', 'because its liveness probe fails', 20_000],
    ['big', 'pod/unschedulable', '1 Insufficient memory', 20_000],
    ['quota', 'pod/refused', 'must specify requests.memory for: c', 0],
    ['lonely', 'service/no-endpoints', 'lonely has no ready endpoint: 0 pods match', 'timeout'],
  ])('%s is %s', (release, code, message, patience) => {
    const [first, ...more] = found(release);
    expect(more).toEqual([]);
    expect(first?.finding.code).toBe(code);
    expect(first?.finding.message).toContain(message);
    expect(first?.patience).toBe(patience);
    expect(first?.finding.evidence?.some(({ text }) => text !== '')).toBe(true);
    expect(first?.finding.remedy).toMatch(/\.$/);
  });
});

describe('a crash that is the database', () => {
  test.each([
    [
      "psycopg.OperationalError: failed to resolve host 'nowhere': Name or service not known",
      'the host nowhere',
      45_000,
    ],
    ['could not translate host name "db" to address', 'the host db', 45_000],
    ['FATAL:  password authentication failed for user "todo"', 'the password of user todo', 20_000],
    ['fe_sendauth: no password supplied', 'wants a password', 20_000],
    ['FATAL:  database "todos" does not exist', 'no database todos', 20_000],
    ['psycopg.OperationalError: connection failed: Connection refused', 'refuses connections', 45_000],
    ['sqlalchemy.exc.ArgumentError: Could not parse SQLAlchemy URL from given URL string', 'is not a URL', 0],
    ['pydantic: 1 validation error\nDATABASE_URL\n  Field required', 'is not set', 0],
  ])('%s', (log, cause, patience) => {
    const [first] = found('crash', log);
    expect(first?.finding.code).toBe('pod/database-unreachable');
    expect(first?.finding.message).toContain(cause);
    expect(first?.patience).toBe(patience);
    expect(first?.finding.evidence?.at(-1)?.text).toBe(log);
  });
});

test('a crash names what its log gives away', () => {
  const [first] = found('crash', "ModuleNotFoundError: No module named 'uvicorn'");
  expect(first?.finding.message).toContain('a module is missing in the image');
  expect(first?.finding.remedy).toContain(`kubectl logs -n bad ${podOf('crash')} -c c --previous`);
});

test('a container killed with reason Error is out of memory only where nobody else killed it', () => {
  const killed: ContainerStatus = {
    name: 'c',
    ready: false,
    state: { terminated: { exitCode: 137, reason: 'Error' } },
  };
  const pods = snapshot.pods.map((pod) =>
    pod.metadata?.name === podOf('crash') ? { ...pod, status: { ...pod.status, containerStatuses: [killed] } } : pod,
  );
  expect(found('crash', undefined, { ...snapshot, pods })[0]?.finding.code).toBe('pod/out-of-memory');
  const kill = {
    reason: 'Killing',
    message: 'Stopping container c',
    involvedObject: { kind: 'Pod', name: podOf('crash') },
  };
  const events = [...snapshot.events, kill];
  expect(found('crash', undefined, { ...snapshot, pods, events })[0]?.finding.code).toBe('pod/crash-loop');
});

test('a volume that cannot be mounted is named', () => {
  const waiting: ContainerStatus = { name: 'c', ready: false, state: { waiting: { reason: 'ContainerCreating' } } };
  const pods = snapshot.pods.map((pod) =>
    pod.metadata?.name === podOf('crash') ? { ...pod, status: { containerStatuses: [waiting] } } : pod,
  );
  const mount = {
    reason: 'FailedMount',
    message: 'secret "x" not found',
    involvedObject: { kind: 'Pod', name: podOf('crash') },
  };
  const [first] = found('crash', undefined, { ...snapshot, pods, events: [...snapshot.events, mount] });
  expect(first?.finding.code).toBe('pod/volume');
});

test('a workload that asks for fewer replicas than its release is scaled down', () => {
  const workloads = snapshot.workloads.map((one) => ({ ...one, spec: { replicas: 0 } }));
  const [first] = diagnose({ ...snapshot, workloads, pods: [] }, { crash: 2 }).filter((one) => one.release === 'crash');
  expect(first?.finding.code).toBe('pod/scaled-down');
  expect(first?.finding.message).toBe('Deployment crash asks for 0 of the 2 replicas of release crash');
  expect(first?.finding.remedy).toContain('npx tsx scripts/deploy.ts');
});

test('a container that became ready again is not blamed for its past', () => {
  const pods = snapshot.pods.map((pod) => ({
    ...pod,
    status: {
      containerStatuses: [
        {
          name: 'c',
          ready: true,
          restartCount: 3,
          state: { running: {} },
          lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
        },
      ],
    },
  }));
  expect(diagnose({ ...snapshot, pods }).filter((one) => one.pod !== undefined)).toEqual([]);
});

test('a container that crashed and runs again is not crashed: it may become ready', () => {
  const [first] = diagnose({
    ...snapshot,
    events: [],
    pods: snapshot.pods.map((pod) => ({
      ...pod,
      status: {
        containerStatuses: [
          {
            name: 'c',
            ready: false,
            state: { running: {} },
            lastState: { terminated: { exitCode: 1, reason: 'Error' } },
          },
        ],
      },
    })),
  }).filter((one) => one.pod !== undefined);
  expect(first).toBeUndefined();
});

test('pods of an older revision, of an unseen spec and those being removed do not count', () => {
  const older = snapshot.replicaSets.map((one) => ({
    ...one,
    metadata: { ...one.metadata, annotations: { 'deployment.kubernetes.io/revision': '0' } },
  }));
  const unseen = snapshot.workloads.map((one) => ({ ...one, metadata: { ...one.metadata, generation: 99 } }));
  const leaving = snapshot.pods.map((one) => ({ ...one, metadata: { ...one.metadata, deletionTimestamp: 'now' } }));
  for (const changed of [{ replicaSets: older }, { workloads: unseen }, { pods: leaving }])
    expect(diagnose({ ...snapshot, ...changed }).filter((one) => one.pod !== undefined)).toEqual([]);
});

test('pods of a StatefulSet count by its update revision', () => {
  const set = { kind: 'StatefulSet', metadata: { name: 'database', uid: 'u' }, status: { updateRevision: 'new' } };
  const pod = (hash: string) => ({
    metadata: {
      name: `database-${hash}`,
      labels: { 'controller-revision-hash': hash },
      ownerReferences: [{ uid: 'u' }],
    },
    status: { containerStatuses: [{ name: 'c', ready: false, state: { waiting: { reason: 'InvalidImageName' } } }] },
  });
  const empty: ClusterSnapshot = {
    ...snapshot,
    workloads: [set],
    services: [],
    events: [],
    pods: [pod('old'), pod('new')],
  };
  expect(diagnose(empty).map((one) => one.pod)).toEqual(['database-new']);
  const refused = {
    reason: 'FailedCreate',
    message: 'exceeded quota',
    involvedObject: { kind: 'StatefulSet', name: 'database' },
  };
  expect(diagnose({ ...empty, pods: [], events: [refused] })[0]?.finding.code).toBe('pod/refused');
});

test('rules never throw, whatever parts of an object are missing', () => {
  const partial = <T extends object>(value: T): fc.Arbitrary<T> =>
    fc.infiniteStream(fc.integer({ min: 0, max: 9 })).map((dice) => without(value, () => dice.next().value === 0) as T);
  fc.assert(
    fc.property(partial(snapshot), (some: Partial<ClusterSnapshot>) => {
      const all: ClusterSnapshot = { ...nothing, ...some };
      expect(Array.isArray(diagnose(all))).toBe(true);
    }),
    { numRuns: 100 },
  );
});

const nothing: ClusterSnapshot = {
  namespace: 'bad',
  workloads: [],
  replicaSets: [],
  pods: [],
  services: [],
  endpointSlices: [],
  events: [],
  logs: {},
};

/** The value without some of its parts, as the dice fall. */
const without = (value: unknown, gone: () => boolean): unknown => {
  if (Array.isArray(value)) return value.map((one) => without(one, gone));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (gone() ? [] : [[key, without(inner, gone)]])),
  );
};
