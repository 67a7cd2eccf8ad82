import { describe, expect, it } from 'vitest';
import type { Document, JsonMap } from '../../core/charts.ts';
import { Problem } from '../../core/finding.ts';
import { environmentOf } from './environment.ts';

const documents: readonly Document[] = [
  { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings', source: '', body: { data: { LEVEL: 'info', PORT: '80' } } },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    name: 'keys',
    source: '',
    body: { data: { KEY: Buffer.from('geheim ä').toString('base64') }, stringData: { PLAIN: 'text' } },
  },
];
const of = (container: JsonMap) => environmentOf(container, documents);
const from = (kind: 'configMapKeyRef' | 'secretKeyRef', reference: JsonMap): JsonMap => ({
  env: [{ name: 'X', valueFrom: { [kind]: reference } }],
});

describe('environmentOf', () => {
  it('takes values, ConfigMap keys and decoded Secret keys, and knows which are secret', () => {
    const { values, secret } = of({
      env: [
        { name: 'A', value: '1' },
        { name: 'EMPTY' },
        { name: 'LEVEL', valueFrom: { configMapKeyRef: { name: 'settings', key: 'LEVEL' } } },
        { name: 'KEY', valueFrom: { secretKeyRef: { name: 'keys', key: 'KEY' } } },
        { name: 'PLAIN', valueFrom: { secretKeyRef: { name: 'keys', key: 'PLAIN' } } },
      ],
    });
    expect(values).toEqual({ A: '1', EMPTY: '', LEVEL: 'info', KEY: 'geheim ä', PLAIN: 'text' });
    expect([...secret]).toEqual(['KEY', 'PLAIN']);
  });

  it('takes everything of envFrom with its prefix, and env goes above it', () => {
    const { values, secret } = of({
      envFrom: [{ configMapRef: { name: 'settings' } }, { prefix: 'S_', secretRef: { name: 'keys' } }],
      env: [{ name: 'PORT', value: '81' }],
    });
    expect(values).toEqual({ LEVEL: 'info', PORT: '81', S_KEY: 'geheim ä', S_PLAIN: 'text' });
    expect([...secret]).toEqual(['S_KEY', 'S_PLAIN']);
  });

  it('leaves out what is optional and absent', () => {
    expect(of(from('secretKeyRef', { name: 'keys', key: 'NONE', optional: true })).values).toEqual({});
    expect(of(from('secretKeyRef', { name: 'nobody', key: 'NONE', optional: true })).values).toEqual({});
    expect(of({ envFrom: [{ secretRef: { name: 'nobody', optional: true } }] }).values).toEqual({});
  });

  it('leaves out fields of a pod', () => {
    expect(of({ env: [{ name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }] }).values).toEqual({});
  });

  it.each<[string, JsonMap, RegExp]>([
    ['key of a Secret', from('secretKeyRef', { name: 'keys', key: 'NONE' }), /Secret keys has no key NONE/],
    ['ConfigMap', from('configMapKeyRef', { name: 'nobody', key: 'K' }), /ConfigMap nobody has no key K/],
    ['whole Secret', { envFrom: [{ secretRef: { name: 'nobody' } }] }, /Secret nobody is not rendered/],
  ])('throws pod/config-missing for an absent %s', (_, container, message) => {
    expect(() => of(container)).toThrow(Problem);
    expect(() => of(container)).toThrow(message);
  });
});
