import { describe, expect, test } from 'vitest';
import { finding } from '../core/finding.ts';
import type { Diagnosis, Subject } from '../diagnosis/diagnosis.ts';
import { compared } from './compare.ts';
import type { Verdict } from './verdict.ts';

const same = (one: Subject, other: Subject) => one.kind === other.kind && one.name === other.name;

const pod: Diagnosis = {
  release: 'backend',
  subjects: [{ kind: 'Pod', name: 'backend-0' }],
  finding: finding('pod/database-host', 'no such host', {
    remedy: 'Correct the host.',
    consequences: [{ code: 'release/stuck', message: 'stuck' }],
  }),
  patience: 0,
};
const warning: Diagnosis = {
  subjects: [{ kind: 'Node', name: 'minikube' }],
  finding: finding('cluster/node-pressure', 'pressure', { level: 'warning' }),
  patience: 0,
};
const named = (code: 'pod/database-host' | 'pod/quota' | 'release/stuck', kind: string, name: string): Verdict => ({
  kind: 'named',
  code,
  object: { kind, name },
});

describe('an opinion beside the rules', () => {
  test.each([
    ['Pod', 'backend-0'],
    ['Deployment', 'backend'],
  ])('names the same cause of the same object, %s %s', (kind, name) => {
    const one = compared('kagent', 'words', named('pod/database-host', kind, name), [warning, pod], same);
    expect(one).toMatchObject({ kind: 'same', counts: pod });
    expect(one.finding).toMatchObject({
      code: 'ai/opinion-same',
      level: 'info',
      message: `kagent names pod/database-host of ${kind} ${name}, and so do the rules`,
      remedy: 'Correct the host.',
      evidence: [{ source: 'what kagent says', text: 'words' }],
    });
  });

  test.each([
    [
      named('pod/quota', 'Pod', 'x'),
      'kagent names pod/quota of Pod x, and the rules name pod/database-host of Pod backend-0',
    ],
    [
      named('pod/database-host', 'Pod', 'x'),
      'kagent names pod/database-host of Pod x, and the rules name this cause of Pod backend-0',
    ],
    [
      named('release/stuck', 'Deployment', 'backend'),
      'kagent names release/stuck of Deployment backend, which the rules explain by pod/database-host of Pod backend-0',
    ],
  ])('names another cause, and the rule counts: %j', (verdict, message) => {
    const one = compared('kagent', 'words', verdict, [warning, pod], same);
    expect(one).toMatchObject({ kind: 'other', counts: pod });
    expect(one.finding).toMatchObject({
      code: 'ai/opinion-other',
      level: 'warning',
      message,
      remedy: 'Correct the host.',
    });
  });

  test('names a cause where the rules find nothing: nothing counts', () => {
    const one = compared('kagent', 'words', named('pod/quota', 'Pod', 'x'), [], same);
    expect(one.finding.message).toBe('kagent names pod/quota of Pod x, and the rules find nothing');
    expect(one).toMatchObject({ kind: 'other' });
    expect(one).not.toHaveProperty('counts');
  });

  test('that names none of our causes is shown as it came, and the rule counts', () => {
    const one = compared('kagent', 'It is the moon.', { kind: 'unnamed', why: 'it has no line' }, [pod], same);
    expect(one).toMatchObject({ kind: 'unnamed', counts: pod });
    expect(one.finding).toMatchObject({
      code: 'ai/opinion-unnamed',
      level: 'info',
      message: 'kagent says something that names none of our causes: it has no line',
      evidence: [{ text: 'It is the moon.' }],
    });
  });
});
