import type { Chart } from '../core/charts.ts';
import type { Place } from '../core/finding.ts';
import type { Path } from '../values/tree.ts';
import { followChart } from './follow.ts';
import { placeOf } from './syntax.ts';

/** A path of `.Values` that a template reads, and the expression that does; `whole` when everything below it counts. */
export type ValueUse = { readonly path: Path; readonly whole: boolean; readonly at: Place };

/**
 * Every value that the templates of a chart read: those of its files and, with the dot they are given, of its helpers.
 * A value that no use covers has no effect on what is rendered. By file, line, column and path.
 */
export const valueUses = (chart: Chart): readonly ValueUse[] => {
  const uses = followChart(chart).reads.map(({ path, whole, at }) => ({ path, whole, at: placeOf(at) }));
  return uses
    .map((use) => ({
      use,
      key: [use.at.file, use.at.line, use.at.column, JSON.stringify(use.path), use.whole] as const,
    }))
    .sort((one, other) => compare(one.key, other.key))
    .map(({ use }) => use);
};

type Key = readonly (string | number | boolean)[];

const compare = (one: Key, other: Key): number => {
  const index = one.findIndex((part, at) => part !== other[at]);
  const [left, right] = [one[index] ?? 0, other[index] ?? 0];
  return left < right ? -1 : Number(left > right);
};
