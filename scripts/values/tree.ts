import type { Json, JsonMap } from '../core/charts.ts';
import type { Place } from '../core/finding.ts';

/** A value that knows where it was written; no place when no file or flag holds it. */
export type Node = ScalarNode | MapNode | ListNode;
type ScalarNode = {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly place: Place | undefined;
  /** The text of an unquoted scalar as it stands in the source. */
  readonly source?: string;
  readonly written?: Written;
};
export type MapNode = {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly place: Place | undefined;
  /** Keys that a null of a higher layer deleted, and where. */
  readonly removed?: ReadonlyMap<string, Place | undefined>;
};
export type ListNode = { readonly kind: 'list'; readonly items: readonly Node[]; readonly place: Place | undefined };
export type Entry = {
  readonly key: Place | undefined;
  readonly node: Node;
  readonly written?: Written;
  /** The map is written in braces, with commas between its entries. */
  readonly inBraces?: true;
};

/**
 * How a scalar or key stands at its place, when changing that text changes it alone: on one line, untagged, without
 * escapes, and no anchor or alias shares it. Absent otherwise.
 */
export type Written = 'plain' | 'quoted';

/** Keys and list indexes from the top. */
export type Path = readonly (string | number)[];

/** A map without entries. */
export const emptyMap: MapNode = { kind: 'map', entries: new Map(), place: undefined };

/** The plain data of a tree. */
export const toJson = (node: Node): Json => {
  if (node.kind === 'scalar') return node.value;
  return node.kind === 'list' ? node.items.map(toJson) : toJsonMap(node);
};

/** The plain data of a map; built entry by entry, so that a key named `__proto__` is a key like any other. */
export const toJsonMap = (map: MapNode): JsonMap =>
  Object.fromEntries([...map.entries].map(([key, entry]) => [key, toJson(entry.node)]));

/** A tree without places around plain data. */
export const fromJson = (value: Json): Node => {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(fromJson), place: undefined };
  if (typeof value !== 'object' || value === null) return { kind: 'scalar', value: scalar(value), place: undefined };
  return fromJsonMap(value as JsonMap);
};

/** A map without places around plain data. */
export const fromJsonMap = (value: JsonMap): MapNode => ({
  kind: 'map',
  entries: new Map(Object.entries(value).map(([key, one]) => [key, { key: undefined, node: fromJson(one) }])),
  place: undefined,
});

/** The node at a path, or undefined when there is none. */
export const nodeAt = (node: Node | undefined, path: Path): Node | undefined =>
  path.reduce<Node | undefined>((inner, step) => child(inner, step), node);

/** Where the key at a path was written; for a list item, the item. */
export const keyPlaceAt = (root: MapNode, path: Path): Place | undefined => {
  const last = path.at(-1);
  const parent = nodeAt(root, path.slice(0, -1));
  if (last === undefined || parent?.kind !== 'map') return nodeAt(root, path)?.place;
  return parent.entries.get(String(last))?.key;
};

/** The path that a JSON pointer of ajv means in this tree: digits are an index in a list and a key in a map. */
export const pathOf = (root: MapNode, pointer: string): Path => {
  const path: (string | number)[] = [];
  let node: Node | undefined = root;
  for (const raw of pointer.split('/').slice(1)) {
    const step: string = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    const key: string | number = node?.kind === 'list' ? Number(step) : step;
    path.push(key);
    node = child(node, key);
  }
  return path;
};

/** A path as people write it: `service.port`, `items[0].name`, `podLabels."example.com/team"`. */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const word = /^[\w/-]+$/.test(step) ? step : JSON.stringify(step);
    return text ? `${text}.${word}` : word;
  }, '');

const child = (node: Node | undefined, step: string | number): Node | undefined => {
  if (node?.kind === 'map') return node.entries.get(String(step))?.node;
  return node?.kind === 'list' && typeof step === 'number' ? node.items[step] : undefined;
};

const scalar = (value: Json): ScalarNode['value'] => (typeof value === 'object' ? null : value);
