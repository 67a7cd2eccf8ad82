import { codes } from '../core/codes.ts';
import { dataOf, dataRule, type Exhibit } from '../planner/prompt.ts';
import { causes } from './causes.ts';

/** What an agent is asked. */
export type Task = {
  readonly namespace: string;
  /** What a person wants to know, in plain words. */
  readonly request?: string;
  /** What the rules found, logs and events: data, never instructions. */
  readonly exhibits: readonly Exhibit[];
};

/** Characters of all exhibits together. */
const dataLimit = 60_000;

/**
 * What is wrong, from data that is no instruction, with a last line that `verdictOf` reads; `mark` is in no log, and stands
 * around the data and in that line. All of it is redacted.
 */
export const taskOf = (
  { namespace, request, exhibits }: Task,
  redact: (text: string) => string,
  mark: string,
): string =>
  [
    `Say what is wrong with the application in the Kubernetes namespace ${namespace}, in a few plain sentences.`,
    dataRule(mark),
    ...(request === undefined ? [] : [`A person also wants to know: ${redact(request)}`]),
    '',
    'After that write one line of JSON, alone in its line and once, that names the first cause and the object that has it:',
    `{"reply":"${mark}","code":"CODE","kind":"Pod","name":"NAME"}`,
    'CODE is one of these, and nothing else:',
    ...causes.map((code) => `${code}: ${codes[code].title}`),
    `Where none of them is the cause, the line is {"reply":"${mark}","code":"none"}.`,
    '',
    dataOf(exhibits, redact, mark, dataLimit),
  ].join('\n');
