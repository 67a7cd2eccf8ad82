import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { fake } from '../testing/fake.ts';
import { diagnose } from './diagnose.ts';
import {
  type ClusterSnapshot,
  type ContainerStatus,
  type Event,
  emptySnapshot,
  type Logs,
  type Pod,
  type Workload,
} from './snapshot.ts';

const labels = { app: 'app', 'app.kubernetes.io/instance': 'backend' };
const revision = (number: number) => ({ 'deployment.kubernetes.io/revision': String(number) });
const workload: Workload = {
  kind: 'Deployment',
  metadata: { name: 'app', uid: 'd', labels, annotations: revision(1) },
  spec: { replicas: 1 },
};
const set = { metadata: { name: 'app-1', uid: 'r', annotations: revision(1), ownerReferences: [{ uid: 'd' }] } };
const podOf = (status: Partial<ContainerStatus>, name = 'app-1-x'): Pod => ({
  metadata: { name, uid: name, labels, ownerReferences: [{ uid: 'r' }] },
  spec: { nodeName: 'one', containers: [{ name: 'c', image: 'backend:1' }] },
  status: { phase: 'Running', containerStatuses: [{ name: 'c', ready: false, restartCount: 0, ...status }] },
});
const crashed: Partial<ContainerStatus> = {
  restartCount: 2,
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode: 1, reason: 'Error' } },
};
const happened = (reason: string, message: string, name = 'app-1-x', kind = 'Pod'): Event => ({
  reason,
  message,
  involvedObject: { kind, name },
});
const snapshotOf = (pods: readonly Pod[], more: Partial<ClusterSnapshot> = {}): ClusterSnapshot => ({
  ...emptySnapshot,
  context: 'minikube',
  namespace: 'todo',
  workloads: [workload],
  replicaSets: [set],
  pods,
  ...more,
});
const saying = (log: string, status = crashed): ClusterSnapshot =>
  snapshotOf([podOf(status)], { logs: { 'app-1-x/c': { previous: log } } });
const codesOf = (snapshot: ClusterSnapshot) => diagnose(snapshot).map(({ finding }) => finding.code);
const first = (snapshot: ClusterSnapshot) => diagnose(snapshot)[0];

describe('a crash that is the database', () => {
  it.each([
    [
      "psycopg.OperationalError: failed to resolve host 'nowhere': [Errno -2] Name or service not known",
      'pod/database-host',
      'no host has the name nowhere',
      45_000,
    ],
    ['could not translate host name "db" to address', 'pod/database-host', 'no host has the name db', 45_000],
    [
      'FATAL:  password authentication failed for user "todo"',
      'pod/database-login',
      'the database refuses the password of user todo',
      20_000,
    ],
    ['fe_sendauth: no password supplied', 'pod/database-login', 'wants a password and none is set', 20_000],
    ['FATAL:  role "tood" does not exist', 'pod/database-login', 'the database has no user tood', 20_000],
    [
      'FATAL:  no pg_hba.conf entry for host "10.244.0.7", user "todo", database "todo", no encryption',
      'pod/database-login',
      'the database does not let user todo in from 10.244.0.7',
      20_000,
    ],
    ['FATAL:  database "todos" does not exist', 'pod/database-absent', 'the server has no database todos', 20_000],
    ['server does not support SSL, but SSL was required', 'pod/database-tls', 'the database speaks no TLS', 0],
    [
      'sqlalchemy.exc.ArgumentError: Could not parse SQLAlchemy URL from given URL string',
      'pod/database-url',
      'DATABASE_URL is no URL',
      0,
    ],
    [
      "sqlalchemy.exc.NoSuchModuleError: Can't load plugin: sqlalchemy.dialects:mysqll",
      'pod/database-url',
      'the kind of database mysqll',
      0,
    ],
    ['pydantic: 1 validation error\nDATABASE_URL\n  Field required', 'pod/database-url', 'DATABASE_URL is not set', 0],
    [
      'psycopg.OperationalError: connection failed: connection to server at "10.96.0.9", port 5432 failed: Connection refused',
      'pod/database-unreachable',
      'does not answer at port 5432: connection refused',
      45_000,
    ],
    [
      '(psycopg.errors.ConnectionTimeout) connection timeout expired',
      'pod/database-unreachable',
      'does not answer: timeout expired',
      45_000,
    ],
  ])('%s', (log, code, cause, patience) => {
    const found = first(saying(log));
    expect(found).toMatchObject({ release: 'backend', patience, finding: { code, confidence: 0.95 } });
    expect(found?.finding.message).toContain(cause);
    expect(found?.finding.message).toMatch(/^Container c of pod app-1-x ends because /);
    expect(found?.finding.evidence?.at(-1)).toEqual({
      source: 'previous log of pod/app-1-x container c',
      text: log,
    });
    expect(found?.finding.remedy).toMatch(/`npx tsx scripts\/deploy\.ts --namespace todo`|`kubectl /);
  });

  it.each([
    ['password authentication failed for user', 'todo', 'pod/database-login'],
    ['database', 'todos" does not exist', 'pod/database-absent'],
  ])('is read from a log of JSON, whose quotes are escaped: %s %s', (words, name, code) => {
    const cause = `OperationalError: connection failed: FATAL: ${words} "${name}"`;
    const snapshot = saying(JSON.stringify({ cause, event: 'database_unreachable', level: 'warning' }));
    expect(first(snapshot)?.finding.code).toBe(code);
    expect(first(snapshot)?.finding.evidence?.at(-1)?.text, 'as it was written').toContain('\\"');
  });

  it('is told while a container before the others still tries: then waiting may help', () => {
    const status = { name: 'migrate', ready: false, restartCount: 0, state: { running: {} } };
    const { containerStatuses: _, ...rest } = podOf({}).status ?? {};
    const pod = { ...podOf({}), status: { ...rest, initContainerStatuses: [status] } };
    const logs = { 'app-1-x/migrate': { current: "failed to resolve host 'nowhere': Name or service not known" } };
    expect(first(snapshotOf([pod], { logs }))).toMatchObject({
      patience: 'timeout',
      finding: {
        code: 'pod/database-host',
        message:
          'Container migrate of pod app-1-x waits because no host has the name nowhere, which DATABASE_URL gives',
      },
    });
  });

  it('is told too where the application runs and says by 503 that it is not ready: then waiting may help', () => {
    const running = { state: { running: {} } };
    const events = [happened('Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503')];
    const logs = { 'app-1-x/c': { current: 'database "todos" does not exist' } };
    expect(first(snapshotOf([podOf(running)], { events, logs }))).toMatchObject({
      patience: 'timeout',
      finding: {
        code: 'pod/database-absent',
        message: 'Container c of pod app-1-x is not ready because the server has no database todos',
      },
    });
  });
});

describe('words of a log', () => {
  it('are shown without the values of settings that say they are secrets', () => {
    const log = `api_key=${fake('', 20)}\npassword: "two words"\nError: Cannot find module 'next'`;
    const evidence = first(saying(log))?.finding.evidence?.at(-1)?.text;
    expect(evidence).toBe("api_key=***\npassword: ***\nError: Cannot find module 'next'");
  });

  it.each([
    ["ModuleNotFoundError: No module named 'uvicorn'", 'pod/module-missing', 'needs the module uvicorn'],
    ["Error: Cannot find module 'next'", 'pod/module-missing', 'needs the module next'],
    ["EROFS: read-only file system, mkdir '/app/.next/cache'", 'pod/read-only', 'writes to /app/.next/cache'],
    ['OSError: [Errno 98] address already in use', 'pod/port-taken', 'that another program of its pod has'],
    ['exec /app/run: exec format error', 'pod/wrong-platform', 'another processor'],
    ['getaddrinfo EAI_AGAIN backend-service', 'cluster/dns', 'the DNS of the cluster does not answer'],
    ['socket.gaierror: [Errno -3] Temporary failure in name resolution', 'cluster/dns', 'gets no address for a name'],
    ['getaddrinfo ENOTFOUND backend-servce', 'pod/host-unknown', 'looks for the host backend-servce'],
    ['lookup queue: no such host', 'pod/host-unknown', 'looks for the host queue'],
    ['socket.gaierror: [Errno -2] Name or service not known', 'pod/host-unknown', 'looks for a host'],
  ])('%s is %s', (log, code, says) => {
    expect(first(saying(log))?.finding.code).toBe(code);
    expect(first(saying(log))?.finding.message).toContain(says);
  });

  it('of a name that no Service has are not judged where the Services could not be read', () => {
    const gaps = [{ what: 'services', why: 'forbidden' }];
    expect(codesOf({ ...saying('getaddrinfo ENOTFOUND backend-servce'), gaps })).toEqual(['pod/crash-loop']);
  });
});

describe('an exit code', () => {
  const ended = (exitCode: number, log = '') =>
    saying(log, { ...crashed, lastState: { terminated: { exitCode, reason: 'Error' } } });

  it.each([
    [1, 'pod/crash-loop', 'keeps ending with exit code 1'],
    [126, 'pod/command-denied', 'may not run its program'],
    [127, 'pod/command-missing', 'has no program of that name'],
    [134, 'pod/crash-loop', '134 (it gave up by itself, SIGABRT)'],
    [137, 'pod/crash-loop', '137 (something killed it, SIGKILL)'],
    [139, 'pod/crash-loop', '139 (it used memory that is not its own, SIGSEGV)'],
    [143, 'pod/crash-loop', '143 (it was asked to end, SIGTERM)'],
  ])('%s is %s', (code, name, says) => {
    expect(first(ended(code))?.finding.code).toBe(name);
    expect(first(ended(code))?.finding.message).toContain(says);
  });

  it('137 with reason Error is the memory where there is a limit and nobody else killed it, and that is no certainty', () => {
    const pod = podOf({ ...crashed, lastState: { terminated: { exitCode: 137, reason: 'Error' } } });
    const limited: Pod = {
      ...pod,
      spec: { containers: [{ name: 'c', image: 'backend:1', resources: { limits: { memory: '64Mi' } } }] },
    };
    expect(first(snapshotOf([limited]))?.finding).toMatchObject({ code: 'pod/out-of-memory', confidence: 0.6 });
    const events = [happened('Killing', 'Stopping container c')];
    expect(codesOf(snapshotOf([limited], { events }))).toEqual(['pod/crash-loop']);
  });
});

describe('what the runtime refuses', () => {
  const waitingFor = (reason: string, message: string) =>
    snapshotOf([podOf({ state: { waiting: { reason, message } } })]);

  it.each([
    [
      'CreateContainerConfigError',
      'container has runAsNonRoot and image has non-numeric user (nextjs), cannot verify user is non-root',
      'pod/runs-as-root',
      'names the user "nextjs", whose number the node does not know',
    ],
    [
      'CreateContainerConfigError',
      'container\'s runAsUser breaks non-root policy (pod: "x", container: c)',
      'pod/runs-as-root',
      'it would with the image backend:1',
    ],
    [
      'CreateContainerConfigError',
      'failed to sync configmap cache: timed out waiting for the condition',
      'pod/create-failed',
      'failed to sync configmap cache',
    ],
    [
      'CreateContainerError',
      'Conflict. The container name is in use',
      'pod/create-failed',
      'The container name is in use',
    ],
    [
      'RunContainerError',
      'OCI runtime create failed: exec: "/start.sh": stat /start.sh: no such file or directory: unknown',
      'pod/command-missing',
      'has no program "/start.sh"',
    ],
    [
      'ErrImagePull',
      'toomanyrequests: You have reached your pull rate limit',
      'pod/registry-limit',
      'docker.io lets this address pull no more',
    ],
    [
      'ImagePullBackOff',
      'Back-off pulling image "backend:1": ErrImagePull: Error response from daemon: pull access denied for backend, repository does not exist or may require \'docker login\'',
      'pod/image-pull',
      'does not give it: pull access denied for backend',
    ],
    [
      'ErrImagePull',
      'rpc error: code = NotFound desc = failed to resolve reference "docker.io/library/backend:1": not found',
      'pod/image-pull',
      'the registry docker.io does not give it',
    ],
    [
      'ErrImagePull',
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'pod/registry-unreachable',
      'certificate signed by unknown authority',
    ],
  ])('%s: %s', (reason, message, code, says) => {
    const found = first(waitingFor(reason, message));
    expect(found?.finding.code).toBe(code);
    expect(found?.finding.message).toContain(says);
    expect(found?.finding.evidence?.[0]).toEqual({
      source: 'pod/app-1-x status.containerStatuses[0].state.waiting.reason',
      text: reason,
    });
  });
});

describe('what no node can take', () => {
  const unscheduled = (message: string, more: Partial<ClusterSnapshot> = {}, pod: Pod['spec'] = {}) =>
    snapshotOf(
      [
        {
          metadata: podOf({}).metadata ?? {},
          spec: { containers: [{ name: 'c', resources: { requests: { cpu: '4' } } }], ...pod },
          status: { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] },
        },
      ],
      more,
    );

  it.each([
    ['0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {a: b}.', 'pod/insufficient-cpu'],
    ['0/1 nodes are available: 1 Insufficient memory.', 'pod/insufficient-memory'],
    ['0/1 nodes are available: 1 Too many pods.', 'pod/node-full'],
    ["0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.", 'pod/node-selector'],
    ['0/1 nodes are available: 1 node(s) were unschedulable.', 'pod/node-cordoned'],
    [
      '0/1 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }.',
      'pod/taint',
    ],
    ["0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.", 'pod/host-port'],
    ["0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules.", 'pod/spread'],
    ["0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints.", 'pod/spread'],
    ['0/1 nodes are available: 1 node(s) had volume node affinity conflict.', 'pod/volume-elsewhere'],
    ['0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.', 'pod/claim-unbound'],
    ['0/1 nodes are available: 1 Insufficient example.org/gpu.', 'pod/unschedulable'],
    ['no nodes available to schedule pods', 'pod/unschedulable'],
  ])('%s', (message, code) => {
    expect(first(unscheduled(message))).toMatchObject({ patience: 20_000, finding: { code } });
    expect(first(unscheduled(message))?.finding.message).toContain('pod app-1-x'.slice(4));
  });

  it('names what was asked for and what the nodes have', () => {
    const nodes = [{ metadata: { name: 'one' }, status: { allocatable: { cpu: '2' } } }];
    const found = first(unscheduled('0/1 nodes are available: 1 Insufficient cpu. preemption: no', { nodes }));
    expect(found?.finding.message).toBe(
      'No node has cpu enough for pod app-1-x, which requests 4 for container c; one has 2 in all (0/1 nodes are available: 1 Insufficient cpu)',
    );
    expect(found?.finding.remedy).toContain('Lower backend.resources.requests.cpu in the values');
  });

  it('names the cordoned nodes, and a taint that the cluster set where a node is not well', () => {
    const nodes = [{ metadata: { name: 'one' }, spec: { unschedulable: true } }];
    expect(first(unscheduled('1 node(s) were unschedulable.', { nodes }))?.finding.remedy).toContain(
      '`kubectl --context minikube uncordon one`',
    );
    const taint = 'node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }.';
    expect(first(unscheduled(taint, { nodes: null }))?.finding.remedy).toContain('describe nodes');
  });
});

describe('a pod that is refused', () => {
  const refusal = (message: string) =>
    snapshotOf([], {
      replicaSets: [
        {
          ...set,
          status: { conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }] },
        },
      ],
    });

  it.each([
    ['minimum cpu usage per Container is 50m, but request is 10m', 'pod/limit-range', 'at least 50m of cpu', 0],
    [
      'admission webhook "images.example.org" denied the request: only signed images',
      'pod/webhook-denied',
      'The admission webhook images.example.org lets no pod of app in: only signed images',
      0,
    ],
    [
      'pods "app-1-x" is forbidden: failed quota: small: must specify requests.memory for: backend,migrate',
      'pod/quota-unspecified',
      'wants requests.memory from each container, and backend and migrate of app set none',
      0,
    ],
    ['something new', 'pod/refused', 'refuses to create pods of app: something new', 20_000],
  ])('%s', (message, code, says, patience) => {
    expect(first(refusal(message))).toMatchObject({ patience, finding: { code } });
    expect(first(refusal(message))?.finding.message).toContain(says);
  });

  it('of a StatefulSet is told by an event only, which counts while there is no pod', () => {
    const database: Workload = { kind: 'StatefulSet', metadata: { name: 'database', uid: 's' } };
    const events = [
      happened(
        'FailedCreate',
        'exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1',
        'database',
        'StatefulSet',
      ),
    ];
    const empty = { ...emptySnapshot, workloads: [database], events };
    expect(codesOf(empty)).toEqual(['pod/quota']);
    const pod: Pod = { metadata: { name: 'database-0', ownerReferences: [{ uid: 's' }] } };
    expect(codesOf({ ...empty, pods: [pod] })).toEqual([]);
  });

  it('is the cause of its Service having no endpoint and of its rollout being stuck', () => {
    const service = { metadata: { name: 'app-service', labels }, spec: { selector: { app: 'app' } } };
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }];
    const stuck = {
      ...refusal('something new'),
      services: [service],
      workloads: [{ ...workload, status: { conditions } }],
    };
    const [only, ...more] = diagnose(stuck);
    expect(more).toEqual([]);
    expect(only?.finding.consequences?.map(({ code }) => code)).toEqual(['release/stuck', 'service/no-endpoints']);
  });
});

describe('volumes', () => {
  const creating = podOf({ state: { waiting: { reason: 'ContainerCreating' } } });

  it.each([
    [
      'MountVolume.SetUp failed for volume "files" : configmap "files" not found',
      'pod/volume-source-missing',
      'made of the configmap files',
    ],
    [
      'MountVolume.SetUp failed for volume "files" : references non-existent secret key: token',
      'pod/volume',
      'takes a key token that its source does not have',
    ],
    ['AttachVolume.Attach failed for volume "pvc-1" : timed out', 'pod/volume', 'cannot be mounted: AttachVolume'],
  ])('%s', (message, code, says) => {
    const found = first(snapshotOf([creating], { events: [happened('FailedMount', message)] }));
    expect(found?.finding.code).toBe(code);
    expect(found?.finding.message).toContain(says);
  });

  it('that get no provisioner are told with the claim, once, however many pods wait for it', () => {
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
    const message = '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.';
    const waiting = ['a', 'b'].map(
      (name): Pod => ({
        metadata: { ...podOf({}, name).metadata },
        spec: { volumes },
        status: { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] },
      }),
    );
    const claims = [{ metadata: { name: 'data' }, status: { phase: 'Pending' } }];
    const events = [happened('FailedBinding', 'no persistent volumes available', 'data', 'PersistentVolumeClaim')];
    const [only, ...more] = diagnose(snapshotOf(waiting, { claims, events }));
    expect(more).toEqual([]);
    expect(only).toMatchObject({
      release: 'backend',
      subjects: [{ name: 'data' }],
      finding: { code: 'pod/claim-unbound' },
    });
    expect(only?.finding.consequences).toHaveLength(1);
  });

  it('that wait for their first consumer are not sick', () => {
    const claims = [{ metadata: { name: 'data' }, status: { phase: 'Pending' } }];
    const events = [happened('WaitForFirstConsumer', 'waiting', 'data', 'PersistentVolumeClaim')];
    expect(diagnose({ ...emptySnapshot, claims, events })).toEqual([]);
  });
});

describe('nodes', () => {
  const node = (name: string, type: string, status: string) => ({
    metadata: { name },
    status: { conditions: [{ type, status, reason: 'Why', message: 'because' }] },
  });

  it.each([
    ['Ready', 'Unknown', 'cluster/node-not-ready', 'error'],
    ['Ready', 'False', 'cluster/node-not-ready', 'error'],
    ['DiskPressure', 'True', 'cluster/disk-pressure', 'warning'],
    ['MemoryPressure', 'True', 'cluster/node-pressure', 'warning'],
    ['PIDPressure', 'True', 'cluster/node-pressure', 'warning'],
  ])('with %s=%s are told', (type, status, code, level) => {
    const [only] = diagnose({ ...emptySnapshot, nodes: [node('one', type, status)] });
    expect(only?.finding).toMatchObject({ code, level });
    expect(only?.finding.message).toContain('Node one');
    expect(only?.finding.evidence?.[0]?.source).toBe('node/one status.conditions[0]');
  });

  it('are a warning where another one is ready', () => {
    const nodes = [node('one', 'Ready', 'False'), node('two', 'Ready', 'True')];
    expect(diagnose({ ...emptySnapshot, nodes }).map(({ finding }) => finding.level)).toEqual(['warning']);
  });

  it('that may not be read are no finding', () => {
    expect(diagnose({ ...emptySnapshot, nodes: null })).toEqual([]);
  });

  it('low on something throw pods out', () => {
    const status = { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory. Threshold' };
    const found = first(snapshotOf([{ ...podOf({}), status }]));
    expect(found?.finding).toMatchObject({
      code: 'pod/evicted',
      message: 'Node one threw pod app-1-x out: it was low on memory',
    });
  });
});

describe('a Service', () => {
  const service = {
    metadata: { name: 'app-service', labels },
    spec: { selector: { app: 'app' }, ports: [{ port: 80, targetPort: 'http' }] },
  };
  const ready: Pod = {
    ...podOf({ ready: true, state: { running: {} } }),
    status: {
      ...podOf({ ready: true, state: { running: {} } }).status,
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };

  it('without a selector is nobody’s business', () => {
    expect(diagnose({ ...emptySnapshot, services: [{ metadata: { name: 'outside' } }] })).toEqual([]);
  });

  it('that selects nothing in an empty namespace has no endpoint; where pods of its release are, its selector is wrong', () => {
    expect(codesOf({ ...emptySnapshot, services: [service] })).toEqual(['service/no-endpoints']);
    const other = { ...service, spec: { selector: { app: 'apq' } } };
    expect(codesOf(snapshotOf([ready], { services: [other] }))).toEqual(['service/selector']);
  });

  it('is not blamed for a pod that is going: that no other comes has its own cause', () => {
    const going = { ...ready, metadata: { ...ready.metadata, deletionTimestamp: '2030-01-01T00:00:00Z' } };
    const none = { ...workload, spec: { replicas: 0 } };
    const seen = snapshotOf([going], { services: [service], workloads: [none] });
    expect(diagnose(seen, { backend: 1 }).map(({ finding }) => finding)).toMatchObject([
      { code: 'pod/scaled-down', consequences: [{ code: 'service/no-endpoints' }] },
    ]);
  });

  it('is not judged where pods or endpoints could not be read', () => {
    for (const what of ['pods', 'endpointslices'])
      expect(diagnose({ ...emptySnapshot, services: [service], gaps: [{ what, why: 'forbidden' }] })).toEqual([]);
  });

  it('counts an endpoint that does not say whether it is ready', () => {
    const endpointSlices = [
      {
        metadata: { labels: { 'kubernetes.io/service-name': 'app-service' } },
        endpoints: [{}],
        ports: [{ port: 8000 }],
      },
    ];
    expect(diagnose(snapshotOf([ready], { services: [service], endpointSlices }))).toEqual([]);
  });
});

describe('an Ingress', () => {
  it('is not judged by classes and Services that could not be read', () => {
    const ingresses = [
      {
        metadata: { name: 'app' },
        spec: {
          ingressClassName: 'nginx',
          defaultBackend: { service: { name: 'app-service', port: { name: 'http' } } },
        },
      },
    ];
    const gaps = [{ what: 'services', why: 'forbidden' }];
    expect(diagnose({ ...emptySnapshot, ingresses, ingressClasses: null, gaps })).toEqual([]);
    expect(codesOf({ ...emptySnapshot, ingresses })).toEqual(['service/ingress-class', 'service/ingress-backend']);
  });
});

describe('an autoscaler', () => {
  it('whose pods request nothing says which container', () => {
    const message =
      'the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container backend of Pod backend-1-x';
    const autoscalers = [
      {
        metadata: { name: 'app' },
        spec: { scaleTargetRef: { kind: 'Deployment', name: 'app' } },
        status: {
          conditions: [{ type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric', message }],
        },
      },
    ];
    expect(first({ ...emptySnapshot, autoscalers })?.finding).toMatchObject({
      code: 'release/autoscaler-no-request',
      level: 'warning',
      message: expect.stringContaining('container backend of pod backend-1-x requests no cpu'),
    });
  });
});

describe('the provider of the model', () => {
  const well = podOf({ ready: true, state: { running: {} } });
  const logged = (current: string, pod = well) => snapshotOf([pod], { logs: { 'app-1-x/c': { current } } });

  it.each([
    ['{"event": "assistant_failed", "code": "assistant_auth"}', 'provider/key-rejected'],
    ['Error code: 401 - Incorrect API key provided', 'provider/key-rejected'],
    ["openai.RateLimitError: Error code: 429 - {'error': {'code': 'insufficient_quota'}}", 'provider/limited'],
    ['{"event": "assistant_failed", "code": "assistant_rate_limited"}', 'provider/limited'],
  ])('that says %s is a warning: the pod is well', (line, code) => {
    const found = first(logged(`{"event": "request", "status": 200}\n${line}\n`));
    expect(found).toMatchObject({ patience: 'timeout', finding: { code, level: 'warning' } });
    expect(found?.finding.evidence?.[0]?.text).toBe(line);
  });

  it('is not blamed where the pod is not ready, or nobody speaks of it', () => {
    expect(diagnose(logged('{"status": 401}'))).toEqual([]);
    expect(codesOf(logged('invalid_api_key', podOf(crashed)))).toEqual(['pod/crash-loop']);
  });
});

describe('a rollout', () => {
  it('is judged by the pods of its newest revision alone', () => {
    const older = { ...set, metadata: { ...set.metadata, annotations: revision(0) } };
    const unseen = {
      ...workload,
      metadata: { ...workload.metadata, generation: 3 },
      status: { observedGeneration: 2 },
    };
    const leaving = { ...podOf(crashed), metadata: { ...podOf(crashed).metadata, deletionTimestamp: 'now' } };
    expect(diagnose(snapshotOf([podOf(crashed)], { replicaSets: [older] }))).toEqual([]);
    expect(codesOf(snapshotOf([podOf(crashed)], { workloads: [unseen] }))).toEqual(['cluster/controller-behind']);
    expect(diagnose(snapshotOf([leaving]))).toEqual([]);
  });

  it('of a StatefulSet is judged by its update revision, and not by events of a pod that had the name before', () => {
    const database: Workload = {
      kind: 'StatefulSet',
      metadata: { name: 'database', uid: 's' },
      status: { updateRevision: 'new' },
    };
    const pod = (uid: string, hash: string): Pod => ({
      metadata: {
        name: 'database-0',
        uid,
        labels: { 'controller-revision-hash': hash },
        ownerReferences: [{ uid: 's' }],
      },
      status: { containerStatuses: [{ name: 'c', ready: false, state: { waiting: { reason: 'ContainerCreating' } } }] },
    });
    const failed = {
      reason: 'FailedMount',
      message: 'volume "x"',
      involvedObject: { kind: 'Pod', name: 'database-0', uid: 'a' },
    };
    const of = (one: Pod) => codesOf({ ...emptySnapshot, workloads: [database], pods: [one], events: [failed] });
    expect([of(pod('a', 'new')), of(pod('b', 'new')), of(pod('a', 'old'))]).toEqual([['pod/volume'], [], []]);
  });

  it('with fewer replicas than its release wants is scaled down', () => {
    const none = { ...workload, spec: { replicas: 0 } };
    const [only] = diagnose(snapshotOf([], { workloads: [none] }), { backend: 2 });
    expect(only?.finding).toMatchObject({
      code: 'pod/scaled-down',
      message: 'Deployment app asks for 0 of the 2 replicas of release backend',
      remedy:
        'Bring them back: `npx tsx scripts/deploy.ts --namespace todo`. Or have it done for you, which asks first: `npx tsx scripts/ai-devops-examples.ts ask "kubectl scale deployment/backend --replicas=2" --namespace todo`.',
      action: { action: 'Scale', object: { kind: 'Deployment', name: 'backend' }, replicas: 2 },
    });
  });

  it('tells replicas that are sick in the same way once, and names all', () => {
    const [only, ...more] = diagnose(snapshotOf(['a', 'b', 'c'].map((name) => podOf(crashed, name))));
    expect(more).toEqual([]);
    expect(only?.subjects.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(only?.finding.evidence?.at(-1)).toEqual({ source: 'the same in other pods', text: 'b\nc' });
  });

  it('does not blame a container that is ready again, nor one that was started anew once', () => {
    const again = { state: { running: {} }, lastState: { terminated: { exitCode: 1, reason: 'Error' } } };
    expect(diagnose(snapshotOf([podOf({ ...again, ready: true, restartCount: 3 })]))).toEqual([]);
    expect(diagnose(snapshotOf([podOf({ ...again, restartCount: 1 })]))).toEqual([]);
    expect(codesOf(snapshotOf([podOf({ ...again, restartCount: 2 })]))).toEqual(['pod/crash-loop']);
  });

  it('blames the memory at the first kill, until the container is ready again', () => {
    const lastState = { terminated: { exitCode: 137, reason: 'OOMKilled' } };
    const again = { state: { running: {} }, lastState, restartCount: 1 };
    expect(codesOf(snapshotOf([podOf(again)]))).toEqual(['pod/out-of-memory']);
    expect(codesOf(snapshotOf([podOf({ ...again, ready: true })]))).toEqual([]);
  });

  it('does not blame the start of a container that has started: what it is asked since counts', () => {
    const pod = (started: boolean) =>
      snapshotOf([podOf({ state: { running: {} }, ready: false, started })], { events });
    const events = [
      happened('Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 404'),
      happened('Unhealthy', 'Startup probe failed: Get "http://10.0.0.9:8000/health": connect: connection refused'),
    ];
    expect(codesOf(pod(true))).toEqual(['pod/probe-path']);
    expect(codesOf(pod(false))).toEqual(['pod/probe-refused']);
  });
});

describe('pods of no rollout', () => {
  it('are told without a release: they end no rollout', () => {
    const lonely = { ...podOf(crashed), metadata: { name: 'test', labels } };
    expect(diagnose({ ...emptySnapshot, pods: [lonely] })[0]).not.toHaveProperty('release');
  });

  it('belong to their release where their ReplicaSet could not be read', () => {
    const owned = {
      ...podOf(crashed),
      metadata: { ...podOf(crashed).metadata, ownerReferences: [{ kind: 'ReplicaSet', uid: 'r' }] },
    };
    expect(diagnose({ ...emptySnapshot, pods: [owned] })[0]?.release).toBe('backend');
  });

  it('that are done are not sick', () => {
    const done = { ...podOf({ state: { terminated: { exitCode: 0 } } }), metadata: { name: 'test' } };
    expect(diagnose({ ...emptySnapshot, pods: [{ ...done, status: { ...done.status, phase: 'Succeeded' } }] })).toEqual(
      [],
    );
  });
});

test('a job whose pods are gone is told by itself', () => {
  const jobs = [
    {
      metadata: { name: 'move' },
      status: { conditions: [{ type: 'Failed', status: 'True', reason: 'PodFailurePolicy' }] },
    },
  ];
  expect(first({ ...emptySnapshot, jobs })?.finding).toMatchObject({
    code: 'release/job-failed',
    message: 'Job move failed: a pod failed in a way that its policy calls final',
  });
});

describe('the repair that a finding carries', () => {
  const backend = { kind: 'Deployment', name: 'backend' } as const;
  const actionOf = (snapshot: ClusterSnapshot) => first(snapshot)?.finding.action;
  const having = (status: Partial<ContainerStatus>, container: object, pods = ['app-1-x']) =>
    snapshotOf(
      pods.map((name) => {
        const pod = podOf(status, name);
        return { ...pod, spec: { ...pod.spec, containers: [{ name: 'c', image: 'backend:1', ...container }] } };
      }),
    );
  const killed: Partial<ContainerStatus> = {
    ...crashed,
    lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
  };
  const limited = (memory: string) => having(killed, { resources: { limits: { memory } } });

  it('is twice the memory for a container that had too little, and none where the limit is not known', () => {
    const twice = { action: 'SetResources', object: backend, limits: { memory: '48Mi' } };
    expect(actionOf(limited('24Mi'))).toEqual(twice);
    expect(actionOf(limited('25165824'))).toBeUndefined();
    expect(actionOf(having(killed, {}))).toBeUndefined();
    expect(first(limited('24Mi'))?.finding.remedy).toMatch(
      /ask "kubectl set resources deployment\/backend --limits=memory=48Mi" --namespace todo`\.$/,
    );
  });

  it('is twice the patience for a probe that gets no answer in time, and none for one that asks the wrong path', () => {
    const running = { state: { running: {} } };
    const failing = (why: string, probe: object) => ({
      ...having(running, { readinessProbe: { httpGet: { path: '/ready', port: 8000 }, ...probe } }),
      events: [happened('Unhealthy', `Readiness probe failed: ${why}`)],
    });
    const set = (value: number) => ({
      action: 'SetHelmValue',
      release: 'backend',
      path: ['probes', 'readiness', 'timeoutSeconds'],
      value,
    });
    expect(actionOf(failing('context deadline exceeded', { timeoutSeconds: 5 }))).toEqual(set(10));
    expect(actionOf(failing('context deadline exceeded', {}))).toEqual(set(2));
    expect(actionOf(failing('HTTP probe failed with statuscode: 404', {}))).toBeUndefined();
  });

  it('is more tries for a start that takes long, and more time for a liveness probe that is late', () => {
    const ended = (kind: string, why: string) => ({
      ...having(crashed, { [`${kind}Probe`]: { httpGet: { path: '/', port: 8000 }, failureThreshold: 30 } }),
      events: [
        happened('Killing', `Container c failed ${kind} probe, will be restarted`),
        happened('Unhealthy', `${kind === 'startup' ? 'Startup' : 'Liveness'} probe failed: ${why}`),
      ],
    });
    expect(actionOf(ended('startup', 'connection refused'))).toMatchObject({
      path: ['probes', 'startup', 'failureThreshold'],
      value: 60,
    });
    expect(actionOf(ended('liveness', 'context deadline exceeded'))).toMatchObject({
      path: ['probes', 'liveness', 'timeoutSeconds'],
      value: 2,
    });
    expect(actionOf(ended('liveness', 'HTTP probe failed with statuscode: 404'))).toBeUndefined();
  });

  it('is fewer replicas where some run and the next finds no room, and none where none runs', () => {
    const pending: Pod = {
      ...podOf({}, 'app-1-y'),
      spec: { containers: [{ name: 'c' }] },
      status: {
        conditions: [
          { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes: 1 Insufficient cpu.' },
        ],
      },
    };
    const two = { ...workload, spec: { replicas: 2 } };
    const well = podOf({ ready: true, state: { running: {} } });
    expect(actionOf(snapshotOf([well, pending], { workloads: [two] }))).toEqual({
      action: 'Scale',
      object: backend,
      replicas: 1,
    });
    expect(actionOf(snapshotOf([pending], { workloads: [two] }))).toBeUndefined();
  });

  it('is the secret of the backend for a wrong address of the database, a missing key and one that the provider refuses', () => {
    const url = { action: 'SetSecretKey', key: 'DATABASE_URL' };
    const api = { action: 'SetSecretKey', key: 'OPENAI_API_KEY' };
    const without = (key: string) => {
      const message = `couldn't find key ${key} in Secret todo/backend-secret`;
      return snapshotOf([podOf({ state: { waiting: { reason: 'CreateContainerConfigError', message } } })]);
    };
    const lacking = (key: string) => actionOf(without(key));
    expect(first(without('PGPASSWORD'))?.finding.remedy).toMatch(/^Set DATABASE_URL in \.env and deploy again/);
    expect(first(without('AUTH_SECRET'))?.finding.remedy).toMatch(/^Deploy again: .*, which makes it anew\./);
    // What a person has to write first is not offered as done.
    expect(first(without('AUTH_SECRET'))?.finding.remedy).toMatch(/--keys=AUTH_SECRET" --namespace todo`\.$/);
    for (const one of [without('PGPASSWORD'), saying("failed to resolve host 'nowhere'")])
      expect(first(one)?.finding.remedy).not.toContain('have it done');
    expect(actionOf(saying("failed to resolve host 'nowhere'"))).toEqual(url);
    expect(actionOf(saying('psycopg.OperationalError: Connection refused'))).toBeUndefined();
    expect([lacking('PGPASSWORD'), lacking('OPENAI_API_KEY'), lacking('AUTH_SECRET')]).toEqual([
      url,
      api,
      { action: 'SetSecretKey', key: 'AUTH_SECRET' },
    ]);
    const ready = podOf({ ready: true, state: { running: {} } });
    expect(actionOf(snapshotOf([ready], { logs: { 'app-1-x/c': { current: 'invalid_api_key' } } }))).toEqual(api);
  });

  it('is none for what no release of ours made', () => {
    const foreign = limited('24Mi');
    const pods = foreign.pods.map((pod) => ({ ...pod, metadata: { ...pod.metadata, labels: { app: 'app' } } }));
    expect(actionOf({ ...foreign, pods })).toBeUndefined();
  });
});

describe('rules', () => {
  const folder = join(import.meta.dirname, 'recorded');
  const recorded = readdirSync(folder).map(
    (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as ClusterSnapshot,
  );

  /** The value without some of its parts, as the dice fall. */
  const without = (value: unknown, gone: () => boolean): unknown => {
    if (Array.isArray(value)) return value.map((one) => without(one, gone));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, inner]) => (gone() ? [] : [[key, without(inner, gone)]])),
    );
  };
  const partial = fc
    .tuple(fc.constantFrom(...recorded), fc.infiniteStream(fc.integer({ min: 0, max: 9 })))
    .map(([snapshot, dice]) => ({
      ...emptySnapshot,
      ...(without(snapshot, () => dice.next().value === 0) as Partial<ClusterSnapshot>),
    }));

  it('never throw, whatever parts of an object are missing', () => {
    fc.assert(
      fc.property(partial, (snapshot) => {
        for (const { finding } of diagnose(snapshot)) expect(finding.remedy).toMatch(/\.$/);
      }),
      { numRuns: 500 },
    );
  });

  it('say nothing of what could not be read: less input never means a new error about a Service, a node or an Ingress', () => {
    for (const snapshot of recorded) {
      const blind = { ...snapshot, pods: [], endpointSlices: [], services: [], nodes: null, ingressClasses: null };
      const gaps = ['pods', 'endpointslices', 'services', 'nodes', 'ingressclasses'].map((what) => ({
        what,
        why: 'no',
      }));
      const seen = new Set(codesOf(snapshot));
      const found = codesOf({ ...blind, gaps }).filter((code) => /^(?:service|cluster)\//.test(code));
      expect(found.filter((code) => !seen.has(code))).toEqual([]);
    }
  });
});

test('logs of both runs are shown, the earlier one first of all', () => {
  const logs: Record<string, Logs> = { 'app-1-x/c': { current: 'now', previous: 'before' } };
  expect(first(snapshotOf([podOf(crashed)], { logs }))?.finding.evidence?.at(-1)?.text).toBe('before');
});
