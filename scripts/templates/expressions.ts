import { finding } from '../core/finding.ts';
import { closest } from '../values/suggest.ts';
import { type Call, reading } from './behaviours.ts';
import { behaviourOf } from './functions.ts';
import { functionNames } from './known.ts';
import { fileSource, type Library } from './library.ts';
import { consume, deeper, grown, guessing, type Machine, spend } from './machine.ts';
import { parseTemplate } from './parse.ts';
import {
  type Base,
  type Command,
  type Name,
  type Operand,
  type Pipe,
  placeOf,
  type Source,
  type Span,
  type Spot,
  type Template,
} from './syntax.ts';
import { type Atom, type Dict, either, emptyDict, nothing, select, sourcesOf, type Value } from './value.ts';

/** One call of a template. */
export type Frame = {
  readonly library: Library;
  readonly machine: Machine;
  readonly source: Source;
  /** What `$` is. */
  readonly root: Value;
  /** The map that a command makes: the same one each time that a loop comes back to it. */
  readonly dicts: Map<Span, Dict>;
  /** When it began. */
  readonly born: number;
  /** What a template gives as text for a dot. */
  readonly invoke: (template: Template, dot: Value, at: Spot) => Value;
};

/** Variables and those around them. */
export type Scope = {
  readonly variables: Map<string, Value>;
  readonly outer: Scope | undefined;
  /** When it began. */
  readonly born: number;
};

/** Where expressions stand: the call, the dot, the variables. */
export type Here = { readonly frame: Frame; readonly dot: Value; readonly scope: Scope };

/** The spot of something in the template at work. */
export const spotIn = ({ frame }: Here, { start, end }: Span): Spot => ({ source: frame.source, start, end });

/** What a pipeline gives; the variables before it are the business of whoever asks. */
export const pipeValue = (here: Here, { commands, start }: Pipe): Value => {
  let value: Value | undefined;
  for (const command of commands) value = commandValue(here, command, start, value);
  return value ?? nothing;
};

/** Declares a variable, or assigns one: then it can be what it was, too, for whether this is reached is not known. */
export const declare = ({ frame, scope }: Here, name: string, value: Value, assigns: boolean): void => {
  if (!assigns) scope.variables.set(name, value);
  else assign(frame.machine, scope, name, value);
};

const assign = (machine: Machine, scope: Scope | undefined, name: string, value: Value): void => {
  const before = scope?.variables.get(name);
  if (scope && before) scope.variables.set(name, grown(machine, scope.born, before, value));
  else if (scope) assign(machine, scope.outer, name, value);
};

/** A scope that begins now. */
export const scopeIn = (machine: Machine, outer: Scope | undefined): Scope => {
  machine.clock += 1;
  return { variables: new Map(), outer, born: machine.clock };
};

/** Every variable that can be seen. */
export const variablesOf = (scope: Scope | undefined): Value =>
  scope ? [...[...scope.variables.values()].flat(), ...variablesOf(scope.outer)] : [];

const commandValue = (here: Here, command: Command, start: number, piped: Value | undefined): Value => {
  const [first, ...others] = command.operands;
  if (!first) return nothing;
  if (others.length === 0 && !piped && !isFunction(first)) return operandValue(here, first);
  const args = [...others.map((operand) => operandValue(here, operand)), ...(piped ? [piped] : [])];
  const given = callOf(here, command, { start, end: command.end }, args);
  return isFunction(first) ? call(here, first, given) : method(here, first, given);
};

type FunctionOperand = Operand & { readonly base: Extract<Base, { kind: 'function' }> };

const isFunction = (operand: Operand): operand is FunctionOperand =>
  operand.base.kind === 'function' && operand.names.length === 0;

const operandValue = (here: Here, operand: Operand): Value => {
  if (!spend(here.frame.machine, 1)) return nothing;
  const at = spotIn(here, operand);
  const base = baseValue(here, operand);
  const value = operand.names.reduce((inner, name) => field(inner, name, at), base);
  return operand.base.kind === 'pipe' && operand.names.length === 0 ? value : value.map((atom) => seenAt(atom, at));
};

const seenAt = (atom: Atom, at: Spot): Atom => (atom.kind === 'ref' ? { ...atom, at } : atom);

const baseValue = (here: Here, operand: Operand): Value => {
  const { base } = operand;
  if (base.kind === 'dot') return here.dot;
  if (base.kind === 'word') return [{ kind: 'word', value: base.value }];
  if (base.kind === 'pipe') return parenthesised(here, base.pipe);
  if (base.kind === 'function') return call(here, { ...operand, base }, callOf(here, operand, operand, []));
  return base.name === '$' ? here.frame.root : variable(here.scope, base.name);
};

const parenthesised = (here: Here, pipe: Pipe): Value =>
  deeper(here.frame.machine, nothing, () => pipeValue(here, pipe));

const variable = (scope: Scope | undefined, name: string): Value =>
  scope ? (scope.variables.get(name) ?? variable(scope.outer, name)) : nothing;

/** `AsMap` of `.Values` is a method that gives it back (helm pkg/chart/common: Values). */
const field = (value: Value, { text }: Name, at: Spot): Value => {
  const isValues = text === 'AsMap' && value.every((atom) => atom.kind === 'ref' && atom.steps.length === 0);
  return isValues ? value : select(value, text, at);
};

/** A field with arguments is a method: what it belongs to is read. Only `.Files.Get` of a file of the chart is known. */
const method = (here: Here, operand: Operand, given: Call): Value => {
  const names = operand.names.map(({ text }) => text);
  const { chart } = here.frame.library;
  const path = wordIn(given.args[0] ?? []) ?? '';
  if (names.slice(-2).join('.') === 'Files.Get' && chart.files.has(path)) {
    const source = fileSource(chart, path);
    return [{ kind: 'word', value: source.text, source }];
  }
  const owner = operandValue(here, { ...operand, names: operand.names.slice(0, -1) });
  return reading({ ...given, args: [owner.filter((atom) => atom.kind === 'ref'), ...given.args] });
};

/** A call of a function: `site` is what makes it this call, `span` what it is about. */
const callOf = ({ frame }: Here, site: Span, { start, end }: Span, args: readonly Value[]): Call => ({
  machine: frame.machine,
  args,
  at: { source: frame.source, start, end },
  born: frame.born,
  made: () => {
    const dict = frame.dicts.get(site) ?? emptyDict(frame.born);
    frame.dicts.set(site, dict);
    return dict;
  },
});

const call = (here: Here, { base: { name }, start }: FunctionOperand, given: Call): Value => {
  if (!functionNames.has(name)) unknownFunction(here, name, { start, end: start + name.length });
  if (name === 'include') return include(here, given);
  return name === 'tpl' ? expand(here, given) : behaviourOf(name)(given);
};

const unknownFunction = (here: Here, name: string, span: Span): void => {
  const meant = closest(name, [...functionNames]);
  const at = placeOf(spotIn(here, span));
  const one = finding('chart/render', `Helm has no function ${name}`, {
    at,
    remedy: meant
      ? `Write ${meant}, if that is meant.`
      : 'Write a value with its dot, a text in quotes, or a function that Helm has: https://helm.sh/docs/chart_template_guide/function_list/ .',
  });
  here.frame.machine.findings.set(JSON.stringify([at, one.message]), one);
};

/** `include`: what the template writes. A name that is worked out can be that of any definition. */
const include = ({ frame }: Here, given: Call): Value => {
  const [name = nothing, dot = nothing] = given.args;
  const known = wordIn(name);
  if (known !== undefined) return named(frame, known, dot, given.at);
  consume(frame.machine, name, given.at);
  const texts = guessing(frame.machine, () =>
    [...frame.library.defined.values()].map((template) => frame.invoke(template, dot, given.at)),
  );
  return [{ kind: 'made', from: texts.flatMap(sourcesOf) }];
};

/** What a template of that name writes; one that is not there, as those of a library are not, may read all it is given. */
export const named = (frame: Frame, name: string, dot: Value, at: Spot): Value => {
  const template = frame.library.named.get(name);
  if (template) return frame.invoke(template, dot, at);
  frame.machine.absent.set(name, [...(frame.machine.absent.get(name) ?? []), at]);
  return [{ kind: 'made', from: consume(frame.machine, dot, at) }];
};

/** `tpl`: a text as a template. One that is not known may read all it is given. */
const expand = ({ frame }: Here, given: Call): Value => {
  const [text = nothing, dot = nothing] = given.args;
  const [atom] = text;
  if (text.length === 1 && atom?.kind === 'word') {
    const place = placeOf(given.at);
    const literal = { file: place.file, text: String(atom.value), place: () => place };
    return frame.invoke(templateOf(frame, atom.source ?? literal), dot, given.at);
  }
  consume(frame.machine, text, given.at);
  consume(frame.machine, dot, given.at);
  const written = text.filter(isWritten);
  const others = text.filter((one) => !isWritten(one));
  return either([written, others.length > 0 ? [{ kind: 'made', from: sourcesOf(others) }] : []]);
};

const isWritten = ({ kind }: Atom): boolean => kind === 'yaml' || kind === 'text';

const templateOf = ({ machine }: Frame, source: Source): Template => {
  const { body, findings } = parseTemplate(source);
  for (const one of findings) machine.findings.set(JSON.stringify([one.at, one.message]), one);
  return { name: 'tpl', source, body };
};

const wordIn = ([atom, ...others]: Value): string | undefined =>
  others.length === 0 && atom?.kind === 'word' ? String(atom.value) : undefined;
