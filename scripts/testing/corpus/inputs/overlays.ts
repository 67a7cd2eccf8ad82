import { above, type BrokenInput, below, error, replace, warning, write } from '../broken.ts';
import { backend, frontend } from '../paths.ts';

const { values, dev, staging } = backend;
const mine = 'mine.yaml';

/** Layers above values.yaml: overlays of an environment, and files of --values. */
export const overlayInputs: readonly BrokenInput[] = [
  {
    name: 'an overlay misspells a key',
    edits: [replace(dev, 'LOG_LEVEL', 'LOGLEVEL')],
    found: [error('values/unknown-key', dev, '▸LOGLEVEL')],
  },
  {
    name: 'an overlay of an environment that is not the one of this run misspells a key',
    edits: [replace(staging, 'replicaCount', 'replicas')],
    found: [error('values/unknown-key', staging, '▸replicas:')],
  },
  {
    name: 'an overlay gives a number where a text is wanted',
    edits: [below(dev, 'config:', '  READINESS_DB: 1')],
    found: [error('values/type', dev, '▸1')],
  },
  {
    name: 'an overlay deletes a required key by a null',
    edits: [above(dev, 'config:', 'replicaCount: null')],
    found: [error('values/required', dev, '▸replicaCount')],
    like: 'helm/helm#9136',
  },
  {
    name: 'an overlay names a map and forgets what is in it',
    edits: [above(dev, 'config:', 'image:')],
    found: [error('values/required', dev, '▸image:')],
    like: 'helm/helm#9136',
  },
  {
    name: 'an overlay puts a text in place of a map',
    edits: [above(dev, 'config:', 'image: backend:1.0')],
    found: [error('values/type', dev, 'image: ▸backend')],
  },
  {
    name: 'an overlay puts a text in place of a map whose keys are free',
    edits: [
      below(values, 'replicaCount: 1', 'global:\n  registry:\n    host: registry.example'),
      above(dev, 'config:', 'global:\n  registry: registry.example'),
    ],
    found: [error('values/kind', dev, '▸registry: registry')],
    like: 'helm/helm#6210',
  },
  {
    name: 'an overlay puts a map in place of a text',
    edits: [below(dev, 'config:', '  LOG_LEVEL:\n    root: debug'), replace(dev, '\n  LOG_LEVEL: debug', '')],
    found: [error('values/type', dev, '▸LOG_LEVEL:\n    root')],
  },
  {
    name: 'an overlay has a number that templates print with an exponent',
    edits: [above(dev, 'config:', 'podSecurityContext:\n  fsGroup: 1000000')],
    found: [warning('values/exponent', dev, '▸1000000')],
    like: 'helm/helm#1707',
  },
  {
    name: 'an overlay is a list',
    edits: [write(frontend.dev, '- terminationGracePeriodSeconds: 15\n')],
    found: [error('values/unreadable', frontend.dev)],
  },
  {
    name: 'a file of --values begins with the keys of a chart',
    edits: [write(mine, 'replicaCount: 2\n')],
    values: [mine],
    found: [error('values/unknown-chart', mine)],
  },
  {
    name: 'a file of --values misspells the name of a chart',
    edits: [write(mine, 'backend:\n  replicaCount: 2\nfronted:\n  replicaCount: 2\n')],
    values: [mine],
    found: [error('values/unknown-chart', mine, '▸fronted')],
  },
  {
    name: 'a file of --values misspells a key',
    edits: [write(mine, 'frontend:\n  service:\n    prot: 3001\n')],
    values: [mine],
    found: [error('values/unknown-key', mine, '▸prot')],
  },
  {
    name: 'a file of --values gives a chart a number',
    edits: [write(mine, 'backend: 2\n')],
    values: [mine],
    found: [error('values/type', mine)],
  },
  {
    name: 'a file of --values is broken YAML',
    edits: [write(mine, 'backend:\n  image: {tag: v1\n')],
    values: [mine],
    found: [error('values/unreadable', mine, '▸{tag')],
  },
  {
    name: 'a file of --values does not exist',
    edits: [],
    values: ['absent.yaml'],
    found: [error('usage/bad-value')],
  },
  {
    name: 'of two files of --values the later one has a port out of range',
    edits: [
      write(mine, 'backend:\n  service:\n    port: 8080\n'),
      write('later.yaml', 'backend:\n  service:\n    port: 80000\n'),
    ],
    values: [mine, 'later.yaml'],
    found: [error('values/range', 'later.yaml', '▸80000')],
  },
  {
    name: 'an overlay misspells a key that a file of --values has right',
    edits: [replace(dev, 'LOG_LEVEL', 'LOG_LEVL'), write(mine, 'backend:\n  config:\n    LOG_LEVEL: info\n')],
    values: [mine],
    found: [error('values/unknown-key', dev, '▸LOG_LEVL')],
  },
];
