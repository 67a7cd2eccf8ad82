import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chart, JsonMap } from '../core/charts.ts';
import { mend } from '../core/edits.ts';
import { errorsOf, type Finding } from '../core/finding.ts';
import { gate } from './gate.ts';
import { readRun } from './layers.ts';
import { readYaml } from './yaml.ts';

const schema: JsonMap = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'replicas'],
  properties: {
    name: { type: 'string' },
    replicas: { type: 'integer', minimum: 0 },
    verbose: { type: 'boolean' },
    mode: { enum: ['fast', 'last', 'slow', 'steady'] },
    level: { type: 'string', enum: ['off', 'info'] },
    version: { type: 'string', pattern: '^[0-9]+\\.[0-9]+$' },
    any: { type: ['string', 'integer'] },
    size: { type: 'integer' },
    hosts: { type: 'array', items: { type: 'string' } },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    secrets: { type: 'object', additionalProperties: false, properties: { KEY: { type: 'string' } } },
    image: {
      type: 'object',
      additionalProperties: false,
      required: ['tag'],
      properties: { tag: { type: 'string' }, pullPolicy: { enum: ['Always', 'IfNotPresent', 'Never'] } },
    },
  },
};

const valid = 'name: a\nreplicas: 1\n';

const chart = (values: string, dev?: string): Chart => ({
  name: 'backend',
  directory: 'c',
  files: new Map([
    ['values.schema.json', JSON.stringify(schema)],
    ['values.yaml', values],
    ...(dev === undefined ? [] : ([['values-dev.yaml', dev]] as const)),
  ]),
});

const found = (one: Chart): readonly Finding[] => gate([one], 'dev', readRun({ files: [], sets: [] }));

/** The values after all edits that the gate offers, and what it finds then. */
const mended = (values: string, dev?: string) => {
  const before = chart(values, dev);
  const sources = new Map([...before.files].map(([file, text]) => [`c/${file}`, text]));
  const { texts } = mend(sources, found(before));
  const text = (file: string) => texts.get(`c/${file}`) ?? sources.get(`c/${file}`) ?? '';
  const after = chart(text('values.yaml'), dev === undefined ? undefined : text('values-dev.yaml'));
  return {
    values: text('values.yaml'),
    dev: text('values-dev.yaml'),
    left: errorsOf(found(after)).map((one) => one.code),
  };
};

describe('--fix of values', () => {
  it.each([
    ['a number that is a text', 'image:\n  tag: 1.10 # keep\n', 'image:\n  tag: "1.10" # keep\n'],
    ['an octal number', 'image: {tag: 0755}\n', 'image: {tag: "0755"}\n'],
    ['a word that YAML reads as a boolean', 'level: off\n', 'level: "off"\n'],
    ['an item of a list', 'hosts: [a, 1, yes]\n', 'hosts: [a, "1", "yes"]\n'],
    ['a value of a free map', 'labels:\n  a: 1\n', 'labels:\n  a: "1"\n'],
    ['a secret, which it does not show', 'secrets:\n  KEY: 12345\n', 'secrets:\n  KEY: "12345"\n'],
    ['a quoted boolean', "verbose: 'true'\n", 'verbose: true\n'],
    ['a value of another case', 'mode: FAST\n', 'mode: fast\n'],
    ['a misspelt value in quotes', 'mode: "stedy" # keep\n', 'mode: "steady" # keep\n'],
    ['two letters swapped in a key', 'image: {tag: a}\nlables: {}\n', 'image: {tag: a}\nlabels: {}\n'],
    ['a quoted key', '"vrebose": true\n', '"verbose": true\n'],
    ['a key that repeats another', 'verbose: true\nvrebose: true\nmode: fast\n', 'verbose: true\nmode: fast\n'],
    ['windows line ends', 'verbose: "true"\r\nlevel: off\r\n', 'verbose: true\r\nlevel: "off"\r\n'],
  ])('mends %s', (_, values, expected) => {
    expect(mended(valid + values)).toMatchObject({ values: valid + expected, left: [] });
  });

  it('renames a misspelt key that is required, and takes quotes off a number', () => {
    expect(mended('nam: a\nreplicas: "2" # two\n')).toMatchObject({ values: 'name: a\nreplicas: 2 # two\n', left: [] });
  });

  it('mends each layer where it was written', () => {
    expect(mended(`${valid}image: {tag: 1.10}\n`, '# dev\nmode: Slow\n')).toEqual({
      values: `${valid}image: {tag: "1.10"}\n`,
      dev: '# dev\nmode: slow\n',
      left: [],
    });
  });

  it.each([
    ['a value near two allowed ones', 'mode: aast\n'],
    ['a number where a text or a number may stand', 'any: true\n'],
    ['a value whose text the pattern refuses', 'version: 1\n'],
    ['a value whose text is not allowed', 'level: 5\n'],
    ['a number in a block', 'replicas: |\n  2\n'],
    ['a quoted number that may be octal', 'image: {tag: a}\nany: a\nsize: "010"\n'],
    ['a key with an anchor', '&v vrebose: true\nhosts: [*v]\n'],
    ['a tagged number', 'image: {tag: !!int 5}\n'],
    ['what an alias shares', 'image: {tag: &t 1.10}\nany: *t\n'],
    ['what lies in a map with an anchor', 'labels: &l\n  a: 1\n'],
    ['a key with another value than the one that was meant', 'verbose: true\nvrebose: false\n'],
    ['a key in braces that repeats another', 'image: {tag: a, tga: a}\n'],
    ['two keys that may stand for one', 'vrebose: true\nverbose1: false\n'],
    ['a key two slips away', 'vxxbose: true\n'],
    ['a key without a near one', 'zzzzzz: 1\n'],
    ['null', 'image: {tag: }\n'],
  ])('leaves %s as it is', (_, values) => {
    const result = mended(valid + values);
    expect(result.values).toBe(valid + values);
    expect(result.left).not.toEqual([]);
  });

  it('leaves a key that a higher layer repeats: without it the lower one would lack it', () => {
    const result = mended('nam: a\nreplicas: 1\n', 'name: a\n');
    expect(result.values).toBe('nam: a\nreplicas: 1\n');
  });

  it('leaves --set as it is', () => {
    const findings = gate(
      [chart(valid)],
      'dev',
      readRun({ files: [], sets: ['backend.image.tag=5', 'backend.mode=Fast'] }),
    );
    expect(findings).toHaveLength(2);
    expect(findings.filter((one) => one.fix)).toEqual([]);
  });

  it('renames a chart in a file of --values when only one can be meant', () => {
    const fixes = (text: string) => {
      const { findings } = readRun({ files: [{ path: 'mine.yaml', text }], sets: [] });
      return mend(new Map([['mine.yaml', text]]), findings).texts.get('mine.yaml');
    };
    expect(fixes('# mine\nbackand:\n  a: 1\n')).toBe('# mine\nbackend:\n  a: 1\n');
    expect(fixes('backand: {}\nbackend: {}\n')).toBeUndefined();
    expect(fixes('backand: {}\nbackends: {}\n')).toBeUndefined();
  });

  it('shows nothing of a secret', () => {
    const findings = found(chart(`${valid}secrets:\n  KEY: 12345678\n`));
    expect(findings).toMatchObject([{ code: 'values/type', fix: [{ text: '"' }, { text: '"' }] }]);
    expect(JSON.stringify(findings)).not.toContain('12345678');
  });
});

describe('whatever the values', () => {
  /** A key and its value as they are right, and slips of the hand that --fix is certain about. */
  const entries = [
    ['name: a', 'nam: a', 'name: 12', 'name: yes', 'name: 0x1F', 'name: "a"'],
    ['replicas: 2', 'replicsa: 2', 'replicas: "2"', "replicas: '2'"],
    ['verbose: true', 'vrebose: true', 'verbose: "true"', 'verbose: "off"'],
    ['mode: fast', 'mode: Fast', 'mode: stedy', 'mode: "FAST"'],
    ['level: info', 'level: off', 'level: nifo', 'level: 5'],
    ['hosts: [a]', 'hosts: [1, b, 1.10]', 'hosts: []'],
    ['labels: {x: z}', 'labels: {x: 5}', 'lables: {x: z}'],
    ['image: {tag: v1}', 'image: {tag: 1.10}', 'image: {tag: 1, pullPolicy: never}'],
  ] as const;
  const lines = fc.tuple(...entries.map((forms) => fc.option(fc.constantFrom(...forms), { freq: 5 }))).chain((chosen) =>
    fc.shuffledSubarray(
      chosen.filter((line) => line !== null),
      { minLength: 0 },
    ),
  );
  const decorated = fc
    .tuple(
      lines,
      fc.array(fc.constantFrom('', ' # note', '   # "tag: 1.10"', '\n', '\n# note: off\n'), { maxLength: 9 }),
    )
    .map(([chosen, notes]) => chosen.map((line, index) => `${line}${notes[index] ?? ''}\n`).join(''));

  it('each edit ends its finding, adds none of another kind, and changes no other value and no comment', () => {
    fc.assert(
      fc.property(decorated, (values) => {
        const before = found(chart(values));
        for (const one of before.filter((each) => each.fix)) {
          const { texts, fixed } = mend(new Map([['c/values.yaml', values]]), [one]);
          expect(fixed).toEqual([one]);
          const text = texts.get('c/values.yaml') ?? '';
          const after = found(chart(text));
          expect(after.map(({ message }) => message)).not.toContain(one.message);
          expect(after.length).toBeLessThan(before.length);
          const untouched = (source: string) => {
            const { [rootOf(one)]: _, ...rest } = readYaml('c/values.yaml', source).value;
            const { [renamedTo(one)]: __, ...others } = rest;
            return others;
          };
          expect(untouched(text)).toEqual(untouched(values));
          expect(comments(text)).toEqual(comments(values));
        }
      }),
      { numRuns: 500 },
    );
  });

  const rootOf = ({ message }: Finding): string => /^\w+/.exec(message)?.[0] ?? '';
  const renamedTo = ({ remedy }: Finding): string => /Rename it to "(\w+)"/.exec(remedy)?.[1] ?? '';
  const comments = (text: string): readonly string[] => text.match(/#.*$/gm) ?? [];
});
