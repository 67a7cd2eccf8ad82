import { type BrokenInput, below, error, warning, write } from '../broken.ts';
import { backend } from '../paths.ts';

const set = '--set';

/** Arguments of --set. */
export const setInputs: readonly BrokenInput[] = [
  {
    name: '--set has no value',
    edits: [],
    sets: ['backend.replicaCount'],
    found: [error('values/set-syntax', set, 'backend.▸replicaCount')],
    like: 'helm pkg/strvals: key has no value',
  },
  {
    name: '--set has no chart',
    edits: [],
    sets: ['replicaCount=2'],
    found: [error('values/unknown-chart', set, '▸replicaCount')],
  },
  {
    name: '--set misspells a chart',
    edits: [],
    sets: ['frontend.replicaCount=2', 'bakcend.replicaCount=2'],
    found: [error('values/unknown-chart', set, '▸bakcend')],
  },
  {
    name: '--set names a chart and no value of it',
    edits: [],
    sets: ['backend=2'],
    found: [error('values/set-syntax', set, '▸backend=2')],
  },
  {
    name: '--set misspells a key',
    edits: [],
    sets: ['backend.replicaCont=2'],
    found: [error('values/unknown-key', set, '▸backend.replicaCont')],
  },
  {
    name: '--set gives a word for a number',
    edits: [],
    sets: ['backend.replicaCount=two'],
    found: [error('values/type', set, '▸two')],
  },
  {
    name: '--set gives a tag of digits, which it reads as a number',
    edits: [],
    sets: ['backend.image.tag=20240131'],
    found: [error('values/type', set, '▸20240131')],
    like: 'helm/helm#1707',
  },
  {
    name: '--set gives a number out of range',
    edits: [],
    sets: ['backend.service.port=80000'],
    found: [error('values/range', set, '▸80000')],
  },
  {
    name: '--set puts a text in place of a map',
    edits: [],
    sets: ['backend.image=backend:1.0'],
    found: [error('values/type', set, '▸backend:1.0')],
  },
  {
    name: '--set deletes a required key by a null',
    edits: [],
    sets: ['backend.containerPort=null'],
    found: [error('values/required', set, '▸backend.containerPort')],
    like: 'helm/helm#9136',
  },
  {
    name: '--set does not close a list',
    edits: [],
    sets: ['backend.securityContext.capabilities.drop={ALL'],
    found: [error('values/set-syntax', set, '▸{ALL')],
  },
  {
    name: '--set has an index below zero',
    edits: [],
    sets: ['backend.securityContext.capabilities.drop[-1]=ALL'],
    found: [error('values/set-syntax', set, 'drop[▸-1]')],
    like: 'CVE-2022-36055',
  },
  {
    name: '--set has an index that would need all memory',
    edits: [],
    sets: ['backend.securityContext.capabilities.drop[999999999]=ALL'],
    found: [error('values/set-syntax', set, 'drop[▸999999999]')],
    like: 'CVE-2022-36055',
  },
  {
    name: '--set does not close an index',
    edits: [],
    sets: ['backend.securityContext.capabilities.drop[0=ALL'],
    found: [error('values/set-syntax', set, 'drop[▸0=ALL')],
  },
  {
    name: '--set goes through more levels than Helm follows',
    edits: [],
    sets: [`backend${'.a'.repeat(40)}=1`],
    found: [error('values/set-syntax', set, `▸${'a.'.repeat(10)}a=1`)],
  },
  {
    name: 'a comma in a value of --set has no backslash',
    edits: [],
    sets: ['backend.podAnnotations.owners=ann,bob'],
    found: [error('values/set-syntax', set, '▸bob')],
    like: 'helm/helm#1556',
  },
  {
    name: '--set changes one item of a list and loses the others',
    edits: [],
    sets: ['backend.securityContext.capabilities.drop[0]=ALL'],
    found: [warning('values/invalid', set, '▸backend')],
    like: 'helm/helm#5711',
  },
  {
    name: '--set goes through a text',
    edits: [write('mine.yaml', 'backend:\n  config:\n    READINESS_DB: "off"\n')],
    values: ['mine.yaml'],
    sets: ['backend.config.READINESS_DB.mode=off'],
    found: [error('values/set-syntax', set, '▸backend')],
  },
  {
    name: '--set is empty',
    edits: [],
    sets: [''],
    found: [error('values/set-syntax', set)],
  },
  {
    name: '--set gives a password in a URL',
    edits: [],
    sets: ['backend.config.DATABASE_URL=postgresql://todo:password@db.example/todo'],
    found: [error('values/pattern', set, '▸postgresql')],
  },
  {
    name: '--set puts a text in place of a map whose keys are free',
    edits: [below(backend.values, 'replicaCount: 1', 'global:\n  registry:\n    host: registry.example')],
    sets: ['backend.global.registry=registry.example'],
    found: [error('values/kind', set, '▸backend.global')],
    like: 'helm/helm#6210',
  },
];
