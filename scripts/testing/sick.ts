import type { Json, JsonMap } from '../core/charts.ts';

/** A way of being sick: what to apply to an empty namespace, and what its snapshot holds once it shows. */
export type Sickness = {
  readonly manifests: (namespace: string) => readonly JsonMap[];
  /** What has to be in force before: rules of admission. */
  readonly rules?: (namespace: string) => readonly JsonMap[];
  /** Labels of the namespace. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly shows: RegExp;
};

const waiting = (...reasons: readonly string[]): RegExp =>
  new RegExp(`"waiting":\\{[^}]*"reason":"(?:${reasons.join('|')})"`);
const crashing = waiting('CrashLoopBackOff');
const ready = /"ready":true/;

/** Everything that is recorded for the tests of the rules, by the name of its file. */
export const sicknesses: Readonly<Record<string, Sickness>> = {
  'image-never-pull': { manifests: () => [deployment({ image: 'nope:1' })], shows: waiting('ErrImageNeverPull') },
  'image-pull': {
    manifests: () => [deployment({ image: 'nope:1', imagePullPolicy: 'IfNotPresent' })],
    shows: waiting('ErrImagePull', 'ImagePullBackOff'),
  },
  'image-registry-unknown': {
    manifests: () => [deployment({ image: 'registry.invalid/nope:1', imagePullPolicy: 'IfNotPresent' })],
    shows: waiting('ErrImagePull', 'ImagePullBackOff'),
  },
  'image-registry-closed': {
    manifests: () => [deployment({ image: '127.0.0.1:1/nope:1', imagePullPolicy: 'IfNotPresent' })],
    shows: waiting('ErrImagePull', 'ImagePullBackOff'),
  },
  'image-name': { manifests: () => [deployment({ image: 'No Pe:1' })], shows: waiting('InvalidImageName') },
  'secret-missing': {
    manifests: () => [deployment({ env: [from('secretKeyRef', 'app-secret', 'TOKEN')] })],
    shows: waiting('CreateContainerConfigError'),
  },
  'secret-key-missing': {
    manifests: () => [
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'app-secret' }, stringData: { OTHER: 'x' } },
      deployment({ env: [from('secretKeyRef', 'app-secret', 'TOKEN')] }),
    ],
    shows: waiting('CreateContainerConfigError'),
  },
  'configmap-missing': {
    manifests: () => [deployment({ env: [from('configMapKeyRef', 'app-config', 'LEVEL')] })],
    shows: waiting('CreateContainerConfigError'),
  },
  'configmap-key-missing': {
    manifests: () => [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'app-config' }, data: { OTHER: 'x' } },
      deployment({ env: [from('configMapKeyRef', 'app-config', 'LEVEL')] }),
    ],
    shows: waiting('CreateContainerConfigError'),
  },
  'runs-as-root': {
    manifests: () => [deployment({ securityContext: { runAsNonRoot: true } })],
    shows: waiting('CreateContainerConfigError'),
  },
  'command-missing': {
    manifests: () => [deployment({ command: ['nosuchprogram'] })],
    shows: /"(?:RunContainerError|ContainerCannotRun|StartError)"/,
  },
  'command-not-executable': {
    manifests: () => [deployment({ command: ['/etc/passwd'] })],
    shows: /"(?:RunContainerError|ContainerCannotRun|StartError)"/,
  },
  'shell-command-missing': {
    manifests: () => [deployment({ command: ['sh', '-c', 'nosuchprogram'] })],
    shows: crashing,
  },
  'shell-command-not-executable': {
    manifests: () => [deployment({ command: ['sh', '-c', '/etc/passwd'] })],
    shows: crashing,
  },
  'other-platform': {
    manifests: () => [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'app-files' }, data: { program: 'no program\n' } },
      deployment(
        { command: ['/files/program'], volumeMounts: [{ name: 'files', mountPath: '/files' }] },
        { volumes: [{ name: 'files', configMap: { name: 'app-files', defaultMode: 0o755 } }] },
      ),
    ],
    shows: /exec format error/,
  },
  'module-missing': { manifests: () => [deployment({ command: python('import nosuchmodule') })], shows: crashing },
  'segmentation-fault': {
    manifests: () => [deployment({ command: python('import ctypes; ctypes.string_at(0)') })],
    shows: crashing,
  },
  'port-taken': {
    manifests: () => [
      deployment({
        command: python(
          'import socket; a = socket.socket(); a.bind(("", 8000)); a.listen(); b = socket.socket(); b.bind(("", 8000))',
        ),
      }),
    ],
    shows: crashing,
  },
  'read-only': {
    manifests: () => [
      deployment({ command: python('open("/cache", "w")'), securityContext: { readOnlyRootFilesystem: true } }),
    ],
    shows: crashing,
  },
  'init-crash': {
    manifests: () => [
      deployment({}, { initContainers: [container({ name: 'prepare', command: python('import sys; sys.exit(3)') })] }),
    ],
    shows: crashing,
  },
  'out-of-memory': {
    manifests: () => [
      deployment({
        command: python('x = bytearray(200_000_000); import time; time.sleep(60)'),
        resources: { requests: { memory: '32Mi' }, limits: { memory: '48Mi' } },
      }),
    ],
    shows: crashing,
  },
  'readiness-path': {
    manifests: () => [
      deployment({ command: server, readinessProbe: probe({ httpGet: { path: '/nope', port: 8000 } }) }),
    ],
    shows: /statuscode: 404/,
  },
  'readiness-port': {
    manifests: () => [deployment({ command: server, readinessProbe: probe({ httpGet: { path: '/', port: 8001 } }) })],
    shows: /Readiness probe failed/,
  },
  'readiness-unavailable': {
    manifests: () => [
      deployment({
        command: answering('self.send_error(503)'),
        readinessProbe: probe({ httpGet: { path: '/ready', port: 8000 } }),
      }),
    ],
    shows: /statuscode: 503/,
  },
  'readiness-slow': {
    manifests: () => [
      deployment({
        command: answering('__import__("time").sleep(30)'),
        readinessProbe: probe({ httpGet: { path: '/ready', port: 8000 } }),
      }),
    ],
    shows: /Readiness probe failed/,
  },
  'readiness-exec': {
    manifests: () => [
      deployment({ readinessProbe: probe({ exec: { command: ['sh', '-c', 'echo not yet; exit 1'] } }) }),
    ],
    shows: /Readiness probe failed/,
  },
  'liveness-kill': {
    manifests: () => [
      deployment({
        command: server,
        livenessProbe: probe({ httpGet: { path: '/nope', port: 8000 } }),
        readinessProbe: probe({ httpGet: { path: '/nope', port: 8000 } }),
      }),
    ],
    shows: crashing,
  },
  'startup-kill': {
    manifests: () => [deployment({ command: server, startupProbe: probe({ httpGet: { path: '/', port: 8001 } }) })],
    shows: crashing,
  },
  'insufficient-cpu': {
    manifests: () => [deployment({ resources: { requests: { cpu: '64' } } })],
    shows: /Insufficient cpu/,
  },
  'insufficient-memory': {
    manifests: () => [deployment({ resources: { requests: { memory: '2Ti' } } })],
    shows: /Insufficient memory/,
  },
  'node-selector': {
    manifests: () => [deployment({}, { nodeSelector: { disk: 'fast' } })],
    shows: /didn't match Pod's node affinity/,
  },
  'claim-no-class': {
    manifests: () => [claim({ storageClassName: 'nosuchclass' }), deployment({}, { volumes: [claimed] })],
    shows: /unbound immediate PersistentVolumeClaims/,
  },
  'claim-missing': {
    manifests: () => [deployment({}, { volumes: [claimed] })],
    shows: /persistentvolumeclaim .* not found/,
  },
  'host-port': {
    manifests: () => [
      deployment({ ports: [{ containerPort: 8000, hostPort: 28_471 }] }),
      deployment({ ports: [{ containerPort: 8000, hostPort: 28_471 }] }, {}, 'second'),
    ],
    shows: /didn't have free ports/,
  },
  'scheduling-gate': {
    manifests: () => [deployment({}, { schedulingGates: [{ name: 'example.org/wait' }] })],
    shows: /"SchedulingGated"/,
  },
  'quota-exceeded': {
    manifests: () => [
      quota({ 'requests.memory': '16Mi' }),
      deployment({ resources: { requests: { memory: '64Mi' } } }),
    ],
    shows: /exceeded quota/,
  },
  'quota-unspecified': {
    manifests: () => [quota({ 'requests.memory': '1Gi' }), deployment({ resources: {} })],
    shows: /must specify/,
  },
  'limit-range': {
    manifests: () => [
      limits({ max: { memory: '16Mi' } }),
      deployment({ resources: { requests: { memory: '32Mi' }, limits: { memory: '64Mi' } } }),
    ],
    shows: /maximum memory usage/,
  },
  'pod-security': {
    labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
    manifests: () => [deployment({})],
    shows: /violates PodSecurity/,
  },
  'account-missing': {
    manifests: () => [deployment({}, { serviceAccountName: 'nosuchaccount' })],
    shows: /serviceaccount .* not found/,
  },
  'webhook-away': {
    rules: (namespace) => [webhook(namespace)],
    manifests: () => [deployment({})],
    shows: /failed calling webhook/,
  },
  'policy-denied': {
    rules: policy,
    manifests: () => [deployment({})],
    shows: /denied request/,
  },
  'volume-secret-missing': {
    manifests: () => [
      deployment(
        { volumeMounts: [{ name: 'files', mountPath: '/files' }] },
        { volumes: [{ name: 'files', secret: { secretName: 'app-files' } }] },
      ),
    ],
    shows: /FailedMount/,
  },
  'sandbox-failed': {
    manifests: (namespace) => [
      {
        apiVersion: 'node.k8s.io/v1',
        kind: 'RuntimeClass',
        metadata: { name: namespace },
        handler: 'nosuchhandler',
      },
      deployment({}, { runtimeClassName: namespace }),
    ],
    shows: /FailedCreatePodSandBox/,
  },
  evicted: {
    manifests: () => [
      deployment({
        command: ['sh', '-c', 'dd if=/dev/zero of=/tmp/full bs=1M count=64; sleep 600'],
        resources: { limits: { 'ephemeral-storage': '16Mi' } },
      }),
    ],
    shows: /"phase":"Failed","reason":"Evicted"/,
  },
  'rollout-stuck': {
    manifests: () => [
      {
        ...deployment({ readinessProbe: probe({ exec: { command: ['false'] } }) }),
        spec: { ...spec({ readinessProbe: probe({ exec: { command: ['false'] } }) }), progressDeadlineSeconds: 5 },
      },
    ],
    shows: /ProgressDeadlineExceeded/,
  },
  'service-selector': {
    manifests: () => [deployment({}), service({ selector: { app: 'aplication' } })],
    shows: ready,
  },
  'service-port-name': {
    manifests: () => [
      deployment({ ports: [{ name: 'http', containerPort: 8000 }] }),
      service({ ports: [{ port: 80, targetPort: 'web' }] }),
    ],
    shows: ready,
  },
  'service-port-number': {
    manifests: () => [
      deployment({ ports: [{ name: 'http', containerPort: 8000 }] }),
      service({ ports: [{ port: 80, targetPort: 8080 }] }),
    ],
    shows: /"conditions":\{"ready":true/,
  },
  'service-unready': {
    manifests: () => [
      deployment({ command: server, readinessProbe: probe({ httpGet: { path: '/nope', port: 8000 } }) }),
      service({}),
    ],
    shows: /statuscode: 404/,
  },
  'host-unknown': {
    manifests: () => [
      deployment({
        command: ['node', '-e', 'fetch("http://nosuch-service:8000").catch((e) => { throw e.cause; })'],
        image: node,
      }),
    ],
    shows: crashing,
  },
  'ingress-backend-missing': {
    manifests: () => [
      deployment({}),
      service({}),
      ingress('nosuchclass', [
        { path: '/', service: 'nosuch-service', port: 80 },
        { path: '/api', service: 'app-service', port: 8080 },
      ]),
    ],
    shows: /"conditions":\{"ready":true/,
  },
  'autoscaler-no-metrics': {
    manifests: () => [deployment({ resources: { requests: { cpu: '10m' } } }), autoscaler],
    shows: /FailedGetResourceMetric/,
  },
  'job-failed': {
    manifests: () => [job({ backoffLimit: 0 }, python('import sys; print("no seats left"); sys.exit(4)'))],
    shows: /BackoffLimitExceeded/,
  },
  'job-late': {
    manifests: () => [job({ activeDeadlineSeconds: 3 }, ['sleep', '600'])],
    shows: /"type":"Failed"/,
  },
  'dns-away': {
    manifests: () => [
      deployment(
        { image: node, command: ['node', '-e', 'fetch("http://app-service").catch((e) => { throw e.cause; })'] },
        { dnsPolicy: 'None', dnsConfig: { nameservers: ['127.0.0.2'], options: [{ name: 'timeout', value: '1' }] } },
      ),
      service({}),
    ],
    shows: crashing,
  },
  'database-host': {
    manifests: () => [deployment({ image: postgres, command: asking('nosuch-database', 'todo') })],
    shows: crashing,
  },
  'database-refused': {
    manifests: () => [deployment({ image: postgres, command: asking('127.0.0.1', 'todo') })],
    shows: crashing,
  },
  'database-password': {
    manifests: () => [besideDatabase('wrong', 'todo')],
    shows: /password authentication failed/,
  },
  'database-absent': {
    manifests: () => [besideDatabase('right', 'todos')],
    shows: /database \\"todos\\" does not exist/,
  },
  'provider-key': {
    manifests: () => [
      deployment(
        {
          name: 'backend',
          command: python(
            "print(\"openai.AuthenticationError: Error code: 401 - {'error': {'code': 'invalid_api_key'}}\", flush=True); import time; time.sleep(600)",
          ),
        },
        {},
        'backend',
      ),
    ],
    shows: /"logs":\{"backend[^}]*invalid_api_key/,
  },
};

const image = 'python:3.11-slim';
const node = 'node:24-slim';
const postgres = 'postgres:15-bookworm';

const asking = (host: string, name: string): readonly string[] => [
  'psql',
  `postgresql://todo@${host}/${name}`,
  '-c',
  'select 1',
];

/** A client that asks the server in its own pod, by loopback. */
const besideDatabase = (password: string, name: string): JsonMap =>
  deployment(
    {},
    {
      containers: [
        container({
          name: 'server',
          image: postgres,
          command: null,
          env: [
            { name: 'POSTGRES_USER', value: 'todo' },
            { name: 'POSTGRES_PASSWORD', value: 'right' },
            { name: 'POSTGRES_HOST_AUTH_METHOD', value: 'scram-sha-256' },
            { name: 'POSTGRES_INITDB_ARGS', value: '--auth=scram-sha-256' },
          ],
          resources: { requests: { cpu: '5m', memory: '64Mi' } },
        }),
        container({
          image: postgres,
          command: [
            'sh',
            '-c',
            `until pg_isready -h 127.0.0.1; do sleep 1; done; psql postgresql://todo@127.0.0.1/${name} -c 'select 1'`,
          ],
          env: [{ name: 'PGPASSWORD', value: password }],
        }),
      ],
    },
  );

const python = (code: string): readonly string[] => ['python', '-c', code];

const server: readonly string[] = ['python', '-m', 'http.server', '8000'];

const answering = (how: string): readonly string[] =>
  python(
    [
      'import http.server',
      'class Handler(http.server.BaseHTTPRequestHandler):',
      `    def do_GET(self): ${how}`,
      'http.server.ThreadingHTTPServer(("", 8000), Handler).serve_forever()',
    ].join('\n'),
  );

const probe = (how: JsonMap): JsonMap => ({ ...how, periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 2 });

const from = (kind: string, name: string, key: string): Json => ({ name: key, valueFrom: { [kind]: { name, key } } });

const container = (own: JsonMap): JsonMap => ({
  name: 'app',
  image,
  imagePullPolicy: 'Never',
  command: ['sleep', '600'],
  resources: { requests: { cpu: '5m', memory: '16Mi' }, limits: { memory: '128Mi' } },
  ...own,
});

const spec = (own: JsonMap, pod: JsonMap = {}, name = 'app'): JsonMap => ({
  replicas: 1,
  selector: { matchLabels: { app: name } },
  template: {
    metadata: { labels: { app: name } },
    spec: {
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      containers: [container(own)],
      ...pod,
    },
  },
});

const deployment = (own: JsonMap, pod: JsonMap = {}, name = 'app'): JsonMap => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, labels: { app: name } },
  spec: spec(own, pod, name),
});

const claimed: JsonMap = { name: 'data', persistentVolumeClaim: { claimName: 'app-data' } };

const claim = (own: JsonMap): JsonMap => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'app-data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '16Mi' } }, ...own },
});

const quota = (hard: JsonMap): JsonMap => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'small' },
  spec: { hard },
});

const limits = (own: JsonMap): JsonMap => ({
  apiVersion: 'v1',
  kind: 'LimitRange',
  metadata: { name: 'small' },
  spec: { limits: [{ type: 'Container', ...own }] },
});

const service = (own: JsonMap): JsonMap => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'app-service', labels: { app: 'app' } },
  spec: { selector: { app: 'app' }, ports: [{ port: 80, targetPort: 8000 }], ...own },
});

const ingress = (
  ingressClassName: string,
  paths: readonly { readonly path: string; readonly service: string; readonly port: number }[],
): JsonMap => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'app' },
  spec: {
    ingressClassName,
    rules: [
      {
        host: 'todo.example.org',
        http: {
          paths: paths.map(({ path, service: name, port }) => ({
            path,
            pathType: 'Prefix',
            backend: { service: { name, port: { number: port } } },
          })),
        },
      },
    ],
  },
});

const autoscaler: JsonMap = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'app' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'app' },
    minReplicas: 1,
    maxReplicas: 2,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
  },
};

const job = (own: JsonMap, command: readonly string[]): JsonMap => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'app' },
  spec: {
    ...own,
    template: {
      spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 0, containers: [container({ command })] },
    },
  },
});

/** Only pods of the one namespace are asked about, so that nobody else on the cluster notices. */
const webhook = (namespace: string): JsonMap => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: namespace },
  webhooks: [
    {
      name: 'pods.example.org',
      clientConfig: { service: { name: 'nosuch-webhook', namespace, path: '/' } },
      rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
      failurePolicy: 'Fail',
    },
  ],
});

function policy(namespace: string): readonly JsonMap[] {
  const metadata = { name: namespace };
  const apiVersion = 'admissionregistration.k8s.io/v1';
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
        },
        validations: [{ expression: 'false', message: 'no pods on Sundays' }],
      },
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: {
        policyName: namespace,
        validationActions: ['Deny'],
        matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } },
      },
    },
  ];
}
