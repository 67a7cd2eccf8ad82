import type { Assignment } from './set.ts';
import { type Entry, emptyMap, fromJson, type ListNode, type MapNode, type Node, type Path } from './tree.ts';

/**
 * A tree with one `--set` assignment in it (helm pkg/strvals: ParseInto), or undefined when a value that is no map or no
 * list stands where the path goes through.
 */
export const assigned = (root: MapNode, assignment: Assignment): MapNode | undefined =>
  inMap(root, assignment.path, assignment);

const inMap = (map: MapNode, [step, ...rest]: Path, assignment: Assignment): MapNode | undefined => {
  const name = String(step);
  const old = map.entries.get(name);
  const node = below(old?.node, rest, assignment);
  if (!node) return undefined;
  const key = rest.length > 0 && old?.node.kind === node.kind ? old.key : assignment.key;
  const entry: Entry = { key, node };
  return { ...map, entries: new Map(map.entries).set(name, entry) };
};

const inList = (list: ListNode, [step, ...rest]: Path, assignment: Assignment): ListNode | undefined => {
  const index = Number(step);
  const old = list.items[index];
  // Helm drops `list[0].key=` at the end of an argument where the list has no such item yet (strvals: listItem).
  if (assignment.dangling && typeof rest.at(-1) === 'string' && old === undefined) return list;
  const node = below(through(old, rest), rest, assignment);
  if (!node) return undefined;
  const items = [...list.items];
  while (items.length < index) items.push({ kind: 'scalar', value: null, place: assignment.key });
  items[index] = node;
  return { ...list, items };
};

/** What stands below a step: the value at the end, else a map or a list to go through, made when there is none. */
const below = (node: Node | undefined, rest: Path, assignment: Assignment): Node | undefined => {
  if (rest.length === 0) return placed(fromJson(assignment.value), assignment);
  if (typeof rest[0] === 'string') {
    if (node && node.kind !== 'map') return undefined;
    return inMap(node ?? { ...emptyMap, place: assignment.key }, rest, assignment);
  }
  if (node && node.kind !== 'list') return undefined;
  return inList(node ?? { kind: 'list', items: [], place: assignment.key }, rest, assignment);
};

/** Inside a list Helm replaces what is no map by a map, and null by a list. */
const through = (old: Node | undefined, rest: Path): Node | undefined => {
  if (typeof rest[0] === 'string') return old?.kind === 'map' ? old : undefined;
  return old?.kind === 'scalar' && old.value === null ? undefined : old;
};

const placed = (node: Node, { place }: Assignment): Node =>
  node.kind === 'list' ? { ...node, place, items: node.items.map((item) => ({ ...item, place })) } : { ...node, place };
