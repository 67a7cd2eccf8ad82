import { describe, expect, it } from 'vitest';
import type { Chart, JsonMap } from '../core/charts.ts';
import { gate } from './gate.ts';
import { noLayers, readRun } from './layers.ts';

const schema: JsonMap = {
  type: 'object',
  additionalProperties: false,
  required: ['port'],
  properties: {
    global: { type: 'object' },
    port: { type: 'integer', maximum: 65_535 },
    host: { type: 'string' },
    tls: {
      type: 'object',
      additionalProperties: false,
      required: ['cert', 'key'],
      properties: { cert: { type: 'string' }, key: { type: 'string' } },
    },
    hosts: {
      type: 'array',
      items: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
    },
    cache: { type: 'object' },
  },
};

const chartOf = (files: Readonly<Record<string, string>>): Chart => ({
  name: 'backend',
  directory: 'helm/backend',
  files: new Map(Object.entries({ 'values.schema.json': JSON.stringify(schema), ...files })),
});

const found = (files: Readonly<Record<string, string>>, run = noLayers) =>
  gate([chartOf(files)], 'dev', run).map((one) => `${one.at?.file}:${one.at?.line}:${one.at?.column} ${one.message}`);

describe('values.yaml alone', () => {
  it('is judged although an overlay mends it', () => {
    expect(found({ 'values.yaml': 'port: 80000\n', 'values-dev.yaml': 'port: 8000\n' })).toEqual([
      'helm/backend/values.yaml:1:7 port: 80000 is out of range (<= 65535)',
    ]);
    expect(found({ 'values.yaml': 'host: a\n', 'values-dev.yaml': 'port: 8000\n' })).toEqual([
      'helm/backend/values.yaml:1:1 missing required key "port"',
    ]);
  });
});

describe('an overlay alone', () => {
  it('may leave out what the chart has, also a part of a map', () => {
    expect(
      found({ 'values.yaml': 'port: 1\ntls: {cert: a, key: b}\n', 'values-dev.yaml': 'tls: {cert: c}\n' }),
    ).toEqual([]);
  });

  it('may delete a key of the chart, and what is then missing is told once', () => {
    expect(found({ 'values.yaml': 'port: 1\nhost: a\n', 'values-dev.yaml': 'host: null\n' })).toEqual([]);
    expect(found({ 'values.yaml': 'port: 1\n', 'values-dev.yaml': 'port: null\n' })).toEqual([
      'helm/backend/values-dev.yaml:1:1 missing required key "port", deleted by a null',
    ]);
  });

  it('has whole list items, for lists replace', () => {
    expect(found({ 'values.yaml': 'port: 1\n', 'values-dev.yaml': 'hosts:\n  - nam: a\n' })).toEqual([
      'helm/backend/values-dev.yaml:2:5 hosts[0]: missing required key "name"',
    ]);
  });

  it('is judged although --values and --set hide it, each mistake once', () => {
    const run = readRun({ files: [{ path: 'my.yaml', text: 'backend: {port: yes}\n' }], sets: ['backend.port=2'] });
    expect(found({ 'values.yaml': 'port: 1\n', 'values-dev.yaml': 'prt: 3\nport: "3"\n' }, run)).toEqual([
      'helm/backend/values-dev.yaml:1:1 prt: unknown key "prt"',
      'helm/backend/values-dev.yaml:2:7 port: must be integer, got string "3"',
      'my.yaml:1:17 port: must be integer, got boolean true',
    ]);
  });
});

describe('a chart below charts/', () => {
  const cache = {
    'charts/cache/Chart.yaml': 'apiVersion: v2\nname: cache\nversion: 1.0.0\n',
    'charts/cache/values.yaml': 'size: 1\nnode: {cpu: 1}\n',
    'charts/cache/values.schema.json': JSON.stringify({
      type: 'object',
      additionalProperties: false,
      properties: {
        global: { type: 'object', properties: { zone: { type: 'string' } } },
        size: { type: 'integer' },
        node: { type: 'object' },
        enabled: { type: 'boolean' },
      },
    }),
  };

  it('is judged with the values that the parent hands down, at the line of the layer that set them', () => {
    expect(found({ ...cache, 'values.yaml': 'port: 1\ncache: {size: big, nodes: 1}\n' })).toEqual([
      'helm/backend/values.yaml:2:15 size: must be integer, got string "big"',
      'helm/backend/values.yaml:2:20 nodes: unknown key "nodes"',
    ]);
    expect(found({ ...cache, 'values.yaml': 'port: 1\nglobal:\n  zone: 5\n' })).toEqual([
      'helm/backend/values.yaml:3:9 global.zone: must be string, got number 5',
    ]);
    expect(found({ ...cache, 'charts/cache/values.yaml': 'size: many\n', 'values.yaml': 'port: 1\n' })).toEqual([
      'helm/backend/charts/cache/values.yaml:1:7 size: must be integer, got string "many"',
    ]);
  });

  it('is not judged where a condition turns it off', () => {
    const Chart =
      'apiVersion: v2\nname: backend\nversion: 1.0.0\ndependencies:\n  - name: cache\n    condition: cache.enabled\n';
    const values = (enabled: boolean) => `port: 1\ncache: {enabled: ${enabled}, size: big}\n`;
    expect(found({ ...cache, 'Chart.yaml': Chart, 'values.yaml': values(false) })).toEqual([]);
    expect(found({ ...cache, 'Chart.yaml': Chart, 'values.yaml': values(true) })).toHaveLength(1);
  });

  it('is told where a layer of the parent has a value in place of its map, or the other way round', () => {
    const told = (values: string) => found({ ...cache, 'values.yaml': values });
    expect(told('port: 1\ncache: {node: none}\n')).toContain(
      'helm/backend/values.yaml:2:9 cache.node: a value replaces a map',
    );
    expect(told('port: 1\ncache: {size: {min: 1}}\n')).toContain(
      'helm/backend/values.yaml:2:9 cache.size: a map replaces a value',
    );
  });

  it.each([
    ['is packed', { 'charts/cache-1.0.0.tgz': '' }, '', /charts\/cache-1\.0\.0\.tgz is packed/],
    ['is missing', {}, 'dependencies:\n  - name: cache\n', /names the dependency cache, and .* does not have it/],
    [
      'imports values',
      cache,
      'dependencies:\n  - name: cache\n    import-values: [data]\n',
      /import-values of cache is not followed/,
    ],
  ])('that %s is told (chart/dependency)', (_, files, dependencies, says) => {
    const [one] = gate(
      [
        chartOf({
          ...files,
          'Chart.yaml': `apiVersion: v2\nname: backend\nversion: 1.0.0\n${dependencies}`,
          'values.yaml': 'port: 1\n',
        }),
      ],
      'dev',
      noLayers,
    );
    expect(one).toMatchObject({ code: 'chart/dependency', message: expect.stringMatching(says) });
  });
});
