import type { ChartName } from '../core/charts.ts';
import type { Check } from '../core/task.ts';
import { coverage } from '../templates/coverage.ts';

/** The templates of a chart read what its schema describes: no other value, and each of them. */
export const valuesRead =
  (name: ChartName): Check =>
  async ({ charts }) => {
    const chart = charts.of(name);
    const schema = chart.files.get('values.schema.json');
    const file = `${chart.directory}/values.schema.json`;
    const unusable = charts
      .validate(name, undefined)
      .filter(({ code, at }) => code === 'chart/layout' || at?.file === file);
    return schema === undefined || unusable.length > 0 ? unusable : coverage(chart, schema);
  };
