import type { Chart } from '../core/charts.ts';
import { type Finding, finding, type Place } from '../core/finding.ts';
import { explain, explainLayer } from './explain.ts';
import type { Layered } from './layers.ts';
import { lintValues } from './lint.ts';
import { type MapNode, type Node, toJson } from './tree.ts';
import { compileSchema } from './validator.ts';

/**
 * What is wrong with the values of one chart, each file that was read and ajv's verdict in three passes: values.yaml
 * alone (an overlay must not hide its mistakes), each overlay alone (its typos and types, whatever it leaves out), and
 * everything merged. Charts below `charts/` are asked the same with their part. Findings come as often as passes find them.
 */
export const validateChart = (chart: Chart, layered: Omit<Layered, 'values'>): readonly Finding[] => {
  const file = `${chart.directory}/values.schema.json`;
  const text = chart.files.get('values.schema.json');
  if (text === undefined) return [...layered.findings, withoutSchema(chart, file)];
  const schema = compileSchema(file, text);
  if ('finding' in schema) return [...layered.findings, schema.finding];
  if (layered.findings.some(unread)) return layered.findings;
  const values = `${chart.directory}/values.yaml`;
  const whole = (tree: MapNode) => explain(schema.validate(toJson(tree)), tree, values);
  const alone = (tree: MapNode) => explainLayer(schema.validate(toJson(tree)), tree, values);
  const refused = [
    ...whole(layered.base),
    ...layered.overlays.flatMap((overlay) => alone(withoutNulls(overlay))),
    ...whole(layered.tree),
  ];
  return [
    ...layered.findings,
    ...refused,
    ...lintValues(layered).filter((one) => !refused.some((other) => isWithin(other.at, one.at))),
    ...layered.dependencies.flatMap((one) => ofDependency(one.chart, layered.tree.entries.get(one.key)?.node)),
  ];
};

/** What the schema refuses already is no second mistake: the same place, or the key it stands under. */
const isWithin = (refused: Place | undefined, at: Place | undefined): boolean =>
  refused !== undefined && at !== undefined && refused.file === at.file && refused.line === at.line;

/** A dependency without a schema takes any values, as in Helm. */
const ofDependency = (chart: Chart, node: Node | undefined): readonly Finding[] =>
  node?.kind === 'map' && chart.files.has('values.schema.json')
    ? validateChart(chart, { ...nothing, tree: node, base: node })
    : [];

const nothing = { overlays: [], dependencies: [], findings: [] };

/** A null of an overlay deletes a key of the chart: what it deletes is judged in the merged values. */
const withoutNulls = (map: MapNode): MapNode => ({
  ...map,
  entries: new Map(
    [...map.entries].flatMap(([key, entry]) => {
      if (entry.node.kind === 'scalar' && entry.node.value === null) return [];
      return [[key, entry.node.kind === 'map' ? { ...entry, node: withoutNulls(entry.node) } : entry] as const];
    }),
  ),
});

/** What could not be read would only be complained about a second time. */
const unread = (one: Finding): boolean => one.code === 'values/unreadable' && one.level === 'error';

const withoutSchema = (chart: Chart, file: string): Finding =>
  finding('chart/schema', `The chart ${chart.name} has no values.schema.json, so its values cannot be checked`, {
    at: { file, line: 1, column: 1 },
    remedy: `Restore the file: \`git checkout -- ${file}\`.`,
  });
