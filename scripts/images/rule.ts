import type { Code } from '../core/codes.ts';
import { type Details, type Edit, type Finding, finding, type Place } from '../core/finding.ts';
import type { Sheet } from './sheet.ts';

/** The code of a rule of this room. */
export type RuleCode = Code & `dockerfile/${string}`;

/** A rule of Dockerfiles: the code that it finds, and how. */
export type Rule = { readonly code: RuleCode; readonly find: (sheet: Sheet) => readonly Finding[] };

/** A rule whose findings differ in message, place and remedy only. */
export const rule = (code: RuleCode, find: (sheet: Sheet) => readonly Found[]): Rule => ({
  code,
  find: (sheet) => find(sheet).map(({ message, ...details }) => finding(code, message, details)),
});

/** What a rule found: everything of the finding but its code. */
export type Found = Details & { readonly message: string; readonly at: Required<Place>; readonly remedy: string };

/** The edit that puts a text in place of what stands there. */
export const replacing = (at: Required<Place>, text: string): readonly Edit[] => [{ at, text }];
