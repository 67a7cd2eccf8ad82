import fc from 'fast-check';
import type { Json, JsonMap } from '../core/charts.ts';

/** A made-up chart with layers: texts as a person would write them, right and wrong. */
export type ValuesCase = {
  readonly schema: JsonMap | undefined;
  readonly values: string;
  readonly overlays: readonly string[];
  /** `--set` arguments inside the chart. */
  readonly sets: readonly string[];
  /** values.yaml of a chart `sub` below charts/. */
  readonly sub: string | undefined;
};

const keys = ['a', 'b', 'c', 'port', 'sub', 'global'] as const;
const key = fc.constantFrom(...keys, 'y', 'off', '0755', '1.10', '"q"', 'on');

const plain = fc.constantFrom(
  ...['1', '0', '-1', '8080', '80000', '1.10', '0755', '1e3', '1_000', '0x1F', '5.0', '.5', 'true', 'yes', 'off', 'No'],
  ...['null', '~', '', 'text', 'two words', 'a-b', '2024-01-01', '12:30', 'v1.2.3', '100m', '0o17', '+5', '1e400'],
);
const quoted = fc.constantFrom('"1.10"', "'yes'", '"a\\nb"', "'it''s'", '""', '"\\u0041"');
/** Helm stops at these. */
const refused = fc.constantFrom('.inf', '*', '.nan', '<<', '*unknown', '!!int text', '@a', '`b');
const scalar = fc.oneof(
  { weight: 60, arbitrary: plain },
  { weight: 20, arbitrary: quoted },
  { weight: 1, arbitrary: refused },
);

/** A value as text: `block` starts on its own line, `flow` stays in the line of its key. */
type Text = { readonly flow: string } | { readonly block: readonly string[] };

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

const entry = (name: string, value: Text): readonly string[] =>
  'flow' in value ? [`${name}: ${value.flow}`.trimEnd()] : [`${name}:`, ...indented(value.block)];

const { value } = fc.letrec<{ value: Text; map: Text; list: Text }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 6, arbitrary: scalar.map((flow) => ({ flow })) },
    { weight: 2, arbitrary: tie('map') },
    { weight: 2, arbitrary: tie('list') },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Text>(
        { flow: '{}' },
        { flow: '[]' },
        { flow: '{a: 1, b: yes}' },
        { flow: '[1, two]' },
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom<Text>({ flow: '*m' }, { flow: '*s' }, { block: ['<<: *m', 'b: 1'] }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Text>({ flow: '!!str 5' }, { flow: '!!int "5"' }, { flow: '|\n    text' }),
    },
  ),
  map: fc
    .uniqueArray(fc.tuple(key, tie('value')), { minLength: 1, maxLength: 3, selector: ([name]) => name })
    .map((entries) => ({ block: entries.flatMap(([name, inner]) => entry(name, inner)) })),
  list: fc.array(tie('value'), { minLength: 1, maxLength: 3 }).map((items) => ({
    block: items.flatMap((item) =>
      'flow' in item ? [`- ${item.flow}`.trimEnd()] : [`- ${item.block[0]}`, ...indented(item.block.slice(1))],
    ),
  })),
}));

/** Anchors for the aliases above, where there are any. */
const anchors = ['anchors:', '  m: &m {a: 1, c: 2}', '  s: &s 5'];

const linesOf = (entries: readonly (readonly [string, Text])[]): string => {
  const lines = entries.flatMap(([name, inner]) => entry(name, inner));
  const all = lines.some((line) => /\*[ms]\b/.test(line)) ? [...anchors, ...lines] : lines;
  return all.map((line) => `${line}\n`).join('');
};

const file = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.uniqueArray(fc.tuple(key, value), { maxLength: 5, selector: ([name]) => name }).map(linesOf),
  },
  { weight: 1, arbitrary: fc.array(fc.tuple(key, value), { maxLength: 5 }).map(linesOf) },
);

/** A slip of the hand: a character lost, doubled or put in somewhere. */
const slip = fc.tuple(
  fc.nat(),
  fc.constantFrom('lost', 'doubled', ':', '\t', ' ', '-', '"', '{', '#', '\n', '&', '*', '---\n'),
);

const slipped = (text: string, [at, what]: readonly [number, string]): string => {
  const index = text.length === 0 ? 0 : at % text.length;
  if (what === 'lost') return text.slice(0, index) + text.slice(index + 1);
  return text.slice(0, index) + (what === 'doubled' ? text.charAt(index) : what) + text.slice(index);
};

const text = fc.oneof(
  { weight: 9, arbitrary: file },
  { weight: 1, arbitrary: fc.tuple(file, slip).map(([whole, by]) => slipped(whole, by)) },
);

const set = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'b', 'port', 'sub', 'global', 'x'), { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '', '', '[0]', '[1]', '[0].c'),
    fc.oneof(
      {
        weight: 9,
        arbitrary: fc.constantFrom('=1', '=true', '=null', '=1.10', '=0755', '=text', '={a,1}', '=', '=a\\,b'),
      },
      { weight: 1, arbitrary: fc.constantFrom('={', '', '=9007199254740993', '[', '[-1]=1', '=[1]', '=\\') },
    ),
  )
  .map(([path, index, rest]) => `${path.join('.')}${index}${rest}`);

const leafSchema = fc.constantFrom<JsonMap>(
  { type: 'string' },
  { type: 'integer' },
  { type: 'number', minimum: 1, maximum: 65_535 },
  { type: 'boolean' },
  { type: ['string', 'null'] },
  { type: 'string', pattern: '^[a-z]+$' },
  { type: 'string', minLength: 2, maxLength: 4 },
  { enum: ['text', 1, true, null] },
  { const: 'text' },
  { type: 'integer', exclusiveMinimum: 0, multipleOf: 5 },
  { type: 'array', items: { type: 'integer' }, minItems: 1, uniqueItems: true },
  { anyOf: [{ type: 'string' }, { type: 'integer', minimum: 10 }] },
  { oneOf: [{ type: 'integer' }, { type: 'number', minimum: 5 }] },
  { not: { type: 'null' } },
  {
    if: { type: 'string' },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { minLength: 3 },
    else: { type: ['integer', 'object', 'array', 'boolean', 'null', 'number'] },
  },
  { type: 'string', format: 'ipv4' },
  {},
);

const objectSchema = (properties: fc.Arbitrary<JsonMap>): fc.Arbitrary<JsonMap> =>
  fc
    .record({
      properties,
      required: fc.subarray(['a', 'b', 'port'], { maxLength: 1 }),
      additionalProperties: fc.constantFrom<Json>(false, true, { type: ['string', 'integer'] }),
      extra: fc.constantFrom<JsonMap>(
        {},
        {},
        { propertyNames: { pattern: '^[a-z]+$' } },
        { minProperties: 1, maxProperties: 4 },
        { dependencies: { a: ['b'] } },
        { patternProperties: { '^p': { type: 'integer' } } },
      ),
    })
    .map(({ extra, ...rest }) => ({ type: 'object', ...rest, ...extra }));

const schema = objectSchema(
  fc.dictionary(
    fc.constantFrom(...keys),
    fc.oneof(leafSchema, objectSchema(fc.dictionary(fc.constantFrom('a', 'b', 'c'), leafSchema))),
  ),
).map((root) => ({ $schema: 'http://json-schema.org/draft-07/schema#', ...root }));

/** Texts with a slip of the hand and nothing around them: here YAML readers differ. */
export const slippedCase: fc.Arbitrary<ValuesCase> = fc
  .tuple(file, slip)
  .map(([whole, by]) => ({ schema: undefined, values: slipped(whole, by), overlays: [], sets: [], sub: undefined }));

/** Charts, layers and schemas, most of them plausible. */
export const valuesCase: fc.Arbitrary<ValuesCase> = fc.record({
  schema: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: schema }),
  values: text,
  overlays: fc.array(text, { maxLength: 2, size: 'small' }),
  sets: fc.array(set, { maxLength: 2 }),
  sub: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: file }),
});
