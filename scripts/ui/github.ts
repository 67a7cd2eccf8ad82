import type { Finding, Level, Place } from '../core/finding.ts';
import type { Formatter } from './machine-reporter.ts';
import { fileOf } from './place.ts';
import { toldOnce } from './told.ts';

/** Annotations for GitHub Actions, one line for each finding; nothing when there is none. */
export const githubText: Formatter = (report) =>
  toldOnce(report)
    .map(({ finding }) => annotation(finding))
    .join('\n');

const commands: Readonly<Record<Level, string>> = { error: 'error', warning: 'warning', info: 'notice' };

const annotation = ({ code, level, message, remedy, at }: Finding): string => {
  const properties = [...(at ? placed(at) : []), `title=${property(code)}`];
  return `::${commands[level]} ${properties.join(',')}::${data(`${message}\n${remedy}`)}`;
};

/** The runner drops columns where a place goes over several lines (actions/runner: ValidateLinesAndColumns). */
const placed = (at: Place): readonly string[] => {
  const file = fileOf(at);
  if (file === undefined) return [];
  const { line, column, endLine = line, endColumn } = at;
  if (endLine > line) return [`file=${property(file)}`, `line=${line}`, `endLine=${endLine}`];
  const end = endColumn === undefined ? [] : [`endColumn=${endColumn}`];
  return [`file=${property(file)}`, `line=${line}`, `col=${column}`, ...end];
};

/** Escaped as actions/toolkit does it (packages/core/src/command.ts: escapeData, escapeProperty). */
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
