import { prose } from './markdown.ts';
import { readWords } from './runbook.ts';

/** The page that has every sentence of the plan as a box to tick. */
export const checklistPage = 'docs/checklist.md';

/** That part of it which is written from the text of tasks.md: a chapter for each phase, a box for each task. */
export const checklist = (plan: string): string => {
  const { lines } = readWords(plan);
  return Object.entries(Object.groupBy(lines, ({ phase }) => phase))
    .flatMap(([phase, some = []]) => [
      `## ${phase}`,
      some.map(({ id, title }) => `- [ ] ${id} ${prose(title)}`).join('\n'),
    ])
    .join('\n\n');
};
