import { actionText } from '../core/action.ts';
import type { Operation, Repair } from '../core/operation.ts';
import { findingText, type Look, painter } from './text.ts';

/** An operation for people: what was seen, what the rules and the model say, what is proposed, and what to do now. */
export const operationText = (operation: Operation, look: Look): string => {
  const { said, rules = [], answer, executed = [], repairs = [], reason, next } = operation;
  const paint = painter(look);
  const model = [
    ...(answer ? [indented(answer)] : []),
    ...(executed.length > 0 ? [paint.dim(indented(`it looked at: ${executed.join('; ')}`))] : []),
  ];
  return [
    ...(reason ? [reason] : []),
    ...said,
    ...(rules.length > 0
      ? [[paint.bold('The rules say:'), ...rules.map((one) => indented(findingText(one, look)))].join('\n')]
      : []),
    ...(model.length > 0
      ? [[paint.bold('The model says (an opinion; the rules come first):'), ...model].join('\n')]
      : []),
    ...repairs.map((one) => repairText(one, look)),
    ...next.map((one) => `${paint.bold('next:')} ${one}`),
  ].join('\n');
};

const words: Readonly<Record<Repair['state'], string>> = { planned: 'Proposed', changed: 'Done', failed: 'Not done' };

const repairText = ({ action, proposed, state, diff, sets = [], next }: Repair, look: Look): string => {
  const what = action ? actionText(action) : 'a command that is shown and never run';
  return [
    `${painter(look).bold(`${words[state]}:`)} ${what}`,
    ...(proposed ? [indented(proposed)] : []),
    ...(diff && state !== 'changed' ? [indented(diff.trimEnd())] : []),
    ...(sets.length > 0 && state !== 'changed' ? [indented(['set back:', ...sets.map(indented)].join('\n'))] : []),
    ...(next ? [indented(next)] : []),
  ].join('\n');
};

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line ? `  ${line}` : line))
    .join('\n');
