import { scenarioTable } from './chaos/table.ts';
import { quickstartTimes } from './checks/quickstart.ts';
import { checklist, checklistPage } from './core/checklist.ts';
import { flagTable } from './core/flags.ts';
import { quickstartPage } from './core/quickstart.ts';
import { wordsFile } from './core/runbook.ts';
import { troubleshooting, troubleshootingPage } from './core/troubleshooting.ts';
import type { Files } from './core/world.ts';
import { ruleTable } from './images/table.ts';
import { policyTable } from './manifests/policies/table.ts';

/** A part of a page that is written from something else. */
export type GeneratedPart = {
  readonly page: string;
  readonly part: string;
  readonly make: (files: Files) => string | Promise<string>;
};

/** The page that lists what rendered documents and Dockerfiles are judged by. */
export const rulesPage = 'docs/validation.md';

/** The page that tells of the words of ai-devops-examples, and lists what can be broken in a copy. */
export const operationsPage = 'docs/ai-operations.md';

/** Every part that `npm run generate` writes. */
export const generatedParts: readonly GeneratedPart[] = [
  { page: rulesPage, part: 'policies', make: policyTable },
  { page: rulesPage, part: 'dockerfile-rules', make: ruleTable },
  { page: operationsPage, part: 'flags', make: () => flagTable('ai') },
  { page: operationsPage, part: 'scenarios', make: scenarioTable },
  { page: troubleshootingPage, part: 'codes', make: troubleshooting },
  { page: quickstartPage, part: 'quickstart-times', make: quickstartTimes },
  { page: checklistPage, part: 'checklist', make: async ({ read }) => checklist((await read(wordsFile)) ?? '') },
];
