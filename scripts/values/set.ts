import { type ChartName, chartNames, type Json } from '../core/charts.ts';
import { type Finding, type Place, Problem, problem } from '../core/finding.ts';
import { type Placer, placer } from './position.ts';
import { closest } from './suggest.ts';
import type { Path } from './tree.ts';

/** One `path=value` of a `--set` argument, its path inside the chart. */
export type Assignment = {
  readonly chart: ChartName;
  readonly path: Path;
  readonly value: Json;
  readonly key: Place;
  readonly place: Place;
  /** The argument ends behind the equals sign. */
  readonly dangling?: true;
};

/** What the `--set` arguments of a run say; a wrong argument gives a finding and no assignment. */
export type Assignments = { readonly assignments: readonly Assignment[]; readonly findings: readonly Finding[] };

/** The name under which `--set` arguments appear as a file in places. */
export const setFile = '--set';

/** The text that places in `--set` refer to: one argument after the other, each on lines of its own. */
export const setText = (args: readonly string[]): string => args.join('\n');

/**
 * Reads `--set` arguments by Helm's grammar (helm pkg/strvals: dots, indexes, lists in braces, backslash escapes,
 * typed scalars), with a chart name as the first key. Never throws.
 */
export const readSets = (args: readonly string[]): Assignments => {
  const place = placer(setFile, setText(args));
  const assignments: Assignment[] = [];
  const findings: Finding[] = [];
  let offset = 0;
  for (const arg of args) {
    const base = offset;
    offset += arg.length + 1;
    try {
      assignments.push(...readArgument({ arg, at: 0, place: (start, end) => place(base + start, base + end) }));
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown;
      findings.push(thrown.finding);
    }
  }
  return { assignments, findings };
};

/** An argument being read, and how far. */
type Cursor = { readonly arg: string; at: number; readonly place: Placer };

/** Helm's limits: levels of names, and the greatest list index. */
const deepest = 30;
const greatestIndex = 65_536;

const readArgument = (cursor: Cursor): readonly Assignment[] => {
  if (cursor.arg === '') fail(cursor, 0, 'The argument is empty');
  const assignments: Assignment[] = [];
  while (cursor.at < cursor.arg.length) assignments.push(readAssignment(cursor));
  return assignments;
};

const readAssignment = (cursor: Cursor): Assignment => {
  const start = cursor.at;
  const [first, ...path] = readPath(cursor);
  const key = cursor.place(start, cursor.at - 1);
  const chart = chartOf(cursor, start, String(first));
  if (path.length === 0) fail(cursor, start, `${chart} is a chart, not a value of one`);
  const from = cursor.at;
  const value = cursor.arg[from] === '{' ? readList(cursor) : typed(cursor, from, readUntil(cursor, ',').text);
  const end = cursor.arg[cursor.at - 1] === ',' ? cursor.at - 1 : cursor.at;
  const dangling = from === cursor.arg.length ? { dangling: true as const } : {};
  return { chart, path, value, key, place: end > from ? cursor.place(from, end) : key, ...dangling };
};

/** Names and indexes up to and with the equals sign. */
const readPath = (cursor: Cursor): Path => {
  const path: (string | number)[] = [];
  let levels = 0;
  for (;;) {
    const from = cursor.at;
    const { text, stop } = readUntil(cursor, '=[,.');
    if (stop === undefined || stop === ',') fail(cursor, from, `The key ${named(cursor, text)} has no value`);
    if (text === '') fail(cursor, from, 'A key is empty');
    path.push(text);
    const next = stop === '[' ? readIndexes(cursor, path) : stop;
    if (next === '=') return path;
    levels += 1;
    if (levels > deepest)
      fail(
        cursor,
        from,
        `The key has more than ${deepest} levels`,
        'Set it in a file and name the file with --values.',
      );
  }
};

/** The indexes after an opening bracket; the character that ends them. */
const readIndexes = (cursor: Cursor, path: (string | number)[]): string => {
  for (;;) {
    const from = cursor.at;
    const { text, stop } = readUntil(cursor, ']');
    if (stop === undefined) fail(cursor, from, 'An index is not closed by ]', 'Close it with ].');
    if (!/^[-+]?[0-9]+$/.test(text)) fail(cursor, from, `The index ${named(cursor, text)} is not a number`);
    const index = Number(text);
    if (index < 0 || index > greatestIndex)
      fail(
        cursor,
        from,
        `The index ${index} is not between 0 and ${greatestIndex}`,
        'Set the whole list: --set CHART.KEY={a,b}.',
      );
    path.push(index);
    const next = cursor.arg[cursor.at];
    if (next === undefined || !'[.='.includes(next)) fail(cursor, cursor.at, 'After an index comes [, . or =');
    cursor.at += 1;
    if (next !== '[') return next as string;
  }
};

const readList = (cursor: Cursor): Json => {
  const from = cursor.at;
  const items: Json[] = [];
  cursor.at += 1;
  for (;;) {
    const start = cursor.at;
    const { text, stop } = readUntil(cursor, ',}');
    if (stop === undefined) fail(cursor, from, 'A list is not closed by }', 'Close it with }.');
    items.push(typed(cursor, start, text));
    if (stop === ',') continue;
    if (cursor.arg[cursor.at] === ',') cursor.at += 1;
    return items;
  }
};

/** The text up to one of the stops, backslashes resolved; the cursor goes behind the stop, which is undefined at the end. */
const readUntil = (cursor: Cursor, stops: string): { readonly text: string; readonly stop: string | undefined } => {
  let text = '';
  while (cursor.at < cursor.arg.length) {
    const character = cursor.arg.charAt(cursor.at);
    cursor.at += 1;
    if (stops.includes(character)) return { text, stop: character };
    if (character !== '\\') text += character;
    else {
      text += cursor.arg.charAt(cursor.at);
      cursor.at += 1;
    }
  }
  cursor.at = cursor.arg.length;
  return { text, stop: undefined };
};

/** A scalar by Helm's types: true, false, null in any case, integers of 64 bits without a leading zero, else text. */
const typed = (cursor: Cursor, from: number, text: string): Json => {
  const word = text.toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  if (word === 'null') return null;
  if (text === '0') return 0;
  if (!/^[-+]?[0-9]+$/.test(text) || text.startsWith('0')) return text;
  const exact = BigInt(text.replace('+', ''));
  if (exact < -(2n ** 63n) || exact >= 2n ** 63n) return text;
  if (!Number.isSafeInteger(Number(exact)))
    fail(
      cursor,
      from,
      'The number has too many digits to be handed on exactly',
      'Write it in quotes in a file and name the file with --values.',
    );
  return Number(exact);
};

const chartOf = (cursor: Cursor, start: number, name: string): ChartName => {
  const chart = chartNames.find((one) => one === name);
  if (chart) return chart;
  const meant = closest(name, chartNames);
  const hint = meant ? `Did you mean ${meant}? ` : '';
  throw problem('values/unknown-chart', `${named(cursor, name)} is no chart`, {
    at: cursor.place(start, start + Math.max(1, name.length)),
    remedy: `${hint}Start the key with ${chartNames.join(', ')}, for example --set backend.replicaCount=2${comma(cursor, start)}.`,
  });
};

const fail: (cursor: Cursor, from: number, message: string, remedy?: string) => never = (
  cursor,
  from,
  message,
  remedy,
) => {
  const usual = `Write --set CHART.KEY=VALUE, for example --set backend.replicaCount=2${comma(cursor, from)}.`;
  throw problem('values/set-syntax', `--set: ${message}`, {
    at: cursor.place(from, Math.max(from + 1, cursor.arg.length)),
    remedy: remedy ?? usual,
  });
};

/** Words behind a comma are often the rest of a value; a secret must not be printed because it holds one. */
const named = ({ arg }: Cursor, text: string): string => (arg.includes('secrets') ? '***' : JSON.stringify(text));

const comma = ({ arg }: Cursor, from: number): string =>
  arg.charAt(from - 1) === ',' ? '; put a backslash before a comma that belongs to a value' : '';
