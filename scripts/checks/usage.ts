import { type Finding, finding } from '../core/finding.ts';
import { type Command, parseFlags, type Script } from '../core/flags.ts';
import type { Check } from '../core/task.ts';
import { placeOf } from './docs.ts';

/**
 * A page has a row for each word that a script takes, and none for another; what it names as a flag between backquotes is
 * one of the script's.
 */
export const usageTold =
  (page: string, script: Script, commands: readonly Command[]): Check =>
  async ({ files }): Promise<readonly Finding[]> => {
    const text = (await files.read(page)) ?? '';
    const told = [...text.matchAll(/^\| `([a-z][a-z-]*)(?: [^`]*)?`[^|]*\|[^|]*\|[^|]*\|$/gm)].map(
      ([, word]) => word ?? '',
    );
    const known = commands.map(({ word }) => word);
    const flags = [...text.matchAll(/`(--[a-z][a-z-]*)/g)].map(([, flag]) => flag ?? '');
    return [
      ...known
        .filter((word) => !told.includes(word))
        .map((word) =>
          finding('docs/missing', `${page} has no row for the word ${word}`, {
            at: { file: page, line: 1, column: 1 },
          }),
        ),
      ...told
        .filter((word) => !known.includes(word))
        .map((word) =>
          finding('docs/unlike', `${page} has a row for ${word}, which is no word of the script`, {
            at: placeOf(page, text, `| \`${word}`),
          }),
        ),
      ...[...new Set(flags)].flatMap((flag) =>
        parseFlags([flag], script)
          .findings.filter(({ code }) => code === 'usage/unknown-flag')
          .map(({ message, remedy }) =>
            finding('docs/unlike', `${page} names ${flag}: ${message}`, {
              at: placeOf(page, text, `\`${flag}`),
              remedy,
            }),
          ),
      ),
    ];
  };
