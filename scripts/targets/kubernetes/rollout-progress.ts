import { currentPods } from '../../diagnosis/rollout.ts';
import { type ClusterSnapshot, type Pod, releaseOf, statusesOf } from '../../diagnosis/snapshot.ts';
import { described } from '../../diagnosis/state.ts';

/** How far a release's newest revision is: pods that are ready, of those wanted, and what the others wait for. */
export const rolloutProgress = (snapshot: ClusterSnapshot, release: string): string => {
  const workload = snapshot.workloads.find((one) => releaseOf(one) === release);
  if (!workload) return 'no workload yet';
  const pods = currentPods(snapshot, workload);
  const wanted = workload.spec?.replicas ?? 1;
  const ready = pods.filter(isReady).length;
  const count = `${ready}/${wanted} ready`;
  if (pods.length === 0) return `${count}, no pod yet`;
  const waiting = new Set(pods.filter((pod) => !isReady(pod)).map((pod) => stateOf(pod, release)));
  return waiting.size === 0 ? count : `${count}, ${[...waiting].join(', ')}`;
};

const isReady = (pod: Pod): boolean =>
  pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;

/** What the pod is at: the first of its containers that is neither done nor ready, named when it is not the application. */
const stateOf = (pod: Pod, release: string): string => {
  const status = statusesOf(pod).find(({ ready, state }) => !ready && state?.terminated?.exitCode !== 0);
  const name = status?.name === release ? '' : `${status?.name ?? 'container'}: `;
  if (status) return `${name}${described(status).split(':')[0]}`;
  const unscheduled = pod.status?.conditions?.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
  return unscheduled?.reason ?? pod.status?.phase ?? 'Pending';
};
