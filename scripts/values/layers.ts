import { type Chart, type ChartName, type Coalesced, chartNames, type JsonMap } from '../core/charts.ts';
import type { Environment } from '../core/config.ts';
import { type Finding, finding, type Place } from '../core/finding.ts';
import { assigned } from './assign.ts';
import { overlaid } from './coalesce.ts';
import { type Dependency, resolved } from './dependencies.ts';
import { renamed } from './rewriting.ts';
import { type Assignment, readSets } from './set.ts';
import { closest } from './suggest.ts';
import {
  type Entry,
  emptyMap,
  fromJsonMap,
  type MapNode,
  type Node,
  nodeAt,
  type Path,
  pathText,
  toJsonMap,
} from './tree.ts';
import { readYaml } from './yaml.ts';

/** The run's own layers: texts of the `--values` files in their order (paths as in places), and the `--set` arguments. */
export type RunLayers = {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly sets: readonly string[];
};

/** The run's layers, read once and split by chart. */
export type RunValues = {
  readonly overlays: readonly ReadonlyMap<ChartName, MapNode>[];
  readonly assignments: readonly Assignment[];
  readonly findings: readonly Finding[];
};

/** The values of one chart with their tree, and what reading its files found (the run's findings apart). */
export type Layered = {
  readonly values: Coalesced;
  readonly tree: MapNode;
  /** values.yaml with its dependencies' and nothing above, and each layer that a file put above it, alone. */
  readonly base: MapNode;
  readonly overlays: readonly MapNode[];
  /** What `--set` says, alone. */
  readonly sets: MapNode;
  /** The charts below `charts/` that these values turn on. */
  readonly dependencies: readonly Dependency[];
  readonly findings: readonly Finding[];
};

/** A run without layers of its own. */
export const noLayers: RunValues = { overlays: [], assignments: [], findings: [] };

/** Reads the run's layers: each file has chart names at its top, each `--set` argument starts with one. */
export const readRun = ({ files, sets }: RunLayers): RunValues => {
  const readings = files.map(({ path, text }) => readYaml(path, text));
  const split = readings.map((reading) => byChart(reading.root));
  const { assignments, findings } = readSets(sets);
  return {
    overlays: split.map((one) => one.charts),
    assignments,
    findings: [
      ...readings.flatMap((reading) => reading.findings),
      ...split.flatMap((one) => one.findings),
      ...findings,
    ],
  };
};

/**
 * The values of a chart in an environment: values.yaml, values-ENV.yaml when there is one, the `--values` files, `own`
 * (what deploy adds), and `--set` on top. Without an environment there is no overlay.
 */
export const valuesOf = (chart: Chart, env: Environment | undefined, run: RunValues, own: JsonMap = {}): Layered => {
  const base = read(chart, 'values.yaml');
  const overlay = env === undefined ? absent : read(chart, `values-${env}.yaml`);
  const overlays = [overlay.root, ...run.overlays.map((one) => one.get(chart.name) ?? emptyMap)];
  const assignments = run.assignments.filter((one) => one.chart === chart.name);
  const top = withSets([...overlays, fromJsonMap(own)].reduce(overlaid, emptyMap), base.root, assignments);
  const { tree, dependencies, findings } = resolved(chart, base.root, top.root);
  return {
    tree,
    base: dependencies.length > 0 ? resolved(chart, base.root, emptyMap).tree : base.root,
    overlays,
    sets: withSets(emptyMap, emptyMap, assignments).root,
    dependencies,
    values: {
      values: toJsonMap(tree),
      overlay: toJsonMap(top.root),
      placeOf: (path) => nodeAt(tree, path)?.place,
    },
    findings: [...base.findings, ...overlay.findings, ...top.findings, ...findings],
  };
};

type Read = { readonly root: MapNode; readonly findings: readonly Finding[] };

const absent: Read = { root: emptyMap, findings: [] };

/** A values file of a chart; an absent one has no values. */
const read = (chart: Chart, name: string): Read => {
  const text = chart.files.get(name);
  if (text === undefined) return absent;
  const { root, findings } = readYaml(`${chart.directory}/${name}`, text);
  return { root, findings: name === 'values.yaml' ? findings.map(asError) : findings };
};

/** Several documents in values.yaml are one to helm template, and only the first to helm lint. */
const asError = (one: Finding): Finding =>
  one.level === 'error'
    ? one
    : { ...one, level: 'error', message: 'The file holds several YAML documents, and helm lint reads the first alone' };

type Split = { readonly charts: ReadonlyMap<ChartName, MapNode>; readonly findings: readonly Finding[] };

const byChart = (root: MapNode): Split => {
  const charts = new Map<ChartName, MapNode>();
  const findings: Finding[] = [];
  for (const [name, entry] of root.entries) {
    const chart = chartNames.find((one) => one === name);
    if (!chart) findings.push(unknownChart(name, entry, root));
    else if (entry.node.kind === 'map') charts.set(chart, entry.node);
    else if (!isNull(entry.node)) findings.push(notValues(name, entry));
  }
  return { charts, findings };
};

const isNull = (node: Node): boolean => node.kind === 'scalar' && node.value === null;

const unknownChart = (name: string, entry: Entry, root: MapNode): Finding => {
  const meant = closest(name, chartNames);
  const rivals = [...root.entries.keys()].filter((other) => meant && (other === meant || closest(other, [meant])));
  const fix = meant && rivals.length === 1 ? renamed(entry, meant) : [];
  return finding('values/unknown-chart', `The key ${JSON.stringify(name)} names no chart`, {
    ...at(entry.key),
    ...(fix.length > 0 ? { fix } : {}),
    remedy: meant
      ? `Rename it to ${meant}.`
      : `Put the values under ${chartNames.join(', ')}: a file for --values has the charts at its top.`,
  });
};

const notValues = (name: string, { key }: Entry): Finding =>
  finding('values/type', `${name}: must be a map with values of the chart`, {
    ...at(key),
    remedy: `Indent the values of the chart below \`${name}:\`.`,
  });

const at = (place: Place | undefined): { at?: Place } => (place ? { at: place } : {});

/** The overlay with `--set` on top; an assignment that Helm would refuse is a finding. */
const withSets = (overlay: MapNode, chart: MapNode, assignments: readonly Assignment[]): Read => {
  const findings: Finding[] = [];
  let root = overlay;
  for (const assignment of assignments) {
    const next = assigned(root, assignment);
    if (next) findings.push(...listReplaced(root, chart, assignment));
    else findings.push(blocked(assignment));
    root = next ?? root;
  }
  return { root, findings };
};

const blocked = ({ chart, path, key }: Assignment): Finding =>
  finding(
    'values/set-syntax',
    `--set: ${pathText([chart, ...path])} goes through a value that another layer set to no map or list`,
    {
      at: key,
      remedy: 'Set the whole value in a file and name the file with --values.',
    },
  );

/** An index into a list that only the chart has replaces the whole list, in Helm silently. */
const listReplaced = (overlay: MapNode, chart: MapNode, { chart: name, path, key }: Assignment): readonly Finding[] => {
  const index = path.findIndex((step) => typeof step === 'number');
  const list: Path = path.slice(0, Math.max(index, 0));
  if (index < 0 || nodeAt(overlay, list) || nodeAt(chart, list)?.kind !== 'list') return [];
  return [
    finding('values/invalid', `--set: ${pathText([name, ...path])} replaces the whole list of the chart`, {
      level: 'warning',
      at: key,
      remedy: `Set the whole list: --set '${pathText([name, ...list])}={a,b}'.`,
    }),
  ];
};
