import { describe, expect, it } from 'vitest';
import type { Document, JsonMap } from '../core/charts.ts';
import { customKinds, schemaFaults } from './schema.ts';

const document = (apiVersion: string, kind: string, rest: JsonMap = {}): Document => ({
  apiVersion,
  kind,
  name: 'backend',
  source: 'helm/backend/templates/some.yaml',
  body: { apiVersion, kind, metadata: { name: 'backend' }, ...rest },
});
const labels = { app: 'backend' };
const container = { name: 'backend', image: 'backend:1' };
const deployment = (spec: JsonMap = {}, own: JsonMap = {}): Document =>
  document('apps/v1', 'Deployment', {
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ ...container, ...own }] } },
      ...spec,
    },
  });
const messages = async (one: Document) => (await schemaFaults(one)).map(({ message }) => message);

describe('a rendered document', () => {
  it.each([
    deployment({ replicas: 2 }),
    document('v1', 'ConfigMap', { data: { LOG_LEVEL: 'info' } }),
    document('v1', 'Service', { spec: { type: 'ClusterIP', ports: [{ port: 8000, targetPort: 'http' }] } }),
    document('v1', 'ServiceAccount', { automountServiceAccountToken: false }),
    document('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, ingress: [{}] } }),
    document('rbac.authorization.k8s.io/v1', 'Role', { rules: [{ verbs: ['get'], resources: ['pods'] }] }),
  ])('of kind $kind is valid', async (one) => {
    expect(await schemaFaults(one)).toEqual([]);
  });

  it('that is not valid is told with the path in the document, what stands there, and what belongs there', async () => {
    const one = deployment({ replicas: 'two' });
    expect(await schemaFaults(one)).toEqual([
      {
        code: 'manifest/invalid',
        document: one,
        path: ['spec', 'replicas'],
        message: 'Deployment backend: spec.replicas must be integer, not "two"',
        remedy: 'Write a value of type integer.',
      },
    ]);
  });

  it.each<readonly [string, Document, string]>([
    ['lacks a field', document('apps/v1', 'Deployment', { spec: { template: {} } }), 'spec lacks "selector"'],
    [
      'has another word',
      document('v1', 'Service', { spec: { type: 'Cluster' } }),
      'spec.type is "Cluster", not one of ClusterIP',
    ],
    [
      'has a number for a text',
      document('v1', 'ConfigMap', { data: { PORT: 8000 } }),
      'data.PORT must be string, not 8000',
    ],
    ['is of a kind that does not exist', document('v1', 'Deploymnt'), 'no schema is known for v1 Deploymnt'],
    ['is of a version that is gone', document('apps/v1beta1', 'Deployment'), 'apps/v1beta1 is no stable version'],
    ['is of a group that does not exist', document('app/v1', 'Deployment'), 'no schema is known for app/v1 Deployment'],
  ])('is invalid when it %s', async (_, one, says) => {
    expect(await messages(one)).toContainEqual(expect.stringContaining(says));
  });

  it.each<readonly [string, Document, string]>([
    ['at the top', deployment({ replica: 2 }), 'spec.replica is no field'],
    [
      'in a container',
      deployment({}, { livenesProbe: {} }),
      'spec.template.spec.containers.0.livenesProbe is no field',
    ],
    [
      'deep inside',
      deployment({}, { securityContext: { readOnlyRootFileSystem: true } }),
      'spec.template.spec.containers.0.securityContext.readOnlyRootFileSystem is no field',
    ],
  ])('is invalid with a field that Kubernetes does not know %s', async (_, one, says) => {
    expect(await messages(one)).toEqual([`Deployment backend: ${says} of it`]);
  });

  it.each([
    [deployment({ replica: 2 }), 'Write replicas.'],
    [deployment({}, { imge: 'a' }), 'Write image.'],
    [document('v1', 'Service', { spec: { type: 'NodePrt' } }), 'Write NodePort.'],
    [deployment({}, { readinessProbe: { httpGet: { path: '/', prt: 1, port: 1 } } }), 'Write port.'],
  ])('says what was meant by a misspelt word', async (one, remedy) => {
    expect((await schemaFaults(one)).map((fault) => fault.remedy)).toEqual([remedy]);
  });

  it('may be of a kind that the chart brings, and is then held to its definition', async () => {
    const definition = {
      kind: 'CustomResourceDefinition',
      spec: {
        group: 'example.org',
        names: { kind: 'Backup' },
        versions: [
          {
            name: 'v1alpha1',
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: {
                  spec: {
                    type: 'object',
                    required: ['schedule'],
                    properties: { schedule: { type: 'string' }, keep: { type: 'integer' } },
                  },
                },
              },
            },
          },
        ],
      },
    };
    const kinds = customKinds({
      name: 'backend',
      directory: 'helm/backend',
      files: new Map([['crds/backups.yaml', `# ours\n${JSON.stringify(definition)}`]]),
    });
    const backup = (spec: JsonMap) => document('example.org/v1alpha1', 'Backup', { spec });
    expect(await schemaFaults(backup({ schedule: 'daily', keep: 3 }), kinds)).toEqual([]);
    expect((await schemaFaults(backup({ shedule: 'daily' }), kinds)).map(({ code, path }) => [code, path])).toEqual([
      ['manifest/invalid', ['spec', 'schedule']],
      ['manifest/unknown-field', ['spec', 'shedule']],
    ]);
    expect((await schemaFaults(backup({}))).map(({ code }) => code)).toEqual(['manifest/unknown-kind']);
  });

  it('may be of a kind that an operator publishes, and is then held to it without being installed', async () => {
    const monitor = (endpoint: JsonMap) =>
      document('monitoring.coreos.com/v1', 'ServiceMonitor', {
        spec: { selector: { matchLabels: labels }, endpoints: [endpoint] },
      });
    const rule = (one: JsonMap) =>
      document('monitoring.coreos.com/v1', 'PrometheusRule', { spec: { groups: [{ name: 'all', rules: [one] }] } });
    expect(await schemaFaults(monitor({ port: 'http', path: '/metrics', interval: '1m30s' }))).toEqual([]);
    expect(await schemaFaults(rule({ alert: 'Down', expr: 'up == 0', for: '2m' }))).toEqual([]);
    expect(
      (await schemaFaults(monitor({ port: 8000, pth: '/' }))).map(({ code, path, remedy }) => [code, path, remedy]),
    ).toEqual([
      ['manifest/unknown-field', ['spec', 'endpoints', 0, 'pth'], 'Write path.'],
      ['manifest/invalid', ['spec', 'endpoints', 0, 'port'], 'Put it in quotes: "8000", or `| quote` in the template.'],
    ]);
    // The pattern of this field is one of Go's, which JavaScript refuses.
    const aborted = document('monitoring.coreos.com/v1', 'PrometheusRule', {
      spec: { groups: [{ name: 'all', partial_response_strategy: 'Abort', rules: [{ alert: 'A', expr: 'up' }] }] },
    });
    expect(await schemaFaults(aborted)).toEqual([]);
    expect(await messages(rule({ alert: 'Down', expression: 'up == 0' }))).toEqual([
      'PrometheusRule backend: spec.groups.0.rules.0 lacks "expr"',
      'PrometheusRule backend: spec.groups.0.rules.0.expression is no field of it',
    ]);
    expect(await messages(document('monitoring.coreos.com/v1', 'ServiceMonitr'))).toEqual([
      expect.stringContaining('no schema is known for monitoring.coreos.com/v1 ServiceMonitr'),
    ]);
  });

  it('may name labels, data and selectors as it likes', async () => {
    const free = document('v1', 'ConfigMap', { metadata: { name: 'x', labels: { any: 'thing' } }, data: { own: 'x' } });
    expect(await schemaFaults(free)).toEqual([]);
  });
});
