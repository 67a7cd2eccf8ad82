import type { Chart } from '../core/charts.ts';
import type { Finding } from '../core/finding.ts';
import { parseTemplate } from './parse.ts';
import { type Source, sourceOf, type Template } from './syntax.ts';

/** The templates of a chart. */
export type Library = {
  readonly chart: Chart;
  /** The files below templates/, by path in the chart. */
  readonly files: ReadonlyMap<string, Template>;
  /** The bodies of `define` and `block`, by name. */
  readonly defined: ReadonlyMap<string, Template>;
  /** What `include` and `template` can name: these and the files. */
  readonly named: ReadonlyMap<string, Template>;
  /** chart/render: what cannot be read, each at its place. */
  readonly findings: readonly Finding[];
};

/** Reads all templates of a chart. Never throws. */
export const readLibrary = (chart: Chart): Library => {
  const paths = [...chart.files.keys()].filter((path) => path.startsWith('templates/')).sort(byDepth);
  const parsed = paths.map((path) => {
    const source = fileSource(chart, path);
    return { path, source, ...parseTemplate(source) };
  });
  const files = parsed.map(({ path, source, body }) => [path, { name: path, source, body }] as const);
  const whole = files.map(([path, template]) => [`${chart.name}/${path}`, template] as const);
  const defined = parsed.flatMap(({ definitions }) => definitions.map((one) => [one.name, one] as const));
  return {
    chart,
    files: new Map(files),
    defined: new Map(defined),
    named: new Map([...whole, ...defined]),
    findings: parsed.flatMap(({ findings }) => findings),
  };
};

/** A file of the chart with its places. */
export const fileSource = (chart: Chart, path: string): Source =>
  sourceOf(`${chart.directory}/${path}`, chart.files.get(path) ?? '');

/** Deep files first, then backwards: of two definitions the later one counts (helm pkg/engine: sortTemplates). */
const byDepth = (one: string, other: string): number => depthOf(other) - depthOf(one) || (one < other ? 1 : -1);

const depthOf = (path: string): number => path.split('/').length;
