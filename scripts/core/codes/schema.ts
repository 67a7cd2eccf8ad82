import type { CodeEntry } from './entry.ts';

/** values.schema.json, compared with the templates. */
export const schemaCodes = {
  'schema/undeclared-value': {
    title: 'A template reads a value that the schema does not have',
    remedy: 'Declare the value in values.schema.json, or correct its name in the template.',
  },
  'schema/unused-key': {
    title: 'The schema has a key that no template reads',
    remedy: 'Read the key in a template, or remove it from values.schema.json, values.yaml and README.md.',
  },
} as const satisfies Record<string, CodeEntry>;
