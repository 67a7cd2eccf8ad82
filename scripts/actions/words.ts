import { parse } from 'shell-quote';

/** Words of a command, or why it is taken for none; a sentence without its full stop. */
export type Words = { readonly words: readonly string[] } | { readonly reason: string };

/** Longer than any command that says one of the actions. */
const longest = 500;

/** Every character that an action needs. What a shell acts upon is not among them. */
const plain = /^[A-Za-z0-9 _.,:=/@%+"'-]+$/;

/**
 * Splits a command line into words as a shell does, without one. The whole text is looked at before any of it is taken
 * apart: shell-quote empties `$X`, passes backquotes and joins lines. Never throws.
 */
export const wordsOf = (text: string): Words => {
  if (text.trim() === '') return { reason: 'it is empty' };
  if (text.length > longest) return { reason: `it is longer than ${longest} characters` };
  if (!plain.test(text)) return { reason: `it holds ${strangerIn(text)}, which no repair needs` };
  if (!/^(?:[^"']|"[^"]*"|'[^']*')*$/.test(text)) return { reason: 'a quote in it is not closed' };
  const tokens = parse(text);
  const words = tokens.filter((token) => typeof token === 'string');
  if (words.length < tokens.length) return { reason: 'it holds an operator, a pattern or a comment' };
  return { words };
};

const names: Readonly<Record<string, string>> = {
  '\n': 'a line break',
  '\r': 'a line break',
  '\t': 'a tab',
  '`': 'a backquote',
};

/** The first character that is not allowed, in a form that is safe to print. */
const strangerIn = (text: string): string => {
  const character = [...text].find((one) => !plain.test(one)) ?? '';
  const code = character.codePointAt(0) ?? 0;
  return (
    names[character] ??
    (code > 32 && code < 127 ? character : `the character U+${code.toString(16).toUpperCase().padStart(4, '0')}`)
  );
};
