import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Outside, PrivateFile } from '../core/outside.ts';
import type { Shell } from '../core/world.ts';
import type { Redactor } from './redact.ts';
import { openRelay } from './relay.ts';
import type { Temporary } from './temporary.ts';

/** What a planner's outside is made of. */
export type PlannerSetup = {
  readonly sh: Shell;
  readonly find: Outside['find'];
  readonly temporary: Pick<Temporary, 'folder'>;
  readonly redactor: Redactor;
};

/** Opens what a planner needs of this machine. */
export const openPlanner = ({ sh, find, temporary, redactor }: PlannerSetup): Outside => ({
  sh,
  find,
  folder: (files, use) =>
    temporary.folder(async (path) => {
      for (const [name, file] of Object.entries(files(path))) await put(join(path, name), name, file);
      return use({ path, read: (name) => readFile(join(path, name), 'utf8').catch(() => undefined) });
    }),
  guard: (name, setup) => {
    const words = [process.execPath, '--disable-warning=ExperimentalWarning', guard, setup, name].map(quoted);
    return `#!/bin/sh\nexec /usr/bin/env -i ${words.join(' ')} "$@"\n`;
  },
  relay: openRelay,
  redact: redactor.strict,
  marker: () => `data-${randomBytes(12).toString('hex')}`,
});

/** The program that stands in for kubectl and bash; Node runs it as it is. */
const guard = fileURLToPath(new URL('./guard.ts', import.meta.url));

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

const put = async (path: string, name: string, { text, program }: PrivateFile): Promise<void> => {
  await mkdir(name.endsWith('/') ? path : dirname(path), { recursive: true, mode: 0o700 });
  if (!name.endsWith('/')) await writeFile(path, text, { mode: program ? 0o700 : 0o600, flag: 'wx' });
};
