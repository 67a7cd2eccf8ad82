import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
  type Node as YamlNode,
} from 'yaml';
import { type Finding, finding, type Place } from '../core/finding.ts';
import { deepest, tooDeep } from './faults.ts';
import type { Placer } from './position.ts';
import { type Resolved, resolvePlain } from './scalar.ts';
import type { Entry, ListNode, MapNode, Node, Written } from './tree.ts';

/** The map at the top of a parsed document as a tree with places, and what is wrong with its nodes. */
export const readMap = (
  node: YAMLMap,
  text: string,
  place: Placer,
): { readonly root: MapNode; readonly findings: readonly Finding[] } => {
  const walk: Walk = {
    text,
    place,
    findings: [],
    anchors: new Map(),
    open: new Set(),
    aliased: 0,
    depth: 0,
    anchored: 0,
    flow: 0,
  };
  return { root: readEntries(walk, node, place(0, 0)), findings: walk.findings };
};

/** The place of a node: itself when one line of it can be underlined, else where its key stands. */
export const spot = ({ text, place }: Pick<Walk, 'text' | 'place'>, node: YamlNode, fallback?: Place): Place => {
  const [start, end] = node.range ?? [0, 0, 0];
  const block = (isMap(node) || isSeq(node)) && !node.flow;
  const written = text.slice(start, end).trimEnd();
  if (fallback && (block || written === '')) return fallback;
  const firstLine = written.search(/\r?\n/);
  return place(start, start + (block && firstLine >= 0 ? firstLine : written.length));
};

/** What is known while a document is walked in its order. */
type Walk = {
  readonly text: string;
  readonly place: Placer;
  readonly findings: Finding[];
  readonly anchors: Map<string, YamlNode>;
  /** Collections being read: an alias of one of them would never end. */
  readonly open: Set<YamlNode>;
  /** Nodes that aliases stood for so far. */
  aliased: number;
  /** Aliases being followed. */
  depth: number;
  /** Nodes with an anchor that are being read. */
  anchored: number;
  /** Collections in braces or brackets being read. */
  flow: number;
};

/** Aliases may stand for this many nodes altogether: more is an alias bomb, which go-yaml refuses too. */
const aliasLimit = 10_000;

const complain = (walk: Walk, message: string, at: Place, remedy: string): void => {
  walk.findings.push(finding('values/unreadable', message, { at, remedy }));
};

const nothing = (at: Place | undefined): Node => ({ kind: 'scalar', value: null, place: at, source: '' });

const read = (walk: Walk, node: YamlNode | null, fallback?: Place): Node => {
  if (node === null) return nothing(fallback);
  if (isAlias(node)) return readAlias(walk, node, fallback);
  if (!node.anchor) return readNode(walk, node, fallback);
  if (!isAnchorName(node.anchor)) unnamed(walk, node.anchor, spot(walk, node, fallback));
  walk.anchors.set(node.anchor, node);
  walk.anchored += 1;
  const result = readNode(walk, node, fallback);
  walk.anchored -= 1;
  return result;
};

const readNode = (walk: Walk, node: Exclude<YamlNode, Alias>, fallback?: Place): Node => {
  if (walk.depth > 0) {
    walk.aliased += 1;
    if (walk.aliased > aliasLimit) return nothing(fallback);
  }
  if (isScalar(node)) return readScalar(walk, node, fallback);
  if (walk.open.size >= deepest) {
    const [start = 0] = node.range ?? [];
    complain(walk, tooDeep.message, walk.place(start, start + 1), tooDeep.remedy);
    return nothing(fallback);
  }
  walk.open.add(node);
  const { flow } = walk;
  walk.flow = (node as YAMLMap | YAMLSeq).flow ? flow + 1 : 0;
  const result = isMap(node) ? readEntries(walk, node, fallback) : readItems(walk, node as YAMLSeq, fallback);
  walk.open.delete(node);
  walk.flow = flow;
  return result;
};

/** go-yaml ends the name of an anchor at everything else. */
export const isAnchorName = (name: string): boolean => /^[A-Za-z0-9_-]+$/.test(name);

const unnamed = (walk: Walk, name: string, at: Place): void =>
  complain(walk, `Helm cannot read the anchor name ${name}`, at, 'Use letters, digits, _ and - only.');

const readAlias = (walk: Walk, node: Alias, fallback?: Place): Node => {
  const target = walk.anchors.get(node.source);
  const at = spot(walk, node);
  if (!isAnchorName(node.source)) {
    unnamed(walk, node.source, at);
    return nothing(fallback);
  }
  if (!target || walk.open.has(target)) {
    if (target)
      complain(
        walk,
        `The anchor &${node.source} contains itself`,
        at,
        'Write the value out: an alias cannot stand for what it is part of.',
      );
    else
      complain(
        walk,
        `The alias *${node.source} has no anchor before it`,
        at,
        `Define &${node.source} above this line, or write the value out.`,
      );
    return nothing(fallback);
  }
  const before = walk.aliased;
  walk.depth += 1;
  const result = read(walk, target, fallback);
  walk.depth -= 1;
  if (walk.depth === 0 && before <= aliasLimit && walk.aliased > aliasLimit)
    complain(walk, 'The aliases of the file stand for too many values', at, 'Write the values out.');
  return result;
};

const readScalar = (walk: Walk, node: Scalar, fallback?: Place): Node => {
  const source = String(node.value ?? '');
  const at = spot(walk, node, fallback);
  const plain = node.type === 'PLAIN';
  const resolved = plain && walk.flow > 0 ? inFlow(node, source) : withTag(node.tag, source, plain);
  if ('value' in resolved)
    return { kind: 'scalar', ...resolved, place: at, ...(plain ? { source } : {}), ...writtenAs(walk, node, at) };
  complain(
    walk,
    `This value cannot be read: ${resolved.refused}`,
    node.tag === undefined ? at : tagged(walk, node, at),
    'Put it in quotes, without a tag, if text is meant.',
  );
  return nothing(at);
};

/** The place of a scalar with the tag before it. */
const tagged = ({ text, place }: Walk, { range }: Scalar, at: Place): Place => {
  const [start = 0, end = start] = range ?? [];
  const tag = /!\S*\s+(?:&\S+\s+)?$/.exec(text.slice(Math.max(0, start - 200), start));
  return tag ? place(start - tag[0].length, end) : at;
};

/** Inside braces and brackets go-yaml ends a word at every ? and begins none with a colon, and a tag needs a value there. */
const inFlow = (node: Scalar, source: string): Resolved => {
  if (source.startsWith(':') || source.includes('?'))
    return { refused: `inside braces and brackets ${source.startsWith(':') ? 'a : ' : 'a ? '}ends a word for Helm` };
  return node.tag !== undefined && source === ''
    ? { refused: 'the tag has no value' }
    : withTag(node.tag, source, true);
};

/** By its width a text tells whether it holds escapes, or goes on in another line. */
const writtenAs = (walk: Walk, node: YamlNode | null, at: Place): { readonly written?: Written } => {
  const shared = walk.depth > 0 || walk.anchored > 0;
  if (!isScalar(node) || node.tag !== undefined || node.anchor || shared || at.endLine) return {};
  const spare = (at.endColumn ?? at.column) - at.column - String(node.value ?? '').length;
  if (node.type === 'PLAIN' && spare === 0) return { written: 'plain' };
  return /^QUOTE_/.test(node.type ?? '') && spare === 2 ? { written: 'quoted' } : {};
};

const readItems = (walk: Walk, node: YAMLSeq, fallback?: Place): ListNode => ({
  kind: 'list',
  items: (node.items as readonly (YamlNode | null)[]).map((item) =>
    read(walk, item, item ? spot(walk, item) : fallback),
  ),
  place: spot(walk, node, fallback),
});

const readEntries = (walk: Walk, node: YAMLMap, fallback?: Place): MapNode => {
  const entries = new Map<string, Entry>();
  if (isAction(walk, node)) {
    complain(
      walk,
      'Helm fills nothing in here: a file of values is no template',
      spot(walk, node),
      'Write the value itself, or write the expression into the template that reads it.',
    );
    return { kind: 'map', entries, place: spot(walk, node, fallback) };
  }
  const written = new Map<string, Place>();
  for (const pair of node.items as readonly { key: YamlNode | null; value: YamlNode | null }[]) {
    if (isMerge(pair.key)) {
      for (const [key, entry] of merged(walk, pair.value)) entries.set(key, entry);
      continue;
    }
    const at = spot(walk, pair.key ?? node);
    if (node.flow && pair.key && pair.value && at.endLine !== undefined)
      complain(walk, 'Helm cannot read a key that goes over several lines', at, 'Write the key on one line.');
    if (node.flow && isScalar(pair.key) && pair.key.type === 'PLAIN' && endsInColon(walk, pair.key))
      complain(
        walk,
        `Helm reads ${pair.key.value}: as one word here`,
        at,
        'Put a space behind the colon, or quotes around the word.',
      );
    const key = readKey(walk, pair.key, at);
    const value = read(walk, pair.value, at);
    if (key === undefined) continue;
    const first = written.get(key);
    if (first)
      complain(
        walk,
        `The key "${key}" stands twice, first on line ${first.line}`,
        at,
        'Keep one of the two: Helm silently takes the last.',
      );
    written.set(key, at);
    const inBraces = node.flow ? { inBraces: true as const } : {};
    entries.set(key, { key: at, node: value, ...writtenAs(walk, pair.key, at), ...inBraces });
  }
  return { kind: 'map', entries, place: spot(walk, node, fallback) };
};

/** `{{ … }}`, which is a map with a map for a key. */
const isAction = ({ text }: Walk, node: YAMLMap): boolean => {
  const [only, ...more] = node.items as readonly { key: YamlNode | null }[];
  return more.length === 0 && isMap(only?.key) && /^\{\{/.test(text.slice(node.range?.[0] ?? 0).slice(0, 2));
};

/** Between braces and brackets a colon ends a key for go-yaml only where a space follows it. */
const endsInColon = ({ text }: Walk, key: Scalar): boolean =>
  /^:[,\]}]/.test(text.slice(key.range?.[1] ?? 0).slice(0, 2));

const isMerge = (key: YamlNode | null): boolean => isScalar(key) && key.type === 'PLAIN' && key.value === '<<';

/** The entries behind `<<`: of a map, or of a list of maps where the first wins. As in Helm they override keys above them. */
const merged = (walk: Walk, value: YamlNode | null): ReadonlyMap<string, Entry> => {
  const node = read(walk, value);
  const maps = node.kind === 'list' ? node.items : [node];
  if (maps.every((one) => one.kind === 'map')) return new Map(maps.toReversed().flatMap((one) => [...one.entries]));
  const at = value ? spot(walk, value) : walk.place(0, 0);
  complain(walk, 'The merge key << takes a map or a list of maps', at, 'Give it an alias of a map.');
  return new Map();
};

const readKey = (walk: Walk, node: YamlNode | null, at: Place): string | undefined => {
  const key = read(walk, node, at);
  const text = key.kind === 'scalar' ? keyText(key.value) : undefined;
  if (text === undefined) complain(walk, 'This key is not a text', at, 'Write the key as a text in quotes.');
  return text;
};

/** A key as Helm prints it; undefined for null, and for numbers that Helm would print in another form. */
const keyText = (value: string | number | boolean | null): string | undefined => {
  if (value === null || typeof value !== 'number') return value === null ? undefined : String(value);
  const whole = Number.isInteger(value);
  const size = Math.abs(value);
  const exact = whole ? Number.isSafeInteger(value) : size >= 1e-4 && size < 1e6 && String(size).length <= 8;
  return exact ? String(value) : undefined;
};

const prefix = 'tag:yaml.org,2002:';

/** The value of a scalar with its tag, as go-yaml gives it. */
const withTag = (tag: string | undefined, source: string, plain: boolean): Resolved => {
  if (tag === undefined) return plain ? resolvePlain(source) : { value: source };
  if (!tag.startsWith(prefix) || tag === `${prefix}str`) return { value: source };
  const resolved = resolvePlain(source);
  const name = tag.slice(prefix.length);
  if ('refused' in resolved || fits[name]?.(resolved.value)) return resolved;
  return { refused: name in fits ? `it is no !!${name}` : `the tag !!${name} is not supported` };
};

const fits: Readonly<Record<string, (value: string | number | boolean | null) => boolean>> = {
  int: (value) => Number.isInteger(value),
  float: (value) => typeof value === 'number',
  bool: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};
