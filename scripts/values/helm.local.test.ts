import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonMap } from '../core/charts.ts';
import { openTools } from '../world/tools.ts';
import { readRun, valuesOf } from './layers.ts';
import { fileProbes, layerProbes, refusedFiles, refusedSets, scalarProbes, setProbes } from './probes.ts';
import { readYaml } from './yaml.ts';

/** The same questions to the real helm: the program in HELM, or the one that the scripts use. */
let helm: string;
const directory = mkdtempSync(join(tmpdir(), 'values-'));
const root = join(import.meta.dirname, '..', '..');

beforeAll(async () => {
  const tools = openTools({
    root,
    path: process.env.PATH ?? '',
    note: () => {},
    run: async ([program = '', ...words], options) => {
      const said = spawnSync(program, words, { encoding: 'utf8', cwd: join(root, options?.cwd ?? '.') });
      return { code: said.status ?? 127, stdout: said.stdout ?? '', stderr: said.stderr ?? '' };
    },
  });
  helm = process.env.HELM ?? (await tools.find('helm')) ?? '';
  const { error, status } = spawnSync(helm, ['version', '--short']);
  if (error || status !== 0) throw new Error(`No helm answers as "${helm}".`);
  mkdirSync(join(directory, 'templates'));
  writeFileSync(join(directory, 'Chart.yaml'), 'apiVersion: v2\nname: probe\nversion: 0.1.0\n');
  writeFileSync(join(directory, 'templates', 'values.yaml'), 'values: {{ .Values | toJson | quote }}\n');
});

afterAll(() => rmSync(directory, { recursive: true }));

/** What templates see; undefined when helm refuses. */
const helmValues = (
  chart: string,
  files: readonly string[] = [],
  sets: readonly string[] = [],
): JsonMap | undefined => {
  writeFileSync(join(directory, 'values.yaml'), chart);
  const overlays = files.map((text, index) => {
    writeFileSync(join(directory, `${index}.txt`), text);
    return ['--values', join(directory, `${index}.txt`)];
  });
  const args = ['template', 'probe', directory, ...overlays.flat(), ...sets.flatMap((set) => ['--set', set])];
  const { status, stdout } = spawnSync(helm, args, { encoding: 'utf8' });
  const quoted = /^values: (".*")$/m.exec(stdout)?.[1];
  return status === 0 && quoted ? JSON.parse(String(readYaml('out', `v: ${quoted}`).value.v)) : undefined;
};

/** One question for many scalars. */
const helmScalars = (sources: readonly string[]): readonly unknown[] => {
  const values = helmValues(sources.map((source, index) => `v${index}: ${source}\n`).join(''));
  return sources.map((_, index) => values?.[`v${index}`]);
};

describe('helm agrees', () => {
  it('about every scalar of the probes', () => {
    expect(helmScalars(scalarProbes.map(([source]) => source))).toEqual(scalarProbes.map(([, value]) => value));
  });

  it.each(fileProbes)('about the file %j', (text, value) => {
    expect(helmValues('', [text])).toEqual(value);
  });

  it.each(refusedFiles)('to refuse the file %j', (text) => {
    expect(helmValues(text)).toBeUndefined();
  });

  it.each(setProbes)('about --set %s', (argument, values) => {
    expect(helmValues('', [], [argument])).toEqual({ backend: values });
  });

  it.each(refusedSets)('to refuse --set %s', (argument) => {
    expect(helmValues('', [], [argument])).toBeUndefined();
  });

  it.each(layerProbes)('about $chart under $files and $sets', ({ chart, files, sets, values }) => {
    expect(helmValues(chart, files, sets)).toEqual(values);
  });

  it('that the one overlay we hand over gives the values we validated', () => {
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
      expect(helmValues(chart, [JSON.stringify(ours.overlay)])).toEqual(ours.values);
    }
  });

  it('about generated scalars', () => {
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
      helmScalars(sources).map((value, index) => [sources[index], value]),
      `seed ${seed}`,
    ).toEqual(ours);
  });
});
