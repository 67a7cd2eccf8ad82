import type { CodeEntry } from './entry.ts';

/** The command line, and how a run itself may end. */
export const runCodes = {
  'usage/unknown-flag': { title: 'Unknown flag', remedy: 'See the flags with --help.' },
  'usage/bad-value': { title: 'A flag has a value it does not take', remedy: 'See the flags with --help.' },
  'usage/nothing-selected': {
    title: 'The run asks nothing',
    remedy: 'Widen --only or --phase; `npm run validate -- --help` lists the phases.',
  },
  'crash/unexpected': { title: 'The scripts themselves failed', remedy: 'Report it with the output of --verbose.' },
  'interrupted/signal': {
    title: 'The run was interrupted',
    remedy: 'Run the same command again: it goes on where it stopped.',
  },
} as const satisfies Record<string, CodeEntry>;
