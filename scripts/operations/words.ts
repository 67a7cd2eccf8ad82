import { scenarios } from '../chaos/scenarios.ts';
import type { Taker } from '../checks/commands.ts';
import { chartNames } from '../core/charts.ts';
import type { Command } from '../core/flags.ts';

/** The words that ai-devops-examples takes; without one it diagnoses. */
export const words: readonly Command[] = [
  {
    word: 'diagnose',
    help: 'what the rules find wrong, beside it what kagent and k8sgpt say; changes nothing (without a word, too)',
  },
  {
    word: 'ask',
    takes: '"QUESTION"',
    help: 'a question for the model, or a repair as a command: ask "kubectl scale deployment/backend --replicas=3"',
  },
  { word: 'agent', help: 'bring our agent, which can only read, to a kagent that is there' },
  {
    word: 'chaos',
    takes: 'SCENARIO',
    choices: scenarios.map(({ name }) => name),
    help: 'break a copy in <namespace>-chaos, to find out why it is broken',
  },
  { word: 'restore', help: 'remove that copy, and nothing else' },
];

/** The scripts that read their command line strictly; the others take what vitest, or nothing, takes. */
export const takers: Readonly<Record<string, Taker>> = {
  'scripts/deploy.ts': { name: 'deploy', words: [] },
  'scripts/validate.ts': { name: 'validate', words: [] },
  'scripts/cleanup.ts': { name: 'cleanup', words: [] },
  'scripts/ai-devops-examples.ts': { name: 'ai', words },
  'scripts/doctor.ts': { name: 'doctor', words: [] },
  'scripts/logs.ts': { name: 'logs', words: chartNames },
};
