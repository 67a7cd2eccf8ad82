import type { Report } from './report.ts';
import { type Look, placeText, verdictLine } from './text.ts';
import { toldOnce } from './told.ts';

/** A whole run in one line: the verdict, and the first of its errors. */
export const reportLine = (report: Report, look: Look): string => {
  const errors = toldOnce(report).filter(({ finding }) => finding.level === 'error');
  const [first] = errors;
  if (!first) return verdictLine(report, look);
  const { at, message, code } = first.finding;
  const more = errors.length > 1 ? ` and ${errors.length - 1} more` : '';
  return `${verdictLine(report, look)}  ${at ? `${placeText(at)} ` : ''}${message}  [${code}]${more}`;
};
