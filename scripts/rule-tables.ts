import { scenarioTable } from './chaos/table.ts';
import { tableOf, withPart } from './core/markdown.ts';
import { ruleTable } from './images/table.ts';
import { policyTable } from './manifests/policies/table.ts';
import { type Figure, figures, type TimingsRecord } from './operations/timings.ts';

/** The page that lists what rendered documents and Dockerfiles are judged by. */
export const rulesPage = 'docs/validation.md';

/** The page with the figures of a first deploy. */
export const timingsPage = 'docs/timings.md';

/** That page with the figures that a run kept; what no run has measured stays as it is. */
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

/** The page that lists what can be broken in a copy. */
export const scenariosPage = 'docs/ai-operations.md';

/** That page with the table that the scenarios ask for. */
export const withScenarioTable = (page: string): string => withPart(page, 'scenarios', scenarioTable());

/** The page of the rules with the tables that policies, rules and catalogue ask for. */
export const withRuleTables = (page: string): string =>
  withPart(withPart(page, 'policies', policyTable()), 'dockerfile-rules', ruleTable());
