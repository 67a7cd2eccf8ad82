import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../core/config.ts';
import type { Outcome } from '../core/engine.ts';
import { finding } from '../core/finding.ts';
import { nextText, ticked } from './progress.ts';

const outcome = (task: Outcome['task'], state: Outcome['state']): Outcome => ({
  task,
  state,
  phase: 'Setup',
  title: '',
  ms: 0,
  findings: [],
});
const words = '## Phase 1: Setup\n\n- [ ] T001 One\n- [x] T002 Two\n- [ ] T003 Three\n- [ ] T0011 no task\n';

describe('ticking tasks.md', () => {
  it('writes the boxes of what was asked and nothing else', () => {
    expect(ticked(words, [outcome('T001', 'held'), outcome('T002', 'failed'), outcome('T003', 'skipped')])).toBe(
      '## Phase 1: Setup\n\n- [x] T001 One\n- [ ] T002 Two\n- [ ] T003 Three\n- [ ] T0011 no task\n',
    );
  });
});

describe('the next sentence', () => {
  const bound = {
    id: 'T002',
    title: 'The release is deployed',
    ticked: false,
    phase: 'Deployment',
    why: 'because.',
    byHand: 'helm -n "$NAMESPACE" --kube-context "$CONTEXT" history backend',
    expect: '…deployed…',
    at: { file: 'tasks.md', line: 5, column: 1 },
    task: { check: async () => [] },
  } as const;
  const config = { ...defaultConfig, namespace: 'mine', minikubeProfile: 'second' };
  const failed = {
    ...outcome('T002', 'failed'),
    findings: [finding('release/absent', 'It is not there', { remedy: 'Deploy it.' })],
  };
  const next = (kind: 'local' | 'kubernetes', ...outcomes: readonly Outcome[]) =>
    nextText({ tasks: [bound], findings: [] }, outcomes, config, kind).split('\n');

  it('says why, what was seen, how to ask by hand, what to do, and what then', () => {
    expect(next('kubernetes', outcome('T001', 'held'), failed, outcome('T003', 'skipped'))).toEqual([
      '1 of 3 holds.',
      'Next: T002  The release is deployed',
      '  Why:     because.',
      '  Seen:    It is not there  [release/absent]',
      '  By hand: helm -n "mine" --kube-context "second" history backend',
      '  Expect:  …deployed…',
      '  Fix:     Deploy it.',
      '  Then:    Run the same command again.',
    ]);
  });

  it('says where in a file it was seen', () => {
    const at = { file: 'helm/backend/values.yaml', line: 2, column: 5 };
    const findings = [finding('values/type', 'It is no number', { at })];
    expect(next('local', { ...failed, findings })).toContain(
      '  Seen:    helm/backend/values.yaml:2:5 It is no number  [values/type]',
    );
  });

  it('has no By hand where there is no cluster to ask', () => {
    expect(next('local', failed).join('\n')).not.toMatch(/By hand|Expect/);
  });

  it('leads to the chat once all hold, and only where the deployment was asked', () => {
    expect(next('local', outcome('T001', 'held'))).toEqual(['1 of 1 holds.', 'Every sentence that was asked holds.']);
    const deployed = { ...outcome('T002', 'held'), phase: 'Deployment' };
    expect(next('local', outcome('T001', 'held'), deployed)).toEqual([
      '2 of 2 hold.',
      'Every sentence that was asked holds. Open the chat with `npm run open` and say "Add a task to buy groceries".',
    ]);
  });
});
