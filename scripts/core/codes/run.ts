import type { CodeEntry } from './entry.ts';

/** The command line, and how a run itself may end. */
export const runCodes = {
  'usage/unknown-flag': {
    title: 'Unknown flag',
    means: 'The command line holds a word that this script does not take. Nothing was asked and nothing was touched.',
    remedy: 'See the flags with --help.',
  },
  'usage/bad-value': {
    title: 'A flag has a value it does not take',
    means:
      'A flag stands without its value, with one it does not take, or beside a flag it does not go with. Nothing was asked and nothing was touched.',
    remedy: 'See the flags with --help.',
  },
  'usage/no-terminal': {
    title: 'There is no terminal to ask questions on',
    means:
      'With --interactive a person is asked, and the input or the output of this run is a file, a pipe or a CI job. Nothing was asked and nothing was touched.',
    remedy:
      'Leave --interactive out: `cp .env.example .env`, fill in what you need, and run `npx tsx scripts/deploy.ts`.',
  },
  'usage/nothing-selected': {
    title: 'The run asks nothing',
    means:
      'After the flags no task was left to ask, or every one was skipped. A run that asked nothing proves nothing, so it fails.',
    remedy: 'Widen --only or --phase; `npm run validate -- --help` lists the phases.',
  },
  'crash/unexpected': {
    title: 'The scripts themselves failed',
    means:
      'An error that the scripts do not know ended the run or one of its tasks. It is a mistake of ours, not of your project.',
    remedy: 'Report it with the output of --verbose.',
  },
  'interrupted/signal': {
    title: 'The run was interrupted',
    means:
      'Ctrl-C or another program ended the run, or a question was answered with no. What was done is done, and what was begun was ended.',
    remedy: 'Run the same command again: it goes on where it stopped.',
  },
} as const satisfies Record<string, CodeEntry>;
