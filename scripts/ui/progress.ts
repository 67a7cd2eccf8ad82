import type { Config } from '../core/config.ts';
import type { Outcome } from '../core/engine.ts';
import { errorsOf, type Finding, finding } from '../core/finding.ts';
import type { Runbook } from '../core/runbook.ts';
import { placeText } from './text.ts';
import { keyOf } from './told.ts';

/** tasks.md with the boxes of what was asked: ticked where it holds, empty where it does not; nothing else changes. */
export const ticked = (words: string, outcomes: readonly Outcome[]): string =>
  words
    .split('\n')
    .map((line) => {
      const outcome = outcomes.find(({ task }) => new RegExp(`^- \\[[ xX]\\] ${task} `).test(line));
      if (!outcome || outcome.state === 'skipped') return line;
      return line.replace(/^- \[[ xX]\]/, outcome.state === 'failed' ? '- [ ]' : '- [x]');
    })
    .join('\n');

/** A ticked sentence that was asked and does not hold is a warning at its line. */
export const mistakenTicks = (runbook: Runbook, outcomes: readonly Outcome[]): readonly Finding[] =>
  runbook.tasks
    .filter((task) => task.ticked && outcomes.some((outcome) => outcome.task === task.id && outcome.state === 'failed'))
    .map((task) =>
      finding('runbook/ticked-but-untrue', `${task.id} is ticked and does not hold`, { level: 'warning', at: task.at }),
    );

/** How much is done, and the first sentence that does not hold, with why it matters, what was seen, how to see it by hand, and what to do. */
export const nextText = (
  runbook: Runbook,
  outcomes: readonly Outcome[],
  config: Config,
  kind: 'local' | 'kubernetes',
): string => {
  const failed = outcomes.find((outcome) => outcome.state === 'failed');
  const task = runbook.tasks.find((one) => one.id === failed?.task);
  const held = outcomes.filter(({ state }) => state === 'held').length;
  const done = `${held} of ${outcomes.length} ${held === 1 ? 'holds' : 'hold'}.`;
  if (!failed || !task) return `${done}\nEvery sentence that was asked holds.${isDeployed(outcomes) ? talk : ''}`;
  const byHand = task.byHand
    .replaceAll(/\$\{?NAMESPACE\}?/g, config.namespace)
    .replaceAll(/\$\{?CONTEXT\}?/g, config.context ?? config.minikubeProfile);
  // The commands of tasks.md ask a cluster; without one they have no answer.
  const answerable = kind === 'kubernetes' || !/\b(kubectl|minikube|docker)\b|\$\{?CONTEXT/.test(task.byHand);
  const errors = [...new Map(errorsOf(failed.findings).map((one) => [keyOf(one), one])).values()];
  return [
    done,
    `Next: ${task.id}  ${task.title}`,
    `  Why:     ${task.why}`,
    ...errors.map(({ at, code, message }) => `  Seen:    ${at ? `${placeText(at)} ` : ''}${message}  [${code}]`),
    ...(answerable ? [`  By hand: ${byHand}`, `  Expect:  ${task.expect}`] : []),
    ...errors.map((one) => `  Fix:     ${one.remedy}`),
    '  Then:    Run the same command again.',
  ].join('\n');
};

const isDeployed = (outcomes: readonly Outcome[]): boolean =>
  outcomes.some(({ phase, state }) => phase === 'Deployment' && state === 'held');

const talk = ' Open the chat with `npm run open` and say "Add a task to buy groceries".';
