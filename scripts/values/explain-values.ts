import type { ErrorObject } from 'ajv';
import type { Json } from '../core/charts.ts';
import { codes } from '../core/codes.ts';
import { build, type Case, type Explain, exampleOf, listed, nearest, shown } from './case.ts';
import { type Advice, adviceOnType, mendedType } from './quoting.ts';
import { reworded } from './rewriting.ts';
import { closest, sole } from './suggest.ts';
import { nodeAt } from './tree.ts';

/** A value of the wrong type. */
export const explainType: Explain = (one, file) => {
  const wanted = [one.error.params.type as string | readonly string[]].flat();
  const value = one.error.data as Json;
  const got = typeof value === 'object' || one.hidden ? kindOf(value) : `${kindOf(value)} ${shown(one, value)}`;
  const last = one.path.at(-1);
  const key = typeof last === 'string' ? last : undefined;
  const example = key === undefined ? undefined : exampleOf(key, one.schema);
  const { schema } = one;
  const advice: Advice = { wanted, key, node: nodeAt(one.tree, one.path), hidden: one.hidden, example, schema };
  return build(
    'values/type',
    one.path,
    `must be ${wanted.join(' or ')}, got ${got}`,
    nearest(one, one.path, file),
    adviceOnType(advice),
    mendedType(advice),
  );
};

/** A value that is not one of the allowed ones. */
export const explainEnum: Explain = (one, file) => {
  const allowed = one.error.keyword === 'const' ? [one.error.params.allowedValue as Json] : (one.schema.enum ?? []);
  const value = one.error.data as Json;
  const words = allowed.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  const meant = typeof value === 'string' ? closest(value, words) : undefined;
  const only = typeof value === 'string' ? sole(value, words) : undefined;
  const remedy = meant ? `Write ${meant}.` : `Use ${words.length > 1 ? 'one of ' : ''}${listed(words)}.`;
  return build(
    'values/enum',
    one.path,
    `${shown(one, value)} is not ${words.length > 1 ? 'one of ' : ''}${listed(words)}`,
    nearest(one, one.path, file),
    remedy,
    only !== undefined && allowed.includes(only) ? reworded(nodeAt(one.tree, one.path), only) : [],
  );
};

/** A number that is out of range. */
export const explainRange: Explain = (one, file) => {
  const { comparison, limit, multipleOf } = one.error.params;
  const bound = multipleOf === undefined ? `${comparison} ${limit}` : `a multiple of ${multipleOf}`;
  const { minimum, maximum } = one.schema;
  const both = minimum !== undefined && maximum !== undefined && multipleOf === undefined;
  const remedy = both ? `Use a number from ${minimum} to ${maximum}.` : `Use a number that is ${bound}.`;
  return build(
    'values/range',
    one.path,
    `${shown(one, one.error.data as Json)} is out of range (${bound})`,
    nearest(one, one.path, file),
    remedy,
  );
};

/** A text of the wrong form. */
export const explainForm: Explain = (one, file) => {
  const { keyword, params } = one.error;
  const form = keyword === 'format' ? `the format ${params.format}` : 'the form the schema asks for';
  const remedy =
    describedAs(one) ??
    (keyword === 'format' ? codes['values/pattern'].remedy : `Write it so that it matches ${params.pattern}`);
  return build(
    'values/pattern',
    one.path,
    `${shown(one, one.error.data as Json)} does not have ${form}`,
    nearest(one, one.path, file),
    sentence(remedy),
  );
};

/** A value that breaks any other rule. */
export const explainOther: Explain = (one, file) =>
  build(
    'values/invalid',
    one.path,
    rule(one.error),
    nearest(one, one.path, file),
    sentence(describedAs(one) ?? codes['values/invalid'].remedy),
  );

const rule = ({ keyword, params, message }: ErrorObject): string => {
  if (keyword === 'maxLength') return `has more than ${params.limit} characters`;
  if (keyword === 'minLength') return `has fewer than ${params.limit} characters`;
  if (keyword === 'uniqueItems') return 'names something twice';
  if (keyword === 'anyOf') return 'fits none of the forms that the schema allows';
  if (keyword !== 'oneOf') return message ?? `breaks the rule ${keyword}`;
  return params.passingSchemas
    ? 'fits several forms of which the schema allows one'
    : 'fits none of the forms that the schema allows';
};

const kindOf = (value: Json): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : typeof value;
};

const describedAs = ({ schema }: Case): string | undefined =>
  schema.description === undefined ? undefined : `What belongs here: ${schema.description}`;

const sentence = (text: string): string => (text.trimEnd().endsWith('.') ? text.trimEnd() : `${text.trimEnd()}.`);
