import type { Code } from '../core/codes.ts';
import { type Details, type Edit, type Finding, finding, type Level, type Place } from '../core/finding.ts';
import type { Sheet } from './sheet.ts';

/** The code of a rule of this room. */
export type RuleCode = Code & `dockerfile/${string}`;

/** A rule of Dockerfiles: the code that it finds, the levels that it may have, and how. */
export type Rule = {
  readonly code: RuleCode;
  readonly levels: Levels;
  readonly find: (sheet: Sheet) => readonly Finding[];
};

/** The usual level, then others that a finding may name. */
type Levels = readonly [Level, ...Level[]];

/** A rule whose findings differ in message, place and remedy only. */
export const rule = (code: RuleCode, find: (sheet: Sheet) => readonly Found[], levels: Levels = ['error']): Rule => ({
  code,
  levels,
  find: (sheet) =>
    find(sheet).map(({ message, ...details }) => finding(code, message, { level: levels[0], ...details })),
});

/** What a rule found: everything of the finding but its code. */
export type Found = Details & { readonly message: string; readonly at: Required<Place>; readonly remedy: string };

/** The edit that puts a text in place of what stands there. */
export const replacing = (at: Required<Place>, text: string): readonly Edit[] => [{ at, text }];
