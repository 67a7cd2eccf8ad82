import type { CodeEntry } from './entry.ts';

/** What Helm and the cluster say of a release as a whole. */
export const releaseCodes = {
  'release/absent': {
    title: 'The release is not deployed',
    means: 'Helm knows no deployed release of this name in the namespace.',
    remedy: 'Deploy it: `npx tsx scripts/deploy.ts`.',
  },
  'release/outdated': {
    title: 'The release is not the wanted one',
    means:
      'The release was made from other charts, values or images than those of now, or its live objects were changed by hand.',
    remedy: 'Deploy it: `npx tsx scripts/deploy.ts`.',
  },
  'release/failed': {
    title: 'Helm could not install the release',
    means: 'The newest revision did not come up, or was refused, and Helm marked it as failed.',
    remedy: 'Read what helm said, correct it, run again.',
  },
  'release/pending': {
    title: 'An interrupted helm run left the release pending',
    means:
      'A helm run was ended in the middle of an installation. Until that is cleared, Helm refuses every other operation on the release.',
    remedy: 'Run `npx tsx scripts/deploy.ts`: it recovers the release.',
  },
  'release/timeout': {
    title: 'The release did not become ready in time',
    means: 'Helm waited for the pods and gave up. The evidence shows what they were waiting for.',
    remedy: 'Read the evidence, then run again.',
  },
  'release/config-absent': {
    title: 'A release has no ConfigMap',
    means:
      'Pods take their settings from the ConfigMap of their release. Those that run go on; the next ones do not start.',
    remedy: 'Make it again: `npx tsx scripts/deploy.ts --force`.',
  },
  'release/config-keys': {
    title: 'A ConfigMap has other keys than the chart documents',
    means:
      'A key that is missing keeps the next pods from starting; one that nobody documents is read by nobody, and was put there by hand.',
    remedy: 'Put back what the chart gives: `npx tsx scripts/deploy.ts --force`.',
  },
  'release/secret-absent': {
    title: 'The backend has no Secret',
    means: 'What signs sessions and opens the database comes from it, so the next pods do not start.',
    remedy: 'Make it again: `npx tsx scripts/deploy.ts --force`.',
  },
  'release/secret-keys': {
    title: 'The Secret of the backend is not as deploy gives it',
    means:
      'A key that is missing leaves a pod without a password or a provider; one too many may be an old key that was never taken back.',
    remedy: 'Give it again from .env: `npx tsx scripts/deploy.ts --force`.',
  },
  'release/rebuilt': {
    title: 'A change of settings made another image',
    means: 'An image is made of source alone, and each environment runs the same one: what was tried is what is used.',
    remedy: 'Take the setting out of the Dockerfile and of what it copies, and give it in the values.',
  },
  'release/timing': {
    title: 'A figure of a deploy',
    means: 'How long a part of a first deploy took, measured in a copy, beside what it may take.',
    remedy: 'Nothing is to be done: it is below its limit.',
  },
  'release/slow': {
    title: 'A part of a deploy takes longer than it may',
    means: 'A first deploy is measured in a copy. Somebody who waits longer than this thinks that it hangs.',
    remedy:
      'Measure again on a machine that does nothing else; then see what it waits for: `npx tsx scripts/deploy.ts --force --verbose`.',
  },
  'release/disturbed': {
    title: 'Two deployments in one cluster are not apart',
    means: 'Each namespace has its own releases, Services and database. Here one of them reached into the other.',
    remedy:
      'Bring the live one back, `npx tsx scripts/deploy.ts`, and see which names carry a namespace: `helm template backend helm/backend`.',
  },
  'release/clone-failed': {
    title: 'A fresh clone does not come to its end',
    means:
      'What is committed was cloned into an empty folder and deployed, as a newcomer does it. What works here may need a file that is not committed.',
    remedy: 'Do the same by hand: `git clone . .local/mine && cd .local/mine && npm ci && npx tsx scripts/deploy.ts`.',
  },
  'release/interrupted': {
    title: 'Requests were not answered while another version was deployed',
    means: 'New pods become ready before old ones go, so nobody should notice. Here somebody did.',
    remedy:
      'See strategy, readiness probe and preStopSleepSeconds of the backend: `helm template backend helm/backend`.',
  },
  'release/immutable': {
    title: 'A field that cannot change was changed',
    means: 'Kubernetes does not let some fields of an existing object change, such as the selector of a Deployment.',
    remedy: 'Remove the object named (`kubectl delete`) and deploy again.',
  },
  'release/conflict': {
    title: 'Another program owns a field of the release',
    means: 'Another program applied the same field with server-side apply, and Helm does not take it over.',
    remedy: 'Undo what that program set, then deploy again.',
  },
  'release/stuck': {
    title: 'The rollout makes no progress',
    means:
      'Kubernetes waited as long as the deployment allows (progressDeadlineSeconds), and the newest pods did not become ready.',
    remedy: 'See what its pods wait for: `kubectl describe pods`.',
  },
  'release/refused': {
    title: 'The cluster refuses an object of the release',
    means:
      'An object of the chart was sent to the cluster, and a quota, a policy or an admission webhook did not let it in.',
    remedy: 'Change in the values what it objects to, and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'release/kind-unknown': {
    title: 'The cluster does not know a kind of object',
    means:
      'The chart holds an object of a kind or version that this cluster does not serve: the cluster is older or newer than the chart thinks, or an extension is not installed.',
    remedy: 'See which kinds it serves: `kubectl api-resources`.',
  },
  'release/job-failed': {
    title: 'A job failed for good',
    means: 'The pods of a job failed as often as it may try, or it took longer than it may.',
    remedy: 'Read what its pods said: `kubectl logs -l job-name=NAME`.',
  },
  'release/autoscaler-no-metrics': {
    title: 'An autoscaler gets no metrics',
    means: 'Without metrics of the pods the autoscaler changes nothing. They come from the metrics server.',
    remedy: 'Install it; on Minikube: `minikube addons enable metrics-server`.',
  },
  'release/autoscaler-no-request': {
    title: 'An autoscaler has nothing to compare with',
    means: 'Utilization is the use as a part of the request, and a container of the workload requests nothing.',
    remedy: 'Set resources.requests of the chart in the values and deploy again: `npx tsx scripts/deploy.ts`.',
  },
} as const satisfies Record<string, CodeEntry>;
