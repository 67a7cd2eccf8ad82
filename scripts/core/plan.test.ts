import { describe, expect, it } from 'vitest';
import { boundOf } from '../testing/bound.ts';
import { type Pipeline, plan, type Selection } from './plan.ts';
import type { Bound, Runbook } from './runbook.ts';
import type { Task } from './task.ts';

const bound = (id: Bound['id'], phase: string, task: Partial<Task> = {}): Bound => boundOf(id, task, { phase });
const runbook: Runbook = {
  findings: [],
  tasks: [
    bound('T001', 'Setup', { static: true }),
    bound('T002', 'Setup', { on: 'kubernetes', needs: ['T001'] }),
    bound('T003', 'Backend chart', { needs: ['T002'], undo: async () => [] }),
    bound('T004', 'Backend chart', { slow: true, undo: async () => [] }),
  ],
};
const pipeline = (verb: Pipeline['verb']): Pipeline => ({
  name: 'deploy',
  summary: '',
  verb,
  phases: ['Setup', 'Backend chart'],
  keepGoing: false,
});
const everything: Selection = { only: [], phases: [], slow: false, static: false, kind: 'kubernetes' };
const shown = (verb: Pipeline['verb'], selection: Partial<Selection> = {}) =>
  plan(runbook, pipeline(verb), { ...everything, ...selection }).steps.map(({ id, skip }) =>
    skip ? `${id} (${skip})` : id,
  );

describe('a plan', () => {
  it('takes the tasks of its phases in their order and skips slow ones', () => {
    expect(shown('apply')).toEqual(['T001', 'T002', 'T003', 'T004 (slow (--slow asks it))']);
  });

  it('asks slow tasks with --slow', () => {
    expect(shown('apply', { slow: true })).toContain('T004');
  });

  it('goes backwards when it takes back, and skips what cannot be taken back', () => {
    expect(shown('undo')).toEqual(['T004', 'T003', 'T002 (nothing to take back)', 'T001 (nothing to take back)']);
  });

  it('adds what a chosen task needs when it applies, not when it checks', () => {
    expect(shown('apply', { only: ['T003'] })).toEqual(['T001', 'T002', 'T003']);
    expect(shown('check', { only: ['T003'] })).toEqual(['T003']);
  });

  it('knows phases by the name on the command line', () => {
    expect(shown('check', { phases: ['backend-chart'], slow: true })).toEqual(['T003', 'T004']);
  });

  it('skips tasks of another target and, with --static, tasks that need a running one', () => {
    expect(shown('check', { kind: 'local', static: true })).toEqual([
      'T001',
      'T002 (needs a running target (--static))',
      'T003 (needs a running target (--static))',
      'T004 (needs a running target (--static))',
    ]);
    expect(shown('check', { kind: 'local' })).toContain('T002 (only on Kubernetes)');
  });

  it('names a task or phase that does not exist', () => {
    const wrong = plan(runbook, pipeline('check'), { ...everything, only: ['T999'], phases: ['Nowhere'] });
    expect(wrong.findings.map((one) => one.remedy)).toEqual([
      'Name tasks from T001 to T004, for example --only T001.',
      'Use one of: setup, backend-chart.',
    ]);
  });

  it('is a finding when it would ask nothing', () => {
    expect(plan(runbook, pipeline('check'), { ...everything, only: ['T004'] }).findings[0]?.code).toBe(
      'usage/nothing-selected',
    );
  });
});
