import type { CodeEntry } from './entry.ts';

/** What rendered documents must be beyond valid, in the words of kube-linter, kube-score and the Pod Security Standards. */
export const policyCodes = {
  'policy/run-as-non-root': {
    title: 'A container may run as root',
    remedy: 'Set runAsNonRoot: true and a runAsUser that is not 0.',
  },
  'policy/uid-1001': { title: 'A container does not run as the user of its image', remedy: 'Set runAsUser: 1001.' },
  'policy/privileged-container': { title: 'A container is privileged', remedy: 'Remove privileged: true.' },
  'policy/privilege-escalation-container': {
    title: 'A container may gain privileges',
    remedy: 'Set allowPrivilegeEscalation: false.',
  },
  'policy/drop-all-caps': {
    title: 'A container keeps capabilities',
    remedy: 'Set capabilities: {drop: [ALL]}.',
  },
  'policy/added-capabilities': { title: 'A container adds capabilities', remedy: 'Remove them from capabilities.add.' },
  'policy/seccomp': {
    title: 'A container has no seccomp profile',
    remedy: 'Set seccompProfile: {type: RuntimeDefault}.',
  },
  'policy/no-read-only-root-fs': {
    title: 'A container may write into its image',
    remedy: 'Set readOnlyRootFilesystem: true.',
  },
  'policy/read-only-fs-needs-emptydir': {
    title: 'A container can write nowhere',
    remedy: 'Mount an emptyDir where it writes.',
  },
  'policy/unsafe-proc-mount': { title: 'A container sees /proc unmasked', remedy: 'Remove procMount.' },
  'policy/host-network': { title: "A pod shares its node's network", remedy: 'Remove hostNetwork: true.' },
  'policy/host-pid': { title: "A pod shares its node's processes", remedy: 'Remove hostPID: true.' },
  'policy/host-ipc': { title: "A pod shares its node's memory", remedy: 'Remove hostIPC: true.' },
  'policy/sensitive-host-mounts': {
    title: 'A pod mounts a folder of the node',
    remedy: 'Use a PersistentVolumeClaim or an emptyDir.',
  },
  'policy/docker-sock': {
    title: "A pod mounts the socket of the node's container engine",
    remedy: 'Remove the volume.',
  },
  'policy/host-port': { title: 'A container takes a port of the node', remedy: 'Remove hostPort.' },
  'policy/unsafe-sysctls': { title: 'A pod sets an unsafe sysctl', remedy: 'Remove it.' },
  'policy/no-liveness-probe': { title: 'A container has no liveness probe', remedy: 'Add livenessProbe.' },
  'policy/no-readiness-probe': { title: 'A container has no readiness probe', remedy: 'Add readinessProbe.' },
  'policy/liveness-port': {
    title: 'The liveness probe asks a port that the container does not have',
    remedy: 'Use a port of the container.',
  },
  'policy/readiness-port': {
    title: 'The readiness probe asks a port that the container does not have',
    remedy: 'Use a port of the container.',
  },
  'policy/startup-port': {
    title: 'The startup probe asks a port that the container does not have',
    remedy: 'Use a port of the container.',
  },
  'policy/pod-probes-identical': {
    title: 'Liveness and readiness ask the same',
    remedy: 'Give readiness a path of its own.',
  },
  'policy/unset-cpu-requirements': {
    title: 'A container has no request or limit for CPU',
    remedy: 'Set resources.requests.cpu and resources.limits.cpu.',
  },
  'policy/unset-memory-requirements': {
    title: 'A container has no request or limit for memory',
    remedy: 'Set resources.requests.memory and resources.limits.memory.',
  },
  'policy/request-above-limit': {
    title: 'A container asks for more than it may use',
    remedy: 'Lower the request or raise the limit.',
  },
  'policy/duplicate-env-var': { title: 'A container has a variable twice', remedy: 'Keep one of the two.' },
  'policy/latest-tag': {
    title: 'An image that is not the same tomorrow, or is pulled from where it is not',
    remedy: 'Name a version, or set imagePullPolicy: IfNotPresent.',
  },
  'policy/privileged-ports': {
    title: 'A container listens on a port that only root may open',
    remedy: 'Listen on a port from 1024 on.',
  },
  'policy/mismatching-selector': {
    title: 'A workload does not select its own pods',
    remedy: 'Give selector and pod template the same labels.',
  },
  'policy/dangling-service': { title: 'A Service selects no pod', remedy: 'Use labels of the pods.' },
  'policy/invalid-target-ports': {
    title: 'A Service sends traffic to a port that its pods do not have',
    remedy: 'Use a port of the pods.',
  },
  'policy/non-existent-service-account': {
    title: 'A pod runs as a ServiceAccount that is not there',
    remedy: 'Render it, or name "default".',
  },
  'policy/env-value-from': {
    title: 'A variable comes from a Secret or ConfigMap key that is not there',
    remedy: 'Render it, or mark it optional.',
  },
  'policy/use-namespace': { title: 'A document is bound to a namespace', remedy: 'Remove metadata.namespace.' },
} as const satisfies Record<string, CodeEntry>;
