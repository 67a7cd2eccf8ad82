import type { Bit, Block } from './bits.ts';
import { flowEnd, readFlow } from './flow.ts';
import { fill, keyText, newOutline, type Outline, type Part } from './outline.ts';
import { joined, outsIn, placeholder, type Row, rowsOf, spotIn } from './rows.ts';

/**
 * The documents that a template writes, with all that its conditions allow side by side. Read by indentation; what is no
 * YAML is read as far as it goes. Never throws.
 */
export const outlinesOf = (bits: readonly Bit[]): readonly Outline[] => {
  const documents: Outline[] = [];
  const reading: Reading = { rows: rowsOf(bits), at: 0, document: ownerOf([]), owners: [] };
  const begin = (document: Owner) => {
    documents.push(document.node);
    reading.document = document;
    reading.owners = [];
  };
  begin(reading.document);
  for (let row = reading.rows[0]; row; row = reading.rows[reading.at]) {
    reading.at += 1;
    if (row.indent === 0 && /^---(?:\s|$)/.test(row.text)) begin(ownerOf(row.blocks));
    else if (!/^\s*(?:#|$)/.test(row.text)) readContent(reading, row, row.indent, undefined);
  }
  return documents.filter((document) => document.parts.length > 0);
};

/** What can have something further to the right, and the column of its key or dash. */
type Owner = { readonly column: number; readonly node: Outline; readonly item: boolean };

type Reading = { readonly rows: readonly Row[]; at: number; document: Owner; owners: Owner[] };

/** A document, which owns everything that nothing else does. */
const ownerOf = (blocks: readonly Block[]): Owner => ({ column: -1, node: newOutline(undefined, blocks), item: false });

const top = ({ owners, document }: Reading): Owner => owners.at(-1) ?? document;

/** Ends what cannot own something in this column. */
const closeTo = (reading: Reading, column: number, kind: Part['kind']): Owner => {
  while (reading.owners.length > 0) {
    const owner = top(reading);
    if (owner.column < column || (owner.column === column && !owner.item && mayOwn(owner, kind))) break;
    reading.owners.pop();
  }
  return top(reading);
};

/** A key owns items that stand right below it; an embedded value only when it would have none otherwise. */
const mayOwn = ({ node }: Owner, kind: Part['kind']): boolean =>
  kind === 'item' || (kind === 'embed' && node.parts.length + node.outs.length === 0 && node.literal === undefined);

/** What begins in a column of a row; `dashed` is the item that began before it in the same row. */
const readContent = (reading: Reading, row: Row, from: number, dashed: Owner | undefined): void => {
  const rest = row.text.slice(from);
  const dash = /^-(?:\s+|$)/.exec(rest)?.[0];
  const key = dash ? undefined : keyIn(rest);
  if (dash) readItem(reading, row, from, dash.length);
  else if (key) readEntry(reading, row, from, key);
  else if (dashed) readValue(reading, row, from, dashed);
  else readLoose(reading, row, from);
};

/** A row without key and dash: values that are written as YAML, or the text of what is above it going on. */
const readLoose = (reading: Reading, row: Row, from: number): void => {
  const outs = outsIn(row, from, row.text.length);
  const isText = row.text.slice(from).replaceAll(placeholder, '').trim() !== '';
  const { node } = isText ? top(reading) : closeTo(reading, from, 'embed');
  if (isText) for (const out of outs) node.outs.push(out);
  else for (const out of outs) node.parts.push({ kind: 'embed', value: out.value, at: out.at, blocks: row.blocks });
};

/** Columns that dashes and keys of one row may take: more of them are not read. */
const widest = 200;

const readItem = (reading: Reading, row: Row, from: number, length: number): void => {
  const node = newOutline(spotIn(row, from, row.text.length), row.blocks);
  closeTo(reading, from, 'item').node.parts.push({ kind: 'item', node });
  const owner = { column: from, node, item: true };
  reading.owners.push(owner);
  if (from + length < row.text.length && from - row.indent < widest) readContent(reading, row, from + length, owner);
};

type Key = { readonly text: string; readonly length: number };

const keyIn = (text: string): Key | undefined => {
  const found = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'[\]{}|>](?:[^#]|(?<=\S)#)*?)\s*:(?=\s|$)/.exec(text);
  return found ? { text: found[1] ?? '', length: found[0].length } : undefined;
};

const readEntry = (reading: Reading, row: Row, from: number, { text, length }: Key): void => {
  const end = from + text.length;
  const node = newOutline(spotIn(row, from, end), row.blocks);
  const entry: Part = { kind: 'entry', key: keyText(text), outs: outsIn(row, from, end), node };
  closeTo(reading, from, 'entry').node.parts.push(entry);
  const owner = { column: from, node, item: false };
  reading.owners.push(owner);
  const space = /^\s*/.exec(row.text.slice(from + length))?.[0].length ?? 0;
  readValue(reading, row, from + length + space, owner);
};

/** What stands behind a key or a dash. */
const readValue = (reading: Reading, row: Row, start: number, { node, column }: Owner): void => {
  const from = start + (/^(?:[&!]\S*\s*)+/.exec(row.text.slice(start))?.[0].length ?? 0);
  const rest = row.text.slice(from);
  if (/^[|>][-+\d]*(?:\s|$)/.test(rest)) takeText(reading, node, column);
  else if (/^[[{]/.test(rest)) takeFlow(reading, row, from, node);
  else if (rest !== '' && !rest.startsWith('#')) takeScalar(reading, row, from, { node, column });
};

const takeScalar = (
  reading: Reading,
  row: Row,
  from: number,
  { node, column }: Pick<Owner, 'node' | 'column'>,
): void => {
  const rest = row.text.slice(from);
  const quoted = /^(?:"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?)/.exec(rest)?.[0];
  const plain = /^(?:[^#]|(?<=\S)#)*/.exec(rest)?.[0] ?? rest;
  fill(node, row, from, from + (quoted ?? plain).length);
  if (quoted !== undefined && (quoted.length < 2 || quoted.at(-1) !== quoted[0])) takeText(reading, node, column);
};

/** Lines of text to the right of a column: what looks like YAML in them is none. */
const takeText = (reading: Reading, node: Outline, column: number): void => {
  for (
    let row = reading.rows[reading.at];
    row && (row.text === '' || row.indent > column);
    row = reading.rows[reading.at]
  ) {
    for (const out of outsIn(row, 0, row.text.length)) node.outs.push(out);
    reading.at += 1;
  }
};

/** Lists and maps in brackets, over as many rows as they take. */
const takeFlow = (reading: Reading, row: Row, from: number, node: Outline): void => {
  const rows = [row];
  while (flowEnd(joined(rows).text, from) === undefined && rows.length < mostFlowRows) {
    const next = reading.rows[reading.at];
    if (!next) break;
    rows.push(next);
    reading.at += 1;
  }
  readFlow(joined(rows), from, node);
};

const mostFlowRows = 200;
