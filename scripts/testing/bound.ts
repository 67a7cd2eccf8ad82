import type { Bound } from '../core/runbook.ts';
import type { Task, TaskId } from '../core/task.ts';

/** A sentence of tasks.md with behaviour; true unless `task` says otherwise. A step that is not skipped, too. */
export const boundOf = (
  id: TaskId,
  task: Partial<Task> = {},
  { phase = 'Setup', title = id }: Partial<Pick<Bound, 'phase' | 'title'>> = {},
): Bound => ({
  id,
  phase,
  title,
  ticked: false,
  why: '',
  byHand: '',
  expect: '',
  at: { file: 'tasks.md', line: 1, column: 1 },
  task: { check: async () => [], ...task },
});
