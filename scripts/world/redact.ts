import type { Secret } from '../core/secret.ts';
import { strictly } from '../secrets/strict.ts';

/** Removes what must not be seen from everything that leaves a run. */
export type Redactor = {
  /** Hides a value from now on; false when it is too short to be told from ordinary text. */
  readonly hide: (value: Secret | string) => boolean;
  /** The text with every secret replaced by `***`. */
  readonly text: (text: string) => string;
  /**
   * The text as a model may see it: also without keys of any form, the data of Secrets, and every value whose name says key,
   * token, secret, password or URL. A word too much does no harm there; what is sent cannot be taken back.
   */
  readonly strict: (text: string) => string;
  /**
   * The text with every value that was to be hidden replaced by as many stars, short ones too: for code frames, where
   * what stands around keeps its place and a word too much does no harm.
   */
  readonly mask: (text: string) => string;
  /** The same for every string inside plain data, before it is escaped as JSON. */
  readonly data: <T>(data: T) => T;
};

/** Shorter values would blank ordinary words. */
const shortest = 6;

/** What is a secret by its looks alone: URL passwords, bearer tokens, provider keys, signed tokens, settings that say so. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/((?<![a-z0-9+.-])[a-z0-9+.-]+:\/\/[^\s:/?#@"']*:)(?!\d+[/?#])[^\s"']{0,999}@/gi, '$1***@'],
  [/([?&]password=)[^\s&#"']+/gi, '$1***'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/g, '$1 ***'],
  [/\bsk-[\w-]{8,}/g, 'sk-***'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '***'],
  // A setting as a log or a shell writes it. What stands for a value (`$NAME`, `<key>`) is left.
  [
    /((?<![A-Z0-9_])(?:[A-Z0-9_]{0,60}(?:PASSWORD|PASSWD|TOKEN|SECRET)|[A-Z0-9_]{1,60}_KEY)[A-Z0-9_]{0,30}=)(?![*$<])(?:"[^"\n]{1,999}"|'[^'\n]{1,999}'|[^\s"',;&]{4,999})/g,
    '$1***',
  ],
];

/** A redactor that knows no value yet, only shapes. */
export const openRedactor = (): Redactor => {
  const hidden = new Set<string>();
  const short = new Set<string>();
  let pattern: RegExp | undefined;
  const hide = (value: Secret | string): boolean => {
    const raw = typeof value === 'string' ? value : value.reveal();
    if (raw.trim().length < shortest) {
      if (raw.trim() !== '') short.add(raw.trim());
      return false;
    }
    for (const form of formsOf(raw)) hidden.add(form);
    pattern = undefined;
    return true;
  };
  const text = (source: string): string => {
    pattern ??= patternOf(hidden);
    const known = pattern ? source.replace(pattern, '***') : source;
    return shapes.reduce((result, [shape, by]) => result.replace(shape, by), known);
  };
  const strict = (source: string): string => strictly(text(source));
  const mask = (source: string): string => {
    const all = patternOf(new Set([...hidden, ...short]));
    return all ? source.replace(all, (value) => value.replace(/[^\r\n]/g, '*')) : source;
  };
  return { hide, text, strict, mask, data: (data) => deep(data, text) };
};

/** How a value may be written: as it is, line by line, and as base64, URL, JSON, YAML and Go would write it. */
const formsOf = (raw: string): readonly string[] => {
  const pieces = [raw, raw.trim(), ...raw.split(/\r?\n/).map((line) => line.trim())];
  return pieces
    .filter((piece) => piece.length >= shortest)
    .flatMap((piece) => [
      piece,
      encodeURIComponent(piece.toWellFormed()),
      encodeURI(piece.toWellFormed()),
      Buffer.from(piece).toString('base64').replace(/=+$/, ''),
      Buffer.from(`${piece}\n`).toString('base64').replace(/=+$/, ''),
      Buffer.from(piece).toString('base64url'),
      JSON.stringify(piece).slice(1, -1),
      goJson(piece),
      piece.replaceAll("'", "''"),
    ]);
};

/** Go escapes these three as well. */
const goJson = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);

/** Longest first, so that a form that contains another is replaced whole. */
const patternOf = (hidden: ReadonlySet<string>): RegExp | undefined =>
  hidden.size === 0
    ? undefined
    : new RegExp(
        [...hidden]
          .toSorted((a, b) => b.length - a.length)
          .map(literal)
          .join('|'),
        'g',
      );

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

const deep = <T>(data: T, text: (source: string) => string): T => {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [text(key), walk(inner)]));
  };
  return walk(data) as T;
};
