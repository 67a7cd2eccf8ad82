import type { Place } from './finding.ts';

/** How a code frame is drawn: lines of context each side, and the greatest width in terminal cells. */
export type FrameOptions = { readonly context?: number; readonly width?: number };

/**
 * A code frame without colour: line numbers, `>` before the line of the place, carets under its columns.
 * Tabs become two spaces, other control characters a dot, long lines are cut around the place.
 * An empty string when the text has no such line.
 */
export const frame = (text: string, place: Place, { context = 1, width = 100 }: FrameOptions = {}): string => {
  const lines = linesOf(text);
  const target = lines[place.line - 1];
  if (target === undefined) return '';
  const first = Math.max(1, place.line - context);
  const last = Math.min(lines.length, place.line + context);
  const gutter = String(last).length;
  const room = Math.max(20, width - gutter - 5);
  const marked = cellsOf(target);
  const [from, to] = span(place, target, marked);
  const shift = shiftFor(marked, from, room);
  const rows: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const here = number === place.line;
    const shown = cut(here ? marked : cellsOf(lines[number - 1] ?? ''), shift, room);
    rows.push(`${here ? '>' : ' '} ${String(number).padStart(gutter)} | ${shown}`.trimEnd());
    if (here) rows.push(`  ${' '.repeat(gutter)} | ${carets(marked, from, to, shift, room)}`);
  }
  return rows.join('\n');
};

/** One line of text in at most `room` terminal cells: control characters as a dot, an ellipsis where the end is left out. */
export const fitted = (text: string, room: number): string => cut(cellsOf(text), 0, Math.max(1, room));

/** What one column of the source looks like in a terminal: text and how many cells it takes. */
type Cell = { readonly text: string; readonly width: number; readonly column: number };

const linesOf = (text: string): readonly string[] => {
  const lines = text.split(/\r\n|\n|\r/);
  return lines.length > 1 && lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

/** Characters by their UTF-16 column, so that places of an editor or a parser fit. */
const cellsOf = (line: string): readonly Cell[] => {
  const cells: Cell[] = [];
  let column = 1;
  for (const character of line) {
    cells.push({ ...look(character), column });
    column += character.length;
  }
  return cells;
};

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;

const look = (character: string): Omit<Cell, 'column'> => {
  if (character === '\t') return { text: '  ', width: 2 };
  if (/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(character)) return { text: '·', width: 1 };
  if (/\p{Mn}|\p{Me}|\p{Cf}/u.test(character)) return { text: character, width: 0 };
  return { text: character, width: wide.test(character) ? 2 : 1 };
};

/** Indexes of the first cell to mark and of the one after the last. */
const span = (place: Place, line: string, cells: readonly Cell[]): readonly [number, number] => {
  const beyond = place.endLine !== undefined && place.endLine > place.line;
  const end = beyond ? line.length + 1 : (place.endColumn ?? place.column + 1);
  const indexOf = (column: number): number => {
    const found = cells.findIndex((cell) => cell.column >= column);
    return found < 0 ? cells.length : found;
  };
  const from = indexOf(place.column);
  return [from, Math.max(indexOf(end), from + 1)];
};

const widthOf = (cells: readonly Cell[]): number => cells.reduce((sum, cell) => sum + cell.width, 0);

/** How many cells to leave out on the left so that the marked one is seen. */
const shiftFor = (cells: readonly Cell[], from: number, room: number): number => {
  let used = widthOf(cells.slice(0, from + 1));
  let shift = 0;
  if (widthOf(cells) <= room || used <= room - 10) return 0;
  while (used > Math.floor(room / 2) && shift < from) {
    used -= cells[shift]?.width ?? 0;
    shift += 1;
  }
  return shift;
};

/** The cells that fit, with an ellipsis on each side where something is left out. */
const cut = (cells: readonly Cell[], shift: number, room: number): string => {
  const start = shift > 0 && cells.length > 0 ? '…' : '';
  const rest = cells.slice(shift);
  if (widthOf(rest) <= room - start.length) return start + textOf(rest);
  return `${start}${textOf(fitting(rest, room - start.length - 1))}…`;
};

const fitting = (cells: readonly Cell[], room: number): readonly Cell[] => {
  let used = 0;
  let count = 0;
  for (const cell of cells) {
    if (used + cell.width > room) break;
    used += cell.width;
    count += 1;
  }
  return cells.slice(0, count);
};

const textOf = (cells: readonly Cell[]): string => cells.map((cell) => cell.text).join('');

const carets = (cells: readonly Cell[], from: number, to: number, shift: number, room: number): string => {
  const before = widthOf(cells.slice(shift, from)) + (shift > 0 ? 1 : 0);
  const under = Math.max(1, widthOf(cells.slice(from, to)));
  return ' '.repeat(before) + '^'.repeat(Math.max(1, Math.min(under, room - before)));
};
