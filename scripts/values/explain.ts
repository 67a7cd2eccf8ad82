import type { ErrorObject } from 'ajv';
import type { Finding } from '../core/finding.ts';
import { type Case, caseOf, type Explain } from './case.ts';
import {
  explainEmpty,
  explainMisplaced,
  explainName,
  explainRenamed,
  explainRequired,
  explainUnknown,
  isEmptied,
  misplaced,
  misspelt,
} from './explain-keys.ts';
import { explainEnum, explainForm, explainOther, explainRange, explainType } from './explain-values.ts';
import type { MapNode } from './tree.ts';
import { violationsOf } from './violations.ts';

/** What ajv found, and the required keys that are missing, as JSON pointers. */
export type Explained = { readonly findings: readonly Finding[]; readonly missing: ReadonlySet<string> };

/**
 * Findings for ajv's errors about a tree of values: one per mistake, in the layer that made it; `file` when no layer did.
 * Required keys that are missing below already are told already.
 */
export const explain = (
  errors: readonly ErrorObject[],
  tree: MapNode,
  file: string,
  below: ReadonlySet<string> = new Set(),
): Explained => {
  const cases = violationsOf(errors).map((error) => caseOf(error, tree));
  return {
    findings: explainCases(cases, file, below),
    missing: new Set(cases.filter(isMissing).map(({ error }) => pointerOf(error))),
  };
};

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

const explainCases = (
  cases: readonly Case[],
  file: string,
  below: ReadonlySet<string> = new Set(),
): readonly Finding[] => {
  const renamed = cases.flatMap((one) => misspelt(one, cases));
  const known = new Set(renamed.flatMap(({ unknown, missing }) => [unknown, missing]));
  const moved = cases
    .flatMap((one) => misplaced(one, cases))
    .filter(({ unknown, missing }) => !known.has(unknown) && !known.has(missing));
  const folded = new Set([...known, ...moved.flatMap(({ unknown, missing }) => [unknown, missing])]);
  const left = cases.filter((one) => !folded.has(one) && !(isMissing(one) && isBelow(one, below)));
  const emptied = new Map(
    left
      .filter(isMissing)
      .filter(isEmptied)
      .map((one) => [one.error.instancePath, one]),
  );
  return [
    ...renamed.map(({ unknown, missing }) => explainRenamed(unknown, missing, file)),
    ...moved.map(({ unknown, missing }) => explainMisplaced(unknown, missing, file)),
    ...[...emptied.values()].map((one) => explainEmpty(one, file)),
    ...left
      .filter((one) => !(isMissing(one) && emptied.has(one.error.instancePath)))
      .map((one) => (explainers[one.error.keyword] ?? explainOther)(one, file)),
  ];
};

const isMissing = ({ error }: Case): boolean => error.keyword === 'required';

const pointerOf = ({ instancePath, params }: ErrorObject): string => `${instancePath}/${params.missingProperty}`;

/** The key, or a map on the way to it, was missing before a layer came above. */
const isBelow = ({ error }: Case, below: ReadonlySet<string>): boolean =>
  [...below].some(
    (missing) =>
      pointerOf(error) === missing || error.instancePath === missing || error.instancePath.startsWith(`${missing}/`),
  );

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
