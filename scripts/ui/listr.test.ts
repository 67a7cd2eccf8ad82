import { describe, expect, it } from 'vitest';
import type { Outcome } from '../core/engine.ts';
import type { Step } from '../core/plan.ts';
import type { TaskId } from '../core/task.ts';
import { boundOf } from '../testing/bound.ts';
import { runTree } from './listr.ts';

const step = (id: TaskId, phase: string): Step => boundOf(id, {}, { phase });
const outcomeOf = (one: Step, state: Outcome['state']): Outcome => ({
  task: one.id,
  phase: one.phase,
  title: one.title,
  state,
  ms: 1,
  findings: [],
});

describe('the tree', () => {
  it('performs every step in sequence, whatever became of the ones before', async () => {
    const seen: string[] = [];
    const states: Readonly<Record<string, Outcome['state']>> = { T001: 'held', T002: 'failed', T003: 'skipped' };
    await runTree(
      [step('T001', 'Setup'), step('T002', 'Setup'), step('T003', 'Foundation')],
      {
        perform: async (one) => {
          seen.push(`begin ${one.id}`);
          await new Promise((done) => setTimeout(done, 2));
          return outcomeOf(one, states[one.id] ?? 'held');
        },
        titleOf: (one) => one.title,
        hides: () => false,
        listen: (work) => {
          work?.show('working');
          seen.push(work ? `listening to ${work.step.id}` : 'silent');
        },
        ended: (one) => seen.push(`end ${one.task} ${one.state}`),
      },
      false,
    );
    expect(seen).toEqual(
      ['T001 held', 'T002 failed', 'T003 skipped'].flatMap((end) => [
        `listening to ${end.slice(0, 4)}`,
        `begin ${end.slice(0, 4)}`,
        'silent',
        `end ${end}`,
      ]),
    );
  });

  it('performs steps that it hides in their turn', async () => {
    const seen: string[] = [];
    const all = ['T001', 'T002', 'T003', 'T004', 'T005'] as const;
    await runTree(
      all.map((id) => step(id, id < 'T005' ? 'Setup' : 'Foundation')),
      {
        perform: async (one) => outcomeOf(one, one.id === 'T003' ? 'failed' : 'skipped'),
        titleOf: (one) => one.title,
        hides: ({ id }) => id !== 'T003',
        listen: (work) => void (work && seen.push('listening')),
        ended: (one) => seen.push(one.task),
      },
      false,
    );
    expect(seen).toEqual(['T001', 'T002', 'listening', 'T003', 'T004', 'T005']);
  });
});
