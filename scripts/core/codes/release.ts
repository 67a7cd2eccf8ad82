import type { CodeEntry } from './entry.ts';

/** What a cluster shows of a release. */
export const releaseCodes = {
  'release/absent': { title: 'The release is not deployed', remedy: 'Deploy it: `npx tsx scripts/deploy.ts`.' },
  'release/outdated': { title: 'The release is not the wanted one', remedy: 'Deploy it: `npx tsx scripts/deploy.ts`.' },
  'release/failed': {
    title: 'Helm could not install the release',
    remedy: 'Read what helm said, correct it, run again.',
  },
  'release/pending': {
    title: 'An interrupted helm run left the release pending',
    remedy: 'Run `npx tsx scripts/deploy.ts`: it recovers the release.',
  },
  'release/timeout': {
    title: 'The release did not become ready in time',
    remedy: 'Read the evidence, then run again.',
  },
  'release/immutable': {
    title: 'A field that cannot change was changed',
    remedy: 'Remove the object named (`kubectl delete`) and deploy again.',
  },
  'release/conflict': {
    title: 'Another program owns a field of the release',
    remedy: 'Undo what that program set, then deploy again.',
  },
  'pod/absent': { title: 'No pod of the release exists', remedy: 'Deploy it: `npx tsx scripts/deploy.ts`.' },
  'pod/scaled-down': {
    title: 'Fewer replicas are asked for than the release wants',
    remedy: 'Bring them back: `npx tsx scripts/deploy.ts`.',
  },
  'pod/not-ready': { title: 'A pod is not ready', remedy: 'Read its events: `kubectl describe pod`.' },
  'pod/crash-loop': {
    title: 'A container keeps crashing',
    remedy: 'Read its last words: `kubectl logs POD --previous`.',
  },
  'pod/restarted': {
    title: 'A container restarted lately',
    remedy: 'Read its last words: `kubectl logs POD --previous`.',
  },
  'pod/image-missing': {
    title: 'The node does not have the image',
    remedy: 'Bring it there: `npx tsx scripts/deploy.ts`.',
  },
  'pod/image-pull': {
    title: 'The image could not be pulled',
    remedy: 'Bring it to the node: `npx tsx scripts/deploy.ts`.',
  },
  'pod/image-name': {
    title: 'The name of the image cannot be read',
    remedy: 'Correct image.repository and image.tag in the values.',
  },
  'pod/config-missing': {
    title: 'A Secret or ConfigMap key the pod reads is missing',
    remedy: 'Set the value in .env and deploy again.',
  },
  'pod/runs-as-root': {
    title: 'The image would run as root, and the pod forbids it',
    remedy: 'Set a numeric USER in the Dockerfile (USER 1001:1001).',
  },
  'pod/create-failed': { title: 'A container cannot be created', remedy: 'Read what the node says in the evidence.' },
  'pod/volume': { title: 'A volume of the pod cannot be used', remedy: 'Read its events: `kubectl get pvc,events`.' },
  'pod/unschedulable': {
    title: 'No node can take the pod',
    remedy: 'Lower resources.requests in the values, or give the node more.',
  },
  'pod/out-of-memory': {
    title: 'A container was killed for its memory',
    remedy: 'Raise resources.limits.memory in the values.',
  },
  'pod/probe-failing': { title: 'A probe fails', remedy: 'Read the probe message and the logs of the pod.' },
  'pod/database-unreachable': {
    title: 'The application cannot use its database',
    remedy: 'Correct DATABASE_URL in .env and deploy again.',
  },
  'pod/refused': { title: 'The cluster refuses to create the pod', remedy: 'Read the quota or policy it names.' },
  'service/absent': { title: 'The Service does not exist', remedy: 'Deploy it: `npx tsx scripts/deploy.ts`.' },
  'service/unlike': {
    title: 'The Service is not what the request fixed',
    remedy: 'Deploy it again: `npx tsx scripts/deploy.ts`.',
  },
  'service/no-endpoints': {
    title: 'The Service has no ready endpoint',
    remedy: 'Compare its selector with the pod labels: `kubectl get svc,pod --show-labels`.',
  },
  'service/unreachable': { title: 'The Service does not answer', remedy: 'Read the logs of its pods.' },
  'service/bad-answer': {
    title: 'The application answers other than its contract',
    remedy: 'Read the answer in the evidence and the logs of the pod.',
  },
} as const satisfies Record<string, CodeEntry>;
