import type { Place } from '../core/finding.ts';
import type { Entry, MapNode, Node } from './tree.ts';

/**
 * Two values files as one (helm pkg/cli/values: mergeMaps): maps merge, everything else is replaced, nulls stay
 * so that they can delete keys of the chart.
 */
export const overlaid = (lower: MapNode, upper: MapNode): MapNode => {
  const entries = new Map(lower.entries);
  for (const [key, entry] of upper.entries) entries.set(key, mergedEntry(lower.entries.get(key), entry, overlaid));
  return { kind: 'map', entries, place: lower.place ?? upper.place };
};

/**
 * A chart's own values under an overlay (helm pkg/chart/common/util: CoalesceValues): maps merge, lists replace, a null
 * deletes a key that the chart has and stays where the chart has none. Below the keys of `dependencies` nulls stay.
 */
export const coalesced = (chart: MapNode, overlay: MapNode, dependencies: ReadonlySet<string> = new Set()): MapNode => {
  const entries = new Map<string, Entry>();
  const removed = new Map<string, Place | undefined>();
  for (const [key, entry] of chart.entries) {
    const over = overlay.entries.get(key);
    if (over && isNull(over.node)) removed.set(key, over.key);
    else entries.set(key, over ? mergedEntry(entry, over, dependencies.has(key) ? overlaid : coalesced) : entry);
  }
  for (const [key, entry] of overlay.entries) if (!chart.entries.has(key)) entries.set(key, entry);
  return { kind: 'map', entries, place: chart.place ?? overlay.place, removed };
};

const isNull = (node: Node): boolean => node.kind === 'scalar' && node.value === null;

const mergedEntry = (
  lower: Entry | undefined,
  upper: Entry,
  merge: (lower: MapNode, upper: MapNode) => MapNode,
): Entry =>
  lower?.node.kind === 'map' && upper.node.kind === 'map'
    ? { key: lower.key ?? upper.key, node: merge(lower.node, upper.node) }
    : upper;
