import type { Word } from '../core/world.ts';

/** Splits a template into words: an array is several words, a value that touches text belongs to its word. */
export const wordsOf = (pieces: readonly string[], values: readonly Word[]): readonly string[] => {
  const words: string[] = [];
  let open: string | undefined;
  const add = (text: string): void => {
    open = (open ?? '') + text;
  };
  const close = (): void => {
    if (open !== undefined) words.push(open);
    open = undefined;
  };
  pieces.forEach((piece, index) => {
    piece.split(/\s+/).forEach((part, nth) => {
      if (nth > 0) close();
      if (part !== '') add(part);
    });
    severalOf(values[index]).forEach((word, nth) => {
      if (nth > 0) close();
      add(word);
    });
  });
  close();
  return words;
};

const severalOf = (value: Word | undefined): readonly string[] => {
  if (value === undefined) return [];
  return typeof value === 'object' ? value : [String(value)];
};

/** A command as one would type it, with quotes only where they are needed. */
export const textOf = (words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
