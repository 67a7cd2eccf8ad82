import type { JSONInstruction } from 'dockerfile-ast';
import type { Place } from '../core/finding.ts';
import { originsOf } from './origins.ts';
import { scoped } from './scope.ts';
import { type Line, type Sheet, spot } from './sheet.ts';
import { argumentsOf } from './source.ts';

/** A word of COPY or ADD without quotes, and where it stands. */
export type CopiedWord = { readonly text: string; readonly at: Required<Place> };

/** The words of COPY or ADD: a heredoc is the source `<<NAME`; undefined for another instruction, and without a destination. */
export const copied = (
  sheet: Sheet,
  { keyword, instruction }: Line,
): { readonly sources: readonly CopiedWord[]; readonly destination: CopiedWord } | undefined => {
  if (keyword !== 'COPY' && keyword !== 'ADD') return undefined;
  const first = instruction.getRange().start.line;
  const isHeredoc = /<<-?["']?\w/.test(argumentsOf(sheet, instruction).text);
  const list = (instruction as JSONInstruction).getJSONStrings();
  const parts = list.length > 0 ? list : instruction.getArguments();
  const words = parts
    .filter((word) => !isHeredoc || word.getRange().start.line === first)
    .map((word) => ({ text: word.getValue().replaceAll(/^["']|["']$/g, ''), at: spot(sheet.file, word.getRange()) }));
  const destination = words.at(-1);
  return destination && words.length > 1 ? { sources: words.slice(0, -1), destination } : undefined;
};

/** An address, a heredoc, or a variable that nothing here knows: no file of the build context. */
export const isElsewhere = (source: string): boolean =>
  /^(?:https?|ftp|git|ssh):\/\/|^git@|^<<|\.git(?:#|$)|\$/.test(source);

/** The files and folders that COPY and ADD take from the build context, relative to it; patterns are left out. */
export const contextSources = (sheet: Sheet): readonly CopiedWord[] =>
  scoped(sheet).flatMap(({ line, scope }) => {
    if (originsOf(line).length > 0) return [];
    return (copied(sheet, line)?.sources ?? []).flatMap(({ text, at }): readonly CopiedWord[] => {
      const path = text
        .replace(/\$(?:(\w+)|\{(\w+)\})/g, (whole, plain, braced) => scope.variables.get(plain ?? braced) ?? whole)
        .replace(/^(?:\.{0,2}\/)+/, '')
        .replace(/\/+(?:\.)?$/, '');
      return path === '' || path === '.' || path === '..' || isElsewhere(path) || /[*?[]/.test(path)
        ? []
        : [{ text: path, at }];
    });
  });
