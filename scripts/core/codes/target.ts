import type { CodeEntry } from './entry.ts';

/** Where the application runs. */
export const targetCodes = {
  'target/down': {
    title: 'The target is not up',
    means: 'What the application runs on is not up, so nothing of it can be asked there.',
    remedy: 'Run `npx tsx scripts/deploy.ts`.',
  },
  'target/absent': {
    title: 'There is no Minikube cluster',
    means: 'Minikube knows no profile of the name that the settings give. Deploy makes one.',
    remedy: 'Run `npx tsx scripts/deploy.ts`, or by hand `minikube start`.',
  },
  'target/stopped': {
    title: 'The Minikube cluster is stopped',
    means: 'The cluster exists and its node does not run. What was deployed comes back with it.',
    remedy: 'Run `npx tsx scripts/deploy.ts`, or by hand `minikube start`.',
  },
  'target/paused': {
    title: 'The Minikube cluster is paused',
    means: 'The node runs and its Kubernetes is frozen, as `minikube pause` leaves it.',
    remedy: 'Run `npx tsx scripts/deploy.ts`, or by hand `minikube unpause`.',
  },
  'target/address-outdated': {
    title: 'kubectl has an outdated address of the Minikube cluster',
    means: 'The cluster came back at another address or port than the one in the kubeconfig.',
    remedy: 'Run `npx tsx scripts/deploy.ts`, or by hand `minikube update-context`.',
  },
  'target/start-failed': {
    title: 'The target could not be started',
    means: 'The cluster was asked to start and did not come up.',
    remedy: 'Read the evidence and run `minikube start` by hand.',
  },
  'target/busy': {
    title: 'Another run is changing the deployment',
    means:
      'Two runs that change one deployment would undo each other. Another one holds the lock, and this one waited ten minutes for it, or lost the lock because it had been suspended.',
    remedy: 'Wait until it has ended, then run again.',
  },
  'target/port-taken': {
    title: 'A port is taken by another program',
    means: 'The application needs this port of your machine, and another program listens there.',
    remedy: 'End that program and run again.',
  },
  'target/not-local': {
    title: 'The context is not a local cluster',
    means:
      'Without being told, the scripts change only clusters on this machine. Naming a context is your consent to use another one.',
    remedy: 'Name it on purpose: `npx tsx scripts/deploy.ts --target context --context NAME`.',
  },
  'cluster/unreachable': {
    title: 'The cluster does not answer',
    means: 'There is a cluster in the settings, and its API does not answer.',
    remedy: 'Run `minikube status`, then `minikube start`.',
  },
  'cluster/unauthorized': {
    title: 'The cluster does not know the credentials',
    means: 'The token or certificate of the context has ended, was revoked, or is of another cluster.',
    remedy: 'Log in anew; Minikube writes fresh credentials: `minikube update-context`, else `minikube start`.',
  },
  'cluster/certificate': {
    title: 'The certificate of the cluster is not trusted',
    means:
      'The API answers with a certificate that the kubeconfig does not trust: another cluster answers at the address, the certificate has ended, or a proxy stands between.',
    remedy: 'Get a fresh kubeconfig of the cluster; Minikube writes one: `minikube update-context`.',
  },
  'cluster/forbidden': {
    title: 'The user of the context may not do that',
    means: 'The cluster knows the user and its rights (RBAC) do not include what the scripts have to do.',
    remedy: 'Ask whoever runs the cluster for the right, and see what you may: `kubectl auth can-i --list`.',
  },
  'cluster/node-not-ready': {
    title: 'A node is not ready',
    means: 'The kubelet of the node is silent or says that it cannot run pods.',
    remedy: 'See why: `kubectl describe nodes`.',
  },
  'cluster/node-pressure': {
    title: 'A node runs out of memory or process numbers',
    means: 'A node in need ends pods to save itself, and takes no new ones.',
    remedy: 'See what uses it: `kubectl describe nodes`.',
  },
  'cluster/disk-pressure': {
    title: 'The disk of a node is full',
    means: 'A node whose disk is nearly full removes images and ends pods, and takes no new ones.',
    remedy: 'Remove images that nobody uses: `minikube ssh -- docker system prune -f`.',
  },
  'cluster/dns': {
    title: 'The DNS of the cluster does not answer',
    means: 'Names of Services are resolved by CoreDNS in the namespace kube-system, and it gave no answer.',
    remedy: 'See whether it runs: `kubectl -n kube-system get pods -l k8s-app=kube-dns`.',
  },
  'cluster/controller-behind': {
    title: 'The cluster has not begun to work on a change',
    means: 'The newest state of a workload was stored, and its controller has not looked at it yet.',
    remedy: 'If it stays so, see whether it runs: `kubectl -n kube-system get pods`.',
  },
  'cluster/version': {
    title: 'The cluster is too old for the chart',
    means: 'The chart uses what this version of Kubernetes does not have yet.',
    remedy:
      'Use a newer cluster; on Minikube: `minikube delete`, then `minikube start --kubernetes-version=stable`, which removes all that is in it.',
  },
  'cluster/skew': {
    title: 'kubectl is too far from the cluster version',
    means: 'kubectl is made for servers of its own minor version and its neighbours. Further away it misreads objects.',
    remedy: 'Use a kubectl within one minor version of the cluster.',
  },
  'cluster/namespace-terminating': {
    title: 'The namespace is being removed',
    means: 'The namespace is being deleted, and until that has ended nothing can be created in it.',
    remedy: 'Wait until it is gone, then run again.',
  },
  'target/conflict-untold': {
    title: 'A conflict of two runs is not told',
    means: 'Two people deploy into one namespace: the second waits, and must be told for whom.',
    remedy: 'Begin a second deploy while one is at work, and read its first line: `npx tsx scripts/deploy.ts`.',
  },
  'target/scratch-occupied': {
    title: 'The namespace for proofs is in use',
    means:
      'What has to be changed to be asked is changed in a namespace of its own. An earlier run left something in it.',
    remedy: 'Take it away: `npx tsx scripts/cleanup.ts --namespace NAMESPACE-proof --data --yes`.',
  },
  'target/scratch-foreign': {
    title: 'The namespace for proofs is not ours',
    means: 'A namespace of that name exists without our label, so somebody else made it. Nothing is deployed there.',
    remedy: 'Choose another namespace with --namespace: that for proofs is named after it.',
  },
} as const satisfies Record<string, CodeEntry>;
