import type { ErrorObject } from 'ajv';
import type { Json } from '../core/charts.ts';
import { type Code, codes } from '../core/codes.ts';
import { type Finding, finding, type Place } from '../core/finding.ts';
import { concealUrls } from './conceal.ts';
import { type Advice, adviceOnType } from './quoting.ts';
import { closest } from './suggest.ts';
import { keyPlaceAt, type MapNode, nodeAt, type Path, pathOf, pathText } from './tree.ts';
import { violationsOf } from './violations.ts';

/** The parts of a draft-07 schema that explanations use. */
type Schema = {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly description?: string;
  readonly default?: Json;
  readonly enum?: readonly Json[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly writeOnly?: boolean;
};

/** One violation with what it is about. */
type Case = {
  readonly error: ErrorObject;
  readonly tree: MapNode;
  readonly path: Path;
  readonly schema: Schema;
  /** The value must not be shown. */
  readonly hidden: boolean;
};

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

const caseOf = (error: ErrorObject, tree: MapNode): Case => {
  const path = pathOf(tree, error.instancePath);
  const schema = (error.parentSchema ?? {}) as Schema;
  return { error, tree, path, schema, hidden: path.includes('secrets') || schema.writeOnly === true };
};

type Explain = (one: Case, file: string) => Finding;

const build = (code: Code, path: Path, message: string, at: Place, remedy: string): Finding =>
  finding(code, path.length > 0 ? `${pathText(path)}: ${message}` : message, { at, remedy });

const describedAs = ({ schema }: Case): string | undefined =>
  schema.description === undefined ? undefined : `What belongs here: ${schema.description}`;

/** The nearest place above a path; the first line of the chart's values when no layer holds anything on the way. */
const nearest = ({ tree }: Case, path: Path, file: string): Place => {
  for (let length = path.length; length > 0; length -= 1) {
    const place = nodeAt(tree, path.slice(0, length))?.place;
    if (place) return place;
  }
  return { file, line: 1, column: 1 };
};

const keyPlace = (one: Case, path: Path, file: string): Place => keyPlaceAt(one.tree, path) ?? nearest(one, path, file);

// Keys: unknown, missing, and one that is both.

const unknownKey = ({ error }: Case): string =>
  String(error.params.additionalProperty ?? error.params.unevaluatedProperty ?? error.params.propertyName);

type Misspelt = { readonly unknown: Case; readonly missing: Case };

/** The required key of the same map that an unknown key stands for. */
const misspelt = (unknown: Case, cases: readonly Case[]): readonly Misspelt[] => {
  if (unknown.error.keyword !== 'additionalProperties') return [];
  const missing = cases.filter(
    ({ error }) => error.keyword === 'required' && error.instancePath === unknown.error.instancePath,
  );
  const meant = closest(
    unknownKey(unknown),
    missing.map(({ error }) => String(error.params.missingProperty)),
  );
  const found = missing.find(({ error }) => error.params.missingProperty === meant);
  const rivals = cases.filter(
    (one) => one.error.keyword === 'additionalProperties' && one.error.instancePath === unknown.error.instancePath,
  );
  const first = meant === undefined ? undefined : rivals.find((rival) => closest(unknownKey(rival), [meant]));
  return found && first === unknown ? [{ unknown, missing: found }] : [];
};

const explainRenamed = (unknown: Case, missing: Case, file: string): Finding => {
  const key = unknownKey(unknown);
  const path = [...unknown.path, key];
  const meant = String(missing.error.params.missingProperty);
  return build(
    'values/unknown-key',
    path,
    `unknown key "${key}"`,
    keyPlace(unknown, path, file),
    `Rename it to "${meant}", which is required and missing.`,
  );
};

const explainUnknown: Explain = (one, file) => {
  const key = unknownKey(one);
  const path = [...one.path, key];
  return build('values/unknown-key', path, `unknown key "${key}"`, keyPlace(one, path, file), unknownRemedy(one, key));
};

const unknownRemedy = (one: Case, key: string): string => {
  const known = Object.keys(one.schema.properties ?? {});
  const meant = closest(key, known);
  if (meant === undefined) return known.length > 0 ? `Remove it: the keys here are ${listed(known)}.` : noNames(one);
  const set = keyPlaceAt(one.tree, [...one.path, meant]);
  if (!set) return `Rename it to "${meant}" if that is meant, or remove it.`;
  return `Remove it: "${meant}" is set on line ${set.line} of ${set.file}.`;
};

const noNames = ({ schema }: Case): string => {
  const [pattern] = Object.keys(schema.patternProperties ?? {});
  return pattern === undefined
    ? 'Remove it: no key is allowed here.'
    : `Write the key so that it matches ${pattern} or remove it.`;
};

const explainRequired: Explain = (one, file) => {
  const key = String(one.error.params.missingProperty);
  const parent = nodeAt(one.tree, one.path);
  const deleted = parent?.kind === 'map' ? parent.removed?.get(key) : undefined;
  const message = `missing required key "${key}"`;
  if (deleted)
    return build(
      'values/required',
      one.path,
      `${message}, deleted by a null`,
      deleted,
      'Remove this line: a null deletes the key of the chart.',
    );
  const example = exampleOf(key, one.schema.properties?.[key]);
  const where = one.path.length > 0 ? ` below ${pathText(one.path)}` : '';
  return build(
    'values/required',
    one.path,
    message,
    keyPlace(one, one.path, file),
    example ? `Add \`${example}\`${where}.` : `Add the key "${key}"${where}.`,
  );
};

/** `type: ClusterIP`, from the default of the schema or its first allowed value. */
const exampleOf = (key: string, schema: Schema | undefined): string | undefined => {
  const value = schema?.default ?? schema?.enum?.[0];
  if (value === undefined || schema?.writeOnly) return undefined;
  return `${key}: ${typeof value === 'string' && /^[A-Za-z][\w./-]*$/.test(value) ? value : JSON.stringify(value)}`;
};

const explainName: Explain = (one, file) => {
  const key = unknownKey(one);
  const path = [...one.path, key];
  return build(
    'values/pattern',
    path,
    `the key "${key}" does not have the form of a key here`,
    keyPlace(one, path, file),
    'Write the key in the form that the schema gives in propertyNames.',
  );
};

// Values: of the wrong type, not allowed, out of range, of the wrong form.

const explainType: Explain = (one, file) => {
  const wanted = [one.error.params.type as string | readonly string[]].flat();
  const value = one.error.data as Json;
  const got = typeof value === 'object' || one.hidden ? kindOf(value) : `${kindOf(value)} ${shown(one, value)}`;
  const last = one.path.at(-1);
  const key = typeof last === 'string' ? last : undefined;
  const example = key === undefined ? undefined : exampleOf(key, one.schema);
  const advice: Advice = { wanted, key, node: nodeAt(one.tree, one.path), hidden: one.hidden, example };
  return build(
    'values/type',
    one.path,
    `must be ${wanted.join(' or ')}, got ${got}`,
    nearest(one, one.path, file),
    adviceOnType(advice),
  );
};

const explainEnum: Explain = (one, file) => {
  const allowed = one.error.keyword === 'const' ? [one.error.params.allowedValue as Json] : (one.schema.enum ?? []);
  const value = one.error.data as Json;
  const words = allowed.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  const meant = typeof value === 'string' ? closest(value, words) : undefined;
  const remedy = meant ? `Write ${meant}.` : `Use ${words.length > 1 ? 'one of ' : ''}${listed(words)}.`;
  return build(
    'values/enum',
    one.path,
    `${shown(one, value)} is not ${words.length > 1 ? 'one of ' : ''}${listed(words)}`,
    nearest(one, one.path, file),
    remedy,
  );
};

const explainRange: Explain = (one, file) => {
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

const explainForm: Explain = (one, file) => {
  const { keyword, params } = one.error;
  const form = keyword === 'format' ? `the format ${params.format}` : 'the form the schema asks for';
  const remedy =
    one.schema.description ??
    (keyword === 'format' ? codes['values/pattern'].remedy : `Write it so that it matches ${params.pattern}`);
  return build(
    'values/pattern',
    one.path,
    `${shown(one, one.error.data as Json)} does not have ${form}`,
    nearest(one, one.path, file),
    sentence(remedy),
  );
};

const explainOther: Explain = (one, file) =>
  build(
    'values/invalid',
    one.path,
    rule(one.error),
    nearest(one, one.path, file),
    sentence(describedAs(one) ?? codes['values/invalid'].remedy),
  );

const rule = ({ keyword, params, message }: ErrorObject): string => {
  if (keyword === 'anyOf') return 'fits none of the forms that the schema allows';
  if (keyword !== 'oneOf') return message ?? `breaks the rule ${keyword}`;
  return params.passingSchemas
    ? 'fits several forms of which the schema allows one'
    : 'fits none of the forms that the schema allows';
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

const kindOf = (value: Json): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : typeof value;
};

/** A value for people: shortened, passwords of URLs hidden; nothing of a secret. */
const shown = ({ hidden }: Case, value: Json): string => {
  if (hidden) return '***';
  const text = concealUrls(JSON.stringify(value));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};

const listed = (words: readonly string[]): string =>
  words.length > 12 ? `${words.slice(0, 12).join(', ')}, …` : words.join(', ');

const sentence = (text: string): string => (text.trimEnd().endsWith('.') ? text.trimEnd() : `${text.trimEnd()}.`);
