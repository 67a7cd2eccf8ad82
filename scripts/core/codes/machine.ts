import type { CodeEntry } from './entry.ts';

/** This machine: its programs and its settings. */
export const machineCodes = {
  'tool/missing': { title: 'A program is missing', remedy: 'Install it and put it on the PATH.' },
  'tool/version': { title: 'A program has an unsupported version', remedy: 'Install a supported version.' },
  'tool/failed': { title: 'A program failed', remedy: 'Read what it said and run the command by hand.' },
  'tool/timeout': { title: 'A program did not end in time', remedy: 'Run the command by hand to see where it waits.' },
  'tool/integrity': {
    title: 'A downloaded program is not the one we pinned',
    remedy:
      'Remove the cache with `npx tsx scripts/cleanup.ts --cache` and run again; if it stays, do not use that registry.',
  },
  'tool/docker-denied': {
    title: 'The Docker socket refuses this user',
    remedy: 'Run `sudo usermod -aG docker $USER`, log out and in again.',
  },
  'tool/docker-down': {
    title: 'No Docker engine answers',
    remedy: 'Start Docker: `sudo systemctl start docker` or Docker Desktop.',
  },
  'env/malformed': { title: 'A line of .env cannot be read', remedy: 'Write it as KEY=value.' },
  'env/invalid': {
    title: 'A setting has a value it does not take',
    remedy: 'Correct it in .env; .env.example shows each setting.',
  },
  'env/unreadable': { title: 'A file cannot be read', remedy: 'Check the path and its permissions with `ls -l`.' },
  'env/unwritable': { title: 'A file cannot be written', remedy: 'Check the path and its permissions with `ls -l`.' },
  'env/unknown-key': {
    title: 'A line of .env sets something unknown',
    remedy: 'Correct its name; .env.example lists all settings.',
  },
  'env/space': { title: 'Too little disk or memory', remedy: 'Free some and run again.' },
} as const satisfies Record<string, CodeEntry>;
