import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { ClusterSnapshot } from '../diagnosis/snapshot.ts';
import { judged } from './judged.ts';
import type { Tool } from './sayings.ts';

const recorded = (name: string): ClusterSnapshot =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../diagnosis/recorded', `${name}.json`), 'utf8'));

const judge = (name: string, tool: Tool, kind: string, object: string, text: string) => {
  const snapshot = recorded(name);
  return judged(tool, snapshot, diagnose(snapshot), [{ object: { kind, name: object }, text }]);
};

const deployment = (text: string, name = 'app') => judge('claim-no-class', 'k8sgpt', 'Deployment', name, text);
const unready = 'Deployment x/app has 1 replicas but 0 are available with status running';

describe('what another tool says of a namespace', () => {
  it('is a cause that our rules name, too', () => {
    const said = judge(
      'quota-exceeded',
      'k8sgpt',
      'ReplicaSet',
      'app-1',
      'pods "a" is forbidden: exceeded quota: small',
    );
    expect(said).toEqual({ causes: ['pod/quota'], symptom: false, advice: 0, only: [] });
  });

  it('is a cause that only the tool names', () => {
    expect(judge('healthy', 'popeye', 'Service', 'x', '[POP-1100] No pods match service selector')).toMatchObject({
      causes: ['service/selector'],
      only: [{ kind: 'cause', text: 'Service: [POP-1100] No pods match service selector' }],
    });
  });

  it('counts as said where our rules name it as what follows', () => {
    expect(judge('claim-no-class', 'popeye', 'PersistentVolumeClaim', 'app-data', '[POP-1003] Pending')).toMatchObject({
      causes: ['pod/claim-unbound'],
      only: [],
    });
  });

  it('is one of two causes where its words fit both, and the one of ours counts', () => {
    const { causes } = judge('service-port-number', 'popeye', 'Service', 'app-service', '[POP-1106] No target ports');
    expect(causes).toEqual(['service/port-number']);
  });

  it('is a symptom, which our rules explain by a claim of its pods, or leave alone', () => {
    expect(deployment(unready)).toMatchObject({ symptom: true, only: [] });
    expect(deployment(unready, 'other')).toMatchObject({ symptom: true, only: [{ kind: 'symptom' }] });
  });

  it('is advice, which is counted alone, or something that nobody has mapped', () => {
    expect(judge('healthy', 'popeye', 'Pod', 'x', '[POP-107] No resource limits defined')).toMatchObject({
      advice: 1,
      only: [],
    });
    expect(deployment('something\n else')).toMatchObject({
      only: [{ kind: 'unmapped', text: 'Deployment: something else' }],
    });
  });
});
