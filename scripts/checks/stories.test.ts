import { describe, expect, it } from 'vitest';
import type { Outcome, State } from '../core/engine.ts';
import type { TaskId } from '../core/task.ts';
import { memoryWorld } from '../testing/world.ts';
import { storiesHold } from './stories.ts';

const files = {
  'tasks.md': ['- [ ] T001 No story', '- [ ] T002 [US1] One', '- [x] T003 [US2] Two', '- [ ] T004 [US3] Three'].join(
    '\n',
  ),
};
const ended = (task: TaskId, state: State = 'held', reason?: string): Outcome => ({
  task,
  phase: '',
  title: '',
  ms: 1,
  state,
  findings: [],
  ...(reason ? { reason } : {}),
});
const ask = (...before: readonly Outcome[]) => storiesHold(memoryWorld({ files }).world, before);
const [one, two, three] = [ended('T002'), ended('T003', 'changed'), ended('T004')];

describe('the user stories', () => {
  it('hold in a run that asked each of their tasks, optional tools and other targets aside', async () => {
    expect(await ask(one, two, three)).toEqual([]);
    expect(await ask(one, two, ended('T004', 'skipped', 'kubectl-ai is not installed'))).toEqual([]);
    expect(await ask(ended('T001', 'failed'), one, two, ended('T004', 'skipped', 'only on Kubernetes'))).toEqual([]);
  });

  it('do not when one of them failed, or could not be asked for that reason', async () => {
    const failed = await ask(one, ended('T003', 'failed'), ended('T004', 'skipped', 'needs T003'));
    expect(failed).toMatchObject([
      { code: 'runbook/story-broken', message: 'T003, T004 of the user stories do not hold' },
    ]);
  });

  it('are not told by a run that leaves some of them out', async () => {
    for (const left of [
      [one, two],
      [one, two, ended('T004', 'skipped', 'slow (--slow asks it)')],
    ])
      expect(await ask(...left)).toEqual({
        skip: 'this run leaves out 1 of 3 tasks, T004 first (--slow asks them all)',
      });
  });

  it('are nothing by themselves', async () => {
    expect(await ask()).toMatchObject([{ code: 'runbook/unasked' }]);
  });
});
