import { describe, expect, test } from 'vitest';
import type { JsonMap } from '../../core/charts.ts';
import { differenceText, drift, upgradeDifferences, withoutSecrets } from './differences.ts';

const deployment = (spec: JsonMap): JsonMap => ({ kind: 'Deployment', metadata: { name: 'backend' }, spec });
const configMap = (data: JsonMap): JsonMap => ({ kind: 'ConfigMap', metadata: { name: 'backend' }, data });
const live = (rendered: JsonMap, there: JsonMap): boolean => drift([rendered], [there]).length === 0;

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
  expect(drift([deployment({})], []).map(differenceText)).toEqual(['Deployment backend: absent -> present']);
  expect(drift([{ kind: 'NetworkPolicy', metadata: { name: 'backend' } }], [])).toEqual([]);
});

test('texts of a ConfigMap are compared letter by letter; a key that was put there by hand is told elsewhere', () => {
  expect(live(configMap({ A: '1', B: '' }), configMap({ A: '1', B: '' }))).toBe(true);
  expect(live(configMap({ A: '1' }), configMap({ A: '1000m' }))).toBe(false);
  expect(live(configMap({ A: '1', B: '2' }), configMap({ A: '1' }))).toBe(false);
  expect(live(configMap({ A: '1' }), configMap({ A: '1', B: '2' }))).toBe(true);
});

describe('an upgrade', () => {
  const secret = (data: JsonMap): JsonMap => ({ kind: 'Secret', metadata: { name: 'backend-secret' }, data });
  const texts = (wanted: readonly JsonMap[], stored: readonly JsonMap[], alive: readonly JsonMap[]) =>
    upgradeDifferences(wanted, stored.map(withoutSecrets), alive).map(differenceText);

  test('names each field with what is alive and what would be', () => {
    const there = deployment({ replicas: 3, template: { containers: [{ name: 'a', image: 'x:1' }] } });
    const wanted = deployment({ replicas: 2, template: { containers: [{ name: 'a', image: 'x:2' }] } });
    const alive = [there, configMap({ A: '1', B: '1', Z: '1' })];
    expect(texts([wanted, configMap({ A: '2', C: '3' })], [configMap({ A: '1', B: '1' })], alive)).toEqual([
      'Deployment backend spec.replicas: 3 -> 2',
      'Deployment backend spec.template.containers.0.image: "x:1" -> "x:2"',
      'ConfigMap backend data.A: "1" -> "2"',
      'ConfigMap backend data.B: "1" -> absent',
      'ConfigMap backend data.C: absent -> "3"',
    ]);
  });

  test('names objects and fields that would be no more, and no field that the API added', () => {
    const before = deployment({ replicas: 1, strategy: { type: 'Recreate' } });
    const alive = deployment({ replicas: 1, strategy: { type: 'Recreate' }, revisionHistoryLimit: 10 });
    expect(texts([deployment({ replicas: 1 })], [before, configMap({ A: '1' })], [alive])).toEqual([
      'Deployment backend spec.strategy: {"type":"Recreate"} -> absent',
      'ConfigMap backend: present -> absent',
    ]);
  });

  test('tells of a Secret which keys change, and nothing of their texts', () => {
    const said = texts(
      [secret({ A: 'bmV1', B: 'eA==', D: 'ZA==' })],
      [secret({ A: 'YWx0', B: 'eA==', C: 'Yw==' })],
      [],
    );
    expect(said).toEqual([
      'Secret backend-secret data.A: *** -> ***',
      'Secret backend-secret data.C: *** -> absent',
      'Secret backend-secret data.D: absent -> ***',
    ]);
  });

  test('knows a text of stringData in the form that the API keeps', () => {
    const rendered: JsonMap = { kind: 'Secret', metadata: { name: 'backend-secret' }, stringData: { A: 'other' } };
    const [alive, changed] = ['b3RoZXI=', 'eA=='].map((text) => withoutSecrets(secret({ A: text })));
    expect(drift([withoutSecrets(rendered)], [alive ?? {}])).toEqual([]);
    expect(drift([withoutSecrets(rendered)], [changed ?? {}])).toHaveLength(1);
    expect(texts([rendered], [rendered], [alive ?? {}])).toEqual([]);
  });

  test('brings back the key of a Secret that was changed by hand, and leaves one that was put there by hand', () => {
    const rendered = secret({ A: 'YQ==', B: 'eA==' });
    const live = withoutSecrets(secret({ A: 'b3RoZXI=', B: 'eA==', Z: 'eg==' }));
    expect(texts([rendered], [rendered], [live])).toEqual(['Secret backend-secret data.A: *** -> ***']);
  });

  test('changes nothing where all is as rendered', () => {
    const all = [deployment({ replicas: 1 }), configMap({ A: '1' }), secret({ A: 'YQ==' })];
    expect(texts(all, all, all.slice(0, 2))).toEqual([]);
  });

  test('shows the beginning of a long value', () => {
    const [said] = texts([configMap({ A: 'x'.repeat(200) })], [], [configMap({})]);
    expect(said).toBe(`ConfigMap backend data.A: absent -> "${'x'.repeat(56)}...`);
  });
});
