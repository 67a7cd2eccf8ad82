import { indented, printed } from './bits.ts';
import { consume, type Machine, mergeInto, touch, traverse } from './machine.ts';
import type { Spot } from './syntax.ts';
import { type Atom, type Dict, either, element, emptyDict, nothing, select, sourcesOf, type Value } from './value.ts';

/** A function at work: its arguments, the one that a pipeline hands over last. */
export type Call = {
  readonly machine: Machine;
  readonly args: readonly Value[];
  readonly at: Spot;
  /** When the call of the template began that this stands in. */
  readonly born: number;
  /** The map that this call makes; the same one when a loop comes back to it. */
  readonly made: () => Dict;
};

/** What a function does with the values, as far as it matters which of them are read. */
export type Behaviour = (call: Call) => Value;

/** Anything that is not known to be gentler: every argument is read as a whole. */
export const reading: Behaviour = ({ machine, args, at }) => {
  for (const arg of args) consume(machine, arg, at);
  return [{ kind: 'made', from: args.flatMap(sourcesOf) }];
};

/** Asks only whether its arguments are there, or of what kind they are. */
export const touching: Behaviour = ({ machine, args, at }) => {
  for (const arg of args) touch(machine, arg, at);
  return nothing;
};

/** Gives one of its arguments, and asks whether they are empty. */
export const choosing: Behaviour = ({ machine, args, at }) => {
  for (const arg of args) touch(machine, arg, at);
  return either(args);
};

/** Writes as YAML or JSON what is read only when that is used. */
export const writing: Behaviour = (call) => {
  const [value = nothing, ...more] = call.args;
  return more.length > 0 ? reading(call) : [{ kind: 'yaml', value }];
};

/** Reads YAML or JSON: back to what was written, or a map from the text of a template. */
export const parsing: Behaviour = (call) => {
  const [text = nothing] = call.args;
  return either(
    text.map((atom): Value => {
      if (atom.kind === 'yaml') return atom.value;
      if (atom.kind !== 'text') return reading({ ...call, args: [[atom]] });
      return [emptyDict(call.born, atom.bits)];
    }),
  );
};

/** A text without white space around it, or as what it is: its lines stay. */
export const trimming: Behaviour = (call) => keeping(call, (atom) => atom.kind === 'text' || atom.kind === 'yaml');

/** What a template wrote, in quotes: a text in any case. */
export const quoting: Behaviour = (call) => keeping(call, (atom) => atom.kind === 'text');

const keeping = (call: Call, stays: (atom: Atom) => boolean): Value => {
  const text = call.args.at(-1) ?? nothing;
  for (const arg of call.args.slice(0, -1)) consume(call.machine, arg, call.at);
  const others = text.filter((atom) => !stays(atom));
  return either([text.filter(stays), others.length > 0 ? reading({ ...call, args: [others] }) : []]);
};

/** Indents what it is given. */
export const indenting =
  (newLine: boolean): Behaviour =>
  ({ machine, args: [width = nothing, text = nothing], at }) => {
    consume(machine, text, at);
    const [atom] = width;
    const spaces = width.length === 1 && atom?.kind === 'word' ? Number(atom.value) : 0;
    const bits = indented(printed(text, at), Number.isFinite(spaces) ? spaces : 0);
    return [{ kind: 'text', bits: newLine ? [{ kind: 'text', text: '\n', at: undefined }, ...bits] : bits }];
  };

/** Merges maps into the first: its entries win, or with `over` those of the others. */
export const merging =
  (over: boolean): Behaviour =>
  ({ machine, args: [target = nothing, ...others], at }) => {
    const rest = either(others);
    mergeInto(machine, target, rest, over, at);
    return target.every((atom) => atom.kind === 'dict') ? target : either([target, rest]);
  };

/** The first or the last member: nobody knows what that is. */
export const anyMember: Behaviour = ({ args: [list = nothing], at }) => element(list, { at });

/** A list of what it is given. */
export const listing: Behaviour = ({ args }) => [{ kind: 'list', items: args }];

/** A list with more items. How many another list has is read, unless a template wrote it. */
export const extending: Behaviour = (call) => {
  const [list = nothing, ...items] = call.args;
  return [{ kind: 'list', items: [...itemsOf(call, list), ...items] }];
};

const itemsOf = ({ machine, at }: Call, list: Value): readonly Value[] => {
  const [known] = list;
  if (list.length === 1 && known?.kind === 'list') return known.items;
  traverse(machine, list, at);
  return [element(list, { at })];
};

/** A map like the one it is given, that can be changed by itself. */
export const copying: Behaviour = ({ args: [value = nothing], made }) => {
  const copy = made();
  const dicts = value.filter((atom) => atom.kind === 'dict');
  copy.under = either([copy.under, dicts]);
  return [...value.filter((atom) => atom.kind !== 'dict'), ...(dicts.length > 0 ? [copy] : [])];
};

/** A member by its key: known, or any of them when the template works the key out. */
export const memberOf = ({ machine, at }: Call, value: Value, key: Value): Value => {
  const [only] = key;
  if (key.length === 1 && only?.kind === 'word' && (typeof only.value === 'string' || typeof only.value === 'number'))
    return select(value, only.value, at);
  consume(machine, key, at);
  return element(value, { at: key.length === 1 && only?.kind === 'key' ? only.some.at : at });
};

/** What is reached by several keys, one after the other. */
export const through = (call: Call, value: Value, keys: readonly Value[]): Value =>
  keys.reduce((inner, key) => memberOf(call, inner, key), value);

/** Lists one after the other. */
export const joining: Behaviour = (call) => [{ kind: 'list', items: call.args.flatMap((list) => itemsOf(call, list)) }];
