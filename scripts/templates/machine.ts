import type { Finding } from '../core/finding.ts';
import type { Path } from '../values/tree.ts';
import type { Spot } from './syntax.ts';
import {
  type Atom,
  type Dict,
  either,
  heldBy,
  identityOf,
  insideOf,
  ownOf,
  type Ref,
  reached,
  type Step,
  spotText,
  type Value,
} from './value.ts';

/** A path of `.Values` that was read; `whole` when everything below it counts. */
export type Read = {
  readonly path: Path;
  readonly whole: boolean;
  readonly at: Spot;
  /** The expressions that took the steps of the path. */
  readonly steps: readonly Step[];
  /** Perhaps it is never read: nobody knows whether this dot gets there. */
  readonly guessed: boolean;
};

/** What is noted while templates are followed. */
export type Machine = {
  readonly reads: Map<string, Read>;
  /** Paths of `.Values` that templates write themselves; with them everything below. */
  readonly written: Path[];
  /** chart/render: functions that Helm does not have, texts for `tpl` that cannot be read. */
  readonly findings: Map<string, Finding>;
  /** Templates that are called and not there, by name, and where. */
  readonly absent: Map<string, Spot[]>;
  /** What is followed now may be followed by no one else. */
  guesses: boolean;
  /** Counts the beginnings of calls and scopes. */
  clock: number;
  /** When the oldest scope or map began that lately came to hold something new. */
  oldest: number;
  /** What following took so far. */
  steps: number;
  /** Bodies, parentheses and calls inside of each other. */
  depth: number;
};

/** A machine that has noted nothing. */
export const newMachine = (): Machine => ({
  reads: new Map(),
  written: [],
  findings: new Map(),
  absent: new Map(),
  guesses: false,
  clock: 0,
  oldest: Number.POSITIVE_INFINITY,
  steps: 0,
  depth: 0,
});

/** Beyond these limits templates are not followed; then everything counts as read. */
const mostSteps = 300_000;
const deepest = 500;

/** Takes steps; false when there are none left. */
export const spend = (machine: Machine, steps: number): boolean => {
  machine.steps += steps;
  return machine.steps <= mostSteps;
};

/** Does something one level deeper; gives `otherwise` when that is too deep. */
export const deeper = <T>(machine: Machine, otherwise: T, act: () => T): T => {
  if (machine.depth >= deepest) machine.steps = Number.POSITIVE_INFINITY;
  if (!spend(machine, 1)) return otherwise;
  machine.depth += 1;
  const result = act();
  machine.depth -= 1;
  return result;
};

/** Does something of which nobody knows whether it happens. */
export const guessing = <T>(machine: Machine, act: () => T): T => {
  const before = machine.guesses;
  machine.guesses = true;
  const result = act();
  machine.guesses = before;
  return result;
};

/** Whether something is there or empty is asked; of a map that a template made, whether its members are. */
export const touch = (machine: Machine, value: Value, at: Spot): void => {
  for (const atom of reached(value, (one) => (one.kind === 'dict' ? insideOf(one) : []))) {
    if (atom.kind === 'ref') note(machine, atom, false, at);
    if (atom.kind === 'yaml') consume(machine, [atom], at);
  }
};

/** Its members are gone through: how many there are, and what they are called, is read; what they are is not yet. */
export const traverse = (machine: Machine, value: Value, at: Spot): void => {
  for (const atom of reached(value, (one) => (one.kind === 'dict' ? [...one.over, ...one.under] : []))) {
    if (atom.kind === 'ref' || atom.kind === 'yaml') consume(machine, [atom], at);
    if (atom.kind === 'dict') touch(machine, ownOf(atom), at);
  }
};

/** Everything that is in it is read, and what comes of it is something new. */
export const consume = (machine: Machine, value: Value, at: Spot): readonly Ref[] => {
  const refs = heldBy(value);
  for (const ref of refs) note(machine, ref, true, at);
  return refs;
};

/** A key of a map gets a value, by `set`; in the values themselves it is as if the value had been read there. */
export const put = (machine: Machine, target: Value, key: Value, value: Value, at: Spot): void => {
  const [name, ...others] = key;
  const word = name?.kind === 'word' && others.length === 0 ? String(name.value) : undefined;
  if (word === undefined) consume(machine, key, at);
  for (const atom of target) {
    if (atom.kind === 'dict' && word !== undefined) putUnder(machine, atom, word, value, at);
    else if (atom.kind === 'dict') putSomewhere(machine, atom, name, value);
    else consume(machine, value, at);
    if (atom.kind === 'ref')
      machine.written.push(pathOf(word === undefined ? atom.steps : [...atom.steps, { key: word, at }]));
  }
};

/** Maps are merged into a map, by `merge` or, with `over`, by `mergeOverwrite`. */
export const mergeInto = (machine: Machine, target: Value, others: Value, over: boolean, at: Spot): void => {
  for (const atom of target) {
    if (atom.kind === 'dict') {
      const before = over ? atom.over : atom.under;
      const after = grown(
        machine,
        atom.born,
        before,
        others.filter((one) => one !== atom),
      );
      if (over) atom.over = after;
      else atom.under = after;
    } else consume(machine, others, at);
    if (atom.kind === 'ref') machine.written.push(pathOf(atom.steps));
  }
};

/** One of both, in something that began then; notes when the second brings something new. */
export const grown = (machine: Machine, born: number, before: Value, added: Value): Value => {
  if (!spend(machine, before.length + added.length)) return before;
  const known = new Set(before.map(identityOf));
  if (added.every((atom) => known.has(identityOf(atom)))) return before;
  machine.oldest = Math.min(machine.oldest, born);
  return either([before, added]);
};

/** Does something; true when that brought nothing new to what began before it. */
export const settles = (machine: Machine, act: () => void): boolean => {
  const { oldest } = machine;
  machine.clock += 1;
  const start = machine.clock;
  machine.oldest = Number.POSITIVE_INFINITY;
  act();
  const settled = machine.oldest >= start;
  machine.oldest = Math.min(machine.oldest, oldest);
  return settled;
};

/** The part of a path up to the first step that nobody knows. */
const pathOf = (steps: readonly Step[]): Path => {
  const path: (string | number)[] = [];
  for (const { key } of steps) {
    if (typeof key === 'object') break;
    path.push(key);
  }
  return path;
};

const putUnder = (machine: Machine, dict: Dict, key: string, value: Value, at: Spot): void => {
  dict.entries.set(key, { value: grown(machine, dict.born, dict.entries.get(key)?.value ?? [], value), at });
};

const putSomewhere = (machine: Machine, dict: Dict, key: Atom | undefined, value: Value): void => {
  dict.loose = grown(machine, dict.born, dict.loose, value);
  if (key?.kind === 'key') dict.loops.add(spotText(key.some.at));
};

const note = (machine: Machine, ref: Ref, whole: boolean, fallback: Spot): void => {
  const path = pathOf(ref.steps);
  if (ref.steps.length === 0 && !whole) return;
  const at = ref.at ?? fallback;
  const known = path.length === ref.steps.length;
  const key = JSON.stringify([path, at.source.file, at.start, at.end]);
  const before = machine.reads.get(key);
  machine.reads.set(key, {
    path,
    whole: whole || !known || before?.whole === true,
    at,
    steps: ref.steps.slice(0, path.length),
    guessed: machine.guesses && before?.guessed !== false,
  });
};
