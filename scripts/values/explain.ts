import type { ErrorObject } from 'ajv';
import type { Finding } from '../core/finding.ts';
import { caseOf, type Explain } from './case.ts';
import { explainName, explainRenamed, explainRequired, explainUnknown, misspelt } from './explain-keys.ts';
import { explainEnum, explainForm, explainOther, explainRange, explainType } from './explain-values.ts';
import type { MapNode } from './tree.ts';
import { violationsOf } from './violations.ts';

/** Findings for ajv's errors about a tree of values: one per mistake, in the layer that made it; `file` when no layer did. */
export const explain = (errors: readonly ErrorObject[], tree: MapNode, file: string): readonly Finding[] => {
  const cases = violationsOf(errors).map((error) => caseOf(error, tree));
  const renamed = cases.flatMap((one) => misspelt(one, cases));
  const folded = new Set(renamed.flatMap(({ unknown, missing }) => [unknown, missing]));
  return [
    ...renamed.map(({ unknown, missing }) => explainRenamed(unknown, missing, file)),
    ...cases.filter((one) => !folded.has(one)).map((one) => (explainers[one.error.keyword] ?? explainOther)(one, file)),
  ];
};

const explainers: Readonly<Record<string, Explain>> = {
  additionalProperties: explainUnknown,
  required: explainRequired,
  propertyNames: explainName,
  type: explainType,
  enum: explainEnum,
  const: explainEnum,
  minimum: explainRange,
  maximum: explainRange,
  exclusiveMinimum: explainRange,
  exclusiveMaximum: explainRange,
  multipleOf: explainRange,
  pattern: explainForm,
  format: explainForm,
};
