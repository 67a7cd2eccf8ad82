import { problem } from '../core/finding.ts';
import type { Literal, Source, Span } from './syntax.ts';

/** A word inside an action. `joined`: nothing stands between it and the token before it. */
export type Token = Span & { readonly joined: boolean } & (
    | { readonly kind: 'field' | 'variable' | 'name'; readonly text: string }
    | { readonly kind: 'word'; readonly value: Literal }
    | { readonly kind: 'dot' | '(' | ')' | '|' | ',' | '=' | ':=' }
  );

/** An action as its tokens; `end` is behind its `}}`, `trims` says that it takes the white space after it away. */
export type Action = { readonly tokens: readonly Token[]; readonly end: number; readonly trims: boolean };

/**
 * Reads an action by the grammar of Go's text/template (text/template/parse: lex.go), from the offset behind its `{{` or
 * `{{-`; `opened` is where the action starts. Throws a Problem (chart/render) at the place that cannot be read.
 */
export const readAction = (source: Source, opened: number, from: number): Action => {
  const { text } = source;
  const tokens: Token[] = [];
  let at = from;
  let joined = false;
  for (;;) {
    const space = match(spaces, text, at);
    if (space) {
      at += space.length;
      joined = false;
    }
    const closing = match(close, text, at);
    if (closing) return { tokens, end: at + closing.length, trims: closing.startsWith('-') };
    if (at >= text.length) throw unclosed(source, opened, at);
    const token = readToken(source, opened, at, joined);
    tokens.push(token);
    at = token.end;
    joined = true;
  }
};

/** A comment from the offset behind `{{` or `{{-`, or undefined when none starts there; it must fill its action. */
export const readComment = (source: Source, opened: number, from: number): Action | undefined => {
  const { text } = source;
  if (!text.startsWith('/*', from)) return undefined;
  const end = text.indexOf('*/', from + 2);
  if (end < 0)
    throw broken(source, { start: opened, end: from + 2 }, 'A comment is not closed', 'Close it with `*/}}`.');
  const closing = match(/(?:[ \t\r\n]-)?\}\}/y, text, end + 2);
  if (closing) return { tokens: [], end: end + 2 + closing.length, trims: closing.length > 2 };
  throw broken(
    source,
    { start: opened, end: end + 2 },
    'A comment does not fill its action',
    'Write `{{/*` before it and `*/}}` behind it, without spaces.',
  );
};

/** A Problem about the text of a template. */
export const broken = (source: Source, span: Span, message: string, remedy: string) =>
  problem('chart/render', message, { at: source.place(span), remedy });

/** An action that has no end. */
const unclosed = (source: Source, opened: number, at: number) => {
  const line = source.text.indexOf('\n', opened);
  const end = line < 0 ? at : Math.min(line, at);
  return broken(source, { start: opened, end }, 'An action is not closed', 'Close it with `}}`.');
};

const spaces = /[ \t\r\n]+/y;

/** A trim marker counts behind a space only. */
const close = /(?:(?<=[ \t\r\n])-)?\}\}/y;

/** The kinds of tokens in the order in which they are tried. */
const shapes = {
  number:
    /[-+]?(?:0[xX][\da-fA-F_]+(?:\.[\da-fA-F_]*)?(?:[pP][-+]?[\d_]+)?|0[bB][01_]+|0[oO][0-7_]+|\d[\d_]*(?:\.[\d_]*)?(?:[eE][-+]?[\d_]+)?|\.\d[\d_]*(?:[eE][-+]?[\d_]+)?)i?/y,
  text: /"(?:[^"\\\n]|\\(?:[abfnrtv\\"]|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}))*"/y,
  raw: /`[^`]*`/y,
  character: /'(?:[^'\\\n]|\\[^\n])+'/y,
  variable: /\$[\p{L}\p{Nd}_]*/uy,
  field: /\.[\p{L}\p{Nd}_]+/uy,
  name: /[\p{L}\p{Nd}_]+/uy,
  sign: /:=|[.=|(),]/y,
} as const;
type Shape = keyof typeof shapes;

const constants: ReadonlyMap<string, Literal> = new Map([
  ['true', true],
  ['false', false],
  ['nil', null],
]);

const readToken = (source: Source, opened: number, start: number, joined: boolean): Token => {
  const { text } = source;
  for (const shape of Object.keys(shapes) as Shape[]) {
    const found = match(shapes[shape], text, start);
    if (found === undefined) continue;
    const end = start + found.length;
    if (terminated.has(shape) && match(terminator, text, end) === undefined) throw unexpected(source, opened, end);
    return { start, end, joined, ...tokenOf(shape, found) };
  }
  throw unexpected(source, opened, start);
};

/** Words that must be followed by something which is no part of a word. */
const terminated: ReadonlySet<Shape> = new Set(['variable', 'field', 'name', 'number']);
const terminator = /[ \t\r\n.,|:()]|\}\}|$/y;

type Bare = Token extends infer T ? (T extends Token ? Omit<T, 'start' | 'end' | 'joined'> : never) : never;

const tokenOf = (shape: Shape, text: string): Bare => {
  if (shape === 'number') return { kind: 'word', value: Number(text.replaceAll('_', '')) };
  if (shape === 'text') return { kind: 'word', value: unquoted(text.slice(1, -1)) };
  if (shape === 'raw') return { kind: 'word', value: text.slice(1, -1).replaceAll('\r', '') };
  if (shape === 'character') return { kind: 'word', value: unquoted(text.slice(1, -1)).codePointAt(0) ?? 0 };
  if (shape === 'variable') return { kind: shape, text };
  if (shape === 'field') return { kind: shape, text: text.slice(1) };
  if (shape === 'sign') return { kind: text === '.' ? 'dot' : (text as '(' | ')' | '|' | ',' | '=' | ':=') };
  const value = constants.get(text);
  return value === undefined ? { kind: 'name', text } : { kind: 'word', value };
};

/** The escapes of a Go string. */
const unquoted = (text: string): string =>
  text.replaceAll(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|(.))/gu,
    (whole, x, u, long, octal, letter) => {
      const hex = x ?? u ?? long;
      if (letter !== undefined) return escapes.get(letter) ?? letter;
      const code = hex === undefined ? Number.parseInt(octal, 8) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );

const escapes: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** What cannot stand where it stands; on a later line than its action starts, the action was meant to end before. */
const unexpected = (source: Source, opened: number, at: number) => {
  const { text } = source;
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (text.slice(opened, at).includes('\n')) return unclosed(source, opened, at);
  const span = { start: at, end: at + character.length };
  if (match(/"(?:[^"\\\n]|\\[^\n])*"/y, text, at))
    return broken(source, span, 'A text has an escape that Go does not know', 'Write a backslash as `\\\\`.');
  if ('"`\''.includes(character))
    return broken(source, span, 'A text is not closed', `Close it with \`${character}\`.`);
  if (character === '}') return broken(source, span, 'An action is closed by one brace', 'Close it with `}}`.');
  return broken(
    source,
    span,
    `${JSON.stringify(character)} cannot stand here`,
    'Remove it; a key that is no plain name is read with `index`, for example `index .Values "a-b"`.',
  );
};

const match = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};
