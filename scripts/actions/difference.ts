import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { conceal } from '../values/conceal.ts';

/** What an edit changes, as `git diff` shows it; values below `secrets` are hidden. Undefined texts are absent files. */
export const differenceOf = (file: string, before: string | undefined, after: string): string =>
  createTwoFilesPatch(
    before === undefined ? '/dev/null' : `a/${file}`,
    `b/${file}`,
    conceal(before ?? ''),
    conceal(after),
    undefined,
    undefined,
    { context: 3, headerOptions: FILE_HEADERS_ONLY },
  );
