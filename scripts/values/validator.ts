import { createRequire } from 'node:module';
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { type Finding, finding, type Place } from '../core/finding.ts';
import { placer } from './position.ts';
import { jsonFault } from './schema/json.ts';
import { closest } from './suggest.ts';
import { nodeAt, pathOf, pathText, toJson } from './tree.ts';
import { readYaml } from './yaml.ts';

/** Validates plain data against one schema: the errors of ajv with the schema parts and the data they are about. */
type Validator = (data: unknown) => readonly ErrorObject[];

/** A schema ready for use, or what is wrong with it (chart/schema). */
export type Compiled = { readonly validate: Validator } | { readonly finding: Finding };

/** Compiles a JSON schema of draft-07, once for equal texts; never throws. */
export const compileSchema = (file: string, text: string): Compiled => {
  const known = compiled.get(text);
  if (known) return known;
  const result = compile(file, text);
  compiled.set(text, result);
  return result;
};

/** A memory of pure results: compiling is what costs. */
const compiled = new Map<string, Compiled>();

/** What `codeOf` gave for this schema in an earlier run: it is used instead of compiling. */
export const adopt = (text: string, validate: ValidateFunction): void => {
  compiled.set(text, usable(validate));
};

/** True when a schema needs no compiling any more. */
export const isCompiled = (text: string): boolean => compiled.has(text);

/** The validator of a schema as the text of a CommonJS module, to be kept for later runs; undefined for one that was adopted, or is of no use. */
export const codeOf = (text: string): string | undefined => {
  const made = sources.get(text);
  const standalone: { readonly default: (ajv: Ajv, validate: ValidateFunction) => string } | undefined =
    made && load('ajv/dist/standalone');
  return made && standalone?.default(made.ajv, made.validate);
};

const sources = new Map<string, { readonly ajv: Ajv; readonly validate: ValidateFunction }>();

/** Everything besides the schema that decides what a validator is. */
export const compilerVersion = (): string => `${load('ajv/package.json').version} 1`;

/** Loading ajv takes longer than using it: it happens when the first schema is compiled. */
const load = createRequire(import.meta.url);

const draft07 = 'http://json-schema.org/draft-07/schema#';

const compile = (file: string, text: string): Compiled => {
  const schema = parse(text);
  if ('message' in schema) return broken(file, text, schema.message, schema.offset);
  try {
    const ajv = newAjv();
    if (!ajv.validateSchema(normalised(schema.value))) return misused(file, text, ajv.errors ?? []);
    const validate = ajv.compile(normalised(schema.value));
    sources.set(text, { ajv, validate });
    return usable(validate);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const reference = /^can't resolve reference (#\S+)/.exec(message)?.[1];
    if (reference === undefined) return broken(file, text, message, offsetOf(text, message));
    const at = placer(file, text)(offsetOf(text, message), offsetOf(text, message) + reference.length + 2);
    return {
      finding: unusable(
        `it refers to ${reference}, which it does not have`,
        at,
        'Add it below "definitions", or correct the name.',
      ),
    };
  }
};

const newAjv = (): Ajv => {
  const { Ajv: Class }: typeof import('ajv') = load('ajv');
  const { default: addFormats }: { readonly default: (ajv: Ajv) => void } = load('ajv-formats');
  const ajv = new Class({
    allErrors: true,
    verbose: true,
    strict: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    allowUnionTypes: true,
    multipleOfPrecision: 9,
    logger: false,
    code: { source: true },
  });
  addFormats(ajv);
  return ajv;
};

const usable = (validate: ValidateFunction): Compiled => ({
  validate: (data) => (validate(data) ? [] : [...(validate.errors ?? [])]),
});

type Parsed = { readonly value: object } | { readonly message: string; readonly offset: number };

const parse = (text: string): Parsed => {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? { value } : { message: 'a schema is a JSON object', offset: 0 };
  } catch {
    return jsonFault(text);
  }
};

/** A keyword whose value is none that it takes: the innermost of the places that the schema of schemas complains about. */
const misused = (file: string, text: string, errors: readonly ErrorObject[]): Compiled => {
  const [error] = [...errors].sort((one, other) => other.instancePath.length - one.instancePath.length);
  const { root } = readYaml(file, text);
  const path = pathOf(root, error?.instancePath ?? '');
  const node = nodeAt(root, path);
  const value = node && toJson(node);
  const allowed = (errors.find((one) => one.keyword === 'enum' && one.instancePath === error?.instancePath)?.params
    .allowedValues ?? []) as readonly string[];
  const meant = closest(String(value), allowed);
  const what = node?.kind === 'scalar' ? JSON.stringify(value) : `a ${node?.kind ?? 'value'}`;
  return {
    finding: unusable(
      `${pathText(path)} cannot be ${what}: it ${allowed.length > 0 ? `is one of ${allowed.join(', ')}` : error?.message}`,
      node?.place ?? { file, line: 1, column: 1 },
      meant ? `Write "${meant}".` : undefined,
    ),
  };
};

/** Draft-07 has one identifier; people also write it with https or without the hash. */
const normalised = (schema: { readonly $schema?: unknown }): object =>
  /^https?:\/\/json-schema\.org\/draft-07\/schema#?$/.test(String(schema.$schema))
    ? { ...schema, $schema: draft07 }
    : schema;

/** The first word of a message that stands in the schema in quotes, as ajv names keywords, formats and references. */
const offsetOf = (text: string, message: string): number => {
  const words = message.match(/[\w$#/.:-]+/g) ?? [];
  const offsets = words
    .flatMap((word) => [word, word.split('/').at(-1) ?? ''])
    .map((word) => (word ? text.indexOf(`"${word}"`) : -1));
  return Math.max(0, offsets.find((offset) => offset >= 0) ?? 0);
};

const broken = (file: string, text: string, message: string, offset: number): Compiled => ({
  finding: unusable(message, placer(file, text)(offset, offset + 1)),
});

const unusable = (message: string, at: Place, remedy?: string): Finding =>
  finding('chart/schema', `The schema cannot be used: ${message}`, { at, ...(remedy ? { remedy } : {}) });
