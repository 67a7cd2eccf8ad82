import { above, type BrokenInput, below, error, remove, replace, write } from '../broken.ts';
import { backend, frontend } from '../paths.ts';

const { chart, values, schema } = backend;

const dependency = (more = '') =>
  below(chart, 'type: application', `dependencies:\n  - name: cache\n    version: 1.0.0${more}`);
const cacheSchema = replace(
  schema,
  '"replicaCount": {\n',
  '"cache": {\n      "type": "object",\n      "description": "Values of the cache.",\n      "additionalProperties": {}\n    },\n    "replicaCount": {\n',
);
const cache = (file: string, text: string) => write(`helm/backend/charts/cache/${file}`, text);
const cacheChart = cache('Chart.yaml', 'apiVersion: v2\nname: cache\nversion: 1.0.0\n');

/** Charts as folders: their metadata, files and dependencies. */
export const chartInputs: readonly BrokenInput[] = [
  {
    name: 'a chart has no version of the API',
    edits: [replace(chart, 'apiVersion: v2\n', '')],
    found: [error('chart/metadata', chart)],
  },
  {
    name: 'a chart is of the API of Helm 2',
    edits: [replace(chart, 'apiVersion: v2', 'apiVersion: v1')],
    found: [error('chart/metadata', chart, 'apiVersion: ▸v1')],
  },
  {
    name: 'the version of a chart is no semantic version',
    edits: [replace(chart, 'version: 1.0.0', 'version: 1')],
    found: [error('chart/metadata', chart, '\nversion: ▸1')],
  },
  {
    name: 'the version of the frontend chart is no semantic version',
    edits: [replace(frontend.chart, '\nversion: 1.0.0', '\nversion: latest')],
    found: [error('chart/metadata', frontend.chart, '\nversion: ▸latest')],
  },
  {
    name: 'a chart does not say which Kubernetes it needs',
    edits: [replace(chart, 'kubeVersion: ">=1.30.0-0"\n', '')],
    found: [error('chart/metadata', chart)],
  },
  {
    name: 'the metadata of a chart are broken YAML',
    edits: [replace(chart, 'name: backend', 'name: "backend')],
    found: [error('chart/metadata', chart, '▸"backend')],
  },
  {
    name: 'the name of a chart is not that of its folder',
    edits: [replace(frontend.chart, 'name: frontend', 'name: web')],
    found: [error('chart/metadata', frontend.chart, '\nname: ▸web')],
  },
  {
    name: 'a chart has no notes',
    edits: [remove('helm/backend/templates/NOTES.txt')],
    found: [error('chart/layout')],
  },
  {
    name: 'a chart has no values',
    edits: [remove(values)],
    found: [error('chart/layout')],
  },
  {
    name: 'a chart has no Chart.yaml',
    edits: [remove(chart)],
    found: [error('chart/layout')],
  },
  {
    name: 'a folder of a chart is a link to itself',
    edits: [write('helm/backend/templates/more', { link: '.' })],
    found: [error('chart/layout', 'helm/backend/templates/more')],
  },
  {
    name: 'two links of a chart lead to each other',
    edits: [write('helm/backend/one', { link: 'two' }), write('helm/backend/two', { link: 'one' })],
    found: [error('chart/layout', 'helm/backend/one'), error('chart/layout', 'helm/backend/two')],
  },
  {
    name: 'values.yaml is a link to a file outside of the chart',
    edits: [write(values, { link: '../frontend/values.yaml' })],
    found: [error('chart/layout', values)],
  },
  {
    name: 'values.yaml is a folder',
    edits: [remove(values), write('helm/backend/values.yaml/values.yaml', 'replicaCount: 1\n')],
    found: [error('chart/layout')],
  },
  {
    name: 'a dependency of a chart was not fetched',
    edits: [dependency()],
    found: [error('chart/dependency', chart, '- name: ▸cache')],
    like: 'helm lint: chart metadata is missing these dependencies',
  },
  {
    name: 'a dependency of a chart is packed, so its values cannot be read',
    edits: [
      dependency(),
      cacheSchema,
      write('helm/backend/charts/cache-1.0.0.tgz', Uint8Array.from([0x1f, 0x8b, 8, 0])),
    ],
    found: [error('chart/dependency', 'helm/backend/charts/cache-1.0.0.tgz')],
  },
  {
    name: 'a dependency hands values up',
    edits: [dependency('\n    import-values: [data]'), cacheSchema, cacheChart, cache('values.yaml', 'exports: {}\n')],
    found: [error('chart/dependency', chart, 'import-values: ▸[data]')],
  },
  {
    name: 'a chart puts a text in place of a map of its dependency',
    edits: [
      dependency(),
      cacheSchema,
      cacheChart,
      cache('values.yaml', 'limits:\n  memory: 64Mi\n'),
      below(values, 'replicaCount: 1', 'cache:\n  limits: none'),
    ],
    found: [error('values/kind', values, '▸limits: none')],
    like: 'helm/helm#6210',
  },
  {
    name: 'a chart has a map of globals where its dependency has a text',
    edits: [
      dependency(),
      cacheSchema,
      cacheChart,
      cache('values.yaml', 'global:\n  registry: registry.example\n'),
      below(values, 'replicaCount: 1', 'global:\n  registry:\n    host: registry.example'),
    ],
    found: [error('values/kind', values, '▸registry:\n')],
    like: 'helm/helm#6210',
  },
  {
    name: 'an overlay puts a text in place of a map of a dependency of a dependency',
    edits: [
      dependency(),
      cacheSchema,
      cacheChart,
      cache('charts/disk/Chart.yaml', 'apiVersion: v2\nname: disk\nversion: 1.0.0\n'),
      cache('charts/disk/values.yaml', 'limits:\n  size: 1Gi\n'),
      above(backend.dev, 'config:', 'cache:\n  disk:\n    limits: none'),
    ],
    found: [error('values/kind', backend.dev, '▸limits: none')],
    like: 'helm/helm#6210',
  },
  {
    name: 'the address of an icon is none',
    edits: [below(frontend.chart, 'type: application', 'icon: logo.png')],
    found: [error('chart/lint', frontend.chart, 'icon: ▸logo.png')],
    like: 'helm lint: invalid icon URL',
  },
  {
    name: 'a chart misspells a value of its dependency',
    edits: [
      dependency(),
      cacheSchema,
      cacheChart,
      cache('values.yaml', 'size: 1\n'),
      cache(
        'values.schema.json',
        '{"type": "object", "additionalProperties": false, "properties": {"size": {"type": "integer"}, "global": {"type": "object"}}}',
      ),
      below(values, 'replicaCount: 1', 'cache:\n  siez: 2'),
    ],
    found: [error('values/unknown-key', values, '▸siez')],
  },
];
