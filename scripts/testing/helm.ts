import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { JsonMap } from '../core/charts.ts';
import { readYaml } from '../values/yaml.ts';
import { openTools } from '../world/tools.ts';

/** The real helm, for tests that compare: the program in HELM, or the one that the scripts use. Throws when none answers. */
export const realHelm = async (): Promise<string> => {
  const helm = process.env.HELM ?? (await found('helm')) ?? '';
  const { error, status } = spawnSync(helm, ['version', '--short']);
  if (error || status !== 0) throw new Error(`No helm answers as "${helm}".`);
  return helm;
};

/** The kubectl that the scripts use. Throws when there is none. */
export const realKubectl = async (): Promise<string> => (await found('kubectl')) ?? '';

const found = (program: string): Promise<string | undefined> => {
  const root = join(import.meta.dirname, '..', '..');
  const tools = openTools({
    root,
    path: process.env.PATH ?? '',
    note: () => {},
    progress: () => {},
    run: async ([name = '', ...words], options) => {
      const said = spawnSync(name, words, { encoding: 'utf8', cwd: resolve(root, options?.cwd ?? '.') });
      return { code: said.status ?? 127, stdout: said.stdout ?? '', stderr: said.stderr ?? '' };
    },
  });
  return tools.find(program);
};

/** A chart as texts by path; its templates may be left out: then one prints the values. */
export type ChartTexts = Readonly<Record<string, string>>;

/** What a template sees, or why helm refused. */
export type Seen = { readonly values: JsonMap } | { readonly refused: string };

/** A folder of charts made up for one question each, and gone at the end. */
export type Probes = {
  readonly see: (texts: ChartTexts, files: readonly string[], sets: readonly string[]) => Promise<Seen>;
  readonly remove: () => void;
};

const probe: ChartTexts = {
  'Chart.yaml': 'apiVersion: v2\nname: probe\nversion: 0.1.0\n',
  'templates/values.yaml': 'values: {{ .Values | toJson | quote }}\n',
};

/** Opens the folder; several questions may be asked at once. */
export const openProbes = (helm: string): Probes => {
  const folder = mkdtempSync(join(tmpdir(), 'values-'));
  let asked = 0;
  return {
    see: async (texts, files, sets) => {
      asked += 1;
      const chart = join(folder, String(asked));
      for (const [path, text] of Object.entries({ ...probe, ...texts })) {
        mkdirSync(dirname(join(chart, path)), { recursive: true });
        writeFileSync(join(chart, path), text);
      }
      const overlays = files.map((text, index) => {
        writeFileSync(join(chart, `${index}.txt`), text);
        return ['--values', join(chart, `${index}.txt`)];
      });
      const words = ['template', 'probe', chart, ...overlays.flat(), ...sets.flatMap((set) => ['--set', set])];
      const seen = await template(helm, words);
      rmSync(chart, { recursive: true });
      return seen;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

const template = (helm: string, words: readonly string[]): Promise<Seen> =>
  new Promise((done) => {
    execFile(helm, [...words], { maxBuffer: 1e8 }, (error, stdout, stderr) => {
      const quoted = /^values: (".*")$/m.exec(stdout)?.[1];
      if (error || quoted === undefined) done({ refused: stderr });
      else done({ values: JSON.parse(String(readYaml('out', `v: ${quoted}`).value.v)) });
    });
  });
