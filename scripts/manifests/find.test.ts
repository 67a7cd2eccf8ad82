import { describe, expect, it } from 'vitest';
import type { Document } from '../core/charts.ts';
import { at, list, map } from '../core/json.ts';
import { containersOf, documentOf, podSpec, referencesOf } from './find.ts';

const env = (name: string, source: string, key: string) => ({ name, valueFrom: { [source]: { name: 'own', key } } });
const deployment: Document = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  name: 'backend',
  source: '',
  body: { spec: { template: { spec: { initContainers: [{ name: 'migrate' }], containers: [{ name: 'backend' }] } } } },
};

describe('a rendered document', () => {
  it('gives what stands at a path, and nothing where the path ends early', () => {
    expect(at(deployment.body, 'spec', 'template', 'spec', 'containers', 0, 'name')).toBe('backend');
    for (const path of [
      ['spec', 'other', 'x'],
      ['spec', 0],
      ['spec', 'template', 'spec', 'containers', 1, 'name'],
    ])
      expect(at(deployment.body, ...path)).toBeUndefined();
  });

  it('is found by kind and name', () => {
    expect(documentOf([deployment], 'Deployment', 'backend')).toBe(deployment);
    expect(documentOf([deployment], 'Deployment', 'frontend')).toBeUndefined();
    expect(documentOf([deployment], 'Service', 'backend')).toBeUndefined();
  });

  it('has containers of both kinds, and none when it is not there', () => {
    expect(containersOf(deployment).map(({ name }) => name)).toEqual(['migrate', 'backend']);
    expect([containersOf(undefined), podSpec(undefined)]).toEqual([[], {}]);
  });

  it('is read as a map or a list only where it is one', () => {
    expect([map([1]), map('x'), map(null), list({ a: 1 }), list(undefined)]).toEqual([{}, {}, {}, [], []]);
  });
});

describe('the environment of a container', () => {
  it('refers to keys of Secrets and ConfigMaps under their own name', () => {
    const container = {
      env: [
        env('A', 'secretKeyRef', 'A'),
        env('B', 'configMapKeyRef', 'B'),
        env('C', 'configMapKeyRef', 'OTHER'),
        { name: 'D', value: 'plain' },
      ],
    };
    expect(referencesOf(container)).toEqual(['Secret own A', 'ConfigMap own B']);
  });
});
