import { createColors } from 'picocolors';
import { actionText } from '../core/action.ts';
import type { Outcome, State } from '../core/engine.ts';
import { errorsOf, type Finding, type Level, type Place } from '../core/finding.ts';
import { frame } from '../core/frame.ts';
import { operationText } from './operation.ts';
import type { Fixed, Report } from './report.ts';
import type { Ending } from './reporter.ts';
import { keyOf } from './told.ts';
import { verdictOf } from './verdict.ts';

/** How text is shown: colours or none, how wide, and where the text of a file comes from (for code frames). */
export type Look = {
  readonly color: boolean;
  readonly width: number;
  readonly verbose: boolean;
  readonly sourceOf: (file: string) => string | undefined;
};

const words: Readonly<Record<State, string>> = {
  held: 'held',
  changed: 'changed',
  planned: 'planned',
  failed: 'FAILED',
  skipped: 'skipped',
};

/** One line for a task that ended: state, id, sentence, time and reason. */
export const outcomeLine = (outcome: Outcome, look: Look): string => {
  const paint = painter(look);
  const time = outcome.ms >= 100 ? paint.dim(`  ${seconds(outcome.ms)}`) : '';
  const reason = outcome.reason ? paint.dim(`  (${outcome.reason})`) : '';
  return `${paint[outcome.state](words[outcome.state].padEnd(8))}${outcome.task}  ${outcome.title}${reason}${time}`;
};

/** What a task would do, under --dry-run: a line for each. */
export const planLines = ({ plan = [] }: Outcome): readonly string[] => plan.map((line) => `  would ${line}`);

/** A finding for people: place and message, code frame, evidence, and what to do. */
export const findingText = (finding: Finding, look: Look): string => {
  const paint = painter(look);
  if (isLine(finding)) return `${paint.info('info')} ${finding.message}  ${paint.dim(`[${finding.code}]`)}`;
  const place = finding.at ? `${placeText(finding.at)} ` : '';
  const lines = [
    `${paint.bold(place)}${paint[finding.level](finding.level)} ${finding.message}  ${paint.dim(`[${finding.code}]`)}`,
    ...framed(finding.at, look),
    ...(finding.related ?? []).flatMap(({ at, message }) => [
      `  ${paint.bold(placeText(at))} ${message}`,
      ...framed(at, look),
    ]),
    ...(finding.evidence ?? []).flatMap((one) => [paint.dim(`  ${one.source}`), indent(tail(one.text, look), '    ')]),
    ...(finding.consequences ?? []).map(({ message, code }) => `  so also: ${message}  ${paint.dim(`[${code}]`)}`),
    ...(finding.action ? [`  ${paint.bold('repair:')} ${actionText(finding.action)}`] : []),
    `  ${paint.bold('fix:')} ${finding.remedy}`,
  ];
  return lines.join('\n');
};

/** What is only told, with nothing that was seen and nothing to be done, is one line. */
const isLine = ({ level, at, evidence, remedy }: Finding): boolean =>
  level === 'info' && !at && !evidence && /^Nothing is to be done/.test(remedy);

export const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

/** The code frame of a place, where its text can be had. */
const framed = (at: Place | undefined, look: Look): readonly string[] => {
  const source = at && look.sourceOf(at.file);
  return at && source !== undefined ? [indent(frame(source, at, { width: look.width - 2 }))] : [];
};

/** Everything after the list of tasks: warnings, failures with their findings, the run's own findings, the counts. */
export const closing = (report: Report, look: Look): string => {
  const paint = painter(look);
  const seen = new Set<string>();
  const told = report.operation ? operationText(report.operation, look) : '';
  const blocks = told === '' ? [] : [told];
  blocks.push(...report.findings.filter((one) => once(seen, one)).map((one) => findingText(one, look)));
  for (const outcome of report.outcomes) {
    const shown = outcome.findings
      .filter((one) => one.level !== 'info' || look.verbose)
      .filter((one) => once(seen, one));
    if (shown.length > 0)
      blocks.push(
        [`${paint.bold(outcome.task)}  ${outcome.title}`, ...shown.map((one) => indent(findingText(one, look)))].join(
          '\n',
        ),
      );
  }
  if (report.fixed) blocks.push(fixedText(report.fixed));
  return [...blocks, verdictLine(report, look)].join('\n\n');
};

/** What a run found that no task of it tells, and what it mended: a block each. */
export const besides = (report: Report, look: Look): readonly string[] => [
  ...findingsBesides(report).map((one) => findingText(one, look)),
  ...(report.fixed ? [fixedText(report.fixed)] : []),
];

/** The last line of a run: verdict, counts and time. */
export const verdictLine = (report: Report, look: Look): string => {
  const { verb, ok, counts, ms, outcomes, operation } = report;
  const paint = painter(look);
  const told = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`);
  const besides = outcomes.length > 0 ? errorsBesides(report) : 0;
  if (operation) told.unshift(operation.state);
  if (besides > 0) told.push(`${besides} error${besides === 1 ? '' : 's'} besides`);
  const verdict = paint[ok ? 'held' : 'failed'](verdictOf(report));
  return `${operation ? `${verb} ${operation.word}` : verb} ${verdict}: ${told.join(', ') || 'nothing was asked'}  ${paint.dim(seconds(ms))}`;
};

/** Errors of the run itself that no task has: they fail a run whose tasks all hold. */
const errorsBesides = (report: Report): number => errorsOf(findingsBesides(report)).length;

const findingsBesides = ({ findings, outcomes }: Report): readonly Finding[] => {
  const seen = new Set(outcomes.flatMap((outcome) => outcome.findings).map(keyOf));
  return findings.filter((one) => once(seen, one));
};

/** What follows the last line: where to go now, and where the report of the run lies when one may want to read it. */
export const endingText = ({ ok }: Report, { lines, directory }: Ending, look: Look): string => {
  const told = directory !== undefined && (!ok || look.verbose) ? [`Report: ${directory}/report.html`] : [];
  const after = lines.length > 0 ? ['', ...lines] : [];
  return [...told, ...after].map((line) => `\n${line}`).join('');
};

/** What --fix did, and what it left and why. */
const fixedText = ({ findings, files, left }: Fixed): string =>
  [
    findings === 0 ? 'fixed nothing' : `fixed ${findings} finding${findings > 1 ? 's' : ''} in ${files.join(', ')}`,
    ...left.map((one) => `left ${one}`),
  ].join('\n');

/** Milliseconds as people read them: `0.4 s`, `2 min 05 s`. */
export const seconds = (ms: number): string =>
  ms < 60_000
    ? `${(ms / 1000).toFixed(1)} s`
    : `${Math.floor(ms / 60_000)} min ${String(Math.round((ms % 60_000) / 1000)).padStart(2, '0')} s`;

/** True the first time one place and code is seen: equal findings at one place are told once. */
const once = (seen: Set<string>, one: Finding): boolean => {
  const key = keyOf(one);
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
};

const indent = (text: string, by = '  '): string =>
  text
    .split('\n')
    .map((line) => (line ? by + line : line))
    .join('\n');

/** How many lines of an evidence are shown. */
export const evidenceLines = 12;

/** The last lines of an evidence: they tell the cause; --verbose shows all. */
const tail = (text: string, look: Look): string => {
  const lines = text.trimEnd().split('\n');
  return look.verbose || lines.length <= evidenceLines
    ? lines.join('\n')
    : ['…', ...lines.slice(-evidenceLines)].join('\n');
};

type Painter = Readonly<Record<State | Level | 'dim' | 'bold', (text: string) => string>>;

/** The colours of a look; without colour, text as it is. */
export const painter = ({ color }: Look): Painter => {
  const paint = createColors(color);
  return {
    held: paint.green,
    changed: paint.cyan,
    planned: paint.magenta,
    failed: paint.red,
    skipped: paint.dim,
    error: paint.red,
    warning: paint.yellow,
    info: paint.blue,
    dim: paint.dim,
    bold: paint.bold,
  };
};
