import { type Bit, type Block, linesOf, type TextBit } from './bits.ts';
import type { Spot } from './syntax.ts';
import type { Value } from './value.ts';

/** A value that is printed, and the expression that prints it. */
export type Out = { readonly value: Value; readonly at: Spot };

/** A line that a template writes; each printed value is one character of it. */
export type Row = {
  readonly text: string;
  /** What its characters come from, in order. */
  readonly marks: readonly Mark[];
  /** Columns before its first character that is no space. */
  readonly indent: number;
  /** The bodies that this character stands in. */
  readonly blocks: readonly Block[];
};

type Mark = { readonly start: number; readonly end: number; readonly bit: TextBit | Extract<Bit, { kind: 'out' }> };

/** The lines of bits. */
export const rowsOf = (bits: readonly Bit[]): readonly Row[] => {
  const rows: Row[] = [];
  const open: Block[] = [];
  let line = newLine();
  for (const bit of bits) {
    if (bit.kind === 'open') open.push(bit.block);
    else if (bit.kind === 'close') open.pop();
    else if (bit.kind === 'out') extend(line, bit, open);
    else
      for (const [index, part] of linesOf(bit).entries()) {
        if (index > 0) rows.push(rowOf(line, open));
        if (index > 0) line = newLine();
        if (part.text) extend(line, part, open);
      }
  }
  return [...rows, rowOf(line, open)];
};

/** Rows as one, with a space between them. */
export const joined = (rows: readonly Row[]): Row => {
  const [first = rowOf(newLine(), [])] = rows;
  let text = '';
  const marks: Mark[] = [];
  for (const row of rows) {
    const shift = text.length;
    text += `${row.text} `;
    for (const { start, end, bit } of row.marks) marks.push({ start: start + shift, end: end + shift, bit });
  }
  return { ...first, text, marks };
};

/** The values that are printed between two columns. */
export const outsIn = ({ marks }: Row, from: number, to: number): readonly Out[] =>
  marks.flatMap(({ start, bit }) =>
    bit.kind === 'out' && start >= from && start < to ? [{ value: bit.value, at: bit.at }] : [],
  );

/** Where the characters between two columns come from: the first of them that stand in a template, on one line. */
export const spotIn = ({ marks }: Row, from: number, to: number): Spot | undefined => {
  const mark = marks.find(({ end, bit }) => end > from && bit.at !== undefined);
  const at = mark?.bit.at;
  if (!mark || !at || mark.bit.kind === 'out') return at;
  const start = Math.min(at.end, at.start + Math.max(0, from - mark.start));
  return { source: at.source, start, end: Math.max(start, Math.min(at.end, at.start + to - mark.start)) };
};

/** What stands for a printed value in the text of a row. */
export const placeholder = '\ufffc';

type Line = { text: string; readonly marks: Mark[]; blocks: readonly Block[] | undefined };

const newLine = (): Line => ({ text: '', marks: [], blocks: undefined });

const extend = (line: Line, bit: Mark['bit'], open: readonly Block[]): void => {
  const text = bit.kind === 'out' ? placeholder : bit.text.replaceAll(placeholder, '?');
  const start = line.text.length;
  line.text += text;
  line.marks.push({ start, end: line.text.length, bit });
  if (text.trim() !== '') line.blocks ??= [...open];
};

const rowOf = ({ text, marks, blocks }: Line, open: readonly Block[]): Row => {
  const trimmed = text.trimEnd();
  const indent = trimmed.search(/\S/);
  return { text: trimmed, marks, indent: Math.max(indent, 0), blocks: blocks ?? [...open] };
};
