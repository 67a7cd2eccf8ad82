import type { ObjectName } from '../core/action.ts';
import { type ChartName, chartNames } from '../core/charts.ts';
import { type Finding, finding } from '../core/finding.ts';
import { kubectl } from '../diagnosis/commands.ts';
import { isOwned } from '../diagnosis/rollout.ts';
import {
  type ClusterSnapshot,
  type Container,
  isKnown,
  nameOf,
  type Pod,
  type Workload,
} from '../diagnosis/snapshot.ts';

/** A workload that a repair is about, and the release that it is part of; or why there is none that may be changed. */
export type Found = { readonly workload: Workload; readonly release: ChartName } | { readonly finding: Finding };

/** The workload of a name, when it is there and one of our releases made it. */
export const findWorkload = ({ kind, name }: ObjectName, snapshot: ClusterSnapshot): Found => {
  const plural = `${kind.toLowerCase()}s`;
  if (!isKnown(snapshot, plural)) return { finding: unread(snapshot, plural) };
  const workload = snapshot.workloads.find((one) => one.kind === kind && nameOf(one) === name);
  if (!workload)
    return {
      finding: finding('ai/object-absent', `The namespace ${snapshot.namespace} has no ${kind} ${name}`, {
        remedy: `See what there is: ${kubectl(snapshot, 'get deployments,statefulsets')}.`,
      }),
    };
  const instance = workload.metadata?.labels?.['app.kubernetes.io/instance'];
  const release = chartNames.find((one) => one === instance);
  if (release) return { workload, release };
  const whose = instance === undefined ? 'is of no release' : `is of the release ${instance}, which is none of ours`;
  return {
    finding: finding('ai/object-foreign', `The ${kind} ${name} ${whose}`, {
      evidence: [
        {
          source: `${kind.toLowerCase()}/${name} metadata.labels`,
          text: JSON.stringify(workload.metadata?.labels ?? {}),
        },
      ],
    }),
  };
};

/** Why a kind that a repair is judged by is not known; a warning where the repair may go on all the same. */
export const unread = ({ gaps }: ClusterSnapshot, what: string, level: Finding['level'] = 'error'): Finding => {
  const gap = gaps.find((one) => one.what === what);
  return finding('ai/unread', `The ${what} could not be read, and the repair is judged by them`, {
    level,
    evidence: gap ? [{ source: what, text: gap.why }] : [],
  });
};

/** The containers of a pod: those that serve, and those that run before them. */
export type Containers = { readonly serving: readonly Container[]; readonly before: readonly Container[] };

/** The containers that a pod spec has. */
export const containersOf = (
  spec: { readonly containers?: readonly Container[]; readonly initContainers?: readonly Container[] } | undefined,
): Containers => ({ serving: spec?.containers ?? [], before: spec?.initContainers ?? [] });

/** What the next pods of a workload consist of: its template, and where that is not known one of its pods. */
export const templateOf = (workload: Workload, pods: readonly Pod[]): Containers =>
  containersOf(workload.spec?.template?.spec ?? pods.at(-1)?.spec);

/** The pods of all revisions of a workload that still hold something. */
export const livePods = (snapshot: ClusterSnapshot, workload: Workload): readonly Pod[] => {
  const owners = [workload, ...snapshot.replicaSets.filter((one) => isOwned(one, workload))];
  return snapshot.pods.filter((pod) => isLive(pod) && owners.some((owner) => isOwned(pod, owner)));
};

/** True for a pod that has not come to its end. */
export const isLive = ({ status }: Pod): boolean => status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
