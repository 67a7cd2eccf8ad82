import { actionText } from '../core/action.ts';
import { tableOf } from '../core/markdown.ts';
import type { Mending } from './scenario.ts';
import { scenarios } from './scenarios.ts';

/** The scenarios as the table of docs/ai-operations.md. */
export const scenarioTable = (): string =>
  tableOf(
    ['Scenario', 'Symptom', 'The rules name', 'Mended by'],
    scenarios.map(({ name, symptom, expects, mending }) => [
      `\`${name}\``,
      symptom,
      `\`${expects}\``,
      mendingText(mending),
    ]),
  );

const mendingText = (mending: Mending): string => {
  if (mending.kind === 'action') return `${actionText(mending.action)}, and a deploy`;
  const how = mending.before ? `\`kubectl ${mending.before.words.join(' ')}\`, and a deploy` : 'a deploy';
  return `${how}: ${mending.why}`;
};
