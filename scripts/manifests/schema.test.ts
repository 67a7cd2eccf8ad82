import { describe, expect, it } from 'vitest';
import type { Document, JsonMap } from '../core/charts.ts';
import { validateDocument } from './schema.ts';

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
const messages = async (one: Document) => (await validateDocument(one)).map(({ message }) => message);

describe('a rendered document', () => {
  it.each([
    deployment({ replicas: 2 }),
    document('v1', 'ConfigMap', { data: { LOG_LEVEL: 'info' } }),
    document('v1', 'Service', { spec: { type: 'ClusterIP', ports: [{ port: 8000, targetPort: 'http' }] } }),
    document('v1', 'ServiceAccount', { automountServiceAccountToken: false }),
    document('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, ingress: [{}] } }),
    document('rbac.authorization.k8s.io/v1', 'Role', { rules: [{ verbs: ['get'], resources: ['pods'] }] }),
  ])('of kind $kind is valid', async (one) => {
    expect(await validateDocument(one)).toEqual([]);
  });

  it('that is not valid is a finding in its template, with the path in the document', async () => {
    expect(await validateDocument(deployment({ replicas: 'two' }))).toEqual([
      {
        code: 'manifest/invalid',
        level: 'error',
        message: 'Deployment backend: spec.replicas must be integer',
        remedy: 'Correct spec.replicas in helm/backend/templates/some.yaml.',
        at: { file: 'helm/backend/templates/some.yaml', line: 1, column: 1 },
      },
    ]);
  });

  it.each<readonly [string, Document, string]>([
    ['lacks a field', document('apps/v1', 'Deployment', { spec: { template: {} } }), 'spec lacks "selector"'],
    [
      'has another word',
      document('v1', 'Service', { spec: { type: 'Cluster' } }),
      'spec.type must be one of ["ClusterIP"',
    ],
    ['has a number for a text', document('v1', 'ConfigMap', { data: { PORT: 8000 } }), 'data.PORT must be string'],
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

  it('may name labels, data and selectors as it likes', async () => {
    const free = document('v1', 'ConfigMap', { metadata: { name: 'x', labels: { any: 'thing' } }, data: { own: 'x' } });
    expect(await validateDocument(free)).toEqual([]);
  });
});
