import type { Evidence } from '../../core/finding.ts';
import { timeOf } from '../../diagnosis/case.ts';
import { currentPods } from '../../diagnosis/rollout.ts';
import { type ClusterSnapshot, type Event, nameOf, type Pod, releaseOf } from '../../diagnosis/snapshot.ts';
import { describedPod } from '../../diagnosis/state.ts';

/** Events that are shown of a release: the last ones tell most. */
const longest = 12;

/** What a snapshot shows of a release, taken before anything is taken back: its pods, what was said about them, its nodes. */
export const evidenceOf = (snapshot: ClusterSnapshot, release: string): readonly Evidence[] => {
  const pods = podsOf(snapshot, release);
  const events = eventsOf(snapshot, release, pods).map((event) => {
    const { kind, name } = event.involvedObject ?? {};
    return `${event.reason} ${(kind ?? 'object').toLowerCase()}/${name}: ${event.message ?? ''}`;
  });
  const nodes = (snapshot.nodes ?? []).map((node) => {
    const conditions = (node.status?.conditions ?? []).map(({ type, status }) => `${type}=${status}`);
    return `${nameOf(node)}  ${conditions.join(' ')}${node.spec?.unschedulable ? ' cordoned' : ''}`;
  });
  return [
    ...shown(`pods of ${release}`, pods.map(describedPod)),
    ...shown(`events of ${release}`, events.slice(-longest)),
    ...shown('nodes', nodes),
    ...shown(
      'not readable',
      snapshot.gaps.map(({ what, why }) => `${what}: ${why}`),
    ),
  ];
};

/** All pods of a release, of older revisions too: what was there is evidence, whoever is to blame. */
const podsOf = (snapshot: ClusterSnapshot, release: string): readonly Pod[] => {
  const current = snapshot.workloads
    .filter((one) => releaseOf(one) === release)
    .flatMap((one) => currentPods(snapshot, one));
  const others = snapshot.pods.filter((pod) => releaseOf(pod) === release && !current.includes(pod));
  return [...current, ...others];
};

/** Warnings about a release's pods, its workloads and what stands between, oldest first. */
const eventsOf = (
  { workloads, replicaSets, events }: ClusterSnapshot,
  release: string,
  pods: readonly Pod[],
): readonly Event[] => {
  const owners = [...workloads, ...replicaSets].filter((one) => releaseOf(one) === release);
  const names = new Set([...pods, ...owners].map(nameOf));
  return events
    .filter((event) => event.type === 'Warning' && names.has(event.involvedObject?.name ?? ''))
    .toSorted((a, b) => timeOf(a) - timeOf(b));
};

const shown = (source: string, lines: readonly string[]): readonly Evidence[] =>
  lines.length > 0 ? [{ source, text: lines.join('\n') }] : [];
