import type { Chart } from '../core/charts.ts';
import type { Environment } from '../core/config.ts';
import { type Finding, finding } from '../core/finding.ts';
import { explain } from './explain.ts';
import { type Layered, type RunValues, valuesOf } from './layers.ts';
import { compileSchema } from './validator.ts';

/** What is wrong with the values of all charts in one environment, the run's own layers included: each mistake once, in order. */
export const gate = (charts: readonly Chart[], env: Environment, run: RunValues): readonly Finding[] =>
  inOrder([...run.findings, ...charts.flatMap((chart) => validateChart(chart, valuesOf(chart, env, run)))]);

/** What is wrong with the coalesced values of one chart: its files, its schema, and ajv's verdict. */
export const validateChart = (chart: Chart, { tree, findings, values }: Layered): readonly Finding[] => {
  const file = `${chart.directory}/values.schema.json`;
  const text = chart.files.get('values.schema.json');
  if (text === undefined) return inOrder([...findings, withoutSchema(chart, file)]);
  const schema = compileSchema(file, text);
  if ('finding' in schema) return inOrder([...findings, schema.finding]);
  if (findings.some(unread)) return inOrder(findings);
  const broken = explain(schema.validate(values.values), tree, `${chart.directory}/values.yaml`);
  return inOrder([...findings, ...broken]);
};

/** By file, line, column and code; equal findings once. */
const inOrder = (findings: readonly Finding[]): readonly Finding[] => {
  const seen = new Map(findings.map((one) => [JSON.stringify([one.code, one.message, one.at]), one]));
  return [...seen.values()].sort(
    (one, other) =>
      compare(one.at?.file ?? '', other.at?.file ?? '') ||
      (one.at?.line ?? 0) - (other.at?.line ?? 0) ||
      (one.at?.column ?? 0) - (other.at?.column ?? 0) ||
      compare(one.code, other.code),
  );
};

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** What could not be read would only be complained about a second time. */
const unread = (one: Finding): boolean => one.code === 'values/unreadable' && one.level === 'error';

const withoutSchema = (chart: Chart, file: string): Finding =>
  finding('chart/schema', `The chart ${chart.name} has no values.schema.json, so its values cannot be checked`, {
    at: { file, line: 1, column: 1 },
    remedy: `Restore the file: \`git checkout -- ${file}\`.`,
  });
