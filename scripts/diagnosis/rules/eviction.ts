import { deploy, kubectlEverywhere } from '../commands.ts';
import { grace } from '../diagnosis.ts';
import { nameOf } from '../snapshot.ts';
import type { PodRule } from './pod.ts';

/** A pod that its node threw out: the node had too little of something, or the pod took more than its limit. */
export const evicted: PodRule = (snapshot, pod) => {
  if (pod.status?.reason !== 'Evicted') return undefined;
  const words = pod.status.message ?? '';
  const low = /low on resource: ([\w-]+(?:\.[\w-]+)*)/.exec(words)?.[1];
  return {
    code: 'pod/evicted',
    message: `Node ${pod.spec?.nodeName ?? '?'} threw pod ${nameOf(pod)} out: ${low ? `it was low on ${low}` : words.trim()}`,
    remedy: low
      ? `Free what the node lacks, for Minikube \`minikube ssh -- docker system prune -f\`, and see it: ${kubectlEverywhere(snapshot, 'describe nodes')}.`
      : `Raise its limit in the values of the chart, or let it write less, and deploy again: ${deploy(snapshot)}.`,
    evidence: [
      { source: `pod/${nameOf(pod)} status.reason`, text: 'Evicted' },
      { source: `pod/${nameOf(pod)} status.message`, text: words },
    ],
    patience: grace,
  };
};
