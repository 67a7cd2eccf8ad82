import type { Task } from './model.ts';

/** Which tasks are shown. */
export const filters = ['all', 'pending', 'completed'] as const;

/** One of them. */
export type Filter = (typeof filters)[number];

/** Whether a task is shown under the filter. */
export function passes(task: Task, filter: Filter): boolean {
  return filter === 'all' || task.completed === (filter === 'completed');
}

/** How many tasks a filter shows. */
export function countOf(tasks: readonly Task[], filter: Filter): number {
  return tasks.filter((task) => passes(task, filter)).length;
}
