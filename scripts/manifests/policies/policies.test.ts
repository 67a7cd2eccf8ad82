import { describe, expect, it } from 'vitest';
import type { Document, Json, JsonMap } from '../../core/charts.ts';
import { policies } from './all.ts';

const labels = { app: 'backend' };

const sound: JsonMap = {
  name: 'backend',
  image: 'backend:0123456789ab',
  imagePullPolicy: 'IfNotPresent',
  ports: [{ name: 'http', containerPort: 8000 }],
  env: [
    { name: 'LOG_LEVEL', valueFrom: { configMapKeyRef: { name: 'backend-config', key: 'LOG_LEVEL' } } },
    { name: 'AUTH_SECRET', valueFrom: { secretKeyRef: { name: 'backend-secret', key: 'AUTH_SECRET' } } },
  ],
  livenessProbe: { httpGet: { path: '/health', port: 'http' } },
  readinessProbe: { httpGet: { path: '/ready', port: 8000 } },
  resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '0.5', memory: '0.5Gi' } },
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
  volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
};

const soundPod: JsonMap = {
  serviceAccountName: 'backend',
  securityContext: { runAsNonRoot: true, runAsUser: 1001, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [sound],
  volumes: [{ name: 'tmp', emptyDir: {} }],
};

const document = (kind: string, name: string, rest: JsonMap): Document => ({
  apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1',
  kind,
  name,
  source: `helm/backend/templates/${kind.toLowerCase()}.yaml`,
  body: { kind, metadata: { name }, ...rest },
});

const around = [
  document('Service', 'backend-service', {
    spec: { selector: labels, ports: [{ port: 8000, targetPort: 'http' }] },
  }),
  document('ServiceAccount', 'backend', {}),
  document('ConfigMap', 'backend-config', { data: { LOG_LEVEL: 'info' } }),
  document('Secret', 'backend-secret', { data: { AUTH_SECRET: 'eA==' } }),
];

const deployment = (pod: JsonMap, spec: JsonMap = {}): Document =>
  document('Deployment', 'backend', {
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { ...soundPod, ...pod } },
      ...spec,
    },
  });

/** The pod with one container that is sound but for what is given; undefined takes a field away. */
const withContainer = (own: Readonly<Record<string, Json | undefined>>, pod: JsonMap = {}): readonly Document[] => {
  const container = Object.fromEntries(Object.entries({ ...sound, ...own }).filter(([, value]) => value !== undefined));
  return [deployment({ containers: [container as JsonMap], ...pod }), ...around];
};
const security = (own: JsonMap) =>
  withContainer({ securityContext: { ...(sound.securityContext as JsonMap), ...own } });

const found = (documents: readonly Document[], ownImages: readonly string[] = ['backend']) =>
  policies.flatMap(({ code, breaches }) =>
    breaches({ documents, ownImages: new Set(ownImages) }).map((one) => `${code} ${one.path.join('.')}`),
  );

const pod = 'spec.template.spec';
const container = `${pod}.containers.0`;

describe('a sound release', () => {
  it('breaks no policy, as a Deployment, a StatefulSet and a CronJob', () => {
    expect(found([deployment({}), ...around])).toEqual([]);
    const claims = { volumeClaimTemplates: [{ metadata: { name: 'tmp' } }] };
    const stateful = { ...deployment({ volumes: [] }, claims), kind: 'StatefulSet' };
    expect(found([stateful, ...around])).toEqual([]);
    const { livenessProbe: _, readinessProbe: __, ...job } = sound;
    const cron = document('CronJob', 'backend', {
      spec: { jobTemplate: { spec: { template: { metadata: { labels }, spec: { ...soundPod, containers: [job] } } } } },
    });
    expect(found([cron, ...around])).toEqual([]);
  });
});

const rows: readonly (readonly [says: string, documents: readonly Document[], ...findings: readonly string[]])[] = [
  [
    'a container that may run as root',
    [deployment({ securityContext: { runAsUser: 1001, seccompProfile: { type: 'RuntimeDefault' } } }), ...around],
    `policy/run-as-non-root ${container}.securityContext.runAsNonRoot`,
  ],
  [
    'a container that is root',
    security({ runAsUser: 0 }),
    `policy/run-as-non-root ${container}.securityContext.runAsUser`,
  ],
  [
    'an image of ours under another user, given by the pod',
    [
      deployment({
        securityContext: { runAsNonRoot: true, runAsUser: 999, seccompProfile: { type: 'RuntimeDefault' } },
      }),
      ...around,
    ],
    `policy/uid-1001 ${pod}.securityContext.runAsUser`,
  ],
  [
    'a privileged container',
    security({ privileged: true }),
    `policy/privileged-container ${container}.securityContext.privileged`,
  ],
  [
    'a container that may gain privileges',
    security({ allowPrivilegeEscalation: true }),
    `policy/privilege-escalation-container ${container}.securityContext.allowPrivilegeEscalation`,
  ],
  [
    'a container that keeps capabilities',
    security({ capabilities: { drop: ['NET_RAW'] } }),
    `policy/drop-all-caps ${container}.securityContext.capabilities.drop`,
  ],
  [
    'a container that adds capabilities, but the one that is allowed',
    security({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE', 'SYS_ADMIN'] } }),
    `policy/added-capabilities ${container}.securityContext.capabilities.add`,
  ],
  [
    'a container without seccomp',
    [deployment({ securityContext: { runAsNonRoot: true, runAsUser: 1001 } }), ...around],
    `policy/seccomp ${container}.securityContext.seccompProfile.type`,
  ],
  [
    'a container that may write into its image',
    security({ readOnlyRootFilesystem: false }),
    `policy/no-read-only-root-fs ${container}.securityContext.readOnlyRootFilesystem`,
  ],
  [
    'a container that sees /proc',
    security({ procMount: 'Unmasked' }),
    `policy/unsafe-proc-mount ${container}.securityContext.procMount`,
  ],
  [
    'a container that can write nowhere',
    withContainer({ volumeMounts: [{ name: 'tmp', mountPath: '/tmp', readOnly: true }] }),
    `policy/read-only-fs-needs-emptydir ${container}.volumeMounts`,
  ],
  [
    'a pod in the network of its node',
    [deployment({ hostNetwork: true }), ...around],
    `policy/host-network ${pod}.hostNetwork`,
  ],
  [
    'a pod among the processes of its node',
    [deployment({ hostPID: true }), ...around],
    `policy/host-pid ${pod}.hostPID`,
  ],
  ['a pod in the memory of its node', [deployment({ hostIPC: true }), ...around], `policy/host-ipc ${pod}.hostIPC`],
  [
    'a folder of the node',
    [
      deployment({
        volumes: [
          { name: 'tmp', emptyDir: {} },
          { name: 'host', hostPath: { path: '/etc' } },
        ],
      }),
      ...around,
    ],
    `policy/sensitive-host-mounts ${pod}.volumes.1`,
  ],
  [
    'the socket of the container engine',
    [
      deployment({
        volumes: [
          { name: 'tmp', emptyDir: {} },
          { name: 'engine', hostPath: { path: '/var/run/docker.sock' } },
        ],
      }),
      ...around,
    ],
    `policy/docker-sock ${pod}.volumes.1`,
  ],
  [
    'a port of the node',
    withContainer({ ports: [{ name: 'http', containerPort: 8000, hostPort: 80 }] }),
    `policy/host-port ${container}.ports.0.hostPort`,
  ],
  [
    'an unsafe sysctl',
    [
      deployment({
        securityContext: {
          ...(soundPod.securityContext as JsonMap),
          sysctls: [
            { name: 'net.ipv4.tcp_syncookies', value: '1' },
            { name: 'kernel.msgmax', value: '1' },
          ],
        },
      }),
      ...around,
    ],
    `policy/unsafe-sysctls ${pod}.securityContext.sysctls.1`,
  ],
  [
    'a missing liveness probe',
    withContainer({ livenessProbe: undefined }),
    `policy/no-liveness-probe ${container}.livenessProbe`,
  ],
  [
    'a missing readiness probe',
    withContainer({ readinessProbe: undefined }),
    `policy/no-readiness-probe ${container}.readinessProbe`,
  ],
  [
    'probes of ports that the container does not have',
    withContainer({
      livenessProbe: { tcpSocket: { port: 'web' } },
      readinessProbe: { httpGet: { path: '/', port: 80 } },
      startupProbe: { grpc: { port: 81 } },
    }),
    `policy/liveness-port ${container}.livenessProbe.tcpSocket.port`,
    `policy/readiness-port ${container}.readinessProbe.httpGet.port`,
    `policy/startup-port ${container}.startupProbe.grpc.port`,
  ],
  [
    'probes that ask the same',
    withContainer({ readinessProbe: sound.livenessProbe }),
    `policy/pod-probes-identical ${container}.readinessProbe`,
  ],
  [
    'missing requests and limits',
    withContainer({ resources: { requests: { memory: '1Mi' }, limits: { cpu: '1' } } }),
    `policy/unset-cpu-requirements ${container}.resources.requests.cpu`,
    `policy/unset-memory-requirements ${container}.resources.limits.memory`,
  ],
  [
    'a request above its limit',
    withContainer({
      resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '900m', memory: '1024Mi' } },
    }),
    `policy/request-above-limit ${container}.resources.requests.cpu`,
  ],
  [
    'a variable twice',
    withContainer({
      env: [
        { name: 'A', value: '1' },
        { name: 'A', value: '2' },
      ],
    }),
    `policy/duplicate-env-var ${container}.env.1`,
  ],
  [
    'an image of ours that would be pulled',
    withContainer({ image: 'backend:latest', imagePullPolicy: undefined }),
    `policy/latest-tag ${container}.imagePullPolicy`,
  ],
  ['an image of somebody without version', withContainer({ image: 'redis' }), `policy/latest-tag ${container}.image`],
  [
    'an image of a registry without version',
    withContainer({ image: 'host:5000/redis:latest' }),
    `policy/latest-tag ${container}.image`,
  ],
  [
    'a port that only root may open',
    withContainer({ ports: [{ name: 'http', containerPort: 80 }, { containerPort: 8000 }] }),
    `policy/privileged-ports ${container}.ports.0.containerPort`,
  ],
  [
    'a workload that selects other pods',
    [deployment({}, { selector: { matchLabels: { app: 'other' } } }), ...around],
    'policy/mismatching-selector spec.selector.matchLabels.app',
  ],
  [
    'a Service without pods',
    [
      deployment({}),
      ...around.slice(1),
      document('Service', 's', { spec: { selector: { app: 'nobody' }, ports: [{ port: 1 }] } }),
    ],
    'policy/dangling-service spec.selector',
  ],
  [
    'a Service to a port that nobody has, named and by number',
    [
      deployment({}),
      ...around.slice(1),
      document('Service', 's', {
        spec: { selector: labels, ports: [{ port: 80, targetPort: 'web' }, { port: 81 }] },
      }),
    ],
    'policy/invalid-target-ports spec.ports.0.targetPort',
    'policy/invalid-target-ports spec.ports.1.port',
  ],
  [
    'a ServiceAccount that is not there',
    [deployment({ serviceAccountName: 'other' }), ...around],
    `policy/non-existent-service-account ${pod}.serviceAccountName`,
  ],
  [
    'keys and objects that are not there, but optional ones',
    withContainer({
      env: [
        { name: 'A', valueFrom: { secretKeyRef: { name: 'backend-secret', key: 'OTHER' } } },
        { name: 'B', valueFrom: { configMapKeyRef: { name: 'other', key: 'B' } } },
        { name: 'C', valueFrom: { secretKeyRef: { name: 'backend-secret', key: 'C', optional: true } } },
      ],
      envFrom: [{ secretRef: { name: 'gone' } }],
    }),
    `policy/env-value-from ${container}.env.0.valueFrom.secretKeyRef.key`,
    `policy/env-value-from ${container}.env.1.valueFrom.configMapKeyRef.name`,
    `policy/env-value-from ${container}.envFrom.0.secretRef.name`,
  ],
  [
    'a document bound to a namespace',
    [deployment({}), ...around, document('ConfigMap', 'c', { metadata: { name: 'c', namespace: 'default' } })],
    'policy/use-namespace metadata.namespace',
  ],
];

describe('a policy finds', () => {
  it.each(rows.map(([says, documents, ...findings]) => ({ says, documents, findings })))(
    '$says',
    ({ documents, findings }) => {
      expect(found(documents)).toEqual(findings);
    },
  );

  it('as much in init containers, but no probes there', () => {
    const init = { name: 'migrate', image: 'backend:1' };
    const codes = found([deployment({ initContainers: [init] }), ...around]).map((one) => one.split(' ')[0]);
    expect(codes).toContain('policy/no-read-only-root-fs');
    expect(codes).not.toContain('policy/no-liveness-probe');
  });
});

describe('every policy', () => {
  it('ends what it says to do with a full stop, and never throws on what is no document', () => {
    for (const { breaches } of policies) {
      const empty = breaches({
        documents: [document('Deployment', 'x', {}), document('Service', 'x', {})],
        ownImages: new Set(),
      });
      for (const one of empty) expect(one.remedy).toMatch(/\.$/);
    }
  });
});
