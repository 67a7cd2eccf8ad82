import { withPart } from './core/markdown.ts';
import { ruleTable } from './images/table.ts';
import { policyTable } from './manifests/policies/table.ts';

/** The page that lists what rendered documents and Dockerfiles are judged by. */
export const rulesPage = 'docs/validation.md';

/** That page with the tables that policies, rules and catalogue ask for. */
export const withRuleTables = (page: string): string =>
  withPart(withPart(page, 'policies', policyTable()), 'dockerfile-rules', ruleTable());
