import type { Chart } from '../core/charts.ts';
import type { Finding } from '../core/finding.ts';
import type { Path } from '../values/tree.ts';
import { absentTemplates } from './absent.ts';
import { type Bit, type Block, printed } from './bits.ts';
import { declare, type Frame, type Here, named, pipeValue, scopeIn, spotIn, variablesOf } from './expressions.ts';
import { type Library, readLibrary } from './library.ts';
import { consume, deeper, type Machine, newMachine, type Read, settles, spend, touch, traverse } from './machine.ts';
import type { Branch, Node, Spot, Template } from './syntax.ts';
import { type Dict, element, emptyDict, heldBy, identityOf, nothing, type Some, type Value } from './value.ts';

/** What following all templates of a chart shows. */
export type Followed = {
  readonly reads: readonly Read[];
  /** Paths of `.Values` that templates write themselves; with them everything below. */
  readonly written: readonly Path[];
  /** What each file below templates/ writes, by path in the chart. */
  readonly outputs: ReadonlyMap<string, readonly Bit[]>;
  /** chart/render: templates that cannot be read, each at its place. */
  readonly findings: readonly Finding[];
};

/**
 * Follows every template of a chart with values that nobody knows: each branch is taken, each loop is gone through, and
 * where it cannot be known what is read, everything counts as read. Once for each chart; never throws.
 */
export const followChart = (chart: Chart): Followed => {
  const result = followed.get(chart) ?? follow(readLibrary(chart));
  followed.set(chart, result);
  return result;
};

/** A memory of pure results. */
const followed = new WeakMap<Chart, Followed>();

type Run = {
  readonly library: Library;
  readonly machine: Machine;
  /** Templates that were followed at least once. */
  readonly called: Set<Template>;
  /** Templates that are being followed now, with their dots. */
  readonly stack: { readonly template: Template; readonly dot: Value }[];
};

const follow = (library: Library): Followed => {
  const machine = newMachine();
  const run: Run = { library, machine, called: new Set(), stack: [] };
  const root = rootOf();
  let outputs = followFiles(run, root);
  // A template can write into the dot what another one reads.
  for (let passes = 1, known = 1; known < heldBy([root]).length && passes < mostPasses; passes += 1) {
    known = heldBy([root]).length;
    outputs = followFiles(run, root);
  }
  for (const template of library.defined.values())
    if (!run.called.has(template)) invoke(run, template, [root], startOf(template));
  const [first] = library.files.values();
  if (first && !spend(machine, 0)) consume(machine, [root], startOf(first));
  return {
    reads: [...machine.reads.values()],
    written: machine.written,
    outputs,
    findings: [...library.findings, ...machine.findings.values(), ...absentTemplates(library, machine.absent)],
  };
};

const mostPasses = 3;

/** The dot of a file: of what is in it, only `Values` is of interest. */
const rootOf = (): Dict => {
  const root = emptyDict(0);
  const nowhere = { source: { file: '', text: '', place: () => ({ file: '', line: 1, column: 1 }) }, start: 0, end: 0 };
  root.entries.set('Values', { value: [{ kind: 'ref', steps: [] }], at: nowhere });
  return root;
};

const startOf = ({ source }: Template): Spot => ({ source, start: 0, end: 0 });

const followFiles = (run: Run, root: Dict): ReadonlyMap<string, readonly Bit[]> =>
  new Map([...run.library.files].map(([path, template]) => [path, invoke(run, template, [root], startOf(template))]));

/** A template that calls itself with another dot each time is followed so often; then its dot counts as read. */
const mostRecursions = 3;

/** What a template writes when it is given this dot. */
const invoke = (run: Run, template: Template, dot: Value, at: Spot): readonly Bit[] => {
  const same = run.stack.filter((one) => one.template === template);
  if (same.some((one) => isSame(one.dot, dot))) return [];
  if (same.length >= mostRecursions) {
    consume(run.machine, dot, at);
    return [];
  }
  run.called.add(template);
  run.stack.push({ template, dot });
  const out: Bit[] = [];
  const scope = scopeIn(run.machine, undefined);
  const frame: Frame = {
    library: run.library,
    machine: run.machine,
    source: template.source,
    root: dot,
    dicts: new Map(),
    born: scope.born,
    invoke: (...call) => [{ kind: 'text', bits: invoke(run, ...call) }],
  };
  perform({ frame, dot, scope, out, somes: new Map() }, template.body);
  run.stack.pop();
  return out;
};

const isSame = (one: Value, other: Value): boolean =>
  one.length === other.length && one.every((atom, index) => identityOf(atom) === identityOf(other[index] ?? atom));

/** A body at work: where it stands, what it writes, and the member that each loop is at. */
type Body = Here & { readonly out: Bit[]; readonly somes: Map<Branch, Some> };

const perform = (body: Body, nodes: readonly Node[]): void =>
  deeper(body.frame.machine, undefined, () => {
    for (const node of nodes) performNode(body, node);
  });

const performNode = (body: Body, node: Node): void => {
  if (node.kind === 'text') write(body, [{ kind: 'text', text: node.text, at: spotIn(body, node) }]);
  else if (node.kind === 'print') print(body, node.pipe);
  else if (node.kind === 'call') callTemplate(body, node);
  else if (node.kind === 'range') loop(body, node);
  else decide(body, node);
};

const write = ({ out, frame }: Body, bits: readonly Bit[]): void => {
  if (spend(frame.machine, bits.length)) for (const bit of bits) out.push(bit);
};

const print = (body: Body, pipe: Extract<Node, { kind: 'print' }>['pipe']): void => {
  const value = pipeValue(body, pipe);
  const [name] = pipe.declared;
  const at = spotIn(body, pipe);
  if (name === undefined) {
    consume(body.frame.machine, value, at);
    write(body, printed(value, at));
  } else declare(body, name, value, pipe.assigns);
};

const callTemplate = (body: Body, { name, pipe, span }: Extract<Node, { kind: 'call' }>): void => {
  const at = spotIn(body, span);
  write(body, printed(named(body.frame, name, pipe ? pipeValue(body, pipe) : nothing, at), at));
};

/** A body inside of another one, with variables of its own. */
const inside = (body: Body, dot = body.dot): Body => ({
  ...body,
  dot,
  scope: scopeIn(body.frame.machine, body.scope),
});

const enclosed = (body: Body, block: Block, act: () => void): void => {
  write(body, [{ kind: 'open', block }]);
  act();
  write(body, [{ kind: 'close', block }]);
};

/** `if` and `with`: both bodies. */
const decide = (outer: Body, { kind, pipe, body: yes, otherwise }: Branch): void => {
  const value = pipeValue(outer, pipe);
  touch(outer.frame.machine, value, spotIn(outer, pipe));
  const body = inside(outer);
  const [name] = pipe.declared;
  if (name !== undefined) declare(body, name, value, pipe.assigns);
  enclosed(body, {}, () => perform(kind === 'with' ? inside(body, value) : body, yes));
  if (otherwise.length > 0) enclosed(body, {}, () => perform(inside(body), otherwise));
};

/** `range`: its body for any of the members, so often that what one turn leaves behind reaches the next. */
const loop = (outer: Body, node: Branch): void => {
  const { frame, out, somes } = outer;
  const at = spotIn(outer, node.pipe);
  const list = pipeValue(outer, node.pipe);
  traverse(frame.machine, list, at);
  const some = somes.get(node) ?? { at };
  somes.set(node, some);
  const member = element(list, some);
  const body = inside(outer, member);
  const [key, value] = node.pipe.declared.length > 1 ? node.pipe.declared : [undefined, ...node.pipe.declared];
  if (key !== undefined) declare(body, key, [{ kind: 'key', some }], node.pipe.assigns);
  if (value !== undefined) declare(body, value, member, node.pipe.assigns);
  const before = out.length;
  const turn = () => {
    out.length = before;
    enclosed(body, { some }, () => perform(inside(body), node.body));
  };
  let settled = false;
  for (let turns = 0; !settled && turns < mostTurns; turns += 1) settled = settles(frame.machine, turn);
  if (!settled) consume(frame.machine, variablesOf(body.scope), at);
  if (node.otherwise.length > 0) enclosed(outer, {}, () => perform(inside(outer), node.otherwise));
};

/** After so many turns of a loop that still bring something new, all variables count as read. */
const mostTurns = 4;
