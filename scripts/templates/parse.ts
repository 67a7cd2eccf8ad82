import { type Finding, Problem } from '../core/finding.ts';
import { type Cursor, peek, readPipe, stray } from './pipes.ts';
import type { Branch, Node, Pipe, Source, Span, Template } from './syntax.ts';
import { type Action, broken, readAction, readComment } from './tokens.ts';

/** A file of templates: what stands outside of its definitions, and those. */
export type Parsed = {
  readonly body: readonly Node[];
  readonly definitions: readonly Template[];
  /** chart/render, each at its place; what could not be read is left out. */
  readonly findings: readonly Finding[];
};

/** Reads a template of Go's text/template (text/template/parse: parse.go). Never throws. */
export const parseTemplate = (source: Source): Parsed => {
  const parsing: Parsing = { source, open: [opened('file', { start: 0, end: 0 })], definitions: [], findings: [] };
  const { text } = source;
  let at = 0;
  let trims = false;
  while (at < text.length && parsing.findings.length < mostFindings) {
    const found = text.indexOf('{{', at);
    const start = found < 0 ? text.length : found;
    const marked = /^-[ \t\r\n]/.test(text.slice(start + 2, start + 4));
    addText(parsing, at, start, trims, marked);
    if (found < 0) break;
    ({ end: at, trims } = readNext(parsing, start, start + (marked ? 4 : 2)));
  }
  return { body: closeAll(parsing), definitions: parsing.definitions, findings: parsing.findings };
};

/** A file with so many mistakes is not read to its end. */
const mostFindings = 50;

type Frame = {
  readonly keyword: 'file' | 'define' | 'block' | Branch['kind'];
  readonly span: Span;
  readonly name: string;
  readonly pipe: Pipe | undefined;
  readonly body: Node[];
  readonly otherwise: Node[];
  /** `else if`: one `end` closes this and what it stands in. */
  readonly chained: boolean;
  /** Variables that can be seen in it. */
  variables: readonly string[];
  turned: boolean;
};

type Parsing = {
  readonly source: Source;
  readonly open: Frame[];
  readonly definitions: Template[];
  readonly findings: Finding[];
};

const opened = (keyword: Frame['keyword'], span: Span, more: Partial<Frame> = {}): Frame => ({
  keyword,
  span,
  name: '',
  pipe: undefined,
  body: [],
  otherwise: [],
  chained: false,
  variables: [],
  turned: false,
  ...more,
});

const top = ({ open }: Parsing): Frame => open.at(-1) ?? opened('file', { start: 0, end: 0 });

const add = (parsing: Parsing, node: Node): void => {
  const frame = top(parsing);
  (frame.turned ? frame.otherwise : frame.body).push(node);
};

/** Text between two actions, without the white space that their trim markers take. */
const addText = (parsing: Parsing, from: number, to: number, left: boolean, right: boolean): void => {
  const whole = parsing.source.text.slice(from, to);
  const text = right ? whole.replace(/[ \t\r\n]+$/, '') : whole;
  const skipped = left ? (/^[ \t\r\n]+/.exec(text)?.[0].length ?? 0) : 0;
  if (skipped < text.length)
    add(parsing, { kind: 'text', text: text.slice(skipped), start: from + skipped, end: from + text.length });
};

/** Reads the action at a place; one that cannot be read is a finding, and reading goes on behind it. */
const readNext = (parsing: Parsing, start: number, from: number): Pick<Action, 'end' | 'trims'> => {
  const { source } = parsing;
  let end: number | undefined;
  try {
    const comment = readComment(source, start, from);
    if (comment) return comment;
    const action = readAction(source, start, from);
    end = action.end;
    perform(parsing, start, action);
    return action;
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    parsing.findings.push(thrown.finding);
    end ??= resume(source.text, from);
    if (opens.test(source.text.slice(from, end))) parsing.open.push(opened('if', { start, end }, { pipe: unread }));
    return { end, trims: false };
  }
};

/** An action that would be closed by an `end`, and what stands for its pipeline when that cannot be read. */
const opens = /^\s*(?:if|with|range|define|block)\b/;
const unread: Pipe = { start: 0, end: 0, declared: [], assigns: false, commands: [] };

/** Where reading goes on behind an action that could not be read: at its end, at the next action, or at the end of the line. */
const resume = (text: string, from: number): number => {
  const found = /\}\}|(?=\{\{|\n)/g;
  found.lastIndex = from;
  return found.exec(text) ? found.lastIndex : text.length;
};

const perform = (parsing: Parsing, start: number, action: Action): void => {
  const { source, findings } = parsing;
  const variables = [...top(parsing).variables];
  const span = { start, end: action.end };
  // An action that could not be read may have declared one.
  const strict = findings.length === 0;
  const cursor: Cursor = { source, tokens: action.tokens, span, variables, strict, at: 0, depth: 0 };
  const first = peek(cursor);
  const act = first?.kind === 'name' ? keywords.get(first.text) : undefined;
  if (act) cursor.at += 1;
  if (act) act(parsing, cursor);
  else print(parsing, cursor);
};

const print = (parsing: Parsing, cursor: Cursor): void => {
  add(parsing, { kind: 'print', pipe: readPipe(cursor) });
  top(parsing).variables = cursor.variables;
};

type Act = (parsing: Parsing, cursor: Cursor) => void;

const branch =
  (keyword: Branch['kind']): Act =>
  (parsing, cursor) =>
    push(parsing, opened(keyword, cursor.span, { pipe: readPipe(cursor), variables: cursor.variables }));

const acts: Readonly<Record<string, Act>> = {
  if: branch('if'),
  with: branch('with'),
  range: branch('range'),
  else: (parsing, cursor) => {
    const frame = top(parsing);
    const next = peek(cursor);
    if (!frame.pipe || frame.keyword === 'block' || frame.turned)
      return misplaced(parsing, cursor, 'An else has nothing to be the other case of');
    frame.turned = true;
    if (!next) return;
    // `else if` belongs to an if and `else with` to a with.
    if (next.kind !== 'name' || next.text !== frame.keyword || next.text === 'range') throw stray(cursor, next);
    cursor.at += 1;
    const pipe = readPipe(cursor);
    push(parsing, opened(frame.keyword, cursor.span, { pipe, variables: cursor.variables, chained: true }));
  },
  end: (parsing, cursor) => {
    if (peek(cursor)) throw stray(cursor, peek(cursor));
    if (parsing.open.length === 1) return misplaced(parsing, cursor, 'An end has nothing to end');
    while (close(parsing).chained);
  },
  define: (parsing, cursor) => {
    const name = readName(cursor);
    if (peek(cursor)) throw stray(cursor, peek(cursor));
    if (parsing.open.length > 1) misplaced(parsing, cursor, 'A define stands inside of another action');
    push(parsing, opened('define', cursor.span, { name }));
  },
  block: (parsing, cursor) => {
    const name = readName(cursor);
    push(parsing, opened('block', cursor.span, { name, pipe: readPipe(cursor) }));
  },
  template: (parsing, cursor) => {
    const name = readName(cursor);
    const pipe = peek(cursor) ? readPipe(cursor) : undefined;
    add(parsing, { kind: 'call', name, pipe, span: cursor.span });
  },
  break: (parsing, cursor) => leave(parsing, cursor),
  continue: (parsing, cursor) => leave(parsing, cursor),
};
const keywords: ReadonlyMap<string, Act> = new Map(Object.entries(acts));

/** What would be left out is read all the same. */
const leave = (parsing: Parsing, cursor: Cursor): void => {
  if (peek(cursor)) throw stray(cursor, peek(cursor));
  if (parsing.open.every(({ keyword, turned }) => keyword !== 'range' || turned))
    misplaced(parsing, cursor, 'This leaves a range, and stands in none');
};

const readName = (cursor: Cursor): string => {
  const token = peek(cursor);
  if (token?.kind !== 'word' || typeof token.value !== 'string') throw stray(cursor, token);
  cursor.at += 1;
  return token.value;
};

/** Actions in each other that are read. */
const deepest = 100;

const push = (parsing: Parsing, frame: Frame): void => {
  if (parsing.open.length > deepest)
    throw broken(parsing.source, frame.span, 'The actions are nested too deeply', 'Move the inner ones into helpers.');
  parsing.open.push(frame);
};

/** What stands in the wrong place may do so because of an action that could not be read: that was said already. */
const misplaced = ({ source, findings }: Parsing, { span }: Cursor, message: string): void => {
  if (findings.length > 0) return;
  findings.push(broken(source, span, message, 'Remove it, or restore the action that it belongs to.').finding);
};

/** Ends the innermost open action. */
const close = (parsing: Parsing): Frame => {
  const frame = top(parsing);
  const { keyword, name, body, otherwise, pipe, span } = frame;
  parsing.open.pop();
  if (keyword === 'define' || keyword === 'block') parsing.definitions.push({ name, source: parsing.source, body });
  if (keyword === 'block') add(parsing, { kind: 'call', name, pipe, span });
  if (pipe && (keyword === 'if' || keyword === 'with' || keyword === 'range'))
    add(parsing, { kind: keyword, pipe, body, otherwise });
  return frame;
};

/** The end of the file; an action that is still open is a mistake, unless one that could not be read would have closed it. */
const closeAll = (parsing: Parsing): readonly Node[] => {
  const { open, source, findings } = parsing;
  const [, outermost] = open;
  if (outermost && findings.length === 0)
    findings.push(
      broken(source, outermost.span, `This ${outermost.keyword} has no end`, 'Write `{{ end }}` where it ends.')
        .finding,
    );
  while (open.length > 1) close(parsing);
  return open[0]?.body ?? [];
};
