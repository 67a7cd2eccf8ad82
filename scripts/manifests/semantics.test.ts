import { describe, expect, it } from 'vitest';
import type { Document, JsonMap } from '../core/charts.ts';
import { quantityOf } from './quantity.ts';
import { semanticFaults } from './semantics.ts';

const document = (kind: string, name: string, rest: JsonMap = {}): Document => ({
  apiVersion: 'v1',
  kind,
  name,
  source: 'helm/backend/templates/some.yaml',
  body: { kind, metadata: { name }, ...rest },
});
const pod = (own: JsonMap, spec: JsonMap = {}, metadata: JsonMap = { name: 'backend' }) => ({
  ...document('Pod', 'backend', {
    metadata,
    spec: { containers: [{ name: 'backend', image: 'a:1', ...own }], ...spec },
  }),
});
const found = (...documents: readonly Document[]) =>
  semanticFaults(documents).map((one) => `${one.code} ${one.path.join('.')}`);

describe('documents that an API server takes', () => {
  it('have no fault', () => {
    expect(
      found(
        pod(
          {
            env: [{ name: 'A.b-c' }],
            ports: [{ name: 'http', containerPort: 8000 }, { containerPort: 1 }],
            resources: { requests: { cpu: '100m', memory: 1e9 }, limits: { cpu: 1, memory: '1.5Gi' } },
            volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
          },
          { volumes: [{ name: 'tmp', emptyDir: {} }] },
          {
            name: 'backend',
            labels: { 'app.kubernetes.io/name': 'backend', empty: '' },
            annotations: { 'a/b': 'any thing\n' },
          },
        ),
        document('Service', 'backend-service', {
          spec: {
            ports: [
              { port: 1, name: 'a' },
              { port: 2, name: 'b' },
            ],
          },
        }),
        document('ConfigMap', 'a.b', { data: { 'file.txt': '', _A: '' } }),
        document('Secret', 'a', { data: { A: 'eA==', B: '' }, stringData: { C: 'not base64' } }),
      ),
    ).toEqual([]);
  });
});

describe('an API server would refuse', () => {
  it.each<readonly [says: string, document: Document, fault: string]>([
    ['a name with upper case', document('ConfigMap', 'Backend'), 'manifest/name metadata.name'],
    ['a Service whose name begins with a digit', document('Service', '1a'), 'manifest/name metadata.name'],
    ['a label value with a space', pod({}, {}, { labels: { a: 'b c' } }), 'manifest/name metadata.labels.a'],
    [
      'a label key of 64 letters',
      pod({}, {}, { labels: { ['a'.repeat(64)]: '' } }),
      `manifest/name metadata.labels.${'a'.repeat(64)}`,
    ],
    [
      'an annotation key with a space',
      pod({}, {}, { annotations: { 'a b': '' } }),
      'manifest/name metadata.annotations.a b',
    ],
    ['a container name with a point', pod({ name: 'a.b' }), 'manifest/name spec.containers.0.name'],
    [
      'two containers of one name',
      pod({}, { initContainers: [{ name: 'backend' }] }),
      'manifest/duplicate spec.initContainers.0.name',
    ],
    ['a variable with =', pod({ env: [{ name: 'A=B' }] }), 'manifest/name spec.containers.0.env.0.name'],
    [
      'a port name of 16 letters',
      pod({ ports: [{ name: 'a'.repeat(16) }] }),
      'manifest/name spec.containers.0.ports.0.name',
    ],
    [
      'two ports of one name',
      pod({ ports: [{ name: 'a' }, { name: 'a' }] }),
      'manifest/duplicate spec.containers.0.ports.1.name',
    ],
    [
      'port 70000',
      pod({ ports: [{ containerPort: 70_000 }] }),
      'manifest/quantity spec.containers.0.ports.0.containerPort',
    ],
    [
      'a memory of 256 MB',
      pod({ resources: { limits: { memory: '256MB' } } }),
      'manifest/quantity spec.containers.0.resources.limits.memory',
    ],
    [
      'a negative request',
      pod({ resources: { requests: { cpu: '-1' } } }),
      'manifest/quantity spec.containers.0.resources.requests.cpu',
    ],
    [
      'a volume that is not there',
      pod({ volumeMounts: [{ name: 'x', mountPath: '/x' }] }),
      'manifest/reference spec.containers.0.volumeMounts.0.name',
    ],
    [
      'two volumes at one path',
      pod(
        {
          volumeMounts: [
            { name: 'x', mountPath: '/x' },
            { name: 'x', mountPath: '/x' },
          ],
        },
        { volumes: [{ name: 'x', emptyDir: {} }] },
      ),
      'manifest/duplicate spec.containers.0.volumeMounts.1.mountPath',
    ],
    [
      'a Service with several ports and a nameless one',
      document('Service', 's', { spec: { ports: [{ port: 1, name: 'a' }, { port: 2 }] } }),
      'manifest/name spec.ports.1',
    ],
    ['a key with a slash', document('ConfigMap', 'c', { data: { 'a/b': '' } }), 'manifest/name data.a/b'],
    [
      'a Secret that is not encoded',
      document('Secret', 's', { data: { A: 'plain text' } }),
      'manifest/quantity data.A',
    ],
    [
      'a claim for no amount',
      document('PersistentVolumeClaim', 'p', { spec: { resources: { requests: { storage: 'much' } } } }),
      'manifest/quantity spec.resources.requests.storage',
    ],
    [
      'the same in a template of claims',
      document('StatefulSet', 's', {
        spec: {
          volumeClaimTemplates: [{ metadata: { name: 'd' }, spec: { resources: { requests: { storage: '1 GB' } } } }],
        },
      }),
      'manifest/quantity spec.volumeClaimTemplates.0.spec.resources.requests.storage',
    ],
  ])('%s', (_, one, fault) => {
    expect(found(one)).toEqual([fault]);
  });

  it('what is rendered twice', () => {
    expect(found(document('ConfigMap', 'a'), document('Secret', 'a'), document('ConfigMap', 'a'))).toEqual([
      'manifest/duplicate metadata.name',
    ]);
  });
});

describe('a quantity', () => {
  it.each([
    ['1', 1],
    ['1000m', 1],
    ['.5', 0.5],
    ['1e3', 1000],
    ['64Mi', 67_108_864],
    ['1.5G', 1.5e9],
    ['5E', 5e18],
  ])('%s is %d', (text, number) => expect(quantityOf(text)).toBeCloseTo(number));

  it.each(['', 'Mi', '1MB', '1 Gi', '1mi', '0x10', 'NaN'])('%j is none', (text) =>
    expect(quantityOf(text)).toBeUndefined(),
  );
});
