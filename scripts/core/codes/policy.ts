import type { CodeEntry } from './entry.ts';

/** What rendered documents must be beyond valid, in the words of kube-linter, kube-score and the Pod Security Standards. */
export const policyCodes = {
  'policy/run-as-non-root': {
    title: 'A container may run as root',
    means:
      'Without user namespaces root in a container is root to the kernel of the node, so a way out of the container is a way to everything on it. With runAsNonRoot the kubelet does not start a container whose user is 0.',
    remedy: 'Set runAsNonRoot: true and a runAsUser that is not 0.',
  },
  'policy/uid-1001': {
    title: 'A container does not run as the user of its image',
    means:
      'The files of our images belong to user 1001. Another user may not be able to read or write them, and the program fails in the pod although it ran everywhere else.',
    remedy: 'Set runAsUser: 1001.',
  },
  'policy/privileged-container': {
    title: 'A container is privileged',
    means:
      'A privileged container has every capability and all devices of the node: it can mount the disks and change the settings of the kernel. Nearly all that separates it from the node is switched off.',
    remedy: 'Remove privileged: true.',
  },
  'policy/privilege-escalation-container': {
    title: 'A container may gain privileges',
    means:
      'Programs with the setuid bit, such as sudo, give a process more rights than it was started with, and Kubernetes allows that unless it is told otherwise. With allowPrivilegeEscalation: false the kernel gives none.',
    remedy: 'Set allowPrivilegeEscalation: false.',
  },
  'policy/drop-all-caps': {
    title: 'A container keeps capabilities',
    means:
      'Capabilities are the powers of root in pieces, and a container gets about a dozen of them by default, to change the owner of any file for example. A web server needs none, but an intruder does.',
    remedy: 'Set capabilities: {drop: [ALL]}.',
  },
  'policy/added-capabilities': {
    title: 'A container adds capabilities',
    means:
      'An added capability is a power of root that an intruder gets as well; SYS_ADMIN alone is nearly all of them. The Pod Security Standard "restricted" allows only NET_BIND_SERVICE.',
    remedy: 'Remove them from capabilities.add.',
  },
  'policy/seccomp': {
    title: 'A container has no seccomp profile',
    means:
      'Seccomp limits which calls to the kernel a process may make. Without a profile the container is unconfined unless the node is set up otherwise, and mistakes of the kernel are open to an intruder.',
    remedy: 'Set seccompProfile: {type: RuntimeDefault}.',
  },
  'policy/no-read-only-root-fs': {
    title: 'A container may write into its image',
    means:
      'What a container writes into its own file system is lost when it restarts, and an intruder can put a program there. A read-only root file system prevents both; what must be written goes to an emptyDir.',
    remedy: 'Set readOnlyRootFilesystem: true.',
  },
  'policy/read-only-fs-needs-emptydir': {
    title: 'A container can write nowhere',
    means:
      'Many programs write temporary files, at least to /tmp. Without a writable volume that fails with "Read-only file system", often not at the start but on some later request.',
    remedy: 'Mount an emptyDir where it writes.',
  },
  'policy/unsafe-proc-mount': {
    title: 'A container sees /proc unmasked',
    means:
      'Container runtimes mask the parts of /proc through which a process could read or change what belongs to the node. procMount: Unmasked takes the mask away.',
    remedy: 'Remove procMount.',
  },
  'policy/host-network': {
    title: "A pod shares its node's network",
    means:
      'The pod uses the network of its node: it reaches what listens on the localhost of the node, takes ports of the node, and network policies mostly do not apply to it.',
    remedy: 'Remove hostNetwork: true.',
  },
  'policy/host-pid': {
    title: "A pod shares its node's processes",
    means:
      'The pod sees every process of its node, those of other pods among them, and with enough rights it can read their variables or end them.',
    remedy: 'Remove hostPID: true.',
  },
  'policy/host-ipc': {
    title: "A pod shares its node's memory",
    means:
      'The pod shares memory segments and message queues with its node, so it can read and change what other processes keep there.',
    remedy: 'Remove hostIPC: true.',
  },
  'policy/sensitive-host-mounts': {
    title: 'A pod mounts a folder of the node',
    means:
      'A hostPath volume is a folder of the node: what the pod writes there changes the node, and on another node it is another folder or none. It is a common way out of a container.',
    remedy: 'Use a PersistentVolumeClaim or an emptyDir.',
  },
  'policy/docker-sock': {
    title: "A pod mounts the socket of the node's container engine",
    means:
      'Whoever can talk to the container engine can start a privileged container with the disk of the node in it, and so owns the node. Mounting it read-only does not help: requests pass through all the same.',
    remedy: 'Remove the volume.',
  },
  'policy/host-port': {
    title: 'A container takes a port of the node',
    means:
      'A port of a node can be taken once, so a second such pod stays Pending while there is no other node. It also opens the pod to everyone who reaches the node, past the Service.',
    remedy: 'Remove hostPort.',
  },
  'policy/unsafe-sysctls': {
    title: 'A pod sets an unsafe sysctl',
    means:
      'Some settings of the kernel are shared by all pods of a node, or can harm it. The kubelet refuses pods that set one (SysctlForbidden), unless the node allows it by name.',
    remedy: 'Remove it.',
  },
  'policy/no-liveness-probe': {
    title: 'A container has no liveness probe',
    means:
      'A process may be stuck and still run, and then nothing restarts it. The kubelet asks a liveness probe again and again, and restarts the container when it fails several times.',
    remedy: 'Add livenessProbe.',
  },
  'policy/no-readiness-probe': {
    title: 'A container has no readiness probe',
    means:
      'A Service sends traffic to ready pods only. Without a readiness probe a container counts as ready the moment it has started, so in every rollout some requests reach a program that does not listen yet.',
    remedy: 'Add readinessProbe.',
  },
  'policy/liveness-port': {
    title: 'The liveness probe asks a port that the container does not have',
    means:
      'As a rule nobody listens there, so the probe fails and the kubelet restarts a container that serves well. In the end the pod is in CrashLoopBackOff.',
    remedy: 'Use a port of the container.',
  },
  'policy/readiness-port': {
    title: 'The readiness probe asks a port that the container does not have',
    means:
      'As a rule nobody listens there, so the pod never becomes ready: its Service sends it no traffic, and a rollout waits until its deadline.',
    remedy: 'Use a port of the container.',
  },
  'policy/startup-port': {
    title: 'The startup probe asks a port that the container does not have',
    means:
      'As a rule nobody listens there, so the startup probe never succeeds. The kubelet restarts the container again and again, and the other probes are never asked.',
    remedy: 'Use a port of the container.',
  },
  'policy/pod-probes-identical': {
    title: 'Liveness and readiness ask the same',
    means:
      'Readiness takes a pod out of the traffic, liveness restarts it. Where both ask the same path, all that makes a pod unready for a while, a database that is away for example, restarts it too.',
    remedy: 'Give readiness a path of its own.',
  },
  'policy/unset-cpu-requirements': {
    title: 'A container has no request or limit for CPU',
    means:
      'The scheduler places pods by their requests, and a container without a limit may take all the CPU of its node from the others. On Minikube everything shares one node.',
    remedy: 'Set resources.requests.cpu and resources.limits.cpu.',
  },
  'policy/unset-memory-requirements': {
    title: 'A container has no request or limit for memory',
    means:
      'The scheduler places pods by their requests. A container without a limit may take memory until the node has none, and then pods are ended that did nothing wrong.',
    remedy: 'Set resources.requests.memory and resources.limits.memory.',
  },
  'policy/request-above-limit': {
    title: 'A container asks for more than it may use',
    means:
      'The request is what the scheduler sets aside, the limit is the most that may be used. The API server refuses a container whose request is the larger one.',
    remedy: 'Lower the request or raise the limit.',
  },
  'policy/duplicate-env-var': {
    title: 'A container has a variable twice',
    means:
      'Variables are a list whose key is the name. A server-side apply, which Helm 4 uses, refuses two of one name; otherwise the last one wins, and nobody is told.',
    remedy: 'Keep one of the two.',
  },
  'policy/latest-tag': {
    title: 'An image that is not the same tomorrow, or is pulled from where it is not',
    means:
      'A tag such as latest moves, so two pods of one Deployment may run different programs, and nobody can say which. Our own images are on the node only: a pod that pulls them waits in ImagePullBackOff.',
    remedy: 'Name a version, or set imagePullPolicy: IfNotPresent.',
  },
  'policy/privileged-ports': {
    title: 'A container listens on a port that only root may open',
    means:
      'Ports below 1024 are for root on many systems, so a program that runs as another user may be refused the port and end. The Service can have port 80 all the same and send it on.',
    remedy: 'Listen on a port from 1024 on.',
  },
  'policy/mismatching-selector': {
    title: 'A workload does not select its own pods',
    means:
      'A workload counts and replaces the pods that its selector finds. The API server refuses one whose selector does not find the pods of its own template.',
    remedy: 'Give selector and pod template the same labels.',
  },
  'policy/dangling-service': {
    title: 'A Service selects no pod',
    means:
      'A Service sends traffic to the pods that have the labels of its selector. Without such a pod it has no endpoints, and every connection to it fails.',
    remedy: 'Use labels of the pods.',
  },
  'policy/invalid-target-ports': {
    title: 'A Service sends traffic to a port that its pods do not have',
    means:
      'A Service hands connections on to the targetPort of its pods. Where nobody listens they are refused, although the pods are ready and everything looks well.',
    remedy: 'Use a port of the pods.',
  },
  'policy/non-existent-service-account': {
    title: 'A pod runs as a ServiceAccount that is not there',
    means:
      'A pod is not even created while its ServiceAccount does not exist: the Deployment stays without pods, and only the events of its ReplicaSet say why.',
    remedy: 'Render it, or name "default".',
  },
  'policy/env-value-from': {
    title: 'A variable comes from a Secret or ConfigMap key that is not there',
    means:
      'The kubelet looks the variable up when it starts the container. Without the object or the key it does not start it, and the pod waits in CreateContainerConfigError.',
    remedy: 'Render it, or mark it optional.',
  },
  'policy/use-namespace': {
    title: 'A document is bound to a namespace',
    means:
      'Helm installs a release into the namespace that it is told. A document with one of its own goes there instead, away from all that refers to it, and the installation fails where that namespace does not exist.',
    remedy: 'Remove metadata.namespace.',
  },
} as const satisfies Record<string, CodeEntry>;
