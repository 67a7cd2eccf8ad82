import { type BrokenInput, below, error, remove, replace, write } from '../broken.ts';
import { backend, frontend } from '../paths.ts';

const { schema, values, readme } = backend;
const tag = '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$';
const count = '"description": "Number of pods.",';

/** values.schema.json itself. */
export const schemaInputs: readonly BrokenInput[] = [
  {
    name: 'the schema does not say for which draft it is written',
    edits: [replace(schema, '  "$schema": "http://json-schema.org/draft-07/schema#",\n', '')],
    found: [error('schema/prefer-draft-07', schema)],
  },
  {
    name: 'the schema is written for the draft of 2020-12',
    edits: [replace(schema, 'http://json-schema.org/draft-07/schema#', 'https://json-schema.org/draft/2020-12/schema')],
    found: [error('schema/prefer-draft-07', schema, '▸"https://json-schema.org/draft/2020-12')],
    like: 'helm/helm#10515',
  },
  {
    name: 'the schema ends a list with a comma',
    edits: [replace(schema, '"nodeSelector"\n  ],', '"nodeSelector",\n  ],')],
    found: [error('chart/schema', schema, '"nodeSelector",\n  ▸],')],
  },
  {
    name: 'the schema is a list',
    edits: [write(schema, '[]\n')],
    found: [error('chart/schema', schema)],
  },
  {
    name: 'the schema is empty',
    edits: [write(schema, '')],
    found: [error('chart/schema', schema)],
  },
  {
    name: 'the schema is gone',
    edits: [remove(schema)],
    found: [error('chart/layout')],
  },
  {
    name: 'a type is misspelt',
    edits: [replace(schema, `"type": "integer",\n      ${count}`, `"type": "integr",\n      ${count}`)],
    found: [error('chart/schema', schema, '▸"integr"')],
  },
  {
    name: 'a keyword is misspelt',
    edits: [replace(schema, `${count}\n      "minimum"`, `${count}\n      "minimun"`)],
    found: [error('schema/unknown-keyword', schema, '▸"minimun"')],
  },
  {
    name: 'a keyword is one of a later draft',
    edits: [below(schema, '  "title": "Values of the backend chart",', '  "unevaluatedProperties": false,')],
    found: [error('schema/keyword-draft', schema, '▸"unevaluatedProperties"')],
    like: 'helm/helm#10515',
  },
  {
    name: 'the schema refers to another file',
    edits: [
      replace(
        schema,
        `"replicaCount": {\n      "type": "integer",\n      ${count}\n      "minimum": 1,\n      "default": 1\n    }`,
        `"replicaCount": {\n      "description": "Number of pods.",\n      "allOf": [{ "$ref": "count.json" }],\n      "default": 1\n    }`,
      ),
    ],
    found: [error('schema/self-contained', schema, '▸"count.json"')],
  },
  {
    name: 'the schema refers to an address',
    edits: [
      replace(
        schema,
        '"global": {\n      "type": "object",',
        '"global": {\n      "allOf": [{ "$ref": "https://schemas.example/global.json" }],',
      ),
    ],
    found: [error('schema/self-contained', schema, '▸"https://schemas')],
    like: 'helm/helm#9961',
  },
  {
    name: 'a keyword stands beside a reference, where Helm does not read it',
    edits: [
      replace(
        schema,
        '  "properties": {\n    "global"',
        '  "definitions": { "count": { "type": "integer" } },\n  "properties": {\n    "global"',
      ),
      replace(
        schema,
        `"replicaCount": {\n      "type": "integer",`,
        `"replicaCount": {\n      "$ref": "#/definitions/count",`,
      ),
    ],
    found: [
      error(
        'schema/ref-siblings',
        schema,
        `"#/definitions/count",\n      "description": "Number of pods.",\n      ▸"minimum"`,
      ),
    ],
  },
  {
    name: 'a reference leads to a definition that is not there',
    edits: [
      replace(
        schema,
        `"replicaCount": {\n      "type": "integer",\n      ${count}\n      "minimum": 1,`,
        `"replicaCount": {\n      ${count}\n      "allOf": [{ "$ref": "#/definitions/count" }],`,
      ),
    ],
    found: [error('chart/schema', schema, '▸"#/definitions/count"')],
  },
  {
    name: 'a pattern looks ahead, which Helm cannot read',
    edits: [replace(schema, tag, `^(?!v)${tag.slice(1)}`)],
    found: [error('schema/regex-re2', schema, '"pattern": ▸"^(?!v)')],
    like: 'helm/helm#9933',
  },
  {
    name: 'a pattern has an escape that ECMAScript does not have',
    edits: [replace(schema, tag, `^\\\\-?${tag.slice(1)}`)],
    found: [error('schema/regex-ecma', schema, '"pattern": ▸"^\\\\-?')],
  },
  {
    name: 'a point of a pattern means more to Helm than to ajv',
    edits: [replace(schema, '^[^\\\\r\\\\n]*$",\n          "writeOnly"', '^.*$",\n          "writeOnly"')],
    found: [error('schema/regex-meaning', schema, '"pattern": ▸"^.*$"')],
  },
  {
    name: 'a map takes keys that nobody knows',
    edits: [
      replace(
        schema,
        '"description": "The container image of the API.",\n      "additionalProperties": false,',
        '"description": "The container image of the API.",',
      ),
    ],
    found: [error('schema/closed-object', schema, '▸"image": {')],
  },
  {
    name: 'a value is not described',
    edits: [replace(schema, `      ${count}\n`, '')],
    found: [error('schema/undescribed', schema, '▸"replicaCount": {')],
  },
  {
    name: 'a value has no type',
    edits: [replace(schema, `"type": "integer",\n      ${count}`, count)],
    found: [error('schema/untyped', schema, '▸"replicaCount": {')],
  },
  {
    name: 'a default is not the one of values.yaml',
    edits: [replace(values, 'preStopSleepSeconds: 5', 'preStopSleepSeconds: 6')],
    found: [error('schema/default-differs', schema, '"default": ▸5\n    },\n    "serviceAccount"')],
  },
  {
    name: 'a required key has no property',
    edits: [
      replace(
        schema,
        '"required": ["repository", "tag", "pullPolicy"]',
        '"required": ["repository", "tag", "pullPolicy", "registry"]',
      ),
    ],
    found: [error('schema/impossible', schema, '▸"registry"')],
  },
  {
    name: 'the schema has a key that no template reads',
    edits: [
      replace(
        schema,
        '"replicaCount": {\n',
        '"revisionHistoryLimit": {\n      "type": "integer",\n      "description": "Number of old ReplicaSets to keep.",\n      "default": 3\n    },\n    "replicaCount": {\n',
      ),
      below(values, 'replicaCount: 1', 'revisionHistoryLimit: 3'),
      replace(
        readme,
        '| `replicaCount`',
        '| `revisionHistoryLimit` | integer | `3` | Number of old ReplicaSets to keep. |\n| `replicaCount`',
      ),
    ],
    found: [error('schema/unused-key', schema, '▸"revisionHistoryLimit"')],
    like: 'helm-unused-values',
  },
  {
    name: 'a template reads a value that the schema does not have',
    edits: [
      replace(
        backend.deployment,
        'enableServiceLinks: false',
        'enableServiceLinks: {{ .Values.enableServiceLinks | default false }}',
      ),
    ],
    found: [error('schema/undeclared-value', backend.deployment, '▸.Values.enableServiceLinks')],
  },
  {
    name: 'a template misspells a value',
    edits: [replace(frontend.deployment, '.Values.replicaCount', '.Values.replicasCount')],
    found: [error('schema/undeclared-value', frontend.deployment, '▸.Values.replicasCount')],
    like: 'helm/helm#2414',
  },
  {
    name: 'the README has another default than the schema',
    edits: [replace(readme, '| `replicaCount` | integer | `1` |', '| `replicaCount` | integer | `2` |')],
    found: [error('chart/readme', readme, '▸| `replicaCount` |')],
    like: 'helm-docs',
  },
  {
    name: 'the README names a value that the schema does not have',
    edits: [replace(readme, '| `replicaCount`', '| `replicas` | integer | `1` | Number of pods. |\n| `replicaCount`')],
    found: [error('chart/readme', readme, '▸| `replicas` |')],
    like: 'helm-docs',
  },
  {
    name: 'the README lacks a value',
    edits: [replace(readme, '| `replicaCount` | integer | `1` | Number of pods. |\n', '')],
    found: [error('chart/readme', readme, '▸<!-- values:start -->')],
    like: 'helm-docs',
  },
];
