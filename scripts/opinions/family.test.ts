import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot } from '../diagnosis/snapshot.ts';
import { kinshipIn } from './family.ts';

const recorded = (name: string): ClusterSnapshot =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../diagnosis/recorded', `${name}.json`), 'utf8'));

const healthy = recorded('healthy');
const nameOf = (app: string): string =>
  healthy.pods.find(({ metadata }) => metadata?.labels?.app === app)?.metadata?.name ?? '';
const of = (text: string) => {
  const [kind = '', name = ''] = text.split(' ');
  return { kind, name };
};

describe('kin in a namespace', () => {
  it.each([
    ['an object and itself, known or not', 'Node a', 'Node a', true],
    ['a pod and its Deployment', `Pod ${nameOf('backend')}`, 'Deployment backend', true],
    ['a Deployment and its pod', 'Deployment backend', `Pod ${nameOf('backend')}`, true],
    ['a Service and a pod that it selects', 'Service backend-service', `Pod ${nameOf('backend')}`, true],
    ['a StatefulSet and a pod', 'StatefulSet database', `Pod ${nameOf('database')}`, true],
    ['not pods of two applications', `Pod ${nameOf('frontend')}`, `Pod ${nameOf('backend')}`, false],
    ['not two kinds with one name', 'Pod backend', 'Deployment backend', false],
    ['not a Service and what it does not select', 'Service frontend-service', 'Deployment backend', false],
  ])('are %s', (_, one, other, expected) => {
    expect(kinshipIn(healthy)(of(one), of(other))).toBe(expected);
  });

  it('are a Deployment and the claim of its pods', () => {
    const kin = kinshipIn(recorded('claim-no-class'));
    expect(kin(of('Deployment app'), of('PersistentVolumeClaim app-data'))).toBe(true);
    expect(kin(of('Deployment app'), of('PersistentVolumeClaim other'))).toBe(false);
  });
});
