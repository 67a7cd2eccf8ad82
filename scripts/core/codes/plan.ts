import type { CodeEntry } from './entry.ts';

/** tasks.md, the source and the documentation: what the project itself must hold. */
export const planCodes = {
  'runbook/grammar': {
    title: 'A line of tasks.md cannot be read',
    means:
      'Every line of tasks.md is a phase, a task, or one of its fields Why, By hand and Expect. A line that only looks like one would silently be no task.',
    remedy: 'Write it as the line above it is written.',
  },
  'runbook/line-without-code': {
    title: 'tasks.md names a task that no code performs',
    means:
      'The sentence promises something that no code asks, or stands under another phase than its code. Plan and behaviour must agree before anything runs.',
    remedy: 'Add the task under scripts/tasks/ or remove the line.',
  },
  'runbook/code-without-line': {
    title: 'A task has no sentence in tasks.md',
    means: 'Behaviour without a sentence would run unseen: no reader of the plan would know of it.',
    remedy: 'Add its sentence to tasks.md or remove the task.',
  },
  'runbook/duplicate-id': {
    title: 'A task id stands twice',
    means: 'Ids name tasks in flags, reports and needs. With one of them twice nobody could say which is meant.',
    remedy: 'Keep one of the two.',
  },
  'runbook/pipeline': {
    title: 'A pipeline has other tasks than the plan says',
    means:
      'Deploy makes the phases 1 to 7 true, and validate asks every phase. A task that is in none of its phases would never be performed, and nobody would notice.',
    remedy: 'Correct the phases of the pipeline in scripts/pipelines.ts, or move the task in tasks.md.',
  },
  'runbook/gap': {
    title: 'A task id is missing in the sequence',
    means: 'Ids go upwards by one, so a missing number shows that a task was lost, for example in a merge.',
    remedy: 'Put the missing task back where the gap is.',
  },
  'runbook/unasked': {
    title: 'Nothing was asked that this task is about',
    means: 'The task tells what a whole run has shown, so it is nothing by itself.',
    remedy: 'Ask everything: `npm run validate -- --slow`.',
  },
  'runbook/story-broken': {
    title: 'A user story does not hold in one run',
    means: 'Tasks that hold one at a time may not hold together. Here some of them failed, or could not be asked.',
    remedy: 'Mend the first one that failed, and ask again: `npm run validate -- --slow`.',
  },
  'runbook/needs-below': {
    title: 'A task needs one that comes after it, or is begun with one',
    means:
      'Tasks run from top to bottom. One that needs a later one would always be skipped, and nothing can be begun with a later one.',
    remedy: 'A task may only need tasks above it, and stand beside one above it: move one of the two.',
  },
  'runbook/ticked-but-untrue': {
    title: 'A ticked sentence does not hold',
    means:
      'The box in tasks.md says that this holds, and it was asked and does not. The box is a note of yours; the answer of the run counts.',
    remedy: 'Take the tick back with `npm run validate -- --tick`.',
  },
  'source/missing': {
    title: 'A source file is missing',
    means: 'A file that tasks and builds rely on is not there.',
    remedy: 'Restore it: `git status` names what is gone, `git checkout -- FILE` brings it back.',
  },
  'source/frozen': {
    title: 'The application differs from its lock',
    means:
      'application.lock records a digest of the application, because deploying must never need a change of it. The source is now another one.',
    remedy: 'If the change is meant, renew the lock: `npm run freeze`.',
  },
  'source/unlike': {
    title: 'The source lacks what the plan needs',
    means: 'The source is there, but a route, setting or line that the plan relies on is not found in it.',
    remedy: 'Add it at the place shown.',
  },
  'source/lockfile': {
    title: 'A lock file lacks platform packages',
    means:
      'npm ci stops when a lock file lacks a platform package that some dependency names as optional. It would work on your machine and fail on another platform.',
    remedy: 'Add them with `npm run lockfiles`.',
  },
  'docs/report-typed': {
    title: 'A report is not that of a run of this commit',
    means: 'A report that somebody wrote, or that another version left, says nothing of what is here.',
    remedy: 'Commit, and let a run write it: `npx tsx scripts/deploy.ts`, then look below `.deploy/runs/`.',
  },
  'docs/missing': {
    title: 'A documentation page lacks what it must say',
    means: 'Each page of the documentation has points it must cover; one of them is not found.',
    remedy: 'Write it on the page shown.',
  },
  'docs/link': {
    title: 'A link leads nowhere',
    means: 'A link of a page points to a file or heading that does not exist.',
    remedy: 'Correct the link.',
  },
  'docs/unlike': {
    title: 'A documentation page says other than the files',
    means: 'A page names something that the files do not have, or leaves out something that they have.',
    remedy: 'Correct the page.',
  },
  'docs/stale': {
    title: 'A page is not what is generated now',
    means:
      'A part of this page is written from something else: flags, codes, recordings, tasks. That was changed, or the page was edited by hand.',
    remedy: 'Write it anew: `npm run generate`.',
  },
  'docs/unrecorded': {
    title: 'A scenario has no recording that fits',
    means:
      'The page of the scenarios tells what a real cluster showed. A scenario was added or changed since, or its recording lacks the cause or the recovery.',
    remedy:
      'Record it on Minikube: `RECORD=1 npx vitest run --project e2e scripts/ai-operations.e2e.test.ts`, then `npm run generate`.',
  },
  'docs/command': {
    title: 'A page names a command that cannot be run',
    means:
      'People copy commands from pages. This one names a script, a file, a word or a flag that does not exist, so it would stop with a usage error.',
    remedy: 'Correct the command on the page: `npm run` lists the scripts, and --help of each its flags.',
  },
  'docs/quickstart': {
    title: 'The quickstart is not as short as it says',
    means:
      'A newcomer is promised a conversation after at most five commands and ten minutes. The page has more commands, or no recorded run shows that time.',
    remedy: 'Shorten the page, or record it anew: `npm run bench:quickstart`, then `npm run generate`.',
  },
} as const satisfies Record<string, CodeEntry>;
