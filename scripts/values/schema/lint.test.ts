import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chart, chartNames } from '../../core/charts.ts';
import { lintSchema } from './lint.ts';
import { patternFault } from './patterns.ts';

const chartOf = (schema: string, values = ''): Chart => ({
  name: 'backend',
  directory: 'helm/backend',
  files: new Map([
    ['values.schema.json', schema],
    ['values.yaml', values],
  ]),
});

/** A sound schema with some lines more or others; each property on a line of its own, from line 5 on. */
const schemaOf = (lines: readonly string[], head = '"$schema": "http://json-schema.org/draft-07/schema#",') =>
  ['{', head, '"type": "object", "additionalProperties": false,', '"properties": {', lines.join(',\n'), '}}'].join(
    '\n',
  );

const found = (schema: string, values?: string) =>
  lintSchema(chartOf(schema, values)).map((one) => `${one.at?.line}:${one.at?.column} ${one.code}`);

const said = '"description": "A value."';

describe('the schemas of this project', () => {
  it.each(chartNames)('%s is sound', (name) => {
    const text = (file: string) => readFileSync(new URL(`../../../helm/${name}/${file}`, import.meta.url), 'utf8');
    const files = new Map(['values.schema.json', 'values.yaml'].map((file) => [file, text(file)]));
    expect(lintSchema({ name, directory: `helm/${name}`, files })).toEqual([]);
  });
});

describe('a schema', () => {
  it('may narrow a property below a condition without describing it again', () => {
    const narrow = '"if": {"properties": {"a": {"minLength": 1}}}, "then": {"properties": {"a": {"maxLength": 9}}},';
    const head = `"$schema": "http://json-schema.org/draft-07/schema#", ${narrow}`;
    expect(found(schemaOf([`"a": {"type": "string", ${said}}`], head))).toEqual([]);
  });

  const faults: readonly (readonly [says: string, schema: string, findings: readonly string[], values?: string])[] = [
    ['without a draft', '{"type": "object", "additionalProperties": false}', ['1:1 schema/prefer-draft-07']],
    [
      'of 2020-12',
      schemaOf([], '"$schema": "https://json-schema.org/draft/2020-12/schema",'),
      ['2:12 schema/prefer-draft-07'],
    ],
    [
      'with a misspelt keyword',
      schemaOf([`"a": {"type": "string", "patern": "a", ${said}}`]),
      ['5:25 schema/unknown-keyword'],
    ],
    [
      'with keywords of a later draft',
      schemaOf([`"a": {"type": "object", "unevaluatedProperties": false, "additionalProperties": false, ${said}}`]),
      ['5:25 schema/keyword-draft'],
    ],
    [
      'that refers to a file or an address',
      schemaOf([`"a": {"$ref": "other.json", ${said}}`, `"b": {"$ref": "https://example.org/s.json", ${said}}`]),
      ['5:15 schema/self-contained', '6:15 schema/self-contained'],
    ],
    [
      'with a keyword beside $ref',
      schemaOf([`"a": {"$ref": "#/definitions/port", "minimum": 5, ${said}}`]),
      ['5:37 schema/ref-siblings'],
    ],
    [
      'with patterns that RE2 does not have',
      schemaOf([
        `"a": {"type": "string", "pattern": "^(?!a)", ${said}}`,
        `"b": {"type": "string", "pattern": "^a{1001}$", ${said}}`,
      ]),
      ['5:36 schema/regex-re2', '6:36 schema/regex-re2'],
    ],
    [
      'with patterns that ECMAScript does not have',
      schemaOf([
        `"a": {"type": "string", "pattern": "(?i)x", ${said}}`,
        `"b": {"type": "object", "additionalProperties": false, "patternProperties": {"a\\\\-b": {}}, ${said}}`,
      ]),
      ['5:36 schema/regex-ecma', '6:78 schema/regex-ecma'],
    ],
    [
      'with patterns of two meanings',
      schemaOf([
        `"a": {"type": "string", "pattern": "^\\\\s$", ${said}}`,
        `"b": {"type": "string", "pattern": "a.c", ${said}}`,
      ]),
      ['5:36 schema/regex-meaning', '6:36 schema/regex-meaning'],
    ],
    [
      'with open maps, also inside lists',
      schemaOf([
        `"a": {"type": "object", ${said}}`,
        `"b": {"type": "array", "items": {"type": "object", "properties": {}}, ${said}}`,
        `"c": {"type": "object", "additionalProperties": {"type": "string"}, ${said}}`,
        `"d": {"type": ["object", "null"], "additionalProperties": true, ${said}}`,
      ]),
      ['5:1 schema/closed-object', '6:33 schema/closed-object', '8:1 schema/closed-object'],
    ],
    ['with a property that is not described', schemaOf(['"a": {"type": "string"}']), ['5:1 schema/undescribed']],
    ['with a property of any type', schemaOf([`"a": {${said}}`]), ['5:1 schema/untyped']],
    [
      'with defaults that values.yaml does not have',
      schemaOf([
        `"a": {"type": "integer", "default": 1, ${said}}`,
        `"b": {"type": "integer", "default": 1, ${said}}`,
        `"c": {"type": "integer", ${said}}`,
        `"d": {"type": "integer", ${said}}`,
        `"e": {"type": "object", "additionalProperties": {"type": "string"}, "default": {}, ${said}}`,
      ]),
      ['5:37 schema/default-differs', '6:26 schema/default-differs', '7:1 schema/default-differs'],
      'a: 2\nc: 3\ne: {}\n',
    ],
    [
      'that requires what it does not know',
      schemaOf([`"port": {"type": "integer", ${said}}`]).replace(/\}\}$/, '}, "required": ["prot"]}'),
      ['6:17 schema/impossible'],
    ],
    ['that is no JSON', '{"type": ', ['1:1 chart/schema']],
    ['with a key twice', '{"type": "object", "type": "array"}', ['1:20 chart/schema']],
  ];

  it.each(faults.map(([says, ...rest]) => [says, rest] as const))(
    '%s is told at its line',
    (_, [schema, findings, values]) => {
      expect(found(schema, values)).toEqual(findings);
    },
  );

  it('may leave the globals of a parent open', () => {
    expect(found(schemaOf([`"global": {"type": "object", ${said}}`]))).toEqual([]);
  });

  it('never shows the default of a secret', () => {
    const schema = schemaOf([
      `"secrets": {"type": "object", "additionalProperties": false, ${said}, "properties": {"K": {"type": "string", "default": "hunter2", ${said}}}}`,
    ]);
    const [one] = lintSchema(chartOf(schema, 'secrets: {K: swordfish}'));
    expect(one?.code).toBe('schema/default-differs');
    expect(JSON.stringify(one)).not.toMatch(/hunter2|swordfish/);
  });
});

describe('a pattern without a fault', () => {
  it('accepts the same texts in both engines', async () => {
    const { RE2JS } = await import('re2js');
    const atoms = fc.constantFrom(
      'a',
      '[^a]',
      '[a-c]',
      '\\d',
      '\\w',
      '\\b',
      '^',
      '$',
      '(?:b)',
      '(c)',
      '\\.',
      '-',
      '[ \\t]',
      '\\x20',
    );
    const patterns = fc
      .array(fc.tuple(atoms, fc.constantFrom('', '?', '*', '+', '{2}')), { maxLength: 5 })
      .map((parts) => parts.map((part) => part.join('')).join(''))
      .filter((pattern) => patternFault(pattern) === undefined);
    const texts = fc.string({ unit: fc.constantFrom(...'abcd1_- .\n\u00a0é'), maxLength: 6 });
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        expect(RE2JS.compile(pattern).matcher(text).find()).toBe(new RegExp(pattern, 'u').test(text));
      }),
      { numRuns: 2000 },
    );
  });
});
