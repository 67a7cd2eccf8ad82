import { describe, expect, test } from 'vitest';
import { finding } from '../../core/finding.ts';
import type { Diagnosis } from '../../diagnosis/diagnose.ts';
import { openJudge } from './watch.ts';

const cause = (patience: Diagnosis['patience'], pod = 'new'): Diagnosis => ({
  release: 'backend',
  pod,
  patience,
  finding: finding('pod/crash-loop', 'it ends'),
});

describe('the judge of a rollout', () => {
  test('ends it at once for a cause without patience', () => {
    expect(openJudge(new Set())([cause(0)], 0)).toMatchObject({ pod: 'new' });
  });

  test('gives a cause its grace, which neither another pod nor a short recovery renews', () => {
    const judge = openJudge(new Set());
    for (let now = 0; now < 20_000; now += 1000)
      expect(judge(now % 3000 === 1000 ? [] : [cause(20_000, `pod-${now}`)], now)).toBeUndefined();
    expect(judge([cause(20_000)], 20_000)).toBeDefined();
  });

  test('forgets a cause that stayed away', () => {
    const judge = openJudge(new Set());
    judge([cause(20_000)], 0);
    judge([], 6000);
    expect(judge([cause(20_000)], 20_000)).toBeUndefined();
  });

  test('gives pods of before the upgrade time to be replaced', () => {
    const judge = openJudge(new Set(['old']));
    for (let now = 0; now < 20_000; now += 3000) expect(judge([cause(0, 'old')], now)).toBeUndefined();
    expect(judge([cause(0, 'old')], 20_000)).toBeDefined();
  });

  test('never ends it for what only takes long', () => {
    const judge = openJudge(new Set());
    judge([cause('timeout')], 0);
    expect(judge([cause('timeout')], 1e9)).toBeUndefined();
  });
});
