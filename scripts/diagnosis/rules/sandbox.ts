import { eventsOf, said } from '../case.ts';
import { kubectlEverywhere } from '../commands.ts';
import { grace } from '../diagnosis.ts';
import { nameOf, statusesOf } from '../snapshot.ts';
import type { PodRule } from './pod.ts';

/** A pod whose surroundings (network, runtime) the node cannot make: none of its containers has begun. */
export const sandboxFailed: PodRule = (snapshot, pod) => {
  const last = said({ events: eventsOf(snapshot, pod) }, 'FailedCreatePodSandBox').at(-1);
  const begun = statusesOf(pod).some(
    ({ state, lastState }) => state?.running ?? state?.terminated ?? lastState?.terminated,
  );
  if (!last || begun) return undefined;
  const node = pod.spec?.nodeName ?? 'its node';
  return {
    code: 'pod/sandbox-failed',
    message: `Node ${node} cannot make what pod ${nameOf(pod)} runs in: ${last.text.split(' desc = ').at(-1)}`,
    remedy: `It is the node's network plugin or runtime. See the node, ${kubectlEverywhere(snapshot, `describe node ${pod.spec?.nodeName ?? ''}`)}, and its pods: ${kubectlEverywhere(snapshot, '-n kube-system get pods')}.`,
    evidence: [last],
    patience: grace,
  };
};
