import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Json } from '../core/charts.ts';
import { fileProbes, misreadFiles, refusedFiles, scalarProbes } from './probes.ts';
import type { Path } from './tree.ts';
import { readYaml } from './yaml.ts';

const read = (text: string) => readYaml('values.yaml', text);

describe('reading YAML as Helm does', () => {
  it.each(scalarProbes)('takes %s for %j', (source, value) => {
    const reading = read(`v: ${source}\n`);
    expect(reading.findings).toEqual([]);
    expect(reading.value).toEqual({ v: value });
  });

  it.each(fileProbes)('takes the file %j for %j', (text, value) => {
    const reading = read(text);
    expect(reading.findings.filter((one) => one.level === 'error')).toEqual([]);
    expect(reading.value).toEqual(value);
  });

  it.each([...refusedFiles, ...misreadFiles.map(([text, line]) => [text, line] as const)])(
    'refuses %j at line %i',
    (text, line) => {
      expect(read(text).findings).toMatchObject([{ code: 'values/unreadable', at: { file: 'values.yaml', line } }]);
    },
  );
});

describe('reading YAML stricter than Helm', () => {
  it('reports each key that stands twice, also in another spelling of the same key', () => {
    const found = read('a: 1\nb:\n  y: 1\n  yes: 2\na: 3\n').findings;
    expect(found.map((one) => one.at)).toMatchObject([
      { line: 4, column: 3, endColumn: 6 },
      { line: 5, column: 1, endColumn: 2 },
    ]);
    expect(found[1]?.message).toContain('first on line 1');
  });

  it('warns about a second document', () => {
    expect(read('a: 1\n---\nb: 1\n').findings).toMatchObject([{ level: 'warning', at: { line: 2 } }]);
  });

  it('says how to indent when a tab is the mistake', () => {
    expect(read('a:\n\tb: 1\n').findings[0]).toMatchObject({
      at: { line: 2, column: 1 },
      remedy: 'Indent with spaces.',
    });
  });

  it('ends soon with one finding for an alias bomb and for deep nesting', () => {
    const levels = Array.from(
      { length: 12 },
      (_, index) => `l${index + 1}: &l${index + 1} [${`*l${index},`.repeat(9)}]`,
    );
    const bomb = read(`l0: &l0 x\n${levels.join('\n')}\n`);
    expect(bomb.findings).toHaveLength(1);
    expect(bomb.findings[0]?.message).toContain('too many values');
    for (const depth of [150, 20_000]) {
      const nested = read(`a: ${'['.repeat(depth)}${']'.repeat(depth)}\n`);
      expect(nested.findings.map((one) => one.code)).toEqual(['values/unreadable']);
      expect(nested.findings[0]?.message).toContain('nested');
    }
  });

  it('never throws and points into the text, whatever the text', () => {
    const unit = fc.constantFrom(
      ...'ab:-?[]{},&*!|>%@#"\'\n\t 01.~<',
      '- ',
      ': ',
      '\n  ',
      '&a ',
      '*a',
      '<<: ',
      '---\n',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
        const lines = text.split('\n').length;
        for (const { at } of read(text).findings) expect(at?.line).toBeLessThanOrEqual(lines);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps a secret out of its messages', () => {
    const found = read('secrets:\n  A: .inf\n  B: !!int hunter2\n').findings;
    expect(found).toHaveLength(2);
    expect(JSON.stringify(found)).not.toMatch(/hunter2|\.inf/);
  });
});

describe('places in a values file', () => {
  const text = ['a: &a {b: 1}', 'c:', '  - x', '  - d: 2', 'm:', '  <<: *a', 'e:', 'y: "q" # note'].join('\n');
  const at = (...path: Path) => read(text).placeOf(path);

  it('are those of the value', () => {
    expect(at('a', 'b')).toMatchObject({ line: 1, column: 11, endColumn: 12 });
    expect(at('c', 0)).toMatchObject({ line: 3, column: 5, endColumn: 6 });
    expect(at('c', 1, 'd')).toMatchObject({ line: 4, column: 8, endColumn: 9 });
    expect(at('true')).toMatchObject({ line: 8, column: 4, endColumn: 7 });
  });

  it('are those of the key for a block of lines and for nothing', () => {
    expect(at('c')).toMatchObject({ line: 2, column: 1, endColumn: 2 });
    expect(at('e')).toMatchObject({ line: 7, column: 1, endColumn: 2 });
  });

  it('follow a merge key to the anchor', () => {
    expect(at('m', 'b')).toMatchObject({ line: 1, column: 11 });
  });

  it('are none for what is not there', () => {
    expect(at('z')).toBeUndefined();
    expect(at('c', 5)).toBeUndefined();
  });

  it('lie on the text of the value for generated files', () => {
    const key = fc.string({ minLength: 1, maxLength: 5 }).filter((one) => !/\p{Cc}/u.test(one));
    const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), key);
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 4 }), fc.boolean(), (map, flow) => {
        const yaml = stringify(map, {
          defaultStringType: 'QUOTE_DOUBLE',
          lineWidth: 0,
          ...(flow ? { collectionStyle: 'flow' } : {}),
        });
        const reading = read(yaml);
        expect(reading.value).toEqual(map);
        for (const [path, leafValue] of leavesOf(map)) {
          const place = reading.placeOf(path);
          const line = yaml.split('\n')[(place?.line ?? 0) - 1] ?? '';
          if (place?.endLine === undefined && leafValue !== null)
            expect(line.slice((place?.column ?? 0) - 1, (place?.endColumn ?? 0) - 1)).toBe(JSON.stringify(leafValue));
          expect(place?.line).toBeGreaterThan(0);
        }
      }),
    );
  });
});

const leavesOf = (value: Json, path: Path = []): readonly (readonly [Path, Json])[] => {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, one]) =>
    leavesOf(one as Json, [...path, Array.isArray(value) ? Number(key) : key]),
  );
};
