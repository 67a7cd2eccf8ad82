import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Chart, chartNames, type Json, type JsonMap } from '../core/charts.ts';
import { at } from '../core/json.ts';
import { chartOf, projectChart } from '../testing/chart.ts';
import { realHelm } from '../testing/helm.ts';
import { madeUpTemplate, madeUpValues } from '../testing/made-up.ts';
import type { Path } from '../values/tree.ts';
import { readYaml } from '../values/yaml.ts';
import { documentsOf } from '../world/documents.ts';
import { readLibrary } from './library.ts';
import { locate } from './locate.ts';
import { valueUses } from './uses.ts';

/** The same questions to the real helm. */
let helm: string;
const seed = Date.now() % 1_000_000;

beforeAll(async () => {
  helm = await realHelm();
});

const metadata = 'apiVersion: v2\nname: backend\nversion: 0.1.0\n';

/** What helm prints for a chart with these values; a schema is left out, so that any value passes. */
const render = (chart: Chart, values: JsonMap): { readonly text: string; readonly error: string | undefined } => {
  const directory = mkdtempSync(join(tmpdir(), 'templates-'));
  const files = { 'Chart.yaml': metadata, ...Object.fromEntries(chart.files), 'values.yaml': JSON.stringify(values) };
  for (const [path, text] of Object.entries(files)) {
    if (path === 'values.schema.json') continue;
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  const { status, stdout, stderr } = spawnSync(helm, ['template', 'x', directory], { encoding: 'utf8' });
  rmSync(directory, { recursive: true });
  return { text: stdout, error: status === 0 ? undefined : stderr };
};

/** Every value that is no map, changed; lists and texts as a whole. */
const changed = (value: Json, path: Path, change: (path: Path, old: Json) => Json): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, changed(inner, [...path, key], change)]))
    : change(path, value);

const startsWith = (path: Path, start: Path): boolean => start.every((step, index) => step === path[index]);

describe('a value that no use covers', () => {
  const others: Readonly<Record<string, Json>> = { '': 'two', 3: 0, 0: 8, true: false, false: true, s0: '', s2: '' };
  const other = (old: Json): Json =>
    Array.isArray(old) ? [...old, 'more'] : (others[String(old)] ?? `other ${String(old)}`);

  it(`has no effect on what is rendered (seed ${seed})`, () => {
    const numbers = fc.array(fc.nat({ max: 999 }), { minLength: 200, maxLength: 400 });
    const rounds = 4;
    let kept = 0;
    let effects = 0;
    for (let round = 0; round < rounds; round += 1) {
      const programs = fc
        .sample(numbers, { seed: seed + round, numRuns: 50 })
        .map((one, index) => [`t${index}`, one] as const);
      const templates = programs.map(([name, one]) => [`templates/${name}.yaml`, madeUpTemplate(name, one)] as const);
      const chart = chartOf(Object.fromEntries(templates));
      const values = Object.fromEntries(programs.map(([name]) => [name, madeUpValues]));
      const uses = valueUses(chart);
      const isUsed = (path: Path) =>
        uses.some((use) => startsWith(use.path, path) || (use.whole && startsWith(path, use.path)));
      const rendered = render(chart, values);
      expect(rendered.error).toBeUndefined();
      const unused = changed(values, [], (path, old) => {
        if (isUsed(path)) return old;
        kept += 1;
        return other(old);
      });
      expect(render(chart, unused as JsonMap).text).toBe(rendered.text);
      const used = changed(values, [], (path, old) => (isUsed(path) ? other(old) : old));
      effects += Number(render(chart, used as JsonMap).text !== rendered.text);
    }
    expect(kept).toBeGreaterThan(rounds * 500);
    expect(effects).toBe(rounds);
  });
});

describe('a template with a mistake', () => {
  const charts = chartNames.map(projectChart);
  const mistakes = fc.constantFrom(
    '',
    '{',
    '}',
    '{{',
    '}}',
    '"',
    '(',
    ')',
    '|',
    '/*',
    '{{ end }}',
    '{{ else }}',
    '{{ if .x }}',
  );
  const edits = fc.record({
    chart: fc.constantFrom(...charts),
    file: fc.nat(),
    at: fc.nat(),
    length: fc.nat({ max: 3 }),
    mistake: mistakes,
  });
  /** What is only found out with the names of all functions. */
  const names = /function "[^"]*" not defined/;

  it(`is found here exactly when helm cannot read it (seed ${seed})`, () => {
    let found = 0;
    for (const { chart, file, at: place, length, mistake } of fc.sample(edits, { seed, numRuns: 40 })) {
      const paths = [...chart.files.keys()].filter((path) => path.startsWith('templates/'));
      const path = paths[file % paths.length] ?? '';
      const text = chart.files.get(path) ?? '';
      const start = place % text.length;
      const edited = text.slice(0, start) + mistake + text.slice(start + length);
      const broken: Chart = { ...chart, files: new Map(chart.files).set(path, edited) };
      const { findings } = readLibrary(broken);
      const { error = '' } = render(broken, readYaml('values.yaml', chart.files.get('values.yaml') ?? '').value);
      found += findings.length > 0 ? 1 : 0;
      const refused = /^Error: parse error/m.test(error) && !names.test(error);
      expect([findings.length > 0, path, edited], error).toEqual([
        refused || (findings.length > 0 && names.test(error)),
        path,
        edited,
      ]);
    }
    expect(found).toBeGreaterThan(5);
  });
});

describe.each(chartNames)('a rendered field of %s', (name) => {
  const chart = projectChart(name);
  const defaults = readYaml('values.yaml', chart.files.get('values.yaml') ?? '').value;
  const [marks, marked] = mark(defaults);

  it('shows the value that it is said to come from, and no other', () => {
    const { text, error } = render(chart, marked);
    expect(error).toBeUndefined();
    const { documents } = documentsOf(chart, text);
    const fields = documents.flatMap((document) => fieldsOf(document.body, []).map((path) => ({ document, path })));
    let valued = 0;
    for (const { document, path } of fields.filter(({ path }) => !isDigest(path))) {
      const { reads, value, template } = locate(chart, document.source, path, document.body);
      const where = `${document.source} ${path.join('.')} at ${template.file}:${template.line}`;
      const shown = String(at(document.body, ...path));
      const text = document.kind === 'Secret' ? shown + Buffer.from(shown, 'base64').toString() : shown;
      const signs = [...marks].filter(([, sign]) => text.includes(sign)).map(([key]) => JSON.parse(key) as Path);
      expect(
        signs.filter((sign) => !reads.some((read) => startsWith(sign, read))),
        where,
      ).toEqual([]);
      if (value === undefined || !marks.has(JSON.stringify(value))) continue;
      valued += 1;
      expect(signs, where).toEqual([value]);
    }
    expect(valued).toBeGreaterThan(15);
  });

  it(`is gone when its key is another one where it is said to stand (seed ${seed})`, () => {
    const documents = documentsOf(chart, render(chart, defaults).text).documents;
    const places = documents.flatMap((document, index) =>
      keysOf(document.body, []).flatMap((path) => {
        const { template } = locate(chart, document.source, path, document.body);
        const line = textOf(template.file).split('\n')[template.line - 1] ?? '';
        const key = line.slice(template.column - 1, (template.endColumn ?? 0) - 1);
        return key === path.at(-1) && !isHead(path) ? [{ index, path, template, key }] : [];
      }),
    );
    expect(places.length).toBeGreaterThan(50);
    for (const { index, path, template, key } of fc.sample(fc.constantFrom(...places), { seed, numRuns: 10 })) {
      const lines = textOf(template.file).split('\n');
      const line = lines[template.line - 1] ?? '';
      lines[template.line - 1] = `${line.slice(0, template.column - 1)}X${line.slice(template.column - 1)}`;
      const file = template.file.slice(chart.directory.length + 1);
      const { text, error } = render({ ...chart, files: new Map(chart.files).set(file, lines.join('\n')) }, defaults);
      const where = `${path.join('.')} at ${template.file}:${template.line}:${template.column}`;
      expect(error, where).toBeUndefined();
      const body = bodiesOf(text)[index];
      const before = at(documents[index]?.body, ...path);
      expect([at(body, ...path), at(body, ...path.slice(0, -1), `X${key}`)], where).toEqual([undefined, before]);
    }
  });

  const textOf = (file: string): string => chart.files.get(file.slice(chart.directory.length + 1)) ?? '';
});

/** Without these helm does not take a document for one, or not for a hook, and prints it elsewhere. */
const isHead = (path: Path): boolean =>
  ['apiVersion', 'kind', 'metadata', 'metadata.annotations', 'metadata.annotations.helm.sh/hook'].includes(
    path.join('.'),
  );

/** The documents that helm printed, whatever they are, in its order. */
const bodiesOf = (text: string): readonly JsonMap[] =>
  text
    .split(/^---\n/m)
    .slice(1)
    .map((part) => readYaml('printed', part).value);

/** A digest does not show what it is made of. */
const isDigest = (path: Path): boolean => /^checksum\//.test(String(path.at(-1)));

/** Values in which each text and number is one that stands nowhere else, and what each is by its path. */
function mark(values: JsonMap): readonly [ReadonlyMap<string, string>, JsonMap] {
  const marks = new Map<string, string>();
  const marked = changed(values, [], (path, old) => {
    if (typeof old !== 'string' && typeof old !== 'number') return old;
    const sign = `${7_000 + marks.size}`;
    marks.set(JSON.stringify(path), sign);
    return typeof old === 'number' ? Number(sign) : `v${sign}`;
  });
  return [marks, marked as JsonMap];
}

/** The paths of all texts and numbers of a document. */
const fieldsOf = (value: Json, path: Path): readonly Path[] => {
  if (Array.isArray(value)) return value.flatMap((inner, index) => fieldsOf(inner, [...path, index]));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => fieldsOf(inner, [...path, key]));
};

/** The paths of all keys of a document. */
const keysOf = (value: Json, path: Path): readonly Path[] => {
  if (Array.isArray(value)) return value.flatMap((inner, index) => keysOf(inner, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...keysOf(inner, [...path, key])]);
};
