import type { Chart, Charts } from '../core/charts.ts';
import type { Environment } from '../core/config.ts';
import { gate, inOrder } from './gate.ts';
import { noLayers, type RunLayers, readRun, valuesOf } from './layers.ts';
import { validateChart } from './passes.ts';

/** What can be said about charts without helm. */
export type ChartReading = Omit<Charts, 'lint' | 'render'>;

/** Charts with the run's layers: their values, and the values gate for the run's environment. */
export const readCharts = (all: readonly Chart[], env: Environment, layers: RunLayers): ChartReading => {
  const run = readRun(layers);
  const byName = new Map(all.map((chart) => [chart.name, chart]));
  const of: Charts['of'] = (name) => byName.get(name) ?? { name, directory: `helm/${name}`, files: new Map() };
  return {
    all,
    of,
    values: (name, where, own) => valuesOf(of(name), where, run, own).values,
    findings: gate(all, env, run),
    validate: (name, where) =>
      inOrder(validateChart(of(name), valuesOf(of(name), where, where === undefined ? noLayers : run))),
  };
};
