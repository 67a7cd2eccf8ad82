import type { Finding } from '../core/finding.ts';
import { judged } from '../core/suppression.ts';
import type { Rule } from './rule.ts';
import { copyRules } from './rules/copies.ts';
import { runRules } from './rules/runs.ts';
import { stageRules } from './rules/stages.ts';
import { startRules } from './rules/starts.ts';
import { syntaxRules } from './rules/syntax.ts';
import { userRules } from './rules/user.ts';
import { variableRules } from './rules/variables.ts';
import { type Sheet, sheetOf } from './sheet.ts';

/** What a group of rules is about; each task about a Dockerfile asks one, and together they ask all. */
export type Topic = 'stages' | 'layers' | 'user' | 'start';

/**
 * All rules. Not among them is what nags more than it finds: versions of every package of a distribution (DL3008, DL3013,
 * DL3016, DL3018 and their like), which the base image's tag decides already; the habits of package managers (DL3009,
 * DL3015, DL3059), which cost some bytes; and labels (DL3048 to DL3058, DL3057 aside), which nothing here reads.
 */
export const rules: Readonly<Record<Topic, readonly Rule[]>> = {
  stages: [...syntaxRules, ...stageRules, ...variableRules],
  layers: [...copyRules, ...runRules],
  user: userRules,
  start: startRules,
};

/** Every topic. */
export const topics = Object.keys(rules) as readonly Topic[];

/** What a Dockerfile breaks of the rules of a topic, each at its place; `validate-ignore CODE: reason` silences one. */
export const lintDockerfile = (file: string, text: string, topic: Topic): readonly Finding[] => {
  const sheet = sheetOf(file, text);
  const findings = rules[topic].flatMap(({ find }) => find(sheet));
  const codes: ReadonlySet<string> = new Set(rules[topic].map(({ code }) => code));
  return judged(file, text, findings, (code) => codes.has(code), linesOf(sheet));
};

/** A comment about a part of an instruction may also stand above the whole of it. */
const linesOf =
  (sheet: Sheet) =>
  ({ at }: Finding): readonly number[] => {
    if (!at) return [];
    const around = sheet.lines.find((line) => line.at.line <= at.line && at.line <= line.at.endLine);
    return around ? [at.line, around.at.line] : [at.line];
  };
