import { parser } from '@prometheus-io/lezer-promql';

/** A part of a query: offsets in its text, `to` exclusive. */
export type Part = { readonly from: number; readonly to: number };

/** `label="value"` of a selector. */
export type Matcher = Part & {
  readonly label: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
};

/** `metric{…}`; without a name when a query selects by labels alone. */
export type Selector = Part & { readonly name?: string; readonly nameAt: Part; readonly matchers: readonly Matcher[] };

/** A label of `by`, `without`, `on`, `ignoring` or `group_left`, with the selectors that it is about. */
export type Grouping = Part & { readonly label: string; readonly of: readonly Selector[] };

/** A call of a function, with the selectors in what it is given. */
export type Call = Part & {
  readonly name: string;
  readonly given: readonly Selector[];
  /** What it is given is a range: `metric[5m]` or a subquery. */
  readonly range: boolean;
  /** Labels that the aggregations inside keep, one list for each. */
  readonly kept: readonly (readonly string[])[];
  /** The number that its outcome is compared with by `>` or `>=`. */
  readonly limit?: number;
};

/** A query of PromQL as its parts; `broken` holds what the grammar does not take. */
export type Query = {
  readonly broken: readonly Part[];
  readonly selectors: readonly Selector[];
  readonly groupings: readonly Grouping[];
  readonly calls: readonly Call[];
  /** Ranges that no function takes. */
  readonly loose: readonly Part[];
  /** Whether something is summed up, and so loses its labels. */
  readonly aggregates: boolean;
};

/** Reads a query by Prometheus's own grammar. */
export const readQuery = (text: string): Query => {
  const nodes = below(parser.parse(text).topNode);
  const named = (name: string): readonly Node[] => nodes.filter((node) => node.name === name);
  return {
    broken: nodes.filter(({ type }) => type.isError).map(part),
    selectors: named('VectorSelector').map((node) => selectorOf(text, node)),
    groupings: named('GroupingLabels').flatMap((node) => groupingsOf(text, node)),
    calls: named('FunctionCall').map((node) => callOf(text, node)),
    loose: named('MatrixSelector')
      .filter((node) => outside(node).parent?.name !== 'FunctionCall')
      .map(part),
    aggregates: named('AggregateExpr').length > 0,
  };
};

type Node = ReturnType<typeof parser.parse>['topNode'];

const part = ({ from, to }: Node): Part => ({ from, to });

const textOf = (text: string, { from, to }: Part): string => text.slice(from, to);

/** A node and all below it, in their order. */
const below = (node: Node): readonly Node[] => {
  const found = [node];
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(...below(child));
  return found;
};

const inside = (node: Node, name: string): readonly Node[] => below(node).filter((one) => one.name === name);

const selectorsIn = (text: string, node: Node): readonly Selector[] =>
  inside(node, 'VectorSelector').map((one) => selectorOf(text, one));

const selectorOf = (text: string, node: Node): Selector => {
  const matchers = inside(node, 'UnquotedLabelMatcher').map((one) => matcherOf(text, one));
  const byLabel = matchers.find(({ label, op }) => label === '__name__' && op === '=');
  const name = node.getChild('Identifier');
  const nameAt = name ?? byLabel ?? node;
  const called = name ? textOf(text, name) : byLabel?.value;
  return {
    ...part(node),
    ...(called === undefined ? {} : { name: called }),
    nameAt: { from: nameAt.from, to: nameAt.to },
    matchers: matchers.filter(({ label }) => label !== '__name__'),
  };
};

const matcherOf = (text: string, node: Node): Matcher => {
  const said = (name: string): string => {
    const child = node.getChild(name);
    return child ? textOf(text, child) : '';
  };
  return {
    ...part(node),
    label: said('LabelName'),
    op: said('MatchOp') as Matcher['op'],
    value: unquoted(said('StringLiteral')),
  };
};

/** The text of a literal; those in backquotes have no escapes. */
const unquoted = (literal: string): string => {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('`')) return inner;
  return inner.replaceAll(/\\(.)/g, (_, sign: string) => ({ n: '\n', t: '\t', r: '\r' })[sign] ?? sign);
};

const groupingsOf = (text: string, node: Node): readonly Grouping[] => {
  const around = ancestor(node, ['AggregateExpr', 'BinaryExpr']);
  const of = around ? selectorsIn(text, around) : [];
  return inside(node, 'LabelName').map((label) => ({ ...part(label), label: textOf(text, label), of }));
};

const callOf = (text: string, node: Node): Call => {
  const [identifier, body] = [node.getChild('FunctionIdentifier'), node.getChild('FunctionCallBody')];
  const limit = limitOf(text, node);
  return {
    ...part(node),
    name: identifier ? textOf(text, identifier) : '',
    given: selectorsIn(text, node),
    range: inside(node, 'MatrixSelector')
      .concat(inside(node, 'SubqueryExpr'))
      .some((one) => outside(one).from === body?.from),
    kept: inside(node, 'AggregateExpr')
      .filter((one) => inside(one, 'Without').length === 0)
      .map((one) => {
        const labels = one.getChild('AggregateModifier')?.getChild('GroupingLabels');
        return labels ? inside(labels, 'LabelName').map((label) => textOf(text, label)) : [];
      }),
    ...(limit === undefined ? {} : { limit }),
  };
};

const wrappers: readonly string[] = ['ParenExpr', 'OffsetExpr', 'StepInvariantExpr'];

/** What a node is an operand of, brackets, `offset` and `@` aside. */
const outside = (node: Node): Node => {
  const { parent } = node;
  if (!parent) return node;
  return wrappers.includes(parent.name) ? outside(parent) : parent;
};

const limitOf = (text: string, { parent, from }: Node): number | undefined => {
  const compares = parent?.name === 'BinaryExpr' && parent.from === from;
  const number = parent?.getChild('NumberDurationLiteral');
  const above = parent?.getChild('Gtr') ?? parent?.getChild('Gte');
  return compares && number && above ? Number(textOf(text, number)) : undefined;
};

const ancestor = ({ parent }: Node, names: readonly string[]): Node | undefined => {
  if (!parent) return undefined;
  return names.includes(parent.name) ? parent : ancestor(parent, names);
};
