import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Chart, ChartName, JsonMap } from '../core/charts.ts';
import type { Finding } from '../core/finding.ts';
import { readCharts } from './charts.ts';
import { gate } from './gate.ts';
import { noLayers, readRun } from './layers.ts';

/** A chart of this project with its values edited. */
const ours = (name: ChartName, edit: (values: string) => string = (values) => values): Chart => {
  const text = (file: string) => readFileSync(new URL(`../../helm/${name}/${file}`, import.meta.url), 'utf8');
  const overlays = name === 'database' ? [] : ['values-dev.yaml', 'values-staging.yaml'];
  const files = ['values.schema.json', ...overlays].map((file) => [file, text(file)] as const);
  return { name, directory: `helm/${name}`, files: new Map([...files, ['values.yaml', edit(text('values.yaml'))]]) };
};

const small = (schema: JsonMap | string, values: string, dev?: string): Chart => ({
  name: 'backend',
  directory: 'helm/backend',
  files: new Map([
    ['values.schema.json', typeof schema === 'string' ? schema : JSON.stringify(schema)],
    ['values.yaml', values],
    ...(dev === undefined ? [] : ([['values-dev.yaml', dev]] as const)),
  ]),
});

const found = (chart: Chart, sets: readonly string[] = []) => gate([chart], 'dev', readRun({ files: [], sets }));

/** `line:column code` of each finding, with the message. */
const brief = (findings: readonly Finding[]) =>
  findings.map((one) => `${one.at?.line}:${one.at?.column} ${one.code} ${one.message}`);

const closed = (properties: JsonMap, required: readonly string[] = []): JsonMap => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

describe('the charts of this project', () => {
  it('pass in every environment, and values.yaml alone', () => {
    const charts = [ours('database'), ours('backend'), ours('frontend')];
    for (const env of ['dev', 'staging'] as const) {
      const reading = readCharts(charts, env, { files: [], sets: [] });
      expect(reading.findings).toEqual([]);
      for (const { name } of charts) expect(reading.validate(name, undefined)).toEqual([]);
    }
  });

  it('give three findings at their lines for a misspelt key, an unquoted tag and a port out of range', () => {
    const chart = ours('backend', (values) =>
      values
        .replace(/^replicaCount: \d+$/m, '$&\nreplicaCont: 2')
        .replace(/^ {2}tag: .*$/m, '  tag: 1.10')
        .replace(/^ {2}port: .*$/m, '  port: 80000'),
    );
    const lineOf = (text: string) => (chart.files.get('values.yaml') ?? '').split('\n').indexOf(text) + 1;
    const findings = found(chart);
    expect(findings).toMatchObject([
      {
        code: 'values/unknown-key',
        at: { file: 'helm/backend/values.yaml', line: lineOf('replicaCont: 2'), column: 1, endColumn: 12 },
      },
      {
        code: 'values/type',
        at: { line: lineOf('  tag: 1.10'), column: 8, endColumn: 12 },
        remedy: 'Quote it: tag: "1.10" (YAML reads 1.10 as 1.1).',
      },
      { code: 'values/range', at: { line: lineOf('  port: 80000'), column: 9, endColumn: 14 } },
    ]);
    expect(findings[0]?.remedy).toContain(`"replicaCount" is set on line ${lineOf('replicaCount: 1')}`);
  });

  it('give five findings for five mistakes', () => {
    const chart = ours('backend', (values) =>
      values
        .replace(/^replicaCount: (\d+)$/m, 'replicaCont: $1')
        .replace(/^ {2}tag: .*$/m, '  tag: 1.10')
        .replace(/^ {2}pullPolicy: .*$/m, '  pullPolicy: Sometimes')
        .replace(/^ {2}type: ClusterIP\n/m, '')
        .replace(/^ {2}port: .*$/m, '  port: 80000'),
    );
    expect(found(chart).map((one) => [one.code, one.message, one.remedy])).toEqual([
      [
        'values/unknown-key',
        'replicaCont: unknown key "replicaCont"',
        'Rename it to "replicaCount", which is required and missing.',
      ],
      ['values/type', 'image.tag: must be string, got number 1.1', 'Quote it: tag: "1.10" (YAML reads 1.10 as 1.1).'],
      [
        'values/enum',
        'image.pullPolicy: "Sometimes" is not one of Always, IfNotPresent, Never',
        'Use one of Always, IfNotPresent, Never.',
      ],
      ['values/required', 'service: missing required key "type"', 'Add `type: ClusterIP` below service.'],
      ['values/range', 'service.port: 80000 is out of range (<= 65535)', 'Use a number from 1 to 65535.'],
    ]);
  });

  it('refuse a database password outside the Secret without showing it', () => {
    const [one, ...rest] = found(
      ours('backend', (values) =>
        values.replace(/^ {2}DATABASE_URL: .*$/m, '  DATABASE_URL: postgresql://u:hunter2@h/db'),
      ),
    );
    expect(rest).toEqual([]);
    expect(one).toMatchObject({ code: 'values/pattern', remedy: expect.stringContaining('secrets.PGPASSWORD') });
    expect(JSON.stringify(one)).not.toContain('hunter2');
  });
});

describe('a finding about values', () => {
  const schema = closed({
    name: { type: 'string' },
    count: { type: 'integer', minimum: 1 },
    on: { type: 'boolean' },
    mode: { enum: ['fast', 'slow'] },
    address: { type: 'string', format: 'ipv4' },
    list: { type: 'array', items: { type: 'string' }, uniqueItems: true },
    map: closed({ labels: { type: 'string' }, port: { type: 'integer' } }, ['port']),
  });
  it.each([
    ['count: "2"', '1:8 values/type count: must be integer, got string "2"', 'Remove the quotes: count: 2.'],
    ['count: two', '1:8 values/type count: must be integer, got string "two"', 'Write a value of type integer.'],
    ['count: 0', '1:8 values/range count: 0 is out of range (>= 1)', 'Use a number that is >= 1.'],
    [
      'name: 0755',
      '1:7 values/type name: must be string, got number 493',
      'Quote it: name: "0755" (YAML reads 0755 as 493).',
    ],
    [
      'name: 5',
      '1:7 values/type name: must be string, got number 5',
      'Quote it: name: "5" (YAML reads 5 as a number).',
    ],
    [
      'name: off',
      '1:7 values/type name: must be string, got boolean false',
      'Quote it: name: "off" (YAML reads off as false).',
    ],
    ['name:', '1:1 values/type name: must be string, got null', 'Give it a value, or two quotes for none: name: "".'],
    ['name: [a]', '1:7 values/type name: must be string, got a list', 'Write a value of type string.'],
    ['"on": "yes"', '1:7 values/type on: must be boolean, got string "yes"', 'Remove the quotes: on: yes.'],
    ['mode: fats', '1:7 values/enum mode: "fats" is not one of fast, slow', 'Write fast.'],
    ['mode: Fast', '1:7 values/enum mode: "Fast" is not one of fast, slow', 'Write fast.'],
    [
      'address: 1.2.3',
      '1:10 values/pattern address: "1.2.3" does not have the format ipv4',
      'Write it in the form the schema describes.',
    ],
    [
      'list: [a, 1]',
      '1:11 values/type list[1]: must be string, got number 1',
      'Quote it: "1" (YAML reads 1 as a number).',
    ],
    ['list: [a, a]', '1:7 values/invalid list: names something twice', 'Read the rule in values.schema.json.'],
    ['map: {}', '1:1 values/required map: missing required key "port"', 'Add the key "port" below map.'],
    [
      'map: {prt: 1}',
      '1:7 values/unknown-key map.prt: unknown key "prt"',
      'Rename it to "port", which is required and missing.',
    ],
    [
      'map: {port: 1, lables: x}',
      '1:16 values/unknown-key map.lables: unknown key "lables"',
      'Rename it to "labels" if that is meant, or remove it.',
    ],
    [
      'map: {port: 1, zzz: x}',
      '1:16 values/unknown-key map.zzz: unknown key "zzz"',
      'Remove it: the keys here are labels, port.',
    ],
  ])('says what is wrong with `%s`', (values, expected, remedy) => {
    const findings = found(small(schema, values));
    expect(brief(findings)).toEqual([expected]);
    expect(findings[0]?.remedy).toBe(remedy);
  });

  it('points at the start of the file for a key missing at the top', () => {
    expect(brief(found(small(closed({ a: {} }, ['a']), '# nothing\n')))).toEqual([
      '1:1 values/required missing required key "a"',
    ]);
  });

  it('points into the layer that set the value', () => {
    const chart = small(schema, 'count: 1\nname: a\n', 'count: 0\n');
    expect(found(chart, ['backend.name=5']).map((one) => one.at)).toEqual([
      { file: '--set', line: 1, column: 14, endColumn: 15 },
      { file: 'helm/backend/values-dev.yaml', line: 1, column: 8, endColumn: 9 },
    ]);
  });

  it('points at the null that deleted a required key', () => {
    const [one, ...rest] = found(small(closed({ a: { type: 'integer' } }, ['a']), 'a: 1\n', '\na: null\n'));
    expect(rest).toEqual([]);
    expect(one).toMatchObject({
      code: 'values/required',
      at: { file: 'helm/backend/values-dev.yaml', line: 2, column: 1 },
    });
  });

  it('never shows a secret', () => {
    const secrets = closed({
      KEY: { type: 'string', pattern: '^k', enum: ['k1'] },
      TOKEN: { type: 'string', pattern: '^t' },
    });
    const chart = small(
      closed({ secrets, other: { type: 'string', pattern: '^o', writeOnly: true } }),
      'secrets:\n  KEY: 12345\n  TOKEN: hunter2\nother: hunter3\n',
    );
    const findings = found(chart);
    expect(findings.map((one) => one.code)).toEqual(['values/type', 'values/pattern', 'values/pattern']);
    expect(JSON.stringify(findings)).not.toMatch(/12345|hunter/);
    expect(JSON.stringify(found(chart, ['backend.secrets.KEY=67890']))).not.toContain('67890');
  });

  it('is one for a choice: the types together, or what is wrong with the branch whose type fits', () => {
    const port = { anyOf: [{ type: 'integer', minimum: 1 }, { $ref: '#/definitions/name' }] };
    const choice = {
      ...closed({ port, kind: { oneOf: [{ type: 'string' }, { type: 'string', minLength: 1 }] } }),
      definitions: { name: { type: 'string', pattern: '^[a-z]+$' } },
    };
    expect(brief(found(small(choice, 'port: true\n')))).toEqual([
      '1:7 values/type port: must be integer or string, got boolean true',
    ]);
    expect(brief(found(small(choice, 'port: 0\n')))).toEqual(['1:7 values/range port: 0 is out of range (>= 1)']);
    expect(brief(found(small(choice, 'port: A\n')))).toEqual([
      '1:7 values/pattern port: "A" does not have the form the schema asks for',
    ]);
    expect(brief(found(small(choice, 'kind: a\n')))).toEqual([
      '1:7 values/invalid kind: fits several forms of which the schema allows one',
    ]);
  });

  it('is one for a condition and one for the form of a key', () => {
    const schema = `{"type": "object", "propertyNames": {"pattern": "^[a-z]+$"},
      "if": {"required": ["a"]}, "then": {"required": ["b"]}}`;
    expect(brief(found(small(schema, 'a: 1\nB: 2\n')))).toEqual([
      '1:1 values/required missing required key "b"',
      '2:1 values/pattern B: the key "B" does not have the form of a key here',
    ]);
  });

  it('is told once, in the order of file, line and column', () => {
    const twice = {
      ...schema,
      allOf: [{ properties: { count: { minimum: 1 } } }, { properties: { count: { minimum: 1 } } }],
    };
    expect(brief(found(small(twice, 'name: 1\nzz: 1\ncount: 0\n')))).toEqual([
      '1:7 values/type name: must be string, got number 1',
      '2:1 values/unknown-key zz: unknown key "zz"',
      '3:8 values/range count: 0 is out of range (>= 1)',
    ]);
  });
});

describe('a values file that cannot be read', () => {
  it('is the only thing said about its chart', () => {
    expect(brief(found(small(closed({ a: {} }, ['a']), 'b:\n\tc: 1\n')))).toMatchObject([
      expect.stringMatching(/^2:1 values\/unreadable/),
    ]);
  });
});

describe('a schema that cannot be used', () => {
  it.each([
    ['{"type": "object",}', 'chart/schema', 1, 19],
    ['[]', 'chart/schema', 1, 1],
    ['{\n"type": "objct"}', 'chart/schema', 2, 9],
    ['{\n"properties": {\n"a": {"required": "b"}}}', 'chart/schema', 3, 19],
    ['{\n"properties": {\n"a": {"minimun": 1}}}', 'schema/unknown-keyword', 3, 7],
    ['{"properties": {"a": {"pattern": "("}}}', 'schema/regex-re2', 1, 34],
    ['{"properties":\n{"a": {"$ref": "#/definitions/none"}}}', 'chart/schema', 2, 16],
    ['{"properties":\n{"a": {"$ref": "other.json"}}}', 'schema/self-contained', 2, 16],
    ['{\n"$schema": "https://example.com/none"}', 'schema/prefer-draft-07', 2, 12],
  ])('is a finding: %s', (schema, code, line, column) => {
    expect(found(small(schema, 'a: 1\n'))).toMatchObject([
      { code, at: { file: 'helm/backend/values.schema.json', line, column } },
    ]);
  });

  it('is a finding when it is not there', () => {
    const files = new Map([['values.yaml', 'a: 1\n']]);
    expect(gate([{ name: 'backend', directory: 'helm/backend', files }], 'dev', noLayers)).toMatchObject([
      { code: 'chart/layout', message: 'helm/backend lacks values.schema.json' },
    ]);
  });

  it('is none for draft-07 written with https', () => {
    expect(found(small({ $schema: 'https://json-schema.org/draft-07/schema', type: 'object' }, 'a: 1\n'))).toEqual([]);
  });
});
