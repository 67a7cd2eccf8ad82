import type { CodeEntry } from './entry.ts';

/** tasks.md, the source and the documentation: what the project itself must hold. */
export const planCodes = {
  'runbook/grammar': {
    title: 'A line of tasks.md cannot be read',
    remedy: 'Write it as the line above it is written.',
  },
  'runbook/line-without-code': {
    title: 'tasks.md names a task that no code performs',
    remedy: 'Add the task under scripts/tasks/ or remove the line.',
  },
  'runbook/code-without-line': {
    title: 'A task has no sentence in tasks.md',
    remedy: 'Add its sentence to tasks.md or remove the task.',
  },
  'runbook/duplicate-id': { title: 'A task id stands twice', remedy: 'Keep one of the two.' },
  'runbook/gap': {
    title: 'A task id is missing in the sequence',
    remedy: 'Put the missing task back where the gap is.',
  },
  'runbook/needs-below': {
    title: 'A task needs one that comes after it',
    remedy: 'A task may only need tasks above it: move one of the two.',
  },
  'runbook/ticked-but-untrue': {
    title: 'A ticked sentence does not hold',
    remedy: 'Take the tick back with `npm run validate -- --tick`.',
  },
  'source/missing': {
    title: 'A source file is missing',
    remedy: 'Restore it: `git status` names what is gone, `git checkout -- FILE` brings it back.',
  },
  'source/frozen': {
    title: 'The application differs from its lock',
    remedy: 'If the change is meant, renew the lock: `npm run freeze`.',
  },
  'source/unlike': { title: 'The source lacks what the plan needs', remedy: 'Add it at the place shown.' },
  'source/lockfile': { title: 'A lock file lacks platform packages', remedy: 'Add them with `npm run lockfiles`.' },
  'docs/missing': { title: 'A documentation page lacks what it must say', remedy: 'Write it on the page shown.' },
  'docs/link': { title: 'A link leads nowhere', remedy: 'Correct the link.' },
  'docs/unlike': { title: 'A documentation page says other than the files', remedy: 'Correct the page.' },
} as const satisfies Record<string, CodeEntry>;
