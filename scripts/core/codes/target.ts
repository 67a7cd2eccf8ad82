import type { CodeEntry } from './entry.ts';

/** Where the application runs. */
export const targetCodes = {
  'target/down': { title: 'The target is not up', remedy: 'Run `npx tsx scripts/deploy.ts`.' },
  'target/start-failed': {
    title: 'The target could not be started',
    remedy: 'Read the evidence and run `minikube start` by hand.',
  },
  'target/busy': {
    title: 'Another run is changing the deployment',
    remedy: 'Wait until it has ended, then run again.',
  },
  'target/port-taken': { title: 'A port is taken by another program', remedy: 'End that program and run again.' },
  'target/not-local': {
    title: 'The context is not a local cluster',
    remedy: 'Name it on purpose: `npx tsx scripts/deploy.ts --target context --context NAME`.',
  },
  'cluster/unreachable': {
    title: 'The cluster does not answer',
    remedy: 'Run `minikube status`, then `minikube start`.',
  },
  'cluster/skew': {
    title: 'kubectl is too far from the cluster version',
    remedy: 'Use a kubectl within one minor version of the cluster.',
  },
  'cluster/namespace-terminating': {
    title: 'The namespace is being removed',
    remedy: 'Wait until it is gone, then run again.',
  },
} as const satisfies Record<string, CodeEntry>;
