import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Chart, JsonMap } from '../core/charts.ts';
import { readRun, valuesOf } from './layers.ts';
import { layerProbes } from './probes.ts';

const chartOf = (values: string, dev?: string): Chart => ({
  name: 'backend',
  directory: 'helm/backend',
  files: new Map([['values.yaml', values], ...(dev === undefined ? [] : ([['values-dev.yaml', dev]] as const))]),
});

const indented = (text: string) => `backend:\n${text.replaceAll(/^/gm, '  ')}\n`;

describe('coalescing as Helm does', () => {
  it.each(layerProbes)('$chart under $files and $sets', ({ chart, files = [], sets = [], values }) => {
    const layers = {
      files: files.map((text, index) => ({ path: `${index}.yaml`, text: indented(text) })),
      sets: sets.map((set) => `backend.${set}`),
    };
    expect(valuesOf(chartOf(chart), 'dev', readRun(layers)).values.values).toEqual(values);
  });

  it('puts values.yaml, the overlay of the environment, --values, what deploy adds and --set above each other', () => {
    const run = readRun({ files: [{ path: 'my.yaml', text: 'backend: {c: 3, d: 3, e: 3}\n' }], sets: ['backend.e=5'] });
    const { values } = valuesOf(chartOf('a: 1\nb: 1\nc: 1\n', 'b: 2\nc: 2\nd: 2\n'), 'dev', run, { d: 4, e: 4 });
    expect(values.values).toEqual({ a: 1, b: 2, c: 3, d: 4, e: 5 });
    expect(values.overlay).toEqual({ b: 2, c: 3, d: 4, e: 5 });
    expect(['a', 'b', 'c', 'd', 'e'].map((key) => values.placeOf([key])?.file)).toEqual([
      'helm/backend/values.yaml',
      'helm/backend/values-dev.yaml',
      'my.yaml',
      undefined,
      '--set',
    ]);
  });

  it('takes the overlay of another environment for nothing', () => {
    expect(valuesOf(chartOf('a: 1', 'a: 2'), 'staging', readRun({ files: [], sets: [] })).values.values).toEqual({
      a: 1,
    });
  });

  it('keeps the nulls in the overlay that helm is given', () => {
    expect(
      valuesOf(chartOf('m: {a: 1}', 'm: {a: null}'), 'dev', readRun({ files: [], sets: [] })).values.overlay,
    ).toEqual({ m: { a: null } });
  });

  it('changes nothing without layers, and never throws, whatever the values', () => {
    const maps = fc.dictionary(fc.string({ maxLength: 3 }), fc.jsonValue({ maxDepth: 3 })) as fc.Arbitrary<JsonMap>;
    const none = readRun({ files: [], sets: [] });
    fc.assert(
      fc.property(maps, maps, (lower, own) => {
        const chart = chartOf(stringify(lower, { defaultStringType: 'QUOTE_DOUBLE' }));
        const alone = valuesOf(chart, 'dev', none).values.values;
        expect(valuesOf(chart, 'dev', none, {}).values.values).toEqual(alone);
        const result = valuesOf(chart, 'dev', none, own).values;
        for (const [key, value] of Object.entries(own)) {
          if (value === null && Object.hasOwn(alone, key)) expect(Object.hasOwn(result.values, key)).toBe(false);
          else expect(Object.hasOwn(result.values, key)).toBe(true);
        }
      }),
    );
  });
});

describe('the layers of a run', () => {
  it('refuse a key that names no chart, at its place', () => {
    const { findings } = readRun({
      files: [{ path: 'my.yaml', text: 'backend: {}\nfrontnd:\n  a: 1\nreplicaCount: 2\n' }],
      sets: [],
    });
    expect(findings).toMatchObject([
      {
        code: 'values/unknown-chart',
        at: { file: 'my.yaml', line: 2, column: 1, endColumn: 8 },
        remedy: 'Rename it to frontend.',
      },
      { code: 'values/unknown-chart', at: { file: 'my.yaml', line: 4 } },
    ]);
  });

  it('refuse a chart whose values are no map, and take none for nothing', () => {
    const { findings } = readRun({ files: [{ path: 'my.yaml', text: 'backend: 1\nfrontend:\n' }], sets: [] });
    expect(findings).toMatchObject([{ code: 'values/type', at: { line: 1 } }]);
  });

  it('refuse --set through a null of a file, as Helm does', () => {
    const run = readRun({ files: [{ path: 'my.yaml', text: 'backend: {m: null}\n' }], sets: ['backend.m.z=3'] });
    expect(valuesOf(chartOf('m: {a: 1}'), 'dev', run).findings).toMatchObject([
      { code: 'values/set-syntax', at: { file: '--set' } },
    ]);
  });

  it('warn when an index replaces the whole list of the chart', () => {
    const run = readRun({ files: [], sets: ['backend.l[1]=5'] });
    expect(valuesOf(chartOf('l: [1]'), 'dev', run).findings).toMatchObject([
      { code: 'values/invalid', level: 'warning' },
    ]);
    expect(valuesOf(chartOf('k: [1]'), 'dev', run).findings).toEqual([]);
  });
});
