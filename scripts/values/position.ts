import type { Place } from '../core/finding.ts';

/** Turns offsets of a text (start, and end exclusive) into a place. */
export type Placer = (start: number, end: number) => Place;

/** The placer of a file: lines and UTF-16 columns from 1, `endLine` only when the range goes beyond its first line. */
export const placer = (file: string, text: string): Placer => {
  const starts = [0];
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) starts.push(index + 1);
  const position = (offset: number) => {
    const line = lineOf(starts, offset);
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
  return (start, end) => {
    const from = position(start);
    const to = position(Math.max(start, end));
    const endLine = to.line > from.line ? { endLine: to.line } : {};
    return { file, ...from, ...endLine, endColumn: to.column };
  };
};

/** The index of the last line that starts at or before an offset. */
const lineOf = (starts: readonly number[], offset: number): number => {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
};
