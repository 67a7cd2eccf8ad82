import { parse } from 'dotenv';
import { type Finding, finding, type Place } from '../core/finding.ts';

/** A text of KEY=value lines, read: each value and where its key stands. */
export type EnvFile = {
  readonly values: Readonly<Record<string, string>>;
  readonly places: Readonly<Record<string, Place>>;
  /** Lines that dotenv would drop without a word, and keys that stand twice. */
  readonly findings: readonly Finding[];
};

/** Reads a .env text: dotenv gives the values, a walk over the lines gives places and what dotenv leaves out. */
export const readEnvFile = (text: string, file = '.env'): EnvFile => {
  const findings: Finding[] = [];
  const places: Record<string, Place> = {};
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (let at = 0; at < lines.length; ) {
    const entry = entryAt(lines, at);
    const place = { file, line: at + 1, column: entry.column };
    if ('malformed' in entry)
      findings.push(malformed(entry.malformed, { ...place, endColumn: (lines[at]?.length ?? 0) + 1 }));
    if ('key' in entry) {
      if (places[entry.key]) findings.push(twice(entry.key, place));
      places[entry.key] = place;
    }
    at += entry.height;
  }
  const parsed = parse(text.replace(/^\uFEFF/, ''));
  const values = Object.fromEntries(Object.entries(parsed).filter(([key]) => places[key]));
  return { values, places, findings };
};

type Entry = { readonly height: number; readonly column: number } & (
  | { readonly blank: true }
  | { readonly key: string }
  | { readonly malformed: string }
);

/** The entry that begins at a line: how many lines it takes, and its key, or why it is none. */
const entryAt = (lines: readonly string[], at: number): Entry => {
  const line = lines[at] ?? '';
  const column = line.search(/\S/) + 1 || 1;
  if (/^\s*(?:#.*)?$/.test(line)) return { blank: true, height: 1, column };
  const [, head = '', key, value = ''] = /^(\s*(?:export\s+)?)([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(line) ?? [];
  if (key === undefined) return { malformed: whyNoKey(line), height: 1, column };
  const quote = /^['"`]/.exec(value)?.[0];
  if (!quote) return { key, height: 1, column: head.length + 1 };
  const rest = [value, ...lines.slice(at + 1)].join('\n');
  const quoted = quotedText[quote]?.exec(rest)?.[0];
  if (quoted === undefined) return { malformed: `the quote ${quote} is not closed`, height: 1, column };
  const height = quoted.split('\n').length;
  const after = rest.slice(quoted.length).split('\n')[0] ?? '';
  if (/^\s*(?:#.*)?$/.test(after)) return { key, height, column: head.length + 1 };
  return { malformed: `something follows the closing quote ${quote}`, height, column };
};

/** As dotenv closes quotes: a backslash keeps the quote that follows it open. */
const quotedText: Readonly<Record<string, RegExp>> = {
  "'": /^'(?:\\'|[^'])*'/,
  '"': /^"(?:\\"|[^"])*"/,
  '`': /^`(?:\\`|[^`])*`/,
};

/** Never quotes the line: it may hold a secret. */
const whyNoKey = (line: string): string => {
  if (!line.includes('=')) return 'there is no = in it';
  if (/^\s*=/.test(line)) return 'there is no name before the =';
  return 'the name before the = may have letters, digits and _ only and begins with no digit';
};

const malformed = (why: string, at: Place): Finding =>
  finding('env/malformed', `Line ${at.line} of ${at.file} cannot be read: ${why}`, {
    at,
    remedy: 'Write it as KEY=value, with quotes around a value that has spaces or a #; begin a comment with #.',
  });

const twice = (key: string, at: Place): Finding =>
  finding('env/malformed', `${key} stands twice in ${at.file}; the last line counts`, {
    at,
    level: 'warning',
    remedy: 'Keep one of the two lines.',
  });
