import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { finding } from '../core/finding.ts';
import type { Operation } from '../core/operation.ts';
import { operationText } from './operation.ts';
import { exitCode, type Report, reportOf } from './report.ts';
import { look } from './samples.ts';
import { closing, findingText } from './text.ts';

const scale = { action: 'Scale', object: { kind: 'Deployment', name: 'backend' }, replicas: 3 } as const;
const sick = finding('pod/image-missing', 'The image is not there', { remedy: 'Deploy again.' });
const whole: Operation = {
  word: 'ask',
  subject: 'why?',
  state: 'planned',
  reason: 'it waits',
  said: ['This was seen.'],
  rules: [sick],
  answer: 'Scale it.',
  executed: ['kubectl get pods -n todo'],
  repairs: [
    { proposed: 'kubectl delete pods --all', state: 'failed' },
    {
      proposed: 'kubectl scale deployment/backend --replicas=3',
      action: scale,
      state: 'planned',
      file: 'helm/backend/values-dev.yaml',
      diff: '--- a\n+++ b\n+replicaCount: 3\n',
      next: 'To make it: `x`.',
    },
  ],
  next: ['Take it away: `y`.'],
};

const report = (operation: Operation, findings: Report['findings'] = []): Report =>
  reportOf({ verb: 'ai', target: 'minikube', ms: 5, outcomes: [], findings, operation });

describe('an operation', () => {
  it('is told to people: the rules before the model, what is proposed, and what to do now', () => {
    expect(operationText(whole, look).split('\n')).toEqual([
      'it waits',
      'This was seen.',
      'The rules say:',
      '  error The image is not there  [pod/image-missing]',
      '    fix: Deploy again.',
      'The model says (an opinion; the rules come first):',
      '  Scale it.',
      '  it looked at: kubectl get pods -n todo',
      'Not done: a command that is shown and never run',
      '  kubectl delete pods --all',
      'Proposed: Scale backend to 3 replicas',
      '  kubectl scale deployment/backend --replicas=3',
      '  --- a',
      '  +++ b',
      '  +replicaCount: 3',
      '  To make it: `x`.',
      'next: Take it away: `y`.',
    ]);
  });

  it('that is proposed shows what the deploy sets back besides', () => {
    const repairs = [{ action: scale, state: 'planned', sets: ['Service backend: a -> b', 'Secret c: d'] }] as const;
    expect(operationText({ word: 'ask', state: 'planned', said: [], next: [], repairs }, look).split('\n')).toEqual([
      'Proposed: Scale backend to 3 replicas',
      '  set back:',
      '    Service backend: a -> b',
      '    Secret c: d',
    ]);
  });

  it('that was made does not show its diff again', () => {
    const repairs = [{ action: scale, state: 'changed', diff: '+replicaCount: 3\n', sets: ['a -> b'] }] as const;
    const bare: Operation = { word: 'ask', state: 'changed', said: [], next: [], repairs };
    expect(operationText(bare, look)).toBe('Done: Scale backend to 3 replicas');
  });

  it('closes the report with its state, and makes it ok unless it failed', () => {
    expect(closing(report(whole), look)).toMatch(/^it waits\n[\s\S]*\n\nai ask ok: planned {2}0\.0 s$/);
    expect([report(whole).ok, report({ ...whole, state: 'failed' }).ok, report(whole, [sick]).ok]).toEqual([
      true,
      false,
      false,
    ]);
    expect(exitCode(report(whole), false)).toBe(0);
    expect(exitCode(report({ ...whole, state: 'failed' }), false)).toBe(90);
  });

  it('matches the published schema', () => {
    const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/report.schema.json'), 'utf8'));
    const valid = new Ajv({ allErrors: true }).compile(schema);
    expect(valid(JSON.parse(JSON.stringify(report(whole, [sick])))), JSON.stringify(valid.errors)).toBe(true);
    expect(valid({ ...report(whole), operation: { ...whole, state: 'done' } })).toBe(false);
  });
});

describe('a finding with a repair', () => {
  it('names it before what to do', () => {
    expect(
      findingText({ ...sick, action: scale }, look)
        .split('\n')
        .slice(1),
    ).toEqual(['  repair: Scale backend to 3 replicas', '  fix: Deploy again.']);
  });
});
