import type { Code } from '../../core/codes.ts';
import type { Level } from '../../core/finding.ts';

/** What stands at a path: a text, bytes that are none, or a symbolic link. */
export type Content = string | Uint8Array | { readonly link: string };

/** Files by path, relative to the project's root. */
export type Tree = ReadonlyMap<string, Content>;

/** A change of one file: the only place where `from` stands becomes `to`, or all of the file does; null takes it away. */
export type Edit =
  | { readonly path: string; readonly from: string; readonly to: string }
  | { readonly path: string; readonly whole: Content | null };

/**
 * A finding that is expected: its code, and where it points. The place is written as a text that stands once in the file
 * as it is after the edits, with ▸ before the column that is meant; without a text it is the first column of the first
 * line, without a file there is no place.
 */
export type Expected = {
  readonly code: Code;
  readonly level: Level;
  readonly file?: string;
  readonly text?: string;
};

/** A mistake of the project, and everything that the static validation must find of it. */
export type BrokenInput = {
  /** A sentence about the condition. */
  readonly name: string;
  readonly edits: readonly Edit[];
  /** Arguments of `--set`. */
  readonly sets?: readonly string[];
  /** Files of `--values`, relative to the root. */
  readonly values?: readonly string[];
  readonly found: readonly Expected[];
  /** The public rule, issue or fixture that it stands for. */
  readonly like?: string;
};

/** The only place where a text stands becomes another. */
export const replace = (path: string, from: string, to: string): Edit => ({ path, from, to });

/** Lines are put below one that stands once, or above it. */
export const below = (path: string, line: string, text: string): Edit => replace(path, line, `${line}\n${text}`);
export const above = (path: string, line: string, text: string): Edit => replace(path, line, `${text}\n${line}`);

/** A whole file is written, or a symbolic link made. */
export const write = (path: string, whole: Content): Edit => ({ path, whole });
export const remove = (path: string): Edit => ({ path, whole: null });

export const error = (code: Code, file?: string, text?: string): Expected => expected('error', code, file, text);
export const warning = (code: Code, file?: string, text?: string): Expected => expected('warning', code, file, text);
export const info = (code: Code, file?: string, text?: string): Expected => expected('info', code, file, text);

const expected = (level: Level, code: Code, file?: string, text?: string): Expected => ({
  code,
  level,
  ...(file === undefined ? {} : { file }),
  ...(text === undefined ? {} : { text }),
});

/** The files after the edits. Throws when an edit changes nothing, or cannot tell where. */
export const edited = (clean: Tree, edits: readonly Edit[]): Tree => {
  const files = new Map(clean);
  for (const edit of edits) {
    const before = files.get(edit.path);
    if ('whole' in edit) {
      if (edit.whole === null && !files.delete(edit.path)) throw new Error(`${edit.path} is not there`);
      if (edit.whole !== null) files.set(edit.path, edit.whole);
    } else files.set(edit.path, replaced(edit, before));
  }
  return files;
};

const replaced = ({ path, from, to }: Extract<Edit, { from: string }>, before: Content | undefined): string => {
  if (typeof before !== 'string') throw new Error(`${path} is no text`);
  const at = before.indexOf(from);
  if (at < 0 || before.includes(from, at + 1) || from === to)
    throw new Error(`${path} has ${at < 0 ? 'nothing' : 'several places'} to change: ${from}`);
  return before.slice(0, at) + to + before.slice(at + from.length);
};

/** A finding in one line: `code file:line:column`, with its level in front when it is no error. */
export const lineOf = (
  code: string,
  level: Level,
  place: { readonly file: string; readonly line: number; readonly column: number } | undefined,
): string =>
  `${level === 'error' ? '' : `${level} `}${code}${place ? ` ${place.file}:${place.line}:${place.column}` : ''}`;

/** What is expected of a broken input, one line for each finding. Throws when a place is not told by its text. */
export const expectedLines = (clean: Tree, { edits, sets = [], found }: BrokenInput): readonly string[] => {
  const files = new Map(edited(clean, edits)).set('--set', sets.join('\n'));
  return found.map(({ code, level, file, text }) =>
    lineOf(code, level, file === undefined ? undefined : { file, ...placeIn(files.get(file), file, text) }),
  );
};

const placeIn = (
  content: Content | undefined,
  file: string,
  text: string | undefined,
): { readonly line: number; readonly column: number } => {
  if (text === undefined) return { line: 1, column: 1 };
  const [before = '', after = ''] = text.split('▸');
  const needle = before + after;
  const source = content instanceof Uint8Array ? new TextDecoder().decode(content) : content;
  if (typeof source !== 'string') throw new Error(`${file} is no text`);
  const at = source.indexOf(needle);
  if (at < 0 || source.includes(needle, at + 1)) throw new Error(`${file} has ${at < 0 ? 'no' : 'several'} ${needle}`);
  const lines = source.slice(0, at + before.length).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
};
