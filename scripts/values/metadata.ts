import semver from 'semver';
import type { Chart } from '../core/charts.ts';
import { type Finding, finding } from '../core/finding.ts';
import { layoutFaults } from './layout.ts';
import { readYaml } from './yaml.ts';

/** What is wrong with Chart.yaml: a field that is absent or not of its form (helm.sh/docs/topics/charts, the Chart.yaml file). */
export const metadataFaults = (chart: Chart): readonly Finding[] => faultsOf(chart, rules);

/** The part of that with which helm does nothing at all for the chart. */
export const fatalFaults = (chart: Chart): readonly Finding[] =>
  chart.files.has('Chart.yaml')
    ? faultsOf(
        chart,
        rules.filter(({ fatal }) => fatal),
      )
    : [];

const faultsOf = (chart: Chart, asked: readonly Rule[]): readonly Finding[] => {
  const file = `${chart.directory}/Chart.yaml`;
  const text = chart.files.get('Chart.yaml');
  if (text === undefined) return layoutFaults(chart, ['Chart.yaml']);
  const { value: fields, findings, placeOf } = readYaml(file, text);
  const start = { file, line: 1, column: 1 };
  if (findings.length > 0)
    return findings.map(({ message, at, remedy }) => finding('chart/metadata', message, { at: at ?? start, remedy }));
  return asked
    .filter(({ key, holds }) => !holds(String(fields[key] ?? ''), chart))
    .map(({ key, must, example }) => {
      const message = fields[key] ? `${key} must be ${must}, and it is ${String(fields[key])}` : `${key} must be set`;
      return finding('chart/metadata', message, {
        at: placeOf([key]) ?? start,
        remedy: `Write \`${example(chart)}\` in ${file}.`,
      });
    });
};

type Rule = {
  readonly key: string;
  readonly must: string;
  readonly holds: (value: string, chart: Chart) => boolean;
  readonly example: (chart: Chart) => string;
  readonly fatal?: true;
};

const isGiven = (value: string): boolean => value !== '';
const folderOf = ({ directory }: Chart): string => directory.split('/').at(-1) ?? '';

const rules: readonly Rule[] = [
  { key: 'apiVersion', must: 'v2', holds: (value) => value === 'v2', example: () => 'apiVersion: v2', fatal: true },
  {
    key: 'name',
    must: 'the name of its folder',
    holds: (value, chart) => value === folderOf(chart),
    example: (chart) => `name: ${folderOf(chart)}`,
    fatal: true,
  },
  {
    key: 'description',
    must: 'a sentence',
    holds: isGiven,
    example: (chart) => `description: The ${folderOf(chart)} of the application`,
  },
  { key: 'type', must: 'application', holds: (value) => value === 'application', example: () => 'type: application' },
  {
    key: 'version',
    must: 'a semantic version',
    holds: (value) => semver.valid(value) !== null,
    example: () => 'version: 1.0.0',
    fatal: true,
  },
  { key: 'appVersion', must: 'a text', holds: isGiven, example: () => 'appVersion: "1.0.0"' },
  {
    key: 'kubeVersion',
    must: 'a range of Kubernetes versions',
    holds: (value) => isGiven(value) && semver.validRange(value) !== null,
    example: () => 'kubeVersion: ">=1.30.0-0"',
  },
];
