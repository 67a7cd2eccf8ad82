import { scenarioTable } from './chaos/table.ts';
import { quickstartTimes } from './checks/quickstart.ts';
import { checklist, checklistPage } from './core/checklist.ts';
import { flagTable } from './core/flags.ts';
import { tableOf, withPart } from './core/markdown.ts';
import { quickstartPage } from './core/quickstart.ts';
import { wordsFile } from './core/runbook.ts';
import { troubleshooting, troubleshootingPage } from './core/troubleshooting.ts';
import type { Files } from './core/world.ts';
import { ruleTable } from './images/table.ts';
import { policyTable } from './manifests/policies/table.ts';
import { type Figure, figures, type TimingsRecord } from './operations/timings.ts';

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

/** The page with the figures of a first deploy. */
export const timingsPage = 'docs/timings.md';

/** That page with the figures that a run kept; what no run has measured on this machine stays as it is. */
export const withTimings = (page: string, record: string | undefined): string => {
  if (record === undefined) return page;
  const { at, on, timings }: TimingsRecord = JSON.parse(record);
  const rows = Object.entries(figures).map(([key, { what, limit }]) => {
    const { seconds, of } = timings[key as Figure];
    return [what, seconds.toFixed(2), String(limit), String(of)];
  });
  const table = tableOf(['What', 'Seconds', 'Limit', 'Measured'], rows);
  return withPart(page, 'timings', `Measured on ${at.slice(0, 10)}, ${on}.\n\n${table}`);
};
