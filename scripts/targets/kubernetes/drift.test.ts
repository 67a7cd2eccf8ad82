import { expect, test } from 'vitest';
import type { JsonMap } from '../../core/charts.ts';
import { isLive } from './drift.ts';

const deployment = (spec: JsonMap): JsonMap => ({ kind: 'Deployment', metadata: { name: 'backend' }, spec });
const configMap = (data: JsonMap): JsonMap => ({ kind: 'ConfigMap', metadata: { name: 'backend' }, data });
const live = (rendered: JsonMap, there: JsonMap): boolean => isLive([rendered], [there]);

test('what the API adds is no drift', () => {
  const there = {
    ...deployment({ replicas: 1, revisionHistoryLimit: 10 }),
    metadata: { name: 'backend', uid: 'u' },
    status: {},
  };
  expect(live(deployment({ replicas: 1 }), there)).toBe(true);
});

test('quantities are compared by what they mean', () => {
  const limits = (cpu: string, memory: string) => deployment({ limits: { cpu, memory } });
  expect(live(limits('1000m', '65536Ki'), limits('1', '64Mi'))).toBe(true);
  expect(live(limits('500m', '64Mi'), limits('1', '64Mi'))).toBe(false);
  expect(live(deployment({ cpu: 0.05 }), deployment({ cpu: '50m' }))).toBe(true);
});

test('what is empty may be left out', () => {
  expect(live(deployment({ annotations: {}, nodeSelector: null, env: '', list: [] }), deployment({}))).toBe(true);
});

test.each([
  ['fewer replicas', { replicas: 0 }],
  ['no replicas at all', {}],
  ['another image', { replicas: 1, containers: [{ image: 'b' }] }],
  ['one more container', { replicas: 1, containers: [{ image: 'a' }, { image: 'a' }] }],
])('%s are drift', (_, there) => {
  expect(live(deployment({ replicas: 1, containers: [{ image: 'a' }] }), deployment(there))).toBe(false);
});

test('an object that is gone is drift, one of a kind that is not looked at is none', () => {
  expect(isLive([deployment({})], [])).toBe(false);
  expect(isLive([{ kind: 'NetworkPolicy', metadata: { name: 'backend' } }], [])).toBe(true);
});

test('texts of a ConfigMap are compared letter by letter and key by key', () => {
  expect(live(configMap({ A: '1', B: '' }), configMap({ A: '1', B: '' }))).toBe(true);
  expect(live(configMap({ A: '1' }), configMap({ A: '1000m' }))).toBe(false);
  expect(live(configMap({ A: '1' }), configMap({ A: '1', B: '2' }))).toBe(false);
});
