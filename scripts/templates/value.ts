import type { Bit } from './bits.ts';
import type { Literal, Source, Spot } from './syntax.ts';

/** Some member of a list or map, nobody knows which: what a `range` is at, or an index that is worked out. */
export type Some = { readonly at: Spot };

/** One step into the values, and the expression that took it. */
export type Step = { readonly key: string | number | Some; readonly at: Spot };

/** A part of `.Values`, and the expression that got it. */
export type Ref = { readonly kind: 'ref'; readonly steps: readonly Step[]; readonly at?: Spot };

/** A map that a template is given (its dot) or makes (`dict`, `fromYaml`); `set` and `merge` change it. */
export type Dict = {
  readonly kind: 'dict';
  readonly entries: Map<string, { readonly value: Value; readonly at: Spot }>;
  /** What stands under keys that nobody knows, and the spots of the loops whose keys they are. */
  loose: Value;
  readonly loops: Set<string>;
  /** Maps merged into it whose entries win, and those whose entries do not. */
  over: Value;
  under: Value;
  /** The YAML that it was read from. */
  readonly text: readonly Bit[];
  /** When the call that made it began. */
  readonly born: number;
};

/** One thing that an expression can give. */
export type Atom =
  | Ref
  | Dict
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  /** A literal, or the text of a file of the chart. */
  | { readonly kind: 'word'; readonly value: Literal; readonly source?: Source }
  /** The key or index of a member. */
  | { readonly kind: 'key'; readonly some: Some }
  /** What a template wrote. */
  | { readonly kind: 'text'; readonly bits: readonly Bit[] }
  /** Something written as YAML, or as JSON, which is YAML too. */
  | { readonly kind: 'yaml'; readonly value: Value }
  /** Anything else, and the values it was made from. */
  | { readonly kind: 'made'; readonly from: readonly Ref[] };

/** What an expression can give: one of several, where branches or defaults decide. */
export type Value = readonly Atom[];

/** Something that has nothing to do with the values. */
export const nothing: Value = [{ kind: 'made', from: [] }];

/** A map without entries. */
export const emptyDict = (born: number, text: readonly Bit[] = []): Dict => ({
  kind: 'dict',
  entries: new Map(),
  loose: [],
  loops: new Set(),
  over: [],
  under: [],
  text,
  born,
});

/** One of all these, each thing once. */
export const either = (values: readonly Value[]): Value => {
  const [first = [], ...others] = values.filter((value) => value.length > 0);
  if (others.length === 0) return first;
  return [...new Map([first, ...others].flat().map((atom) => [identityOf(atom), atom])).values()];
};

/** The member of that name or index. */
export const select = (value: Value, key: string | number, at: Spot): Value =>
  members(value, (atom) => {
    if (atom.kind === 'list') return typeof key === 'number' ? (atom.items[key] ?? []) : [];
    if (atom.kind === 'ref') return [{ kind: 'ref', steps: [...atom.steps, { key, at }], at }];
    return either([atom.entries.get(String(key))?.value ?? [], atom.loose]);
  });

/** Any member. */
export const element = (value: Value, some: Some): Value =>
  members(value, (atom) => {
    if (atom.kind === 'list') return either(atom.items);
    if (atom.kind === 'ref') return [{ kind: 'ref', steps: [...atom.steps, { key: some, at: some.at }], at: some.at }];
    return either([...[...atom.entries.values()].map((entry) => entry.value), atom.loose]);
  });

/** The parts of the values that something holds, and would show if it were printed. */
export const heldBy = (value: Value): readonly Ref[] => refsIn(value, false);

/** The parts of the values that something holds, or that went into it. */
export const sourcesOf = (value: Value): readonly Ref[] => refsIn(value, true);

/** Equal for equal things; what can change is only equal to itself. */
export const identityOf = (atom: Atom): unknown => {
  if (atom.kind === 'ref') return refText(atom);
  if (atom.kind === 'word') return `word ${JSON.stringify(atom.value)}`;
  if (atom.kind === 'made') return `made ${atom.from.map(refText).join()}`;
  if (atom.kind === 'key') return `key ${spotText(atom.some.at)}`;
  return atom;
};

type Container = Extract<Atom, { kind: 'ref' | 'dict' | 'list' }>;

const members = (value: Value, membersOf: (atom: Container) => Value): Value => {
  const found: Value[] = [];
  for (const atom of reached(value, (one) => (one.kind === 'dict' ? [...one.over, ...one.under] : [])))
    if (atom.kind === 'ref' || atom.kind === 'list' || atom.kind === 'dict') found.push(membersOf(atom));
  const all = either(found);
  return all.length > 0 ? all : nothing;
};

const refsIn = (value: Value, past: boolean): readonly Ref[] =>
  [...reached(value, (atom) => insideOf(atom, past))].filter((atom) => atom.kind === 'ref');

/** What can be reached from atoms, each once. Without recursion: templates can nest values as deeply as they like. */
export const reached = (value: Value, next: (atom: Atom) => Value): ReadonlySet<Atom> => {
  const atoms = new Set(value);
  for (const atom of atoms) for (const inner of next(atom)) atoms.add(inner);
  return atoms;
};

/** What an atom consists of; with `past` also what it was made from. */
export const insideOf = (atom: Atom, past = false): Value => {
  if (atom.kind === 'yaml') return atom.value;
  if (atom.kind === 'list') return atom.items.flat();
  if (atom.kind === 'dict') return [...ownOf(atom), ...atom.over, ...atom.under];
  if (past && atom.kind === 'made') return atom.from;
  if (past && atom.kind === 'text') return atom.bits.flatMap((bit) => (bit.kind === 'out' ? bit.value : []));
  return [];
};

/** What stands under the keys of a map itself. */
export const ownOf = ({ entries, loose }: Dict): Value => [
  ...[...entries.values()].flatMap(({ value }) => value),
  ...loose,
];

const refText = ({ steps, at }: Ref): string =>
  JSON.stringify([
    steps.map(({ key, at }) => [typeof key === 'object' ? { some: spotText(key.at) } : key, spotText(at)]),
    at ? spotText(at) : '',
  ]);

/** Equal for equal spots. */
export const spotText = ({ source, start }: Spot): string => `${source.file}:${start}`;
