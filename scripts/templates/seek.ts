import type { Chart, Json, JsonMap } from '../core/charts.ts';
import { type MapNode, nodeAt, type Path } from '../values/tree.ts';
import { readYaml } from '../values/yaml.ts';
import type { Bit } from './bits.ts';
import { outlinesOf } from './layout.ts';
import { originsOf } from './match.ts';
import type { Embed, Entry, Member, Outline } from './outline.ts';
import { placeholder } from './rows.ts';
import type { Spot } from './syntax.ts';
import { type Atom, type Dict, type Ref, type Some, sourcesOf, spotText, type Value } from './value.ts';

/** What is known on the way: the chart, and which members the loops are at. */
export type Search = {
  readonly chart: Chart;
  /** By the spot of the loop. */
  readonly bindings: ReadonlyMap<string, string | number>;
  /** Values in values that are still looked into. */
  readonly levels: number;
};

/** The end of a way: how many steps it has, where that is, and the values that are written there. */
export type Found = {
  readonly depth: number;
  readonly at: Spot | undefined;
  readonly paths: readonly Path[];
  /** Something that a template puts together stands there, not just a value. */
  readonly composed: boolean;
};

const nowhere: Found = { depth: 0, at: undefined, paths: [], composed: false };

/** Goes a path through an outline, as far as it leads; `rendered` is what came of the outline, when that is known. */
export const seek = (search: Search, node: Outline, path: Path, rendered: Json | undefined): Found => {
  const [step, ...rest] = path;
  const here = { ...nowhere, at: node.at };
  if (step === undefined) return furthest([here, ...valuesOf(search, node)]);
  const ways =
    typeof step === 'number'
      ? throughList(search, node, step, rest, rendered)
      : throughMap(search, node, step, rest, rendered);
  return furthest([here, ...ways]);
};

/** The way that leads furthest; of equal ones the first, with the values of all. */
const furthest = (ways: readonly Found[]): Found => {
  const depth = ways.reduce((most, way) => Math.max(most, way.depth), 0);
  const equal = ways.filter((way) => way.depth === depth);
  return {
    depth,
    at: equal[0]?.at,
    paths: equal.flatMap((way) => way.paths),
    composed: equal.some((way) => way.composed),
  };
};

const further = (steps: number, found: Found, at: Spot | undefined): Found => ({
  ...found,
  depth: found.depth + steps,
  at: found.at ?? at,
});

/** The values that an outline is, apart from what stands under its own keys. */
const valuesOf = (search: Search, node: Outline): readonly Found[] => {
  const embedded = node.parts.filter((part) => part.kind === 'embed');
  const outs = embedded.length === node.parts.length ? [...node.outs, ...embedded] : node.outs;
  return outs.map(({ value }) => ({ ...seekValue(search, value, []), at: undefined }));
};

/** A key that the template names wins; else it may be one that is printed, or in a value that is written as YAML. */
const throughMap = (search: Search, node: Outline, key: string, rest: Path, rendered: Json | undefined) => {
  const inner = mapOf(rendered)?.[key];
  const entries = node.parts.filter((part) => part.kind === 'entry');
  const named = entries.filter((entry) => entry.outs.length === 0 && entry.key === key);
  const ways = named.map((entry) => further(1, seek(search, entry.node, rest, inner), entry.node.at));
  if (ways.length > 0) return ways;
  const printed = entries.flatMap((entry) => {
    const bindings = bindKey(search, entry, key);
    return bindings ? [further(1, seek({ ...search, bindings }, entry.node, rest, inner), entry.node.at)] : [];
  });
  const embeds = [
    ...node.parts.filter((part) => part.kind === 'embed'),
    ...entries.flatMap((entry) => strayed(entry, mapOf(rendered))),
  ];
  return [...printed, ...embeds.map((embed) => seekEmbed(search, embed, [key, ...rest]))];
};

/** What stands under a key in its own column belongs to the map around it when the key came out with nothing. */
const strayed = ({ key, node }: Entry, rendered: JsonMap | undefined): readonly Embed[] =>
  rendered?.[key] === null ? node.parts.filter((part) => part.kind === 'embed') : [];

/** The bindings with which a key with values in it can be this one. */
const bindKey = ({ bindings }: Search, { key, outs }: Entry, wanted: string): Search['bindings'] | undefined => {
  if (outs.length === 0) return undefined;
  const [before = '', ...pieces] = key.split(placeholder);
  const after = pieces.at(-1) ?? '';
  if (!wanted.startsWith(before) || !wanted.slice(before.length).endsWith(after)) return undefined;
  const printed = wanted.slice(before.length, wanted.length - after.length);
  const some = outs.length === 1 ? keyOf(outs[0]?.value) : undefined;
  return some ? new Map(bindings).set(spotText(some.at), printed) : bindings;
};

/** The loop whose key a value is. */
const keyOf = (value: Value = []): Some | undefined => {
  const [only] = value;
  return value.length === 1 && only?.kind === 'key' ? only.some : undefined;
};

const throughList = (search: Search, node: Outline, index: number, rest: Path, rendered: Json | undefined) => {
  const items = Array.isArray(rendered) ? (rendered as readonly Json[]) : [];
  const { member, nth }: Guess = originsOf(node, items)[index] ?? guessed(node, index);
  if (member?.kind === 'item') {
    const bindings = bindItem(search, member.node, items[index], nth);
    return [further(1, seek({ ...search, bindings }, member.node, rest, items[index]), member.node.at)];
  }
  if (!member) return [];
  const found = seekEmbed(search, member, nth === undefined ? [] : [nth, ...rest]);
  return [nth === undefined ? further(1, found, undefined) : found];
};

type Guess = { readonly member: Member | undefined; readonly nth: number | undefined };

/** Without a rendered list: one member after the other. */
const guessed = (node: Outline, index: number): Guess => {
  const members = node.parts.filter((part) => part.kind !== 'entry');
  const at = Math.min(index, members.length - 1);
  return { member: members[at], nth: index - at };
};

/** Which member a loop is at when it writes an item: the one whose key the item shows, else the one of that number. */
const bindItem = ({ bindings }: Search, node: Outline, rendered: Json | undefined, nth: number | undefined) => {
  const loops = node.blocks.flatMap(({ some }) =>
    some && !bindings.has(spotText(some.at)) ? [spotText(some.at)] : [],
  );
  const bound = new Map(bindings);
  for (const loop of loops) {
    const shown = keyShown(node, rendered, loop);
    if (shown !== undefined) bound.set(loop, shown);
    else if (loops.length === 1 && nth !== undefined) bound.set(loop, nth);
  }
  return bound;
};

/** The key of a loop as an item shows it, by itself or under one of its own keys. */
const keyShown = (node: Outline, rendered: Json | undefined, loop: string): string | undefined => {
  const isKey = ({ outs }: Outline) => {
    const some = outs.length === 1 ? keyOf(outs[0]?.value) : undefined;
    return some !== undefined && spotText(some.at) === loop;
  };
  const showing = node.parts.find((part) => part.kind === 'entry' && isKey(part.node));
  const shown = isKey(node) ? rendered : showing?.kind === 'entry' ? mapOf(rendered)?.[showing.key] : undefined;
  return shown === undefined || typeof shown === 'object' ? undefined : String(shown);
};

/** Goes a path through what is written in a place of its own; a text there may have whatever is looked for. */
const seekEmbed = (search: Search, { value, at }: Embed, path: Path): Found =>
  furthest(
    value.map((atom) => {
      const isYaml = atom.kind === 'yaml';
      const found = seekValue(search, [atom], isYaml ? path : []);
      return { ...found, depth: isYaml ? found.depth : path.length, at: found.at ?? at };
    }),
  );

/** Goes a path through a value: into what is written as YAML, what templates wrote, and `.Values` itself. */
const seekValue = (search: Search, value: Value, path: Path): Found => {
  if (search.levels <= 0) return nowhere;
  const inner = { ...search, levels: search.levels - 1 };
  return furthest([nowhere, ...value.map((atom) => seekAtom(inner, atom, path))]);
};

const seekAtom = (search: Search, atom: Atom, path: Path): Found => {
  const [step, ...rest] = path;
  if (atom.kind === 'ref') return { ...nowhere, depth: path.length, paths: [known(search, atom, path)] };
  if (atom.kind === 'made')
    return { ...nowhere, depth: path.length, paths: atom.from.map((ref) => known(search, ref, [])) };
  if (atom.kind === 'yaml') return seekValue(search, atom.value, path);
  if (atom.kind === 'text') return seekText(search, atom.bits, path);
  if (atom.kind !== 'dict' && atom.kind !== 'list') return nowhere;
  if (step === undefined)
    return { ...nowhere, paths: sourcesOf([atom]).map((ref) => known(search, ref, [])), composed: true };
  if (atom.kind === 'dict') return seekDict(search, atom, step, rest);
  return further(1, seekValue(search, typeof step === 'number' ? (atom.items[step] ?? []) : [], rest), undefined);
};

const seekText = (search: Search, bits: readonly Bit[], path: Path): Found => {
  const [document] = outlinesOf(bits);
  return document ? seek(search, document, path, undefined) : nowhere;
};

/** The first layer of a merged map that has all of the path, else the one that has most of it. */
const seekDict = (
  search: Search,
  { over, entries, text, loose, loops, under }: Dict,
  key: string | number,
  rest: Path,
): Found => {
  const path = [key, ...rest];
  const entry = entries.get(String(key));
  const bindings = new Map([...search.bindings, ...[...loops].map((loop) => [loop, String(key)] as const)]);
  const layers = [
    () => seekValue(search, over, path),
    () => (entry ? further(1, seekValue(search, entry.value, rest), entry.at) : seekText(search, text, path)),
    () => (loose.length > 0 ? further(1, seekValue({ ...search, bindings }, loose, rest), undefined) : nowhere),
    () => seekValue(search, under, path),
  ];
  let best = nowhere;
  for (const layer of layers) {
    const found = layer();
    if (found.depth > best.depth) best = found;
    if (best.depth === path.length) break;
  }
  return best;
};

/** The path of a value; up to the first member that nobody knows. */
const known = ({ chart, bindings }: Search, { steps }: Ref, rest: Path): Path => {
  const path: (string | number)[] = [];
  for (const { key } of steps) {
    const step = typeof key === 'object' ? bindings.get(spotText(key.at)) : key;
    if (step === undefined || (typeof key === 'object' && typeof step === 'number' && isMap(chart, path))) return path;
    path.push(step);
  }
  return [...path, ...rest];
};

/** A loop goes through a map by its keys in their order, so that a number does not tell which one it is at. */
const isMap = (chart: Chart, path: Path): boolean => {
  const root = defaults.get(chart) ?? readYaml('values.yaml', chart.files.get('values.yaml') ?? '').root;
  defaults.set(chart, root);
  return nodeAt(root, path)?.kind === 'map';
};

/** A memory of pure results. */
const defaults = new WeakMap<Chart, MapNode>();

const mapOf = (value: Json | undefined): JsonMap | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonMap) : undefined;
