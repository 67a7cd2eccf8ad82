import { deploy, kubectl, kubectlEverywhere } from '../commands.ts';
import { type Diagnosis, findingIn, type Match } from '../diagnosis.ts';
import { type Autoscaler, type ClusterSnapshot, nameOf, releaseOf } from '../snapshot.ts';

/** An autoscaler that cannot work: it gets no metrics, or its pods request nothing that it could compare with. */
export const blindAutoscaler = (snapshot: ClusterSnapshot, autoscaler: Autoscaler): readonly Diagnosis[] => {
  const index = (autoscaler.status?.conditions ?? []).findIndex(
    (one) => one.type === 'ScalingActive' && one.status === 'False' && /^FailedGet\w*Metric/.test(one.reason ?? ''),
  );
  const condition = autoscaler.status?.conditions?.[index];
  if (!condition) return [];
  const words = condition.message ?? condition.reason ?? '';
  const name = nameOf(autoscaler);
  const target = autoscaler.spec?.scaleTargetRef;
  const scaled = target ? `${target.kind} ${target.name}` : 'its workload';
  const [, resource, container, pod] = /missing request for (\S+) in container (\S+) of Pod (\S+)/.exec(words) ?? [];
  const match: Match = {
    ...(resource
      ? {
          code: 'release/autoscaler-no-request',
          message: `Autoscaler ${name} cannot scale ${scaled}: container ${container} of pod ${pod} requests no ${resource}, so there is nothing to compare with`,
          remedy: `Set resources.requests.${resource} of the chart in the values and deploy again: ${deploy(snapshot)}.`,
        }
      : {
          code: 'release/autoscaler-no-metrics',
          message: `Autoscaler ${name} cannot scale ${scaled}: it gets no metrics${/resource metrics API/.test(words) ? ', for the cluster has no metrics server that answers' : ''}`,
          remedy: `Install it, on Minikube \`minikube addons enable metrics-server\`, and see whether it answers: ${kubectlEverywhere(snapshot, 'top nodes')}; what the autoscaler says: ${kubectl(snapshot, `describe horizontalpodautoscaler ${name}`)}.`,
        }),
    evidence: [{ source: `horizontalpodautoscaler/${name} status.conditions[${index}].message`, text: words }],
    level: 'warning',
    patience: 'timeout',
  };
  return [
    {
      release: releaseOf(autoscaler),
      subjects: [{ kind: 'HorizontalPodAutoscaler', name }],
      finding: findingIn(match),
      patience: match.patience,
    },
  ];
};
