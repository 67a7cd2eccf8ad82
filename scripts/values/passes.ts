import type { ErrorObject } from 'ajv';
import type { Chart } from '../core/charts.ts';
import type { Finding, Place } from '../core/finding.ts';
import type { Dependency } from './dependencies.ts';
import { explain, explainLayer } from './explain.ts';
import type { Layered } from './layers.ts';
import { layoutFaults } from './layout.ts';
import { kindChanges, lintValues } from './lint.ts';
import { lintSchema } from './schema/lint.ts';
import { unusableSchema } from './schema/unusable.ts';
import { emptyMap, type MapNode, type Node, toJson } from './tree.ts';
import { compileSchema } from './validator.ts';
import { readYaml } from './yaml.ts';

/**
 * What is wrong with the values of one chart, each file that was read and ajv's verdict in three passes: values.yaml
 * alone (an overlay must not hide its mistakes), each overlay alone (its typos and types, whatever it leaves out), and
 * everything merged. Charts below `charts/` are asked the same with their part. Findings come as often as passes find them.
 */
export const validateChart = (chart: Chart, layered: Omit<Layered, 'values'>): readonly Finding[] => {
  const incomplete = layoutFaults(chart, ['values.yaml', 'values.schema.json']);
  return incomplete.length > 0 ? [...layered.findings, ...incomplete] : validated(chart, layered);
};

const validated = (chart: Chart, layered: Omit<Layered, 'values'>): readonly Finding[] => {
  const file = `${chart.directory}/values.schema.json`;
  const schema = compileSchema(file, chart.files.get('values.schema.json') ?? '');
  if ('finding' in schema) return [...layered.findings, ...unusableSchema(chart, schema.finding)];
  if (layered.findings.some(unread)) return layered.findings;
  const values = `${chart.directory}/values.yaml`;
  const [below, merged] = [layered.base, layered.tree].map((tree) => schema.validate(toJson(tree)));
  const possible = (errors: readonly ErrorObject[] = []) => errors.filter((one) => !isImpossible(one));
  const base = explain(possible(below), layered.base, values);
  const refused = [
    ...base.findings,
    ...layered.overlays
      .map(withoutNulls)
      .flatMap((overlay) => explainLayer(schema.validate(toJson(overlay)), overlay, values)),
    ...explain(possible(merged), layered.tree, values, base.missing).findings,
  ];
  const flawed = [...(below ?? []), ...(merged ?? [])].some(isImpossible);
  return [
    ...layered.findings,
    ...refused,
    ...(flawed ? lintSchema(chart).filter(({ code }) => code === 'schema/impossible') : []),
    ...lintValues(layered).filter(
      (one) => ![...layered.findings, ...refused].some((other) => isWithin(other.at, one.at)),
    ),
    ...layered.dependencies.flatMap((one) => [
      ...ofDependency(one.chart, layered.tree.entries.get(one.key)?.node),
      ...handedDown(one, layered),
    ]),
  ];
};

/** A key that is required and that no property has: then the schema is to blame, and no values can pass. */
const isImpossible = ({ keyword, params, parentSchema }: ErrorObject): boolean => {
  const {
    additionalProperties,
    patternProperties,
    properties = {},
  }: Partial<Readonly<Record<string, object | false>>> = parentSchema ?? {};
  const missing = String(params.missingProperty);
  return (
    keyword === 'required' &&
    additionalProperties === false &&
    !patternProperties &&
    !Object.hasOwn(properties || {}, missing)
  );
};

/** What the schema refuses already is no second mistake: the same place, or the key it stands under. */
const isWithin = (refused: Place | undefined, at: Place | undefined): boolean =>
  refused !== undefined && at !== undefined && refused.file === at.file && refused.line === at.line;

/** What the layers of a chart put in place of a dependency's own values; of the chart's own file helm says nothing. */
const handedDown = (
  { key, chart }: Dependency,
  { base, overlays, sets }: Omit<Layered, 'values'>,
): readonly Finding[] => {
  const own = readYaml(`${chart.directory}/values.yaml`, chart.files.get('values.yaml') ?? '').root;
  return [base, ...overlays, sets].flatMap((layer) => {
    const given = layer.entries.get(key)?.node;
    return given?.kind === 'map' ? kindChanges(own, given, [key]) : [];
  });
};

/** A dependency without a schema takes any values, as in Helm. */
const ofDependency = (chart: Chart, node: Node | undefined): readonly Finding[] =>
  node?.kind === 'map' && chart.files.has('values.schema.json')
    ? validated(chart, { ...nothing, tree: node, base: node })
    : [];

const nothing = { overlays: [], sets: emptyMap, dependencies: [], findings: [] };

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
