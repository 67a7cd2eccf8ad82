import type { CodeEntry } from './entry.ts';

/** values.schema.json itself: what Helm 3, Helm 4, ajv and editors would read differently, and what it does not say. */
export const schemaCodes = {
  'schema/prefer-draft-07': {
    title: 'The schema is not written for draft-07',
    remedy: 'Write `"$schema": "http://json-schema.org/draft-07/schema#"`.',
  },
  'schema/unknown-keyword': {
    title: 'A keyword that JSON Schema does not have',
    remedy: 'Correct its spelling or remove it.',
  },
  'schema/keyword-draft': {
    title: 'A keyword of a later draft',
    remedy: 'Say it with keywords of draft-07.',
  },
  'schema/self-contained': {
    title: 'The schema refers to something outside of itself',
    remedy: 'Copy it below "definitions".',
  },
  'schema/ref-siblings': {
    title: 'A keyword stands beside $ref',
    remedy: 'Put "$ref" into an "allOf" of its own.',
  },
  'schema/regex-re2': {
    title: 'Helm cannot read a pattern',
    remedy: 'Write the pattern in the syntax of RE2.',
  },
  'schema/regex-ecma': {
    title: 'ajv cannot read a pattern',
    remedy: 'Write the pattern in the syntax of ECMAScript.',
  },
  'schema/regex-meaning': {
    title: 'A pattern means different things to Helm and ajv',
    remedy: 'Write the characters out.',
  },
  'schema/closed-object': {
    title: 'A map takes keys that the schema does not know',
    remedy: 'Add "additionalProperties": false.',
  },
  'schema/undescribed': { title: 'A value is not described', remedy: 'Add "description".' },
  'schema/untyped': { title: 'A value has no type', remedy: 'Add "type".' },
  'schema/default-differs': {
    title: 'A default of the schema is not what values.yaml has',
    remedy: 'Make the two equal.',
  },
  'schema/impossible': {
    title: 'A required key that no property has',
    remedy: 'Correct its name in "required".',
  },
  'schema/undeclared-value': {
    title: 'A template reads a value that the schema does not have',
    remedy: 'Declare the value in values.schema.json, or correct its name in the template.',
  },
  'schema/unused-key': {
    title: 'The schema has a key that no template reads',
    remedy: 'Read the key in a template, or remove it from values.schema.json, values.yaml and README.md.',
  },
} as const satisfies Record<string, CodeEntry>;
