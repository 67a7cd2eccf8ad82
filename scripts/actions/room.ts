import { type Finding, finding } from '../core/finding.ts';
import { kubectl, kubectlEverywhere } from '../diagnosis/commands.ts';
import {
  type ClusterSnapshot,
  type Container,
  isKnown,
  type LimitRangeItem,
  nameOf,
  type Pod,
  type Quota,
  type Workload,
} from '../diagnosis/snapshot.ts';
import { quantityOf } from '../manifests/quantity.ts';
import {
  amountOf,
  amountText,
  type Demand,
  demandOf,
  greater,
  isWithin,
  type Part,
  parts,
  type Resource,
  resources,
  sum,
  times,
} from './demand.ts';
import { type Containers, containersOf, isLive, livePods, unread } from './workload.ts';

/** A workload, and what it is to become. */
export type Change = {
  readonly workload: Workload;
  readonly replicas: number;
  readonly after: Containers;
  /** Its pods are replaced, of a Deployment with one more than there are (the charts: maxSurge 1, maxUnavailable 0). */
  readonly replaces: boolean;
};

/**
 * Whether nodes, quotas and LimitRanges have room for a change. What other namespaces take of the nodes is not in a snapshot:
 * the scheduler may still find too little.
 */
export const judgeRoom = (change: Change, snapshot: ClusterSnapshot): readonly Finding[] => [
  ...judgeNodes(change, snapshot),
  ...(isKnown(snapshot, 'resourcequotas')
    ? snapshot.quotas.flatMap((quota) => judgeQuota(change, quota, snapshot))
    : [unread(snapshot, 'resourcequotas')]),
  ...(isKnown(snapshot, 'limitranges') ? judgeRanges(change.after, snapshot) : [unread(snapshot, 'limitranges')]),
];

const demandOfPod = ({ spec }: Pod): Demand => demandOf(containersOf(spec));

/** What a workload takes at the worst moment of a change, when its pods of now take what `pods` says. */
const peakOf = ({ workload, replicas, after, replaces }: Change, pods: readonly Demand[]): Demand => {
  const next = demandOf(after);
  const wanted = times(next, replicas);
  const held = sum(pods);
  if (!replaces) return wanted;
  if (workload.kind === 'StatefulSet') return greater(held, wanted);
  // Which of them is the last to go is not known. What the workload asks for may be more than any of them has.
  const last = pods.length > 0 ? [pods.reduce(greater)] : [];
  return greater(sum([held, next]), sum([wanted, ...last]));
};

const judgeNodes = (change: Change, snapshot: ClusterSnapshot): readonly Finding[] => {
  if (snapshot.nodes === null) return [unread(snapshot, 'nodes', 'warning')];
  const nodes = snapshot.nodes.filter(({ spec }) => !spec?.unschedulable);
  const mine = livePods(snapshot, change.workload);
  const others = snapshot.pods.filter((pod) => isLive(pod) && !mine.includes(pod));
  // A pod that waits for a node holds nothing of one.
  const held = mine.filter(({ spec }) => spec?.nodeName).map(demandOfPod);
  const peak = sum([...others.map(demandOfPod), peakOf(change, held)]);
  const pod = demandOf(change.after);
  return resources.flatMap((resource) => {
    const rooms = nodes.map(({ status }) => quantityOf(String(status?.allocatable?.[resource] ?? '')) ?? 0);
    const [largest, all] = [Math.max(0, ...rooms), rooms.reduce((total, one) => total + one, 0)];
    const name = resource === 'cpu' ? 'CPU' : 'memory';
    const text = (amount: number) => amountText(amount, resource);
    const why = !isWithin(pod.requests[resource], largest)
      ? `One pod would request ${text(pod.requests[resource])} of ${name}, and the largest node has ${text(largest)}`
      : !isWithin(peak.requests[resource], all)
        ? `The pods of the namespace would request ${text(peak.requests[resource])} of ${name}, and the nodes have ${text(all)}`
        : undefined;
    if (why === undefined) return [];
    return [
      finding('ai/capacity', why, {
        evidence: [{ source: `nodes status.allocatable.${resource}`, text: rooms.map(text).join(', ') }],
        remedy: `Ask for less, or give the cluster more: ${kubectlEverywhere(snapshot, 'describe nodes')} shows what is taken.`,
      }),
    ];
  });
};

/** Names under which a quota counts an amount (Kubernetes: resource quotas). */
const counted: readonly { readonly names: readonly string[]; readonly part: Part; readonly resource: Resource }[] = [
  { names: ['requests.cpu', 'cpu'], part: 'requests', resource: 'cpu' },
  { names: ['requests.memory', 'memory'], part: 'requests', resource: 'memory' },
  { names: ['limits.cpu'], part: 'limits', resource: 'cpu' },
  { names: ['limits.memory'], part: 'limits', resource: 'memory' },
];

const judgeQuota = (change: Change, quota: Quota, snapshot: ClusterSnapshot): readonly Finding[] => {
  const { hard, used } = quota.status ?? {};
  if (!hard) return [finding('ai/unread', `The quota ${nameOf(quota)} does not say yet what is used of it`)];
  const mine = livePods(snapshot, change.workload);
  const held = mine.map(demandOfPod);
  const now = sum(held);
  const peak = peakOf(change, held);
  const amounts = counted.flatMap(({ names, part, resource }) =>
    names.map((name) => ({
      name,
      more: peak[part][resource] - now[part][resource],
      text: (amount: number) => amountText(amount, resource),
    })),
  );
  const surge = change.replaces && change.workload.kind !== 'StatefulSet' ? 1 : 0;
  const pods = ['pods', 'count/pods'].map((name) => ({
    name,
    more: change.replicas + surge - mine.length,
    text: String,
  }));
  return [...amounts, ...pods].flatMap(({ name, more, text }) => {
    const most = hard[name];
    const room = quantityOf(String(most ?? ''));
    const taken = quantityOf(String(used?.[name] ?? '0')) ?? 0;
    if (room === undefined || isWithin(more, 0) || isWithin(taken + more, room)) return [];
    return [
      finding(
        'ai/quota',
        `The quota ${nameOf(quota)} allows ${most} of ${name}, ${text(taken)} are used, and ${text(more)} more would be needed`,
        {
          evidence: [{ source: `resourcequota/${nameOf(quota)} status`, text: JSON.stringify({ hard, used }) }],
          remedy: `Ask for less, or raise the quota: ${kubectl(snapshot, `edit resourcequota ${nameOf(quota)}`)}.`,
        },
      ),
    ];
  });
};

const judgeRanges = (after: Containers, snapshot: ClusterSnapshot): readonly Finding[] =>
  snapshot.limitRanges.flatMap((range) =>
    (range.spec?.limits ?? []).flatMap((item) => {
      const why = breaches(after, item);
      return why.map((message) =>
        finding('ai/limit-range', `The LimitRange ${nameOf(range)}: ${message}`, {
          remedy: `Stay within its bounds: ${kubectl(snapshot, `describe limitrange ${nameOf(range)}`)} shows them.`,
        }),
      );
    }),
  );

/** What is outside of the bounds of one item, each thing once. */
const breaches = (after: Containers, item: LimitRangeItem): readonly string[] => {
  if (item.type === 'Pod') {
    const { requests, limits } = demandOf(after);
    return resources.flatMap((resource) => breach(item, resource, requests[resource], limits[resource], 'a pod'));
  }
  if (item.type !== 'Container') return [];
  const all = [...after.serving, ...after.before].flatMap((one: Container) =>
    resources.flatMap((resource) => {
      const [request, limit] = parts.map((part) => amountOf(one, part, resource));
      return breach(item, resource, request, limit, 'a container');
    }),
  );
  return [...new Set(all)];
};

const breach = (
  { min, max, maxLimitRequestRatio }: LimitRangeItem,
  resource: Resource,
  request: number | undefined,
  limit: number | undefined,
  who: string,
): readonly string[] => {
  const bound = (bounds: LimitRangeItem['min']) => quantityOf(String(bounds?.[resource] ?? ''));
  const [least, most, ratio] = [bound(min), bound(max), bound(maxLimitRequestRatio)];
  const name = resource === 'cpu' ? 'CPU' : 'memory';
  const [greatest, smallest] = [limit ?? request, request ?? limit];
  return [
    ...(most !== undefined && greatest !== undefined && !isWithin(greatest, most)
      ? [`${who} may have ${max?.[resource]} of ${name} at most, and would have ${amountText(greatest, resource)}`]
      : []),
    ...(least !== undefined && smallest !== undefined && !isWithin(least, smallest)
      ? [`${who} must have ${min?.[resource]} of ${name} at least, and would have ${amountText(smallest, resource)}`]
      : []),
    ...(ratio !== undefined && request && limit !== undefined && !isWithin(limit / request, ratio)
      ? [`the ${name} limit of ${who} may be ${maxLimitRequestRatio?.[resource]} times its request at most`]
      : []),
  ];
};
