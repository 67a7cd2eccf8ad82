import type { Finding } from '../core/finding.ts';
import type { TaskId } from '../core/task.ts';
import type { Report } from './report.ts';

/** A finding as it is told: once, with the tasks that found it (none: the run itself did). */
export type Told = { readonly finding: Finding; readonly tasks: readonly TaskId[] };

/** What makes findings one and the same mistake: equal code, message and place. */
export const keyOf = ({ code, message, at }: Finding): string => JSON.stringify([code, message, at ?? null]);

/** The findings of a report, those of the run first, equal ones once. */
export const toldOnce = (report: Report): readonly Told[] => {
  const told = new Map<string, Told>();
  const tell = (finding: Finding, tasks: readonly TaskId[]) => {
    const before = told.get(keyOf(finding));
    told.set(keyOf(finding), { finding: before?.finding ?? finding, tasks: [...(before?.tasks ?? []), ...tasks] });
  };
  for (const finding of report.findings) tell(finding, []);
  for (const { task, findings } of report.outcomes) for (const finding of findings) tell(finding, [task]);
  return [...told.values()];
};
