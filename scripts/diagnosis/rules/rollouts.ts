import { deploy, kubectl, kubectlEverywhere, ourWorkload } from '../commands.ts';
import { type Diagnosis, findingIn, grace, type Match, type Subject } from '../diagnosis.ts';
import { currentPods } from '../rollout.ts';
import { type ClusterSnapshot, nameOf, releaseOf, type Workload } from '../snapshot.ts';

/** The workload as what a diagnosis is about. */
export const subjectOf = (workload: Workload): Subject => ({
  kind: workload.kind ?? 'Deployment',
  name: nameOf(workload),
});

/** A workload with fewer replicas than its release asks for: somebody scaled it by hand. */
export const scaledDown = (snapshot: ClusterSnapshot, workload: Workload, wanted: number): readonly Diagnosis[] => {
  const asked = workload.spec?.replicas ?? 1;
  if (asked >= wanted) return [];
  const { kind, name } = subjectOf(workload);
  return [
    {
      release: releaseOf(workload),
      subjects: [subjectOf(workload)],
      patience: 'timeout',
      finding: findingIn({
        code: 'pod/scaled-down',
        message: `${kind} ${name} asks for ${asked} of the ${wanted} replicas of release ${releaseOf(workload)}`,
        remedy: `Bring them back: ${deploy(snapshot)}.`,
        evidence: [{ source: `${kind.toLowerCase()}/${name} spec.replicas`, text: String(asked) }],
        ...scaled(workload, wanted),
        patience: 'timeout',
      }),
    },
  ];
};

/** Fewer replicas, where some of them got what the others wait for in vain: those that run go on. */
export const fewer = (snapshot: ClusterSnapshot, workload: Workload | undefined): Pick<Match, 'action'> => {
  if (!workload) return {};
  const placed = currentPods(snapshot, workload).filter(({ spec }) => spec?.nodeName).length;
  return placed > 0 && placed < (workload.spec?.replicas ?? 1) ? scaled(workload, placed) : {};
};

const scaled = (workload: Workload, replicas: number): Pick<Match, 'action'> => {
  const object = ourWorkload(workload);
  return object?.kind === 'Deployment' ? { action: { action: 'Scale', object, replicas } } : {};
};

/** A rollout that Kubernetes itself calls stuck, or has not begun: the consequence of what its pods have, if they have something. */
export const stuck = (snapshot: ClusterSnapshot, workload: Workload): readonly Diagnosis[] => {
  const { kind, name } = subjectOf(workload);
  const release = releaseOf(workload);
  const pods = currentPods(snapshot, workload).map((pod) => ({ kind: 'Pod', name: nameOf(pod) }));
  const common = { release, subjects: [subjectOf(workload)], because: [subjectOf(workload), ...pods] };
  const observed = workload.status?.observedGeneration;
  const generation = workload.metadata?.generation;
  if (observed !== undefined && generation !== undefined && observed < generation)
    return [
      {
        ...common,
        patience: grace,
        finding: findingIn({
          code: 'cluster/controller-behind',
          message: `The cluster has not begun to work on the newest ${kind} ${name}`,
          remedy: `If it stays so, its controller is away: ${kubectlEverywhere(snapshot, '-n kube-system get pods -l component=kube-controller-manager')}.`,
          evidence: [
            {
              source: `${kind.toLowerCase()}/${name} status.observedGeneration`,
              text: `${observed}, and metadata.generation is ${generation}`,
            },
          ],
          patience: grace,
          confidence: 0.5,
        }),
      },
    ];
  const index = (workload.status?.conditions ?? []).findIndex(
    (one) => one.type === 'Progressing' && one.status === 'False' && one.reason === 'ProgressDeadlineExceeded',
  );
  const condition = workload.status?.conditions?.[index];
  if (!condition) return [];
  return [
    {
      ...common,
      patience: 'timeout',
      finding: findingIn({
        code: 'release/stuck',
        message: `The rollout of ${kind} ${name} makes no progress: ${condition.message ?? 'its deadline is over'}`,
        remedy: `See what its pods wait for: ${kubectl(snapshot, `describe pods -l app=${workload.metadata?.labels?.app ?? name}`)}.`,
        evidence: [
          {
            source: `${kind.toLowerCase()}/${name} status.conditions[${index}]`,
            text: `Progressing=False ProgressDeadlineExceeded: ${condition.message ?? ''}`,
          },
        ],
        patience: 'timeout',
      }),
    },
  ];
};
