import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import { type Finding, finding } from '../core/finding.ts';
import { placer } from './position.ts';

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

const draft07 = 'http://json-schema.org/draft-07/schema#';

const compile = (file: string, text: string): Compiled => {
  const schema = parse(text);
  if ('message' in schema) return broken(file, text, schema.message, schema.offset);
  try {
    const ajv = new Ajv({
      allErrors: true,
      verbose: true,
      strict: true,
      strictTypes: false,
      strictTuples: false,
      strictRequired: false,
      allowUnionTypes: true,
      multipleOfPrecision: 9,
      logger: false,
    });
    addFormats.default(ajv);
    const validate = ajv.compile(normalised(schema.value));
    return { validate: (data) => (validate(data) ? [] : [...(validate.errors ?? [])]) };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return broken(file, text, message, offsetOf(text, message));
  }
};

type Parsed = { readonly value: object } | { readonly message: string; readonly offset: number };

const parse = (text: string): Parsed => {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? { value } : { message: 'a schema is a JSON object', offset: 0 };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { message, offset: Number(/at position (\d+)/.exec(message)?.[1] ?? text.trimEnd().length) };
  }
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
  finding: finding('chart/schema', `The schema cannot be used: ${message}`, {
    at: placer(file, text)(offset, offset + 1),
  }),
});
