import { above, type BrokenInput, below, error, replace, warning, write } from '../broken.ts';
import { backend, database, frontend } from '../paths.ts';

const { values } = backend;

/** Values of a chart's own file: spelling, types, ranges and forms. */
export const valuesInputs: readonly BrokenInput[] = [
  {
    name: 'a chart has five mistakes: a misspelt key, a number for a tag, an unknown policy, no type of its Service, a port too high',
    edits: [
      replace(values, 'replicaCount: 1', 'replicaCont: 1'),
      replace(values, 'tag: latest', 'tag: 1.10'),
      replace(values, 'pullPolicy: IfNotPresent', 'pullPolicy: Sometimes'),
      replace(values, '  type: ClusterIP\n', ''),
      replace(values, 'port: 8000\n\n', 'port: 80000\n\n'),
    ],
    found: [
      error('values/unknown-key', values, '▸replicaCont'),
      error('values/type', values, 'tag: ▸1.10'),
      error('values/enum', values, '▸Sometimes'),
      error('values/required', values, '▸service:\n'),
      error('values/range', values, '▸80000'),
    ],
  },
  {
    name: 'a required key is misspelt',
    edits: [replace(values, 'containerPort: 8000', 'containerport: 8000')],
    found: [error('values/unknown-key', values, '▸containerport')],
  },
  {
    name: 'a key that exists is written a second time with another spelling',
    edits: [below(values, 'replicaCount: 1', 'replicasCount: 2')],
    found: [error('values/unknown-key', values, '▸replicasCount')],
  },
  {
    name: 'a key stands that no template reads',
    edits: [below(values, 'replicaCount: 1', 'autoscaling: true')],
    found: [error('values/unknown-key', values, '▸autoscaling')],
    like: 'helm/helm#6422',
  },
  {
    name: 'a key stands one level too high',
    edits: [replace(values, '  pullPolicy: IfNotPresent', 'pullPolicy: IfNotPresent')],
    found: [error('values/unknown-key', values, '▸pullPolicy')],
  },
  {
    name: 'a required map is empty',
    edits: [
      replace(values, 'image:\n  repository: backend\n  tag: latest\n  pullPolicy: IfNotPresent\n', 'image: {}\n'),
    ],
    found: [error('values/required', values, '▸image: {}')],
  },
  {
    name: 'a tag looks like a number and loses its zero',
    edits: [replace(values, 'tag: latest', 'tag: 1.10')],
    found: [error('values/type', values, 'tag: ▸1.10')],
    like: 'helm/helm#1707',
  },
  {
    name: 'a tag is a date of digits',
    edits: [replace(values, 'tag: latest', 'tag: 20240131')],
    found: [error('values/type', values, 'tag: ▸20240131')],
    like: 'helm/helm#1707',
  },
  {
    name: 'a tag is the hash of a commit that looks like a number with an exponent',
    edits: [replace(values, 'tag: latest', 'tag: 4731e5')],
    found: [error('values/type', values, 'tag: ▸4731e5')],
  },
  {
    name: 'a text begins with a zero and is octal to YAML',
    edits: [replace(values, 'podLabels: {}', 'podLabels:\n  zone: 0755')],
    found: [error('values/type', values, 'zone: ▸0755')],
    like: 'YAML 1.1, int: octal',
  },
  {
    name: 'a country is a boolean to YAML',
    edits: [replace(values, 'podLabels: {}', 'podLabels:\n  country: NO')],
    found: [error('values/type', values, 'country: ▸NO')],
    like: 'YAML 1.1, bool: the Norway problem',
  },
  {
    name: 'a setting is switched off by a word',
    edits: [replace(values, 'READINESS_DB: cached', 'READINESS_DB: off')],
    found: [error('values/type', values, 'READINESS_DB: ▸off')],
    like: 'YAML 1.1, bool',
  },
  {
    name: 'a boolean is written as a word that is one in YAML 1.1 only',
    edits: [replace(values, 'automountServiceAccountToken: false', 'automountServiceAccountToken: no')],
    found: [warning('values/boolean-word', values, 'automountServiceAccountToken: ▸no')],
    like: 'yamllint truthy',
  },
  {
    name: 'a boolean is a text, which templates take for true',
    edits: [replace(values, '  create: true', '  create: "false"')],
    found: [error('values/type', values, 'create: ▸"false"')],
  },
  {
    name: 'a count is a text',
    edits: [replace(values, 'replicaCount: 1', 'replicaCount: "1"')],
    found: [error('values/type', values, '▸"1"')],
  },
  {
    name: 'a count is written out',
    edits: [replace(values, 'replicaCount: 1', 'replicaCount: two')],
    found: [error('values/type', values, '▸two')],
  },
  {
    name: 'a count has a fraction',
    edits: [replace(values, 'replicaCount: 1', 'replicaCount: 1.5')],
    found: [error('values/type', values, '▸1.5')],
  },
  {
    name: 'a count is less than one',
    edits: [replace(values, 'replicaCount: 1', 'replicaCount: 0')],
    found: [error('values/range', values, 'replicaCount: ▸0')],
  },
  {
    name: 'a count has no value',
    edits: [replace(values, 'replicaCount: 1', 'replicaCount:')],
    found: [error('values/type', values, '▸replicaCount:')],
  },
  {
    name: 'the amount of a CPU is a number',
    edits: [replace(values, 'cpu: 500m', 'cpu: 0.5')],
    found: [error('values/type', values, 'cpu: ▸0.5')],
  },
  {
    name: 'an amount of memory has a space before its unit',
    edits: [replace(values, 'memory: 512Mi', 'memory: 512 Mi')],
    found: [error('values/pattern', values, '▸512 Mi')],
  },
  {
    name: 'an amount of memory has the unit of bytes in common use',
    edits: [replace(values, 'memory: 512Mi', 'memory: 512MB')],
    found: [error('values/pattern', values, '▸512MB')],
  },
  {
    name: 'an allowed word is written with another letter case',
    edits: [replace(values, 'pullPolicy: IfNotPresent', 'pullPolicy: ifNotPresent')],
    found: [error('values/enum', values, '▸ifNotPresent')],
  },
  {
    name: 'a level of logging is one that the application does not have',
    edits: [replace(values, 'LOG_LEVEL: info', 'LOG_LEVEL: verbose')],
    found: [error('values/enum', values, '▸verbose')],
  },
  {
    name: 'the name of an image has capitals',
    edits: [replace(values, 'repository: backend', 'repository: Backend')],
    found: [error('values/pattern', values, '▸Backend')],
  },
  {
    name: 'the name of an image has its tag with it',
    edits: [replace(values, 'repository: backend', 'repository: backend:1.0')],
    found: [error('values/pattern', values, '▸backend:1.0')],
  },
  {
    name: 'the name of a Service is longer than a name may be',
    edits: [replace(values, 'name: backend-service', `name: backend-${'x'.repeat(60)}`)],
    found: [error('values/invalid', values, 'name: ▸backend-x')],
  },
  {
    name: 'a list names something twice',
    edits: [replace(values, '      - ALL', '      - ALL\n      - ALL')],
    found: [error('values/invalid', values, '▸drop:')],
  },
  {
    name: 'an item of a list has the wrong form',
    edits: [replace(values, '      - ALL', '      - all')],
    found: [error('values/pattern', values, '▸all\n')],
  },
  {
    name: 'a list is a text',
    edits: [replace(values, '    drop:\n      - ALL', '    drop: ALL')],
    found: [error('values/type', values, 'drop: ▸ALL')],
  },
  {
    name: 'a map is a list',
    edits: [replace(values, 'nodeSelector: {}', 'nodeSelector: []')],
    found: [error('values/type', values, 'nodeSelector: ▸[]')],
  },
  {
    name: 'the key of a label has a space',
    edits: [replace(values, 'podLabels: {}', 'podLabels:\n  my team: todo')],
    found: [error('values/unknown-key', values, '▸my team')],
  },
  {
    name: 'a database URL carries its password',
    edits: [
      replace(
        values,
        'DATABASE_URL: ""\n  MIGRATION',
        `DATABASE_URL: postgresql://todo:password@db.example/todo\n  MIGRATION`,
      ),
    ],
    found: [error('values/pattern', values, '▸postgresql://todo')],
  },
  {
    name: 'a secret is shorter than it has to be',
    edits: [replace(values, 'AUTH_SECRET: ""', 'AUTH_SECRET: changeme')],
    found: [error('values/pattern', values, '▸changeme')],
  },
  {
    name: 'a number has more digits than Helm keeps',
    edits: [above(backend.dev, 'config:', 'replicaCount: 9007199254740993')],
    found: [error('values/rounded', backend.dev, '▸9007199254740993')],
    like: 'helm/helm#1707',
  },
  {
    name: 'a null counts as a value',
    edits: [below(values, 'replicaCount: 1', 'global:\n  region:')],
    found: [warning('values/null-default', values, '▸region:')],
    like: 'helm/helm#9027',
  },
  {
    name: 'a misspelt key stands in a file with line ends of Windows',
    edits: [write(frontend.dev, '# Development\r\nterminationGracePeriodSeconds: 15\r\nreplicaCont: 2\r\n')],
    found: [error('values/unknown-key', frontend.dev, '▸replicaCont')],
  },
  {
    name: 'a misspelt key stands behind a byte order mark',
    edits: [write(frontend.dev, '\ufeffreplicaCont: 2\n')],
    found: [error('values/unknown-key', frontend.dev)],
  },
  {
    name: 'a size of the volume has no unit',
    edits: [replace(database.values, 'size: 1Gi', 'size: 1')],
    found: [error('values/type', database.values, 'size: ▸1')],
  },
  {
    name: 'an address has no scheme',
    edits: [replace(frontend.values, 'http://backend-service:8000', 'backend-service:8000')],
    found: [error('values/pattern', frontend.values, '▸backend-service:8000')],
  },
];
