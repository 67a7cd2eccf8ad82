import { phases } from '../pipelines.ts';
import { breaks, edited, removed, replaced, sabotageTests } from '../testing/sabotage.ts';

const values = 'helm/backend/values.yaml';
const schema = 'helm/backend/values.schema.json';
const deployment = 'helm/backend/templates/deployment.yaml';
const helpers = 'helm/backend/templates/_helpers.tpl';
const frontendSchema = 'helm/frontend/values.schema.json';
const staging = 'helm/backend/values-staging.yaml';

sabotageTests(
  phases,
  ['Backend chart', 'Frontend chart'],
  [
    [
      'a value of the backend has the wrong type',
      replaced(values, 'replicaCount: 1', 'replicaCount: one'),
      breaks('T034', 'values/type', /replicaCount/, { at: [values, 'replicaCount'], also: ['T035'] }),
    ],
    [
      'the backend has no schema',
      removed(schema),
      breaks('T034', 'chart/layout', /lacks values\.schema\.json/, { also: ['T007', 'T035', 'T040'] }),
    ],
    [
      'a schema is cut off',
      edited(schema, (text) => text.slice(0, 200)),
      breaks('T034', 'chart/schema', /./, { also: ['T035', 'T040'] }),
    ],
    [
      'a template of the backend misspells a value',
      replaced(deployment, '.Values.replicaCount', '.Values.replicaCuont'),
      breaks('T034', 'schema/undeclared-value', /reads replicaCuont/, { at: [deployment, 'replicaCuont'] }),
    ],
    [
      'a helper of the backend reads a value that there is not',
      replaced(helpers, '.Values.image.tag', '.Values.image.version'),
      breaks('T034', 'schema/undeclared-value', /reads image\.version/, { at: [helpers, '.Values.image.version'] }),
    ],
    [
      'an action in a template of the backend is not closed',
      replaced(deployment, '{{ .Values.preStopSleepSeconds }}', '{{ .Values.preStopSleepSeconds }'),
      breaks('T034', 'chart/render', /closed by one brace/, { at: [deployment, 'preStopSleepSeconds'] }),
    ],
    [
      'an overlay of the backend has a key that nobody knows',
      edited(staging, (text) => `${text}replicas: 2\n`),
      breaks('T035', 'values/unknown-key', /replicas/, { at: [staging, 'replicas: 2'] }),
    ],
    [
      'the README of the backend says another default',
      replaced('helm/backend/README.md', /^(\| `replicaCount` \| integer \|) `1`/m, '$1 `2`'),
      breaks('T040', 'chart/readme', /of replicaCount$/),
    ],
    [
      'a value of the frontend is out of range',
      replaced('helm/frontend/values.yaml', 'replicaCount: 1', 'replicaCount: -1'),
      breaks('T043', 'values/range', /replicaCount/, {
        at: ['helm/frontend/values.yaml', 'replicaCount'],
        also: ['T044'],
      }),
    ],
    [
      'the schema of the frontend has a key that no template reads',
      replaced(frontendSchema, '    "global": {', '    "colour": { "type": "string" },\n    "global": {'),
      breaks('T043', 'schema/unused-key', /reads colour/, { at: [frontendSchema, '"colour"'] }),
    ],
    [
      'an overlay of the frontend has a value that is not allowed',
      edited('helm/frontend/values-dev.yaml', () => 'image:\n  pullPolicy: Sometimes\n'),
      breaks('T044', 'values/enum', /pullPolicy/, { at: ['helm/frontend/values-dev.yaml', 'Sometimes'] }),
    ],
    [
      'the README of the frontend names a value that is gone',
      replaced(
        'helm/frontend/README.md',
        '<!-- values:end -->',
        '| `replicas` | integer | `1` | How many. |\n<!-- values:end -->',
      ),
      breaks('T048', 'chart/readme', /names replicas, which the schema does not have/),
    ],
  ],
);
