import { scenarioTable } from './chaos/table.ts';
import { withPart } from './core/markdown.ts';
import { ruleTable } from './images/table.ts';
import { policyTable } from './manifests/policies/table.ts';

/** The page that lists what rendered documents and Dockerfiles are judged by. */
export const rulesPage = 'docs/validation.md';

/** The page that lists what can be broken in a copy. */
export const scenariosPage = 'docs/ai-operations.md';

/** That page with the table that the scenarios ask for. */
export const withScenarioTable = (page: string): string => withPart(page, 'scenarios', scenarioTable());

/** The page of the rules with the tables that policies, rules and catalogue ask for. */
export const withRuleTables = (page: string): string =>
  withPart(withPart(page, 'policies', policyTable()), 'dockerfile-rules', ruleTable());
