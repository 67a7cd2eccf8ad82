import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareWithHelm, comparisonText } from '../testing/differential.ts';
import { openProbes, type Probes, realHelm } from '../testing/helm.ts';
import { readRun, valuesOf } from './layers.ts';
import { fileProbes, layerProbes, misreadFiles, refusedFiles, refusedSets, scalarProbes, setProbes } from './probes.ts';
import { readYaml } from './yaml.ts';

/** The same questions to the real helm. */
let probes: Probes;

beforeAll(async () => {
  probes = openProbes(await realHelm());
});

afterAll(() => probes.remove());

/** What templates see; undefined when helm refuses. */
const helmValues = async (chart: string, files: readonly string[] = [], sets: readonly string[] = []) => {
  const seen = await probes.see({ 'values.yaml': chart }, files, sets);
  return 'values' in seen ? seen.values : undefined;
};

/** One question for many scalars. */
const helmScalars = async (sources: readonly string[]): Promise<readonly unknown[]> => {
  const values = await helmValues(sources.map((source, index) => `v${index}: ${source}\n`).join(''));
  return sources.map((_, index) => values?.[`v${index}`]);
};

describe('helm agrees', () => {
  it('about every scalar of the probes', async () => {
    expect(await helmScalars(scalarProbes.map(([source]) => source))).toEqual(scalarProbes.map(([, value]) => value));
  });

  it.each(fileProbes)('about the file %j', async (text, value) => {
    expect(await helmValues('', [text])).toEqual(value);
  });

  it.each(refusedFiles)('to refuse the file %j', async (text) => {
    expect(await helmValues(text)).toBeUndefined();
  });

  it.each(misreadFiles)('to take %j for something else, which we refuse', async (text, _, value) => {
    expect(await helmValues(text)).toEqual(value);
  });

  it.each(setProbes)('about --set %s', async (argument, values) => {
    expect(await helmValues('', [], [argument])).toEqual({ backend: values });
  });

  it.each(refusedSets)('to refuse --set %s', async (argument) => {
    expect(await helmValues('', [], [argument])).toBeUndefined();
  });

  it.each(layerProbes)('about $chart under $files and $sets', async ({ chart, files, sets, values }) => {
    expect(await helmValues(chart, files, sets)).toEqual(values);
  });

  it('that the one overlay we hand over gives the values we validated', async () => {
    for (const { chart, files = [], sets = [] } of layerProbes) {
      const layers = {
        files: files.map((text) => ({ path: 'f', text: `backend:\n${text.replaceAll(/^/gm, '  ')}\n` })),
        sets: sets.map((set) => `backend.${set}`),
      };
      const ours = valuesOf(
        { name: 'backend', directory: '.', files: new Map([['values.yaml', chart]]) },
        'dev',
        readRun(layers),
      ).values;
      expect(await helmValues(chart, [JSON.stringify(ours.overlay)])).toEqual(ours.values);
    }
  });

  it('about generated scalars', async () => {
    const seed = Date.now() % 1_000_000;
    const scalar = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'0123456789_.-+eExXoObBaf'), minLength: 1, maxLength: 8 }),
      fc
        .constantFrom('y', 'yes', 'on', 'null', 'true', '~', '.inf', '0x', '1e')
        .chain((word) => fc.constantFrom(word, word.toUpperCase(), `${word}1`, `-${word}`)),
    );
    const sources = fc
      .sample(scalar, { seed, numRuns: 3000 })
      .filter((source) => readYaml('f', `v: ${source}\n`).findings.length === 0);
    const ours = sources.map((source) => [source, readYaml('f', `v: ${source}\n`).value.v]);
    expect(sources.length, `seed ${seed}`).toBeGreaterThan(1000);
    expect(
      (await helmScalars(sources)).map((value, index) => [sources[index], value]),
      `seed ${seed}`,
    ).toEqual(ours);
  });

  it('about 300 generated charts with layers: it never refuses what passes here', async () => {
    const comparison = await compareWithHelm(probes, 300, Date.now() % 1_000_000);
    console.log(comparisonText(comparison));
    expect(comparison.wrong, comparisonText(comparison)).toEqual([]);
    expect(comparison.alike).toBeGreaterThan(60);
    expect(comparison.refused).toBeGreaterThan(60);
  });
});
