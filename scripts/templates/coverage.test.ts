import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartNames, type JsonMap } from '../core/charts.ts';
import { chartOf, projectChart } from '../testing/chart.ts';
import { pieces } from '../testing/pieces.ts';
import { coverage } from './coverage.ts';

const template = 'helm/backend/templates/x.yaml';
const schemaFile = 'helm/backend/values.schema.json';

const text = { type: 'string' };
const closed = (properties: JsonMap): JsonMap => ({ type: 'object', additionalProperties: false, properties });

/** What is found about a template and a schema. */
const found = (body: string, schema: JsonMap, helpers = '') =>
  coverage(chartOf({ 'templates/x.yaml': body, 'templates/_h.tpl': helpers }), JSON.stringify(schema, null, 2));
const told = (body: string, schema: JsonMap, helpers = '') =>
  found(body, schema, helpers).map(
    ({ code, message, at }) => `${code} ${message.match(/reads? ([^,]+)/)?.[1]} ${at?.line}:${at?.column}`,
  );

const image = closed({ image: closed({ tag: text, pull: text }) });
const all = '{{ .Values.image | toYaml }}';

describe('a value that is read and not declared', () => {
  it('is found at its expression, with what may be meant', () => {
    expect(found(`a:\n  b: {{ .Values.imagee.tag }}{{ toYaml .Values.image }}`, image)).toEqual([
      {
        code: 'schema/undeclared-value',
        level: 'error',
        message: 'A template reads imagee, which values.schema.json does not have',
        at: { file: template, line: 2, column: 9, endColumn: 27 },
        related: [{ at: { file: schemaFile, line: 5, column: 5, endColumn: 12 }, message: 'image is declared here' }],
        remedy: `Read .Values.image if that is meant, or declare imagee in ${schemaFile}.`,
      },
    ]);
  });

  it('has no suggestion when nothing is like it', () => {
    expect(found(`${all}{{ .Values.colour }}`, image)).toMatchObject([
      { remedy: `Declare colour in ${schemaFile} and give it a default in values.yaml, or do not read it.` },
    ]);
  });

  it.each([
    ['as a condition', `${all}{{ if .Values.no }}{{ end }}`, '', ['no 1:35']],
    ['below a declared one', `${all}{{ .Values.image.no }}`, '', ['image.no 1:32']],
    ['below a text', `${all}{{ .Values.image.tag.no }}`, '', ['image.tag.no 1:32']],
    ['by index', `${all}{{ index .Values "image" "no" }}`, '', ['image.no 1:32']],
    ['as a key that is asked for', `${all}{{ hasKey .Values "no" }}`, '', ['no 1:32']],
    ['twice at two places', `${all}{{ .Values.no }}{{ .Values.no }}`, '', ['no 1:32', 'no 1:48']],
    [
      'in a body with its dot, once where the dot is made',
      `${all}{{ with .Values.no }}{{ .a }}{{ .b }}{{ end }}`,
      '',
      ['no 1:37'],
    ],
    ['in a body with a good dot', `${all}{{ with .Values.image }}{{ .no }}{{ end }}`, '', ['image.no 1:56']],
    ['by a variable, where the step is taken', `${all}{{ $x := .Values.no }}{{ $x.a }}`, '', ['no 1:38']],
    ['in a helper', `${all}{{ include "h" . }}`, '{{ define "h" }}{{ .Values.no }}{{ end }}', ['no 1:20']],
    ['in a helper that nobody calls', all, '{{ define "h" }}{{ .Values.no }}{{ end }}', ['no 1:20']],
    [
      'in a helper that is given a part',
      `${all}{{ include "h" .Values.image }}`,
      '{{ define "h" }}{{ .no }}{{ end }}',
      ['image.no 1:20'],
    ],
  ])('is found %s', (_, body, helpers, expected) => {
    expect(told(body, image, helpers)).toEqual(expected.map((one) => `schema/undeclared-value ${one}`));
  });

  it.each([
    ['the values as such', '{{ toYaml .Values }}', image],
    ['what the template sets itself', `${all}{{ $_ := set .Values "own" "x" }}{{ .Values.own }}`, image],
    ['a member of a loop', `${all}{{ range .Values.image }}{{ .no }}{{ end }}`, image],
    [
      'what perhaps no helper is given',
      `${all}{{ include (print "h" .Values.image.tag) (dict "p" .Values.image) }}`,
      image,
    ],
    ['a free key', '{{ .Values.labels.any }}', closed({ labels: { type: 'object', additionalProperties: text } })],
    [
      'a key of a pattern',
      '{{ .Values.labels.any }}',
      closed({ labels: { type: 'object', patternProperties: { '.': text } } }),
    ],
    ['a key of a map that says nothing', '{{ .Values.labels.any.more }}', closed({ labels: { type: 'object' } })],
    ['what `true` describes', '{{ .Values.any.more }}', closed({ any: true })],
    ['a value of any type', '{{ .Values.any.more }}', closed({ any: { description: 'Whatever.' } })],
    ['an item of a list', '{{ (index .Values.l 0).a }}', closed({ l: { type: 'array', items: closed({ a: text }) } })],
    ['an item of a list that says nothing', '{{ (index .Values.l 0).a }}', closed({ l: { type: 'array' } })],
    [
      'what one of several schemas has',
      '{{ .Values.a.b }}{{ .Values.a.c }}',
      closed({ a: { anyOf: [closed({ b: text }), closed({ c: text })] } }),
    ],
    [
      'what a reference leads to',
      '{{ .Values.a.b }}',
      { ...closed({ a: { $ref: '#/definitions/d' } }), definitions: { d: closed({ b: text }) } },
    ],
    [
      'what a condition of the schema has',
      '{{ .Values.a }}{{ .Values.b }}',
      { ...closed({ a: text }), if: {}, else: { properties: { b: text } } },
    ],
  ])('is not %s', (_, body, schema) => {
    expect(told(body, schema, '{{ define "h" }}{{ .p.no }}{{ end }}')).toEqual([]);
  });

  it('is found in an item of a list that is described', () => {
    const schema = closed({ l: { type: 'array', items: closed({ a: text }) } });
    expect(told('{{ (index .Values.l 0).b }}', schema)).toEqual(['schema/undeclared-value l[0].b 1:4']);
  });
});

describe('a key that is declared and not read', () => {
  it('is found at its line in the schema', () => {
    expect(found('{{ .Values.image.tag }}', image)).toEqual([
      {
        code: 'schema/unused-key',
        level: 'error',
        message: 'No template reads image.pull, so setting it has no effect',
        at: { file: schemaFile, line: 12, column: 9, endColumn: 15 },
        remedy: `Read it in a template with {{ .Values.image.pull }}, or remove it from ${schemaFile}, values.yaml and README.md.`,
      },
    ]);
  });

  it('is one finding for all that stands below it', () => {
    expect(told('x', image)).toEqual(['schema/unused-key image 5:5']);
  });

  it.each([
    [
      'below a map that is only asked for',
      '{{ if .Values.image }}{{ end }}{{ .Values.image.tag }}',
      image,
      ['image.pull 12:9'],
    ],
    [
      'that a template misspells, though not a second time',
      '{{ .Values.image.tag }}{{ .Values.image.pul }}',
      image,
      [],
    ],
    [
      'behind a reference',
      '{{ .Values.a.x }}',
      { ...closed({ a: { $ref: '#/definitions/d' } }), definitions: { d: closed({ x: text, y: text }) } },
      ['a.y 17:9'],
    ],
    [
      'in one of several schemas',
      '{{ .Values.a.x }}',
      closed({ a: { oneOf: [closed({ x: text }), closed({ y: text })] } }),
      ['a.y 20:13'],
    ],
  ])('is found %s', (_, body, schema, expected) => {
    expect(told(body, schema).filter((one) => one.startsWith('schema/unused-key'))).toEqual(
      expected.map((one) => `schema/unused-key ${one}`),
    );
  });

  it.each([
    ['below what is read as a whole', all, image],
    ['below the values as such', '{{ toYaml .Values }}', image],
    ['asked for and nothing else', '{{ if .Values.a }}{{ end }}', closed({ a: text })],
    [
      'a map with free keys of which one is read',
      '{{ .Values.a.x }}',
      closed({ a: { ...closed({ y: text }), patternProperties: { x: text } } }),
    ],
    ['global, which is handed down by Helm', 'x', closed({ global: { type: 'object', properties: { a: text } } })],
    [
      'a schema that contains itself',
      '{{ .Values.a.a.a.b }}',
      {
        ...closed({ a: { $ref: '#/definitions/d' } }),
        definitions: { d: closed({ a: { $ref: '#/definitions/d' }, b: text }) },
      },
    ],
  ])('is not %s', (_, body, schema) => {
    expect(told(body, schema)).toEqual([]);
  });

  it('is not told while a template cannot be read: it may be what reads it', () => {
    expect(found('{{ .Values.image.tag }\n{{ .Values.imagee.tag }}', image)).toMatchObject([
      { code: 'chart/render', at: { file: template, line: 1 } },
      { code: 'schema/undeclared-value', at: { line: 2 } },
    ]);
  });
});

describe('coverage', () => {
  it.each(chartNames)('of the chart %s is complete', (name) => {
    const chart = projectChart(name);
    expect(coverage(chart, chart.files.get('values.schema.json') ?? '')).toEqual([]);
  });

  it('can be told of any template', () => {
    fc.assert(
      fc.property(pieces, fc.json({ maxDepth: 5 }), (body, schema) => {
        found(body, image);
        const other: unknown = JSON.parse(schema);
        if (typeof other === 'object' && other !== null && !Array.isArray(other))
          found(body, closed({ Values: other as JsonMap }));
      }),
      { numRuns: 300 },
    );
  });
});
