import type { CodeEntry } from './entry.ts';

/** Where the application runs. */
export const targetCodes = {
  'target/down': {
    title: 'The target is not up',
    means: 'What the application runs on is not up, so nothing of it can be asked there.',
    remedy: 'Run `npx tsx scripts/deploy.ts`.',
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
} as const satisfies Record<string, CodeEntry>;
