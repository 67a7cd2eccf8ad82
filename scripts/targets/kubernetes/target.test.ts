import { describe, expect, test } from 'vitest';
import { finding } from '../../core/finding.ts';
import type { Wanted } from '../../core/target.ts';
import type { Script } from '../../testing/shell.ts';
import { type Given, memoryWorld } from '../../testing/world.ts';
import { minikube } from '../minikube.ts';

const labels = { app: 'backend', 'app.kubernetes.io/part-of': 'todo-chatbot' };
const annotations = { 'meta.helm.sh/release-name': 'backend' };
const owned = (uid: string) => [{ uid }];
const ready = [{ type: 'Ready', status: 'True' }];

/** A namespace with release backend in it, whose one container is as given. */
const objects = (container: object, spec: object = { replicas: 1 }) => [
  {
    kind: 'Node',
    metadata: { name: 'minikube' },
    status: { conditions: ready, nodeInfo: { containerRuntimeVersion: 'docker://28.0', kubeletVersion: 'v1.34.4' } },
  },
  { kind: 'Namespace', metadata: { name: 'todo-chatbot', labels } },
  {
    kind: 'Deployment',
    metadata: {
      name: 'backend',
      uid: 'd',
      labels,
      annotations: { ...annotations, 'deployment.kubernetes.io/revision': '1' },
    },
    spec,
  },
  {
    kind: 'ReplicaSet',
    metadata: {
      name: 'backend-1',
      uid: 'r',
      labels,
      annotations: { 'deployment.kubernetes.io/revision': '1' },
      ownerReferences: owned('d'),
    },
  },
  {
    kind: 'Pod',
    metadata: { name: 'backend-1-x', labels, ownerReferences: owned('r') },
    spec: { containers: [{ name: 'backend', image: 'backend:0123456789ab' }] },
    status: { phase: 'Running', conditions: ready, containerStatuses: [{ name: 'backend', ...container }] },
  },
  {
    kind: 'Service',
    metadata: { name: 'backend-service', labels, annotations },
    spec: { type: 'ClusterIP', ports: [{ port: 8000 }], selector: { app: 'backend' } },
  },
  {
    kind: 'EndpointSlice',
    metadata: { labels: { 'kubernetes.io/service-name': 'backend-service' }, ownerReferences: owned('s') },
    endpoints: [{ conditions: { ready: true } }],
    ports: [{ port: 8000 }],
  },
  { kind: 'PersistentVolumeClaim', metadata: { name: 'data-database-0', labels } },
  { kind: 'ConfigMap', metadata: { name: 'kube-root-ca.crt' } },
];
const well = { ready: true, restartCount: 0, state: { running: {} } };
const running = { Host: 'Running', Kubelet: 'Running', APIServer: 'Running', Kubeconfig: 'Configured' };
const kubeconfig = JSON.stringify({ contexts: [{ name: 'minikube', context: {} }] });
const release = [
  '3 deployed "fingerprint"',
  'kind: Deployment',
  'metadata: {name: backend, labels: {app.kubernetes.io/part-of: todo-chatbot}}',
  'spec: {replicas: 1}',
  '',
].join('\n');
/** A Secret of ours as the API gives it. */
const secretOf = (name: string, data: Readonly<Record<string, string>>) => ({
  kind: 'Secret',
  metadata: { name: `${name}-secret`, labels: { ...labels, 'app.kubernetes.io/instance': name } },
  type: 'Opaque',
  data,
});
const encoded = (text: string): string => Buffer.from(text).toString('base64');
const active = JSON.stringify({ status: { phase: 'Active' } });

const cluster = (items: readonly object[]): Script => [
  ['minikube -p minikube status -o json', JSON.stringify(running)],
  ['kubectl config view *', kubeconfig],
  ['kubectl get nodes,*', JSON.stringify({ items })],
  ['kubectl get secrets *', 'secret/backend-secret\nsecret/database-secret\n'],
  ['kubectl get secret backend-secret database-secret *', ''],
  ['kubectl get pods,leases.coordination.k8s.io -A *', ''],
  [
    'kubectl version -o json *',
    JSON.stringify({ clientVersion: { gitVersion: 'v1.35.2' }, serverVersion: { gitVersion: 'v1.34.4' } }),
  ],
  ['helm get all backend *', release],
  ['helm get all *', { code: 1, stderr: 'Error: release: not found' }],
  ['minikube -p minikube docker-env --shell none', 'DOCKER_HOST=tcp://node\n'],
  [
    'docker images *',
    JSON.stringify({ ID: 'sha256:aa', Repository: 'backend', Tag: '0123456789ab', Digest: '<none>' }),
  ],
  ['kubectl logs *', 'last words\n'],
  ['printenv MINIKUBE_ACTIVE_DOCKERD', { code: 1 }],
  ['kubectl create -n todo-chatbot -f -', ''],
  ['kubectl delete lease *', ''],
];
const opened = (script: Script, given: Given = {}) => {
  const memory = memoryWorld({ ...given, shell: script });
  const changes = () =>
    memory.ran
      .filter(({ verb, text }) => verb === 'write' && text !== 'kubectl create -n todo-chatbot -f -')
      .map(({ text }) => text);
  return { ...memory, changes, target: minikube(memory.world, 'asked for') };
};

describe('an observation', () => {
  test('is what the cluster, helm and docker say', async () => {
    const { target } = opened(cluster(objects(well)));
    expect(await target.observe()).toEqual({
      platform: {
        up: true,
        facts: 'Kubernetes v1.34.4, docker, 1 node',
        findings: [],
        versions: { client: 'v1.35.2', server: 'v1.34.4' },
      },
      images: ['builder', 'node'].map((where) => ({ name: 'backend', tag: '0123456789ab', id: 'sha256:aa', where })),
      releases: [{ name: 'backend', revision: 3, status: 'deployed', fingerprint: 'fingerprint', drift: [] }],
      workloads: [
        {
          release: 'backend',
          replicas: 1,
          pods: [{ name: 'backend-1-x', release: 'backend', running: true, ready: true, restarts: 0 }],
          findings: [],
        },
      ],
      services: [
        {
          name: 'backend-service',
          type: 'ClusterIP',
          ports: [8000],
          selector: { app: 'backend' },
          readyEndpoints: 1,
          findings: [],
        },
      ],
      causes: [],
      strangers: [],
    });
  });

  test('knows all that is left of ours, and what removes it', async () => {
    expect(await opened(cluster(objects(well))).target.remnants()).toEqual([
      { kind: 'release', name: 'backend' },
      { kind: 'deployment', name: 'backend' },
      { kind: 'service', name: 'backend-service' },
      { kind: 'persistentvolumeclaim', name: 'data-database-0', flag: 'data' },
      { kind: 'secret', name: 'backend-secret' },
      { kind: 'secret', name: 'database-secret', flag: 'data' },
      { kind: 'namespace', name: 'todo-chatbot', flag: 'data' },
      { kind: 'image', name: 'backend:0123456789ab' },
      { kind: 'cluster', name: 'minikube', flag: 'cluster' },
    ]);
  });

  describe('of a Secret', () => {
    const rendered = { AUTH_SECRET: encoded('signing-key'), PGPASSWORD: encoded('given-password') };
    const stored = `${release}---\n${JSON.stringify({ ...secretOf('backend', rendered), type: 'Opaque' })}\n`;
    const driftOf = async (data: Readonly<Record<string, string>> | undefined, said?: Script[number][1]) => {
      const items = data ? [secretOf('backend', data)] : [];
      const opening = opened([
        ['helm get all backend *', stored],
        ['kubectl get secret backend-secret database-secret *', said ?? JSON.stringify({ items })],
        ...cluster(objects(well)),
      ]);
      const seen = await opening.target.observe();
      return { ...opening, seen, drift: seen.releases[0]?.drift };
    };

    test.each<readonly [string, Readonly<Record<string, string>> | undefined, readonly string[]]>([
      ['that is as it was deployed nothing', rendered, []],
      [
        'whose password was changed by hand the key',
        { ...rendered, PGPASSWORD: encoded('other-password') },
        ['Secret backend-secret data.PGPASSWORD: *** -> ***'],
      ],
      [
        'that lost a key the key',
        { AUTH_SECRET: encoded('signing-key') },
        ['Secret backend-secret data.PGPASSWORD: absent -> ***'],
      ],
      ['with a key too many nothing, which another task tells', { ...rendered, OLD: encoded('old') }, []],
      ['that is gone its name', undefined, ['Secret backend-secret: absent -> present']],
    ])('%s is drift', async (_, data, drift) => {
      expect((await driftOf(data)).drift).toEqual(drift);
    });

    test('tells no value, plain, encoded or as a digest, and is asked in one process for all who want to know', async () => {
      const { target, seen, ran } = await driftOf({ ...rendered, PGPASSWORD: encoded('other-password') });
      await target.settings();
      await target.recall();
      expect(JSON.stringify([seen, await target.settings(), await target.remnants()])).not.toMatch(
        /password|signing|[A-Za-z0-9+/]{14,}=|[0-9a-f]{64}/,
      );
      const asked = ran.filter(({ text, options }) => text.startsWith('kubectl get secret ') && options.fresh);
      expect(asked).toHaveLength(1);
    });

    test('that may not be read nothing is drift', async () => {
      expect((await driftOf(undefined, { code: 1, stderr: 'forbidden' })).drift).toEqual([]);
    });
  });

  test('says why a container that crashed does so, and when it restarted', async () => {
    const ended = { terminated: { exitCode: 1, finishedAt: '2030-01-01T00:00:00Z' } };
    const crashed = {
      ready: false,
      restartCount: 2,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: ended,
    };
    const { workloads } = await opened(cluster(objects(crashed))).target.observe();
    expect(workloads[0]?.pods[0]).toMatchObject({ restarts: 2, lastRestart: Date.parse('2030-01-01T00:00:00Z') });
    expect(workloads[0]?.findings).toMatchObject([{ code: 'pod/crash-loop', evidence: [{}, { text: 'last words' }] }]);
  });

  test('blames no container for the stop of its node', async () => {
    const stopped = {
      ...well,
      restartCount: 1,
      lastState: { terminated: { exitCode: 0, finishedAt: '2030-01-01T00:00:00Z' } },
    };
    const moved = {
      kind: 'Event',
      reason: 'SandboxChanged',
      lastTimestamp: '2030-01-01T00:01:00Z',
      involvedObject: { kind: 'Pod', name: 'backend-1-x' },
    };
    const { workloads } = await opened(cluster([...objects(stopped), moved])).target.observe();
    expect(workloads[0]?.pods[0]).toEqual({
      name: 'backend-1-x',
      release: 'backend',
      running: true,
      ready: true,
      restarts: 1,
    });
  });

  test('sees what was scaled to nothing as drift', async () => {
    const { releases, workloads } = await opened(cluster(objects(well, { replicas: 0 }))).target.observe();
    expect(releases[0]?.drift).not.toEqual([]);
    expect(workloads[0]).toMatchObject({ replicas: 1, findings: [{ code: 'pod/scaled-down' }] });
  });

  test('of a stopped Minikube says so, and holds nothing', async () => {
    const stopped = JSON.stringify({ ...running, Host: 'Stopped' });
    const script: Script = [
      ['minikube * status *', { code: 7, stdout: stopped }],
      ['kubectl config view *', kubeconfig],
      ['kubectl *', { code: 1, stderr: 'connection refused' }],
      ['*', { code: 1 }],
    ];
    const { target } = opened(script);
    const { platform, images, workloads } = await target.observe();
    expect(platform).toMatchObject({
      up: false,
      findings: [{ code: 'target/stopped', message: 'The Minikube cluster minikube is stopped' }],
    });
    expect([...images, ...workloads]).toEqual([]);
    expect(await target.remnants()).toEqual([{ kind: 'cluster', name: 'minikube', flag: 'cluster' }]);
  });

  test('without minikube names the program that is missing, not the context', async () => {
    const { platform } = await opened([['*', { code: 127, stderr: 'not found' }]]).target.observe();
    expect(platform).toMatchObject({ up: false, findings: [{ code: 'tool/missing' }] });
  });

  test('of a cluster that does not answer shows what kubectl says', async () => {
    const script: Script = [['kubectl get *', { code: 1, stderr: 'Unable to connect to the server' }], ...cluster([])];
    const { platform } = await opened(script).target.observe();
    expect(platform).toMatchObject({
      up: false,
      findings: [{ code: 'cluster/unreachable', evidence: [{ text: 'Unable to connect to the server' }] }],
    });
  });

  test('waits for a node', async () => {
    const [node, ...rest] = objects(well);
    const conditions = [{ type: 'Ready', status: 'False' }];
    const items = [{ ...node, status: { ...node?.status, conditions } }, ...rest];
    const { platform } = await opened(cluster(items)).target.observe();
    expect(platform).toMatchObject({
      up: false,
      findings: [{ code: 'cluster/node-not-ready', message: 'Node minikube is not ready' }],
    });
  });

  test('shows the cluster also where the images cannot be seen', async () => {
    const script: Script = [
      ['minikube -p minikube docker-env *', { code: 1, stderr: 'no' }],
      ...cluster(objects(well)),
    ];
    const { platform, workloads, images } = await opened(script).target.observe();
    expect(platform).toMatchObject({ up: false, findings: [{ code: 'target/down', evidence: [{ text: 'no' }] }] });
    expect([workloads.length, images.length]).toEqual([1, 0]);
  });

  test('goes without helm when the values gate is closed, and says so as a warning', async () => {
    const { target, world } = opened(cluster(objects(well)));
    world.sh.refuse('helm', finding('values/gate-closed', 'values are wrong'));
    const { platform, workloads } = await target.observe();
    expect(platform).toMatchObject({ up: true, findings: [{ code: 'values/gate-closed', level: 'warning' }] });
    expect(workloads).toHaveLength(1);
  });

  test('leaves images that other namespaces use to them', async () => {
    const script: Script = [
      ['kubectl get pods,leases.coordination.k8s.io -A *', 'docker.io/library/backend:0123456789ab\n'],
      ...cluster(objects(well)),
    ];
    expect((await opened(script).target.remnants()).filter(({ kind }) => kind === 'image')).toEqual([]);
  });
});

test('secrets are recalled by key and hidden from every output', async () => {
  const items = [
    secretOf('backend', { AUTH_SECRET: encoded('signing'), OPENAI_API_KEY: encoded('of the provider') }),
    secretOf('database', { POSTGRES_PASSWORD: encoded('password') }),
  ];
  const script: Script = [
    ['kubectl get secret backend-secret database-secret *', JSON.stringify({ items })],
    ['kubectl config view *', kubeconfig],
  ];
  const { target, hidden } = opened(script);
  const { authSecret, databasePassword } = await target.recall();
  expect([authSecret?.reveal(), databasePassword?.reveal()]).toEqual(['signing', 'password']);
  expect(hidden.map((one) => one.reveal())).toEqual(['signing', 'password']);
  expect(await opened([['kubectl config view *', { code: 1 }]]).target.recall()).toEqual({});
  const silent = opened([
    ['kubectl config view *', kubeconfig],
    ['kubectl get secret *', { code: 1, stderr: 'connection refused' }],
  ]);
  await expect(silent.target.recall()).rejects.toHaveProperty('finding.code', 'cluster/unreachable');
});

describe('an install', () => {
  const wanted: Wanted = { release: 'backend', overlay: { replicaCount: 1 }, fingerprint: 'new', documents: [] };
  const history = (...statuses: readonly string[]) =>
    JSON.stringify(statuses.map((status, index) => ({ revision: index + 1, status, description: '' })));
  const found: Script = [
    ['kubectl get namespace *', active],
    ['helm version --short', 'v4.1.4'],
    ['kubectl get --raw *', ''],
  ];
  const missing = {
    ready: false,
    state: { waiting: { reason: 'ErrImageNeverPull', message: 'Container image is not present' } },
  };

  test('makes the namespace with our label, and hands its values over in a private file', async () => {
    const script: Script = [
      ['kubectl get namespace *', ''],
      ['kubectl create -f -', ''],
      ['helm history *', { code: 1, stderr: 'not found' }],
      ['helm upgrade *', ''],
      ...found,
      ...cluster(objects(well)),
    ];
    const { target, ran, handed } = opened(script);
    await target.install(wanted);
    const made = ran.find(({ text }) => text === 'kubectl create -f -');
    expect(JSON.parse(made?.options.input ?? '')).toMatchObject({
      kind: 'Namespace',
      metadata: { labels: { 'app.kubernetes.io/part-of': 'todo-chatbot' } },
    });
    expect(handed.at(-1)).toEqual({ name: 'values.json', text: '{"replicaCount":1}' });
    expect(ran.find(({ text }) => text.startsWith('helm upgrade'))?.text).toBe(
      'helm upgrade --install backend helm/backend -n todo-chatbot -f /private/values.json --description new --wait --timeout 300s --server-side=true --force-conflicts',
    );
  });

  test('does not tell Helm 3 what only Helm 4 knows', async () => {
    const script: Script = [
      ['helm version --short', 'v3.21.4+g0'],
      ['helm history *', history('deployed')],
      ['helm upgrade *', ''],
      ...found,
      ...cluster(objects(well)),
    ];
    const { target, ran } = opened(script);
    await target.install(wanted);
    expect(ran.find(({ text }) => text.startsWith('helm upgrade'))?.text).toMatch(/--timeout 300s$/);
  });

  test('into a namespace that is being removed is refused', async () => {
    const terminating = JSON.stringify({ status: { phase: 'Terminating' } });
    const script: Script = [['kubectl get namespace *', terminating], ...cluster([])];
    await expect(opened(script).target.install(wanted)).rejects.toMatchObject({
      finding: { code: 'cluster/namespace-terminating', final: true },
    });
  });

  test('that fails names the cause and goes back to the last good revision', async () => {
    let failed = false;
    const helm: Script = [
      [
        'helm history *',
        () => (failed ? history('superseded', 'deployed', 'failed') : history('superseded', 'deployed')),
      ],
      [
        'helm upgrade *',
        () => {
          failed = true;
          return { code: 1, stderr: 'Error: UPGRADE FAILED: context deadline exceeded' };
        },
      ],
      ['helm rollback *', ''],
    ];
    const { target, changes } = opened([...helm, ...found, ...cluster(objects(missing))]);
    await expect(target.install(wanted)).rejects.toMatchObject({
      finding: {
        code: 'pod/image-missing',
        final: true,
        message: expect.stringMatching(/; the release is back at revision 2$/),
      },
    });
    expect(changes()).toEqual([expect.stringMatching(/^helm rollback backend 2 /)]);
  });

  test('that fails as the first leaves nothing', async () => {
    let failed = false;
    const helm: Script = [
      ['helm history *', () => (failed ? history('failed') : { code: 1, stderr: 'not found' })],
      [
        'helm upgrade *',
        () => {
          failed = true;
          return { code: 1, stderr: 'Error: INSTALLATION FAILED: something new' };
        },
      ],
      [/^helm uninstall|^kubectl wait/, ''],
    ];
    const { target, changes } = opened([...helm, ...found, ...cluster([])]);
    await expect(target.install(wanted)).rejects.toMatchObject({
      finding: { code: 'release/failed', message: expect.stringContaining('the release was removed again') },
    });
    expect(changes().map((text) => text.split(' ').slice(0, 2).join(' '))).toEqual(['helm uninstall', 'kubectl wait']);
  });

  test('that helm refused before it began changes nothing', async () => {
    const helm: Script = [
      ['helm history *', history('deployed')],
      ['helm upgrade *', { code: 1, stderr: 'Error: template: backend/templates/x.yaml:1:2: bad' }],
    ];
    const { target, changes } = opened([...helm, ...found, ...cluster(objects(well))]);
    await expect(target.install(wanted)).rejects.toMatchObject({
      finding: { code: 'chart/render', message: expect.stringMatching(/nothing was changed$/) },
    });
    expect(changes()).toEqual([]);
  });

  test('first recovers a release that an interrupted run left pending', async () => {
    const helm: Script = [
      ['helm history *', history('deployed', 'pending-upgrade')],
      [/^helm (rollback|upgrade)/, ''],
    ];
    const { target, changes, notes } = opened([...helm, ...found, ...cluster(objects(well))]);
    await target.install(wanted);
    expect(changes()).toEqual([expect.stringMatching(/^helm rollback backend 1 /)]);
    expect(notes).toEqual([expect.stringContaining('going back to revision 1')]);
  });

  test('never goes over a release of another chart that has the same name', async () => {
    const helm: Script = [
      ['helm history *', history('deployed')],
      ['helm get all backend *', '1 deployed "Install complete"\nkind: Deployment\nmetadata: {name: backend}\n'],
    ];
    const { target, changes } = opened([...helm, ...found, ...cluster(objects(well))]);
    await expect(target.install(wanted)).rejects.toMatchObject({
      finding: {
        code: 'cleanup/not-ours',
        message: 'Release backend in namespace todo-chatbot was made from another chart, and is left as it is',
        remedy: expect.stringContaining('--namespace NAME'),
      },
    });
    await expect(target.uninstall('backend')).rejects.toMatchObject({ finding: { code: 'cleanup/not-ours' } });
    expect(changes()).toEqual([]);
  });

  test('is only told about under --dry-run, with the fields that would change', async () => {
    const helm: Script = [['helm history *', history('deployed')]];
    const { target, planned } = opened([...helm, ...found, ...cluster(objects(well))], { config: { dryRun: true } });
    const labels = { app: 'backend', 'app.kubernetes.io/part-of': 'todo-chatbot' };
    const body = { kind: 'Deployment', metadata: { name: 'backend', labels }, spec: { replicas: 4 } };
    const document = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'backend', source: 'x', body };
    await target.install({ ...wanted, documents: [document] });
    expect(planned).toEqual([
      'change Deployment backend spec.replicas: 1 -> 4',
      expect.stringMatching(/^run helm upgrade --install backend /),
    ]);
  });
});

describe('a restart', () => {
  const missing = { ready: false, state: { waiting: { reason: 'ErrImageNeverPull', message: 'not present' } } };
  const watch: Script = [['kubectl get --raw *', '']];
  const late: Script[number] = ['kubectl rollout status *', { code: 1, stderr: 'error: timed out waiting' }];

  test('replaces the pods and waits for the new ones', async () => {
    const script: Script = [[/^kubectl rollout (?:restart|status) /, ''], ...watch, ...cluster(objects(well))];
    const { target, changes, ran } = opened(script);
    await target.cluster?.restart('backend');
    expect(changes()).toEqual(['kubectl rollout restart deployment/backend -n todo-chatbot']);
    expect(
      ran.some(({ text }) => text === 'kubectl rollout status deployment/backend -n todo-chatbot --timeout=300s'),
    ).toBe(true);
  });

  test('only says what it would do in a dry run', async () => {
    const { target, planned, changes } = opened(cluster(objects(well)), { config: { dryRun: true } });
    await target.cluster?.restart('backend');
    expect(planned).toEqual([expect.stringContaining('kubectl rollout restart deployment/backend -n todo-chatbot')]);
    expect(changes()).toEqual([]);
  });

  test('whose new pods do not come up names the cause, with evidence, and goes back to the pods of before', async () => {
    const script: Script = [[/^kubectl rollout (?:restart|undo) /, ''], late, ...watch, ...cluster(objects(missing))];
    const { target, changes } = opened(script);
    await expect(target.cluster?.restart('backend')).rejects.toMatchObject({
      finding: {
        code: 'pod/image-missing',
        final: true,
        message: expect.stringMatching(/; the pods of before stay$/),
        evidence: expect.arrayContaining([
          { source: 'kubectl rollout status deployment/backend', text: 'error: timed out waiting' },
        ]),
      },
    });
    expect(changes().map((text) => text.split(' ').slice(2, 4).join(' '))).toEqual([
      'restart deployment/backend',
      'undo deployment/backend',
    ]);
  });

  test('that is late for no reason that can be seen says so', async () => {
    const script: Script = [
      ['kubectl rollout undo *', { code: 1, stderr: 'no' }],
      ['kubectl rollout restart *', ''],
      late,
      ...watch,
      ...cluster(objects(well)),
    ];
    await expect(opened(script).target.cluster?.restart('backend')).rejects.toMatchObject({
      finding: {
        code: 'release/timeout',
        message: expect.stringMatching(/^The new pods of backend .*; going back failed as well/),
      },
    });
  });

  test('of the database, whose pod of before is gone, is left as it is', async () => {
    const script: Script = [['kubectl rollout restart *', ''], late, ...watch, ...cluster([])];
    const { target, changes } = opened(script);
    await expect(target.cluster?.restart('database')).rejects.toMatchObject({
      finding: { message: expect.stringMatching(/; it is left as it is$/) },
    });
    expect(changes()).toEqual(['kubectl rollout restart statefulset/database -n todo-chatbot']);
  });
});

describe('cleanup', () => {
  const nothing = { images: true, data: false, cache: false, cluster: false };
  const script: Script = [
    ['helm history *', JSON.stringify([{ revision: 1, status: 'deployed', description: '' }])],
    [/^helm uninstall|^kubectl (wait|delete)|^docker image rm|^minikube .* delete$/, ''],
    ...cluster(objects(well)),
  ];

  test('keeps data and namespace unless told otherwise', async () => {
    const { target, changes } = opened(script);
    await target.down(nothing);
    expect(changes()).toEqual([
      'helm uninstall backend -n todo-chatbot --cascade foreground --timeout 180s',
      'kubectl wait --for=delete deployment/backend -n todo-chatbot --timeout=180s',
      'kubectl delete -n todo-chatbot deployment/backend service/backend-service secret/backend-secret --ignore-not-found --wait --timeout=180s',
      'docker image rm -f sha256:aa',
      'docker image rm -f sha256:aa',
    ]);
  });

  test('with --data takes the volumes, their Secret and the namespace as well', async () => {
    const { target, changes } = opened(script);
    await target.down({ ...nothing, data: true });
    expect(changes().join('\n')).toMatch(
      /persistentvolumeclaim\/data-database-0 secret\/backend-secret secret\/database-secret/,
    );
    expect(changes().join('\n')).toContain('kubectl delete namespace todo-chatbot');
  });

  test('never deletes a namespace that is not ours', async () => {
    const items = objects(well).map((one) =>
      one.kind === 'Namespace' ? { kind: 'Namespace', metadata: { name: 'todo-chatbot' } } : one,
    );
    const { target, changes } = opened([...script.slice(0, 2), ...cluster(items)]);
    await target.down({ ...nothing, data: true });
    expect(changes().join('\n')).not.toContain('delete namespace');
  });

  test('removes images while it holds the lock, and the namespace with the lock in it last', async () => {
    const { target, ran } = opened(script);
    await target.down({ ...nothing, data: true });
    await target.close();
    const written = ran.filter(({ verb }) => verb === 'write').map(({ text }) => text.split(' ').slice(0, 3).join(' '));
    expect(written[0]).toBe('kubectl create -n');
    expect(written.at(-1)).toBe('kubectl delete namespace');
  });

  test('leaves all images while another run is at work in another namespace, and says whose', async () => {
    const lock = {
      metadata: { namespace: 'todo-other' },
      spec: { holderIdentity: 'grace@laptop', renewTime: '2030-01-01T00:00:00.000000Z' },
    };
    const busy: Script = [['kubectl get pods,leases.coordination.k8s.io -A *', JSON.stringify(lock)], ...script];
    const { target, changes, notes } = opened(busy);
    expect((await target.remnants()).filter(({ kind }) => kind === 'image')).toEqual([]);
    expect(await target.down(nothing)).toEqual([{ kind: 'image', name: 'backend:0123456789ab' }]);
    expect(changes().join('\n')).not.toContain('docker image rm');
    expect(notes).toEqual(['Images stay: grace@laptop (pid 0) is changing the namespace todo-other']);
    await expect(target.down({ ...nothing, cluster: true })).rejects.toMatchObject({
      finding: { code: 'target/busy', message: expect.stringContaining('grace@laptop') },
    });
    expect(changes().join('\n')).not.toContain('minikube');
  });

  test('leaves the images to a run that began after the first look, and tells which', async () => {
    const lock = {
      metadata: { namespace: 'todo-other' },
      spec: { holderIdentity: 'grace@laptop', renewTime: '2030-01-01T00:00:00.000000Z' },
    };
    let looks = 0;
    const look = (): string => (++looks === 1 ? '' : JSON.stringify(lock));
    const { target, changes } = opened([['kubectl get pods,leases.coordination.k8s.io -A *', look], ...script]);
    expect(await target.down(nothing)).toEqual([{ kind: 'image', name: 'backend:0123456789ab' }]);
    expect(changes().join('\n')).not.toContain('docker image rm');
  });

  test('takes no release of another chart, no object without our label and no foreign namespace for ours', async () => {
    const items = objects(well).map((one) =>
      'metadata' in one ? { ...one, metadata: { ...one.metadata, labels: {} } } : one,
    );
    const foreign: Script = [
      ['helm get all backend *', '1 deployed "Install complete"\nkind: Deployment\nmetadata: {name: backend}\n'],
      ['kubectl get secrets *', ''],
      ['docker images *', ''],
      ...cluster(items),
    ];
    const { target } = opened(foreign);
    const { strangers, releases } = await target.observe();
    expect([await target.remnants(), releases]).toEqual([[{ kind: 'cluster', name: 'minikube', flag: 'cluster' }], []]);
    expect(strangers).toEqual([
      { kind: 'release', name: 'backend' },
      { kind: 'deployment', name: 'backend' },
      { kind: 'service', name: 'backend-service' },
      { kind: 'namespace', name: 'todo-chatbot', flag: 'data' },
    ]);
  });

  test('with --cluster removes the whole of it', async () => {
    const { target, changes } = opened(script);
    await target.down({ ...nothing, cluster: true });
    expect(changes()[0]).toBe('minikube -p minikube delete');
    expect(changes().join('\n')).not.toContain('helm');
  });

  test('of a cluster that sleeps says that nothing could be removed', async () => {
    const stopped = JSON.stringify({ ...running, Host: 'Stopped' });
    const { target, changes } = opened([
      ['minikube * status *', { code: 7, stdout: stopped }],
      ['kubectl config view *', kubeconfig],
      ['*', { code: 1 }],
    ]);
    await expect(target.down(nothing)).rejects.toMatchObject({ finding: { code: 'target/down' } });
    expect(changes()).toEqual([]);
  });
});

test('a Minikube that another run starts is waited for, and not started a second time', async () => {
  let [up, released] = [false, 0];
  const script: Script = [
    ['minikube -p minikube status -o json', () => (up ? JSON.stringify(running) : { code: 85, stderr: 'not found' })],
    ...cluster([]),
  ];
  const holder = { who: 'grace@desk', pid: 12, command: 'scripts/deploy.ts', since: 0 };
  const asked: unknown[] = [];
  const { target, changes, progress } = opened(script, {
    processes: {
      claim: async (lock) => {
        asked.push(lock);
        if (asked.length < 3) return holder;
        up = true;
        return undefined;
      },
      release: async () => {
        released += 1;
      },
    },
  });
  await target.up();
  expect(asked).toEqual(Array(3).fill({ of: 'user', name: 'minikube-minikube' }));
  expect(progress[0]).toMatch(/^Waiting for grace@desk .* changing the Minikube cluster minikube since/);
  expect([changes(), released]).toEqual([[], 1]);
});

describe('a claim', () => {
  const absent = { code: 1, stderr: 'Error from server (NotFound): namespaces "todo-chatbot" not found' };
  const written = (ran: readonly { verb: string; text: string }[]) =>
    ran.filter(({ verb }) => verb === 'write').map(({ text }) => text);

  test('of a first deploy makes the namespace and then locks it; what was seen before does not count', async () => {
    let made = false;
    const script: Script = [
      ['kubectl create -n todo-chatbot -f -', () => (made ? '' : absent)],
      ['kubectl get namespace *', ''],
      [
        'kubectl create -f -',
        () => {
          made = true;
          return '';
        },
      ],
      ...cluster(objects(well)),
    ];
    const { target, ran } = opened(script);
    await target.observe();
    const before = ran.length;
    await target.claim('apply', () => {});
    expect(written(ran)).toEqual([
      'kubectl create -n todo-chatbot -f -',
      'kubectl create -f -',
      'kubectl create -n todo-chatbot -f -',
    ]);
    await target.observe();
    const asked = ran.slice(before).find(({ text }) => text.startsWith('kubectl get nodes'));
    expect(asked?.options).toMatchObject({ fresh: true });
    await target.close();
    expect(written(ran).at(-1)).toMatch(/^kubectl delete lease -n todo-chatbot -l todo-chatbot\/run=\w+ --wait=false$/);
  });

  test('of a cluster that is down is made good as soon as it is up', async () => {
    let [up, made] = [false, false];
    const script: Script = [
      ['minikube -p minikube status -o json', () => (up ? JSON.stringify(running) : { code: 85, stderr: 'not found' })],
      [
        'minikube -p minikube start -o json',
        () => {
          up = true;
          return '';
        },
      ],
      ['kubectl config view *', () => (up ? kubeconfig : { code: 1 })],
      ['kubectl --context minikube wait *', ''],
      ['docker info *', { code: 1 }],
      ['kubectl create -n todo-chatbot -f -', () => (made ? '' : absent)],
      ['kubectl get namespace *', ''],
      [
        'kubectl create -f -',
        () => {
          made = true;
          return '';
        },
      ],
      ...cluster([]),
    ];
    const { target, ran } = opened(script);
    await target.claim('apply', () => {});
    expect(written(ran)).toEqual([]);
    await target.up();
    expect(written(ran)).toEqual([
      'minikube -p minikube start -o json',
      'kubectl create -n todo-chatbot -f -',
      'kubectl create -f -',
      'kubectl create -n todo-chatbot -f -',
    ]);
  });

  test('of a cleanup makes no namespace', async () => {
    const { target, ran } = opened([['kubectl create -n todo-chatbot -f -', absent], ...cluster([])]);
    await target.claim('undo', () => {});
    await target.close();
    expect(written(ran)).toEqual(['kubectl create -n todo-chatbot -f -']);
  });

  test('leaves a cluster that does not answer to the tasks, and another run to nobody', async () => {
    const away = { code: 1, stderr: 'Unable to connect to the server' };
    await opened([['kubectl create *', away], ...cluster([])]).target.claim('apply', () => {});
    await opened([['*', { code: 127 }]]).target.claim('apply', () => {});
    const lease = { metadata: { resourceVersion: '1' }, spec: { holderIdentity: 'Grace', leaseDurationSeconds: 7200 } };
    const held: Script = [
      ['kubectl create *', { code: 1, stderr: 'Error from server (AlreadyExists): exists' }],
      ['kubectl get lease *', JSON.stringify(lease)],
      ...cluster([]),
    ];
    await expect(opened(held).target.claim('apply', () => {})).rejects.toMatchObject({
      finding: { code: 'target/busy', message: expect.stringContaining('Grace') },
    });
  });

  test('is not made under --dry-run', async () => {
    const { target, ran } = opened(cluster([]), { config: { dryRun: true } });
    await target.claim('apply', () => {});
    expect(ran).toEqual([]);
  });
});

describe('a forward', () => {
  const forwarding = 'Forwarding from 127.0.0.1:40321 -> 8000\nForwarding from [::1]:40321 -> 8000\n';

  test('gives the address that kubectl opened', async () => {
    const { world, ran } = opened([['kubectl port-forward *', forwarding], ...cluster(objects(well))]);
    // In memory sleeping takes no time: here the patience of the forward must not end before it begins.
    const target = minikube({ ...world, clock: { ...world.clock, sleep: () => new Promise(() => {}) } }, 'asked for');
    expect(await target.reach('backend-service')).toBe('http://127.0.0.1:40321');
    expect(ran.at(-1)?.text).toBe('kubectl port-forward -n todo-chatbot service/backend-service :8000');
  });

  test('is not opened once the target is closed: nobody would end it, and the run would never end', async () => {
    const { target, ran } = opened([['kubectl port-forward *', forwarding], ...cluster(objects(well))]);
    const asked = target.reach('backend-service');
    await target.close();
    expect(await asked).toBeUndefined();
    expect(await target.reach('backend-service')).toBeUndefined();
    expect(ran.filter(({ text }) => text.startsWith('kubectl port-forward'))).toEqual([]);
  });

  test('is nothing where there is no Service, or no pod behind it', async () => {
    const { target } = opened([
      ['kubectl port-forward *', { code: 1, stderr: 'error: unable to forward port' }],
      ...cluster(objects(well)),
    ]);
    expect(await target.reach('frontend-service')).toBeUndefined();
    expect(await target.reach('backend-service')).toBeUndefined();
  });
});

test('what the server would not take is a finding for each line it says', async () => {
  const script: Script = [
    ['kubectl get namespace todo-chatbot --ignore-not-found -o jsonpath={.status.phase}', ''],
    [
      'kubectl apply -n default *',
      { code: 1, stderr: 'Warning: old\nError from server (Invalid): Service "x" is invalid\n' },
    ],
    ['kubectl config view *', kubeconfig],
  ];
  const { target } = opened(script);
  expect(await target.accepts([{ kind: 'Service' }])).toMatchObject([
    { code: 'manifest/invalid', message: expect.stringContaining('Service "x" is invalid') },
  ]);
  expect(await target.accepts([])).toEqual([]);
});
