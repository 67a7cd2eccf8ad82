import { closest } from '../values/suggest.ts';
import type { Base, Command, Name, Operand, Pipe, Source, Span } from './syntax.ts';
import { broken, type Token } from './tokens.ts';

/** The tokens of an action being read, and how far. */
export type Cursor = {
  readonly source: Source;
  readonly tokens: readonly Token[];
  /** What is pointed at when something is missing. */
  readonly span: Span;
  /** Variables that can be seen; those that the action declares are added. */
  readonly variables: string[];
  /** Whether another variable is a mistake. */
  readonly strict: boolean;
  at: number;
  /** Parentheses that are open. */
  depth: number;
};

/**
 * Reads a pipeline up to the end of the action or a closing parenthesis (text/template/parse: pipeline). Throws a Problem
 * (chart/render) where none can be read.
 */
export const readPipe = (cursor: Cursor): Pipe => {
  const declaration = readDeclaration(cursor);
  const commands: Command[] = [readCommand(cursor)];
  while (peek(cursor)?.kind === '|') {
    cursor.at += 1;
    // Go takes a pipeline that ends with a pipe.
    if (!isEnd(peek(cursor))) commands.push(readStage(cursor));
  }
  const next = peek(cursor);
  if (next && next.kind !== ')') throw stray(cursor, next);
  if (next && cursor.depth === 0) throw stray(cursor, next);
  return { ...spanOf(commands), ...declaration, commands };
};

/** The token at the cursor. */
export const peek = ({ tokens, at }: Cursor): Token | undefined => tokens[at];

/** A Problem about a token that cannot stand where it stands, or about the end of the action. */
export const stray = ({ source, span }: Cursor, token: Token | undefined) =>
  token
    ? broken(source, token, `${source.text.slice(token.start, token.end)} cannot stand here`, 'Remove it.')
    : broken(source, span, 'An action lacks a value', 'Write what it is to give, or remove it.');

const nothing = { declared: [], assigns: false };

/** `$x :=`, `$x =` or `$i, $x :=`. */
const readDeclaration = (cursor: Cursor): Pick<Pipe, 'declared' | 'assigns'> => {
  const [first, second, third, fourth] = cursor.tokens.slice(cursor.at, cursor.at + 4);
  if (first?.kind !== 'variable') return nothing;
  if (second?.kind === ':=' || second?.kind === '=') {
    cursor.at += 2;
    cursor.variables.push(first.text);
    return { declared: [first.text], assigns: second.kind === '=' };
  }
  if (second?.kind !== ',' || third?.kind !== 'variable' || (fourth?.kind !== ':=' && fourth?.kind !== '='))
    return nothing;
  cursor.at += 4;
  cursor.variables.push(first.text, third.text);
  return { declared: [first.text, third.text], assigns: fourth.kind === '=' };
};

/** A command that is handed something: a literal cannot be. */
const readStage = (cursor: Cursor): Command => {
  const first = peek(cursor);
  const command = readCommand(cursor);
  const [operand] = command.operands;
  const literal = operand?.base.kind === 'word' || (operand?.base.kind === 'dot' && operand.names.length === 0);
  if (literal) throw stray(cursor, first);
  return command;
};

const isEnd = (token: Token | undefined): boolean => token === undefined || token.kind === ')';

const readCommand = (cursor: Cursor): Command => {
  const operands = [readOperand(cursor)];
  for (let next = peek(cursor); next && next.kind !== '|' && next.kind !== ')'; next = peek(cursor)) {
    if (next.joined) throw stray(cursor, next);
    operands.push(readOperand(cursor));
  }
  return { ...spanOf(operands), operands };
};

const readOperand = (cursor: Cursor): Operand => {
  const token = peek(cursor);
  if (!token) throw stray(cursor, undefined);
  cursor.at += 1;
  const names = token.kind === 'field' ? [nameOf(token)] : [];
  const base = token.kind === 'field' ? dot : readBase(cursor, token);
  let end = cursor.tokens[cursor.at - 1]?.end ?? token.end;
  for (let next = peek(cursor); next?.kind === 'field' && next.joined; next = peek(cursor)) {
    if (base.kind === 'word' || token.kind === 'dot') throw stray(cursor, next);
    names.push(nameOf(next));
    end = next.end;
    cursor.at += 1;
  }
  return { start: token.start, end, base, names };
};

const dot: Base = { kind: 'dot' };

/** The dot before a name is no part of it. */
const nameOf = ({ start, end, text }: Span & { readonly text: string }): Name => ({ start: start + 1, end, text });

const readBase = (cursor: Cursor, token: Token): Base => {
  if (token.kind === 'dot') return dot;
  if (token.kind === 'variable') return readVariable(cursor, token, token.text);
  if (token.kind === 'name' && !reserved.has(token.text)) return { kind: 'function', name: token.text };
  if (token.kind === 'word') return { kind: 'word', value: token.value };
  if (token.kind === '(') return { kind: 'pipe', pipe: readParentheses(cursor, token) };
  throw stray(cursor, token);
};

const readVariable = ({ source, variables, strict }: Cursor, span: Span, name: string): Base => {
  if (!strict || name === '$' || variables.includes(name)) return { kind: 'variable', name };
  const meant = closest(name, variables);
  throw broken(
    source,
    span,
    `The variable ${name} is not declared`,
    meant ? `Write ${meant}, if that is meant.` : `Declare it with \`{{ ${name} := … }}\`, in this body or around it.`,
  );
};

/** Words that begin an action and are no functions. */
const reserved = new Set(['block', 'define', 'else', 'end', 'if', 'range', 'template', 'with']);

/** Parentheses in each other that are read; Go stops somewhere too. */
const deepest = 100;

const readParentheses = (cursor: Cursor, opening: Token): Pipe => {
  if (cursor.depth >= deepest)
    throw broken(cursor.source, opening, 'The parentheses are nested too deeply', 'Use variables.');
  cursor.depth += 1;
  const pipe = readPipe(cursor);
  cursor.depth -= 1;
  if (!peek(cursor)) throw broken(cursor.source, opening, 'A parenthesis is not closed', 'Close it with `)`.');
  cursor.at += 1;
  return pipe;
};

const spanOf = (parts: readonly Span[]): Span => ({ start: parts[0]?.start ?? 0, end: parts.at(-1)?.end ?? 0 });
