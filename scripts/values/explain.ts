import type { ErrorObject } from 'ajv';
import type { Finding } from '../core/finding.ts';
import { type Case, caseOf, type Explain } from './case.ts';
import { explainName, explainRenamed, explainRequired, explainUnknown, misspelt } from './explain-keys.ts';
import { explainEnum, explainForm, explainOther, explainRange, explainType } from './explain-values.ts';
import type { MapNode } from './tree.ts';
import { violationsOf } from './violations.ts';

/** Findings for ajv's errors about a tree of values: one per mistake, in the layer that made it; `file` when no layer did. */
export const explain = (errors: readonly ErrorObject[], tree: MapNode, file: string): readonly Finding[] =>
  explainCases(
    violationsOf(errors).map((error) => caseOf(error, tree)),
    file,
  );

/** The same for a layer alone: what it leaves out is no mistake, since the layers below have it. Lists replace, so items are whole. */
export const explainLayer = (errors: readonly ErrorObject[], tree: MapNode, file: string): readonly Finding[] =>
  explainCases(
    violationsOf(errors)
      .map((error) => caseOf(error, tree))
      .filter(({ error, path }) => !needsTheWhole.has(error.keyword) || path.some((step) => typeof step === 'number')),
    file,
  );

/** Keywords that say something about keys which are not there, or combine what several keys are. */
const needsTheWhole: ReadonlySet<string> = new Set([
  'required',
  'minProperties',
  'dependencies',
  'dependentRequired',
  'anyOf',
  'oneOf',
  'not',
  'if',
]);

const explainCases = (cases: readonly Case[], file: string): readonly Finding[] => {
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
