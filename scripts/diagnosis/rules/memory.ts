import { type Case, type ContainerRule, endEvidence, hasCrashed, Subject, said } from '../case.ts';
import { deploy, ourWorkload, setting } from '../commands.ts';
import { grace, type Match } from '../diagnosis.ts';
import { endOf } from '../snapshot.ts';

/**
 * A container that took more memory than it may. On cgroup v1 the kernel's kill may be told as reason Error: then
 * it was the memory only where there is a limit and the kubelet itself killed nothing.
 */
export const outOfMemory: ContainerRule = (one) => {
  const end = endOf(one.status);
  const limit = one.container?.resources?.limits?.memory;
  const named = end?.reason === 'OOMKilled';
  const likely =
    end?.exitCode === 137 && end.reason === 'Error' && limit !== undefined && said(one, 'Killing').length === 0;
  // Killed for its memory once is enough to tell: other ends may have been the first of a start that takes two.
  if (!((hasCrashed(one) && (named || likely)) || (named && !one.status.ready))) return undefined;
  return {
    code: 'pod/out-of-memory',
    message: limit
      ? `${Subject(one)} was killed because it ${named ? 'used' : 'probably used'} more than its limit of memory, ${limit}`
      : `${Subject(one)} has no limit of memory and was killed because the node has no more`,
    remedy: `Raise ${setting(one.pod, 'resources.limits.memory')} in the values and deploy again: ${deploy(one.snapshot)}.`,
    evidence: [
      ...endEvidence(one),
      ...(limit
        ? [
            {
              source: `${one.path} spec of ${one.status.name}: resources.limits.memory`.replace(
                / status\S* spec/,
                ' spec',
              ),
              text: limit,
            },
          ]
        : []),
    ],
    ...repair(one, limit),
    patience: grace,
    confidence: named ? 1 : 0.6,
  };
};

/** Twice the limit is the usual next step; whether the nodes have it is judged before anybody is asked. */
const repair = ({ pod }: Case, limit: string | undefined): Pick<Match, 'action'> => {
  const object = ourWorkload(pod);
  const [, amount, unit] = /^(\d+)(Mi|Gi)$/.exec(limit ?? '') ?? [];
  return object && amount
    ? { action: { action: 'SetResources', object, limits: { memory: `${Number(amount) * 2}${unit}` } } }
    : {};
};
