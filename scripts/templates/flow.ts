import { fill, keyText, newOutline, type Outline } from './outline.ts';
import { outsIn, type Row, spotIn } from './rows.ts';

/** The column behind a list or map in brackets that begins at a column; undefined when the text does not close it. */
export const flowEnd = (text: string, from: number): number | undefined => {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    at += (match(quoted, text, at)?.length ?? 1) - 1;
    if ('[{'.includes(text.charAt(at))) depth += 1;
    if (']}'.includes(text.charAt(at))) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return undefined;
};

/** Reads a list or map in brackets that begins at a column into an outline; gives the column behind it. */
export const readFlow = (row: Row, from: number, node: Outline, depth = 0): number => {
  const { text } = row;
  const isMap = text[from] === '{';
  let at = from + 1;
  for (;;) {
    at += match(between, text, at)?.length ?? 0;
    if (at >= text.length || depth > deepest) return text.length;
    if (']}'.includes(text.charAt(at))) return at + 1;
    at = isMap ? readPair(row, at, node, depth) : readMember(row, at, node, depth);
  }
};

const deepest = 50;
const between = /[\s,]+/y;
const quoted = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/y;
const plain = /[^,[\]{}]+/y;
const key = /("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*:|([^\s,[\]{}"'][^,[\]{}]*?)\s*:(?=[\s,[\]{}]|$)/y;

const readPair = (row: Row, from: number, node: Outline, depth: number): number => {
  key.lastIndex = from;
  const found = key.exec(row.text);
  const text = found?.[1] ?? found?.[2];
  if (!found || text === undefined) return readMember(row, from, newOutline(undefined, row.blocks), depth);
  const end = from + text.length;
  const child = newOutline(spotIn(row, from, end), row.blocks);
  node.parts.push({ kind: 'entry', key: keyText(text), outs: outsIn(row, from, end), node: child });
  return readText(row, from + found[0].length, child, depth);
};

const readMember = (row: Row, from: number, node: Outline, depth: number): number => {
  const end = from + (match(quoted, row.text, from) ?? match(plain, row.text, from)?.trimEnd() ?? ' ').length;
  const child = newOutline(spotIn(row, from, end), row.blocks);
  node.parts.push({ kind: 'item', node: child });
  return readText(row, from, child, depth);
};

const readText = (row: Row, start: number, node: Outline, depth: number): number => {
  const { text } = row;
  const from = start + (match(/\s+/y, text, start)?.length ?? 0);
  if ('[{'.includes(text[from] ?? ' ')) return readFlow(row, from, node, depth + 1);
  const end = from + (match(quoted, text, from) ?? match(plain, text, from) ?? '').length;
  fill(node, row, from, end);
  return end;
};

const match = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};
