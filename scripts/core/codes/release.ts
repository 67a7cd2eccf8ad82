import type { CodeEntry } from './entry.ts';

/** What a cluster shows of a release. */
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
  'pod/absent': {
    title: 'No pod of the release exists',
    means: 'The release is there, and no pod carries its labels.',
    remedy: 'Deploy it: `npx tsx scripts/deploy.ts`.',
  },
  'pod/scaled-down': {
    title: 'Fewer replicas are asked for than the release wants',
    means: 'Someone lowered the number of replicas after the installation.',
    remedy: 'Bring them back: `npx tsx scripts/deploy.ts`.',
  },
  'pod/not-ready': {
    title: 'A pod is not ready',
    means: 'The pod exists and its readiness does not hold, so its Service sends it nothing.',
    remedy: 'Read its events: `kubectl describe pod`.',
  },
  'pod/crash-loop': {
    title: 'A container keeps crashing',
    means: 'The container starts and ends again and again, and Kubernetes waits longer each time.',
    remedy: 'Read its last words: `kubectl logs POD --previous`.',
  },
  'pod/restarted': {
    title: 'A container restarted lately',
    means: 'The container runs now, and it ended and was started again not long ago.',
    remedy: 'Read its last words: `kubectl logs POD --previous`.',
  },
  'pod/image-missing': {
    title: 'The node does not have the image',
    means: 'The pull policy forbids pulling, and the node does not have the image.',
    remedy: 'Bring it there: `npx tsx scripts/deploy.ts`.',
  },
  'pod/image-pull': {
    title: 'The image could not be pulled',
    means:
      'The node tried to pull the image and got none: the name is wrong, the registry is away, or it asks for a login.',
    remedy: 'Bring it to the node: `npx tsx scripts/deploy.ts`.',
  },
  'pod/image-name': {
    title: 'The name of the image cannot be read',
    means: 'The image name is not of the form that container runtimes read.',
    remedy: 'Correct image.repository and image.tag in the values.',
  },
  'pod/config-missing': {
    title: 'A Secret or ConfigMap key the pod reads is missing',
    means: 'The container reads a key that no ConfigMap or Secret of the namespace has, so it is not even created.',
    remedy: 'Set the value in .env and deploy again.',
  },
  'pod/runs-as-root': {
    title: 'The image would run as root, and the pod forbids it',
    means:
      'The pod demands a user that is not root. The image ends as root, or by a name whose number the node cannot know.',
    remedy: 'Set a numeric USER in the Dockerfile (USER 1001:1001).',
  },
  'pod/create-failed': {
    title: 'A container cannot be created',
    means: 'The runtime refuses the container, for example because its command does not exist in the image.',
    remedy: 'Read what the node says in the evidence.',
  },
  'pod/volume': {
    title: 'A volume of the pod cannot be used',
    means: 'A volume cannot be bound or mounted, and the pod waits for it.',
    remedy: 'Read its events: `kubectl get pvc,events`.',
  },
  'pod/unschedulable': {
    title: 'No node can take the pod',
    means: 'The scheduler finds no node with what the pod asks for.',
    remedy: 'Lower resources.requests in the values, or give the node more.',
  },
  'pod/out-of-memory': {
    title: 'A container was killed for its memory',
    means: 'The container took more memory than its limit, and the kernel ended it.',
    remedy: 'Raise resources.limits.memory in the values.',
  },
  'pod/probe-failing': {
    title: 'A probe fails',
    means:
      'Kubernetes asks the probe and gets no good answer. A failing liveness probe ends the container; a failing readiness probe takes it out of its Service.',
    remedy: 'Read the probe message and the logs of the pod.',
  },
  'pod/database-unreachable': {
    title: 'The application cannot use its database',
    means: 'The application answers that its database cannot be used: the address, the login or the network is wrong.',
    remedy: 'Correct DATABASE_URL in .env and deploy again.',
  },
  'pod/refused': {
    title: 'The cluster refuses to create the pod',
    means: 'A quota, a policy or an admission webhook of the cluster does not let the pod be created.',
    remedy: 'Read the quota or policy it names.',
  },
  'service/absent': {
    title: 'The Service does not exist',
    means: 'The Service is not in the namespace, so nothing can reach the pods by name.',
    remedy: 'Deploy it: `npx tsx scripts/deploy.ts`.',
  },
  'service/unlike': {
    title: 'The Service is not what the request fixed',
    means: 'The Service of the cluster has another type, port or selector than the plan fixes.',
    remedy: 'Deploy it again: `npx tsx scripts/deploy.ts`.',
  },
  'service/no-endpoints': {
    title: 'The Service has no ready endpoint',
    means: 'The Service selects no pod that is ready: its selector and the labels differ, or no pod is ready yet.',
    remedy: 'Compare its selector with the pod labels: `kubectl get svc,pod --show-labels`.',
  },
  'service/unreachable': {
    title: 'The Service does not answer',
    means: 'Nobody answers at the address of the Service.',
    remedy: 'Read the logs of its pods.',
  },
  'service/bad-answer': {
    title: 'The application answers other than its contract',
    means: 'Something answers, and not as the contract of the application says.',
    remedy: 'Read the answer in the evidence and the logs of the pod.',
  },
} as const satisfies Record<string, CodeEntry>;
