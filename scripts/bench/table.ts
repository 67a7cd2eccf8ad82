import type { Times } from './measure.ts';

/** Rows as a table of plain text, numbers to the right. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
};

/** Milliseconds, and how they compare with others: below 1 is quicker. */
export const timesRow = (name: string, times: Times, others?: Times): readonly string[] => [
  name,
  times.min.toFixed(0),
  times.median.toFixed(0),
  others ? `${(times.median / others.median).toFixed(2)}x` : '',
];
