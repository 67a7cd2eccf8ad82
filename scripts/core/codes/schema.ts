import type { CodeEntry } from './entry.ts';

/** values.schema.json itself: what Helm 3, Helm 4, ajv and editors would read differently, and what it does not say. */
export const schemaCodes = {
  'schema/prefer-draft-07': {
    title: 'The schema is not written for draft-07',
    means:
      'Helm 3 reads schemas up to draft-07, Helm 4 up to 2020-12, and they differ in what they enforce: Helm 4 checks format in draft-07 only, for example. draft-07 means the same to both, to ajv and to editors.',
    remedy: 'Write `"$schema": "http://json-schema.org/draft-07/schema#"`.',
  },
  'schema/unknown-keyword': {
    title: 'A keyword that JSON Schema does not have',
    means:
      'Helm ignores a keyword that it does not know, so a rule with a slip in its name, minimun for example, is never applied. It looks like a check and is none.',
    remedy: 'Correct its spelling or remove it.',
  },
  'schema/keyword-draft': {
    title: 'A keyword of a later draft',
    means:
      'Helm 4 enforces keywords of later drafts, unevaluatedProperties for example, and Helm 3 ignores them. The same values would pass on one machine and fail on another.',
    remedy: 'Say it with keywords of draft-07.',
  },
  'schema/self-contained': {
    title: 'The schema refers to something outside of itself',
    means:
      'Helm would have to fetch what stands outside of the schema, or does not find it. An installation would then depend on the network, or stop.',
    remedy: 'Copy it below "definitions".',
  },
  'schema/ref-siblings': {
    title: 'A keyword stands beside $ref',
    means:
      'In draft-07 what stands beside $ref counts for nothing, and Helm reads it like that; ajv applies it. So a rule that you read there is enforced by one of the two only.',
    remedy: 'Put "$ref" into an "allOf" of its own.',
  },
  'schema/regex-re2': {
    title: 'Helm cannot read a pattern',
    means:
      'Helm compiles patterns as Go does, with RE2, which has no look-around and no backreferences. With a pattern that it cannot compile every helm command fails, whatever the values are.',
    remedy: 'Write the pattern in the syntax of RE2.',
  },
  'schema/regex-ecma': {
    title: 'ajv cannot read a pattern',
    means:
      'Our scripts and most editors read patterns as JavaScript does, with the flag u. With one that only Go can read the values of the chart cannot be checked at all.',
    remedy: 'Write the pattern in the syntax of ECMAScript.',
  },
  'schema/regex-meaning': {
    title: 'A pattern means different things to Helm and ajv',
    means:
      'A point, \\s and \\S stand for other characters in Go than in JavaScript. A value with an unusual space or line end would pass here and be refused by Helm, or the other way round.',
    remedy: 'Write the characters out.',
  },
  'schema/closed-object': {
    title: 'A map takes keys that the schema does not know',
    means:
      'An open map takes any key: replicaCont passes beside replicaCount and has no effect, and the chart goes on with its default. In a closed one every such slip is found.',
    remedy: 'Add "additionalProperties": false.',
  },
  'schema/undescribed': {
    title: 'A value is not described',
    means:
      "The description is what the chart's README and editors show. Without it whoever wants to set the value has to read the templates first.",
    remedy: 'Add "description".',
  },
  'schema/untyped': {
    title: 'A value has no type',
    means:
      'Without a type anything passes, a list for a number for example, and the template renders nonsense or fails. With a type the mistake is found at its line in the values.',
    remedy: 'Add "type".',
  },
  'schema/default-differs': {
    title: 'A default of the schema is not what values.yaml has',
    means:
      'Helm never applies a default of the schema: values.yaml is what counts. The README and editors show the default, so a wrong one promises a value that the chart does not have.',
    remedy: 'Make the two equal.',
  },
  'schema/impossible': {
    title: 'A required key that no property has',
    means:
      'The map is closed and requires a key that it does not allow, so no values can pass. Helm would refuse every installation, and blame the values.',
    remedy: 'Correct its name in "required".',
  },
  'schema/undeclared-value': {
    title: 'A template reads a value that the schema does not have',
    means:
      'The schema is the list of all that can be set. Where a template reads something else its name is mostly misspelt: it always finds nothing there, and renders an empty text or stops.',
    remedy: 'Declare the value in values.schema.json, or correct its name in the template.',
  },
  'schema/unused-key': {
    title: 'The schema has a key that no template reads',
    means:
      'A key that no template reads can be set and has no effect, and whoever sets it waits for a change that never comes. Often it is the template that has the name wrong.',
    remedy: 'Read the key in a template, or remove it from values.schema.json, values.yaml and README.md.',
  },
} as const satisfies Record<string, CodeEntry>;
