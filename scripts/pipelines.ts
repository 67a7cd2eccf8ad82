import type { Pipeline } from './core/plan.ts';
import type { Phase } from './core/runbook.ts';
import { words } from './operations/words.ts';
import { aiOperations } from './tasks/ai-operations.ts';
import { backendChart } from './tasks/backend-chart.ts';
import { backendImage } from './tasks/backend-image.ts';
import { configuration } from './tasks/configuration.ts';
import { deployment } from './tasks/deployment.ts';
import { documentation } from './tasks/documentation.ts';
import { foundation } from './tasks/foundation.ts';
import { frontendChart } from './tasks/frontend-chart.ts';
import { frontendImage } from './tasks/frontend-image.ts';
import { integration } from './tasks/integration.ts';
import { polish } from './tasks/polish.ts';
import { setup } from './tasks/setup.ts';

/** The phases of tasks.md with their behaviour, in its order. */
export const phases: readonly Phase[] = [
  { name: 'Setup', file: 'scripts/tasks/setup.ts', tasks: setup },
  { name: 'Foundation', file: 'scripts/tasks/foundation.ts', tasks: foundation },
  { name: 'Backend image', file: 'scripts/tasks/backend-image.ts', tasks: backendImage },
  { name: 'Frontend image', file: 'scripts/tasks/frontend-image.ts', tasks: frontendImage },
  { name: 'Backend chart', file: 'scripts/tasks/backend-chart.ts', tasks: backendChart },
  { name: 'Frontend chart', file: 'scripts/tasks/frontend-chart.ts', tasks: frontendChart },
  { name: 'Deployment', file: 'scripts/tasks/deployment.ts', tasks: deployment },
  { name: 'Configuration and security', file: 'scripts/tasks/configuration.ts', tasks: configuration },
  { name: 'AI operations', file: 'scripts/tasks/ai-operations.ts', tasks: aiOperations },
  {
    name: 'Documentation and automation',
    file: 'scripts/tasks/documentation.ts',
    tasks: documentation((name) => idsOf(pipelines[name])),
  },
  { name: 'Integration', file: 'scripts/tasks/integration.ts', tasks: integration },
  { name: 'Polish', file: 'scripts/tasks/polish.ts', tasks: polish },
];

const names = phases.map((phase) => phase.name);

/** What deploy makes true; the phases after it ask about what it made. */
const deployed = names.slice(0, names.indexOf('Deployment') + 1);

/** The four pipelines: which tasks, asked how. */
export const pipelines = {
  deploy: {
    name: 'deploy',
    summary: 'Make every task of the plan true: build, deploy and verify the Todo AI chatbot.',
    verb: 'apply',
    phases: deployed,
    keepGoing: false,
  },
  validate: {
    name: 'validate',
    summary: 'Ask every task of the plan; change nothing.',
    verb: 'check',
    phases: names,
    keepGoing: true,
  },
  cleanup: {
    name: 'cleanup',
    summary: 'Take back what deploy made, in reverse.',
    verb: 'undo',
    phases: names,
    keepGoing: true,
  },
  ai: {
    name: 'ai',
    summary: 'Explain a sick deployment by built-in rules, ask a model about it, and make repairs that you agree to.',
    verb: 'check',
    phases: ['Deployment'],
    keepGoing: true,
    commands: words,
  },
} as const satisfies Readonly<Record<string, Pipeline>>;

const idsOf = (pipeline: Pipeline): readonly string[] =>
  phases.filter(({ name }) => pipeline.phases.includes(name)).flatMap(({ tasks }) => Object.keys(tasks));
