import { expect, test } from 'vitest';
import type { Chart } from '../core/charts.ts';
import { readCharts } from './charts.ts';

const schema = JSON.stringify({
  type: 'object',
  additionalProperties: false,
  properties: { replicaCount: { type: 'integer' } },
});
const backend: Chart = {
  name: 'backend',
  directory: 'helm/backend',
  files: new Map([
    ['values.yaml', 'replicaCount: 1\n'],
    ['values-dev.yaml', 'replicaCount: two\n'],
    ['values.schema.json', schema],
  ]),
};
const layers = { files: [{ path: 'mine.yaml', text: 'backend: {replicaCount: 3}\n' }], sets: [] };

test('values have the layers of the run above those of the chart', () => {
  const charts = readCharts([backend], 'dev', layers);
  expect(charts.values('backend', 'dev').values).toEqual({ replicaCount: 3 });
  expect(charts.values('backend', 'dev', { replicaCount: 4 }).overlay).toEqual({ replicaCount: 4 });
});

test('a mistake of an overlay is found although a layer above it hides it', () => {
  const charts = readCharts([backend], 'dev', layers);
  expect(charts.findings).toMatchObject([
    { code: 'values/type', at: { file: 'helm/backend/values-dev.yaml', line: 1, column: 15 } },
  ]);
  expect(readCharts([backend], 'staging', layers).findings).toEqual([]);
});

test('values.yaml alone is asked without environment and without the layers of the run', () => {
  const charts = readCharts([backend], 'dev', { files: [], sets: ['backend.replicaCount=x'] });
  expect(charts.validate('backend', undefined)).toEqual([]);
  expect(charts.validate('backend', 'dev')).toMatchObject([
    { code: 'values/type', at: { file: '--set' } },
    { code: 'values/type', at: { file: 'helm/backend/values-dev.yaml' } },
  ]);
});

test('a chart without files is there and is not valid', () => {
  const charts = readCharts([], 'dev', layers);
  expect(charts.of('frontend')).toMatchObject({ directory: 'helm/frontend' });
  expect(charts.validate('frontend', 'dev')).toMatchObject([
    { code: 'chart/layout', message: 'helm/frontend lacks values.yaml' },
    { code: 'chart/layout', message: 'helm/frontend lacks values.schema.json' },
  ]);
});
