import { describe, expect, it } from 'vitest';
import { memoryWorld } from '../testing/world.ts';
import { pipelineHas } from './plans.ts';

const plan = ['## Phase 1: One', '- [ ] T001 A', '- [ ] T002 B', '## Phase 3: Three', '- [ ] T003 C'].join('\n');

const ask = (ids: readonly string[], last?: number) =>
  pipelineHas('deploy', () => ids, last)(memoryWorld({ files: { 'tasks.md': plan } }).world);

describe('a pipeline', () => {
  it('has every task of the plan, or those up to a phase', async () => {
    expect(await ask(['T001', 'T002', 'T003'])).toEqual([]);
    expect(await ask(['T001', 'T002'], 1)).toEqual([]);
    expect(await ask(['T001', 'T002'], 2)).toEqual([]);
  });

  it('that lacks a task is told so at the line of the task', async () => {
    expect(await ask(['T001', 'T002'])).toMatchObject([
      { code: 'runbook/pipeline', message: 'The pipeline deploy has no T003', at: { file: 'tasks.md', line: 5 } },
    ]);
  });

  it('that has a task of a later phase, or of none, is told so', async () => {
    expect(await ask(['T001', 'T002', 'T003', 'T009'], 1)).toMatchObject([
      { code: 'runbook/pipeline', message: expect.stringMatching(/has T003, T009, which/) },
    ]);
  });
});
