import type { Edit, Place } from '../core/finding.ts';
import { resolvePlain } from './scalar.ts';
import type { Entry, Node, Written } from './tree.ts';

/** Edits of values files: none where it is not certain that they change what is meant and nothing else. */
type Edits = readonly Edit[];

/** Puts an unquoted scalar into quotes; the edits do not show it, for it may be a secret. */
export const quoted = (node: Node | undefined): Edits => {
  if (node?.kind !== 'scalar' || node.written !== 'plain' || !node.place || /["\\]/.test(node.source ?? '')) return [];
  const { start, end } = rangeOf(node.place);
  return [edit(node.place, start, start, '"'), edit(node.place, end, end, '"')];
};

/** Takes the quotes of a scalar away. */
export const unquoted = (node: Node | undefined): Edits => {
  if (node?.kind !== 'scalar' || node.written !== 'quoted' || !node.place) return [];
  const { start, end } = rangeOf(node.place);
  return [edit(node.place, start, start + 1, ''), edit(node.place, end - 1, end, '')];
};

/** Writes another word in place of a scalar, in quotes where that has some. */
export const reworded = (node: Node | undefined, word: string): Edits =>
  node?.kind === 'scalar' ? replaced(node.place, node.written, word) : [];

/** Writes an unquoted scalar as another text. */
export const respelt = (node: Node | undefined, text: string): Edits => {
  if (node?.kind !== 'scalar' || node.written !== 'plain' || !node.place) return [];
  const { start, end } = rangeOf(node.place);
  return [edit(node.place, start, end, text)];
};

/** Writes another key in place of that of an entry. */
export const renamed = (entry: Entry | undefined, key: string): Edits => replaced(entry?.key, entry?.written, key);

/** Takes an entry with a scalar out of a map that is written without braces. */
export const removed = (entry: Entry | undefined): Edits => {
  const { key, node, written, inBraces } = entry ?? {};
  if (!key || !written || inBraces || node?.kind !== 'scalar' || !node.written || !node.place) return [];
  return node.place.line === key.line ? [edit(key, key.column, rangeOf(node.place).end, '')] : [];
};

const replaced = (place: Place | undefined, written: Written | undefined, word: string): Edits => {
  if (!place || !written || !isWord(word)) return [];
  const { start, end } = rangeOf(place);
  const inside = written === 'quoted' ? 1 : 0;
  return [edit(place, start + inside, end - inside, word)];
};

/** A word that means itself without quotes as well as within. */
const isWord = (word: string): boolean => {
  const plain = resolvePlain(word);
  return /^[A-Za-z_][\w./-]*$/.test(word) && 'value' in plain && plain.value === word;
};

/** The columns of a place on one line. */
const rangeOf = ({ column, endColumn = column }: Place) => ({ start: column, end: endColumn });

const edit = ({ file, line }: Place, column: number, endColumn: number, text: string): Edit => ({
  at: { file, line, column, endLine: line, endColumn },
  text,
});
