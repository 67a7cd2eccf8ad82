import type { Chart } from '../core/charts.ts';
import type { Environment } from '../core/config.ts';
import type { Finding } from '../core/finding.ts';
import { type RunValues, valuesOf } from './layers.ts';
import { fatalFaults } from './metadata.ts';
import { validateChart } from './passes.ts';

/**
 * What is wrong with the values of all charts in one environment, the run's own layers included, and with what names the
 * charts to helm: each mistake once, in order.
 */
export const gate = (charts: readonly Chart[], env: Environment, run: RunValues): readonly Finding[] =>
  inOrder([
    ...run.findings,
    ...charts.flatMap((chart) => [...fatalFaults(chart), ...validateChart(chart, valuesOf(chart, env, run))]),
  ]);

/** By file, line, column and code; of equal findings the last, since the pass over the merged values knows most. */
export const inOrder = (findings: readonly Finding[]): readonly Finding[] => {
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
