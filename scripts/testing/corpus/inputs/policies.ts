import { above, type BrokenInput, below, error, info, replace, warning } from '../broken.ts';
import { backend, database, frontend } from '../paths.ts';

const { deployment, service, account, helpers, dev } = backend;
const set = '--set';

/** The securityContext of the pod, and of the container that serves, as the template writes them. */
const podContext = '      securityContext:\n        {{- toYaml .Values.podSecurityContext | nindent 8 }}';
const ownContext =
  '          securityContext:\n            {{- toYaml .Values.securityContext | nindent 12 }}\n          volumeMounts:\n            - name: tmp\n              mountPath: /tmp\n      volumes:';
const ownResources =
  '                seconds: {{ .Values.preStopSleepSeconds }}\n          resources:\n            {{- toYaml .Values.resources | nindent 12 }}';

/** Lines that are added to a securityContext, above what the values say. */
const inPod = (lines: string) => replace(deployment, podContext, podContext.replace(':\n', `:\n        ${lines}\n`));
const inContainer = (lines: string) =>
  replace(deployment, ownContext, ownContext.replace(':\n', `:\n            ${lines}\n`));
const inSpec = (lines: string) => below(deployment, '      enableServiceLinks: false', `      ${lines}`);
const leaving = (template: string, field: string) =>
  replace(template, 'toYaml .Values.podSecurityContext', `toYaml (omit .Values.podSecurityContext "${field}")`);

/** Rendered documents that are valid and run badly, by the names that other tools give these rules. */
export const policyInputs: readonly BrokenInput[] = [
  {
    name: 'a pod may run as root',
    edits: [],
    sets: ['backend.podSecurityContext.runAsNonRoot=false'],
    found: [error('policy/run-as-non-root', set, '▸false')],
    like: 'kube-linter run-as-non-root',
  },
  {
    name: 'a template leaves out that a pod may not run as root',
    edits: [leaving(frontend.deployment, 'runAsNonRoot')],
    found: [error('policy/run-as-non-root', frontend.deployment, '{{- ▸toYaml .Values.securityContext')],
    like: 'Pod Security Standards restricted: Running as Non-root',
  },
  {
    name: 'a container runs as root although the pod does not',
    edits: [inContainer('runAsUser: 0')],
    found: [error('policy/run-as-non-root', deployment, '▸runAsUser: 0')],
    like: 'Pod Security Standards restricted: Running as Non-root user',
  },
  {
    name: 'a pod runs as another user than its image is made for',
    edits: [above(dev, 'config:', 'podSecurityContext:\n  runAsUser: 1000')],
    found: [error('policy/uid-1001', dev, '▸1000')],
    like: 'kube-score container-security-context-user-group-id',
  },
  {
    name: 'a container is privileged',
    edits: [inContainer('privileged: true')],
    found: [error('policy/privileged-container', deployment, '▸privileged: true')],
    like: 'kube-linter privileged-container',
  },
  {
    name: 'a container may gain privileges',
    edits: [],
    sets: ['backend.securityContext.allowPrivilegeEscalation=true'],
    found: [error('policy/privilege-escalation-container', set, '▸true')],
    like: 'kube-linter privilege-escalation-container',
  },
  {
    name: 'containers keep their capabilities',
    edits: [],
    sets: ['frontend.securityContext.capabilities.drop={NET_RAW}'],
    found: [error('policy/drop-all-caps', set, '▸{NET_RAW}')],
    like: 'kube-linter drop-net-raw-capability',
  },
  {
    name: 'a container adds a capability',
    edits: [
      replace(
        deployment,
        ownContext,
        ownContext.replace(
          '            {{- toYaml .Values.securityContext | nindent 12 }}',
          '            allowPrivilegeEscalation: false\n            readOnlyRootFilesystem: true\n            capabilities:\n              drop: [ALL]\n              add: [SYS_ADMIN]',
        ),
      ),
    ],
    found: [error('policy/added-capabilities', deployment, '▸add: [SYS_ADMIN]')],
    like: 'Pod Security Standards baseline: Capabilities',
  },
  {
    name: 'a pod has no profile of seccomp',
    edits: [],
    sets: ['database.podSecurityContext.seccompProfile.type=Unconfined'],
    found: [error('policy/seccomp', set, '▸Unconfined')],
    like: 'kube-score container-seccomp-profile',
  },
  {
    name: 'a container may write into its image',
    edits: [],
    sets: ['database.securityContext.readOnlyRootFilesystem=false'],
    found: [error('policy/no-read-only-root-fs', set, '▸false')],
    like: 'kube-linter no-read-only-root-fs',
  },
  {
    name: 'a container with a read-only root file system has no volume to write to',
    edits: [
      replace(
        frontend.deployment,
        '          volumeMounts:\n            - name: tmp\n              mountPath: /tmp\n            - name: next-cache\n              mountPath: /app/.next/cache\n',
        '',
      ),
    ],
    found: [warning('policy/read-only-fs-needs-emptydir', frontend.deployment, '▸- name: frontend')],
  },
  {
    name: 'a container sees /proc unmasked',
    edits: [inContainer('procMount: Unmasked')],
    found: [error('policy/unsafe-proc-mount', deployment, '▸procMount')],
    like: 'kube-linter unsafe-proc-mount',
  },
  {
    name: "a pod shares its node's network",
    edits: [inSpec('hostNetwork: true')],
    found: [error('policy/host-network', deployment, '▸hostNetwork')],
    like: 'kube-linter host-network',
  },
  {
    name: "a pod shares its node's processes",
    edits: [inSpec('hostPID: true')],
    found: [error('policy/host-pid', deployment, '▸hostPID')],
    like: 'kube-linter host-pid',
  },
  {
    name: "a pod shares its node's memory",
    edits: [inSpec('hostIPC: true')],
    found: [error('policy/host-ipc', deployment, '▸hostIPC')],
    like: 'kube-linter host-ipc',
  },
  {
    name: 'a pod mounts a folder of its node',
    edits: [
      replace(
        deployment,
        '      volumes:\n',
        '      volumes:\n        - name: logs\n          hostPath: {path: /var/log}\n',
      ),
    ],
    found: [error('policy/sensitive-host-mounts', deployment, '▸- name: logs')],
    like: 'kube-linter sensitive-host-mounts',
  },
  {
    name: 'a pod mounts the socket of Docker',
    edits: [
      replace(
        deployment,
        '      volumes:\n',
        '      volumes:\n        - name: engine\n          hostPath: {path: /var/run/docker.sock}\n',
      ),
    ],
    found: [error('policy/docker-sock', deployment, '▸- name: engine')],
    like: 'kube-linter docker-sock',
  },
  {
    name: 'a container takes a port of its node',
    edits: [
      below(deployment, '              containerPort: {{ .Values.containerPort }}', '              hostPort: 8000'),
    ],
    found: [error('policy/host-port', deployment, '▸hostPort')],
    like: 'Pod Security Standards baseline: Host Ports',
  },
  {
    name: 'a pod sets a sysctl that nodes refuse',
    edits: [inPod('sysctls: [{name: kernel.msgmax, value: "65536"}]')],
    found: [error('policy/unsafe-sysctls', deployment, 'sysctls: [▸{name')],
    like: 'kube-linter unsafe-sysctls',
  },
  {
    name: 'a container has no liveness probe',
    edits: [
      replace(
        deployment,
        '{{- with .Values.probes.liveness }}',
        '{{- with omit .Values.probes.liveness "path" "periodSeconds" "timeoutSeconds" "failureThreshold" }}',
      ),
    ],
    found: [error('policy/no-liveness-probe', deployment, '▸livenessProbe:')],
    like: 'kube-linter no-liveness-probe',
  },
  {
    name: 'a container has no readiness probe',
    edits: [
      replace(
        database.statefulSet,
        '{{- with .Values.probes.readiness }}',
        '{{- with omit .Values.probes.readiness "periodSeconds" "timeoutSeconds" "failureThreshold" }}',
      ),
    ],
    found: [error('policy/no-readiness-probe', database.statefulSet, '▸readinessProbe:')],
    like: 'kube-linter no-readiness-probe',
  },
  {
    name: 'the liveness probe asks a port that the container does not have',
    edits: [
      replace(
        deployment,
        '          livenessProbe:\n            httpGet:\n              path: {{ .path }}\n              port: http',
        '          livenessProbe:\n            httpGet:\n              path: {{ .path }}\n              port: web',
      ),
    ],
    found: [error('policy/liveness-port', deployment, '▸port: web')],
    like: 'kube-linter liveness-port',
  },
  {
    name: 'the readiness probe asks a port that the container does not have',
    edits: [
      replace(
        deployment,
        '          readinessProbe:\n            httpGet:\n              path: {{ .path }}\n              port: http',
        '          readinessProbe:\n            httpGet:\n              path: {{ .path }}\n              port: 8080',
      ),
    ],
    found: [error('policy/readiness-port', deployment, '▸port: 8080')],
    like: 'kube-linter readiness-port',
  },
  {
    name: 'the startup probe asks a port that the container does not have',
    edits: [
      replace(
        deployment,
        '          startupProbe:\n            httpGet:\n              path: {{ .path }}\n              port: http',
        '          startupProbe:\n            httpGet:\n              path: {{ .path }}\n              port: 8080',
      ),
    ],
    found: [error('policy/startup-port', deployment, '▸port: 8080')],
    like: 'kube-linter startup-port',
  },
  {
    name: 'liveness and readiness ask the same, and no comment says why',
    edits: [
      replace(
        frontend.deployment,
        '          {{- /* validate-ignore policy/pod-probes-identical: the one endpoint asks nobody else, so living is being ready */}}\n',
        '',
      ),
    ],
    found: [info('policy/pod-probes-identical', frontend.deployment, '▸readinessProbe:')],
    like: 'kube-score pod-probes-identical',
  },
  {
    name: 'a container has no limit for CPU',
    edits: [
      replace(
        deployment,
        ownResources,
        ownResources.replace(
          'toYaml .Values.resources',
          'toYaml (dict "requests" .Values.resources.requests "limits" (omit .Values.resources.limits "cpu"))',
        ),
      ),
    ],
    found: [error('policy/unset-cpu-requirements', deployment, '{{- toYaml (▸dict')],
    like: 'kube-linter unset-cpu-requirements',
  },
  {
    name: 'a container has no resources at all',
    edits: [
      replace(
        frontend.deployment,
        '          resources:\n            {{- toYaml .Values.resources | nindent 12 }}',
        '          resources: {}',
      ),
      below(
        frontend.configMap,
        '{{- include "frontend.labels" . | nindent 4 }}',
        '  annotations:\n    resources: {{ toJson .Values.resources | quote }}',
      ),
    ],
    found: [
      error('policy/unset-cpu-requirements', frontend.deployment, '▸resources: {}'),
      error('policy/unset-memory-requirements', frontend.deployment, '▸resources: {}'),
    ],
    like: 'kube-score container-resources',
  },
  {
    name: 'a container asks for more memory than it may use',
    edits: [],
    sets: ['backend.resources.requests.memory=1Gi'],
    found: [error('policy/request-above-limit', set, '▸1Gi')],
    like: 'kube-score container-resource-requests-equal-limits',
  },
  {
    name: 'a container has a variable twice',
    edits: [replace(frontend.helpers, '- name: PORT', '- name: HOSTNAME\n  value: 127.0.0.1\n- name: PORT')],
    found: [error('policy/duplicate-env-var', frontend.helpers, '▸- name: HOSTNAME\n  value: 127')],
    like: 'kube-linter duplicate-env-var',
  },
  {
    name: 'an image that only the nodes have is pulled each time',
    edits: [],
    sets: ['backend.image.pullPolicy=Always'],
    found: [error('policy/latest-tag', set, '▸Always')],
    like: 'kube-score container-image-pull-policy',
  },
  {
    name: 'an image of others is the latest one, whichever that is',
    edits: [],
    sets: ['database.image.tag=latest'],
    found: [error('policy/latest-tag', set, '▸latest')],
    like: 'kube-linter latest-tag',
  },
  {
    name: 'a container listens on a port that only root may open',
    edits: [replace(database.statefulSet, 'containerPort: 5432', 'containerPort: 543')],
    found: [error('policy/privileged-ports', database.statefulSet, '▸containerPort')],
    like: 'kube-linter privileged-ports',
  },
  {
    name: 'a workload does not select its own pods',
    edits: [
      replace(
        deployment,
        '    matchLabels:\n      {{- include',
        '    matchLabels:\n      tier: api\n      {{- include',
      ),
    ],
    found: [error('policy/mismatching-selector', deployment, '▸tier: api')],
    like: 'kube-linter mismatching-selector',
  },
  {
    name: 'a Service selects no pod',
    edits: [replace(database.service, '{{- include "database.selectorLabels" . | nindent 4 }}', 'app: postgres')],
    found: [error('policy/dangling-service', database.service, '▸selector:')],
    like: 'kube-linter dangling-service',
  },
  {
    name: 'the Service of the backend selects no pod',
    edits: [replace(service, '{{- include "backend.selectorLabels" . | nindent 4 }}', 'app: api')],
    found: [error('policy/dangling-service', service, '▸selector:')],
    like: 'kube-score service-targets-pod',
  },
  {
    name: 'a Service sends traffic to a port that its pods do not have',
    edits: [replace(service, 'targetPort: http', 'targetPort: web')],
    found: [error('policy/invalid-target-ports', service, '▸targetPort: web')],
    like: 'kube-linter invalid-target-ports',
  },
  {
    name: 'a pod runs as a ServiceAccount that nobody makes',
    edits: [],
    sets: ['backend.serviceAccount.create=false', 'backend.serviceAccount.name=todo'],
    found: [error('policy/non-existent-service-account', set, '▸todo')],
    like: 'kube-linter non-existent-service-account',
  },
  {
    name: 'a variable comes from a key of a Secret that is not there',
    edits: [replace(helpers, 'key: AUTH_SECRET', 'key: AUTH_SECRETS')],
    found: [error('policy/env-value-from', helpers, '▸key: AUTH_SECRETS')],
    like: 'kube-linter env-value-from',
  },
  {
    name: 'a document is bound to a namespace',
    edits: [replace(account, 'metadata:\n', 'metadata:\n  namespace: production\n')],
    found: [error('policy/use-namespace', account, '▸namespace')],
    like: 'kube-linter use-namespace',
  },
];
