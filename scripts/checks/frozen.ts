import { createHash } from 'node:crypto';
import { finding } from '../core/finding.ts';
import type { Check } from '../core/task.ts';
import type { Files } from '../core/world.ts';

/** Where the digest of the frozen application is recorded, one `sha256 directory` a line. */
export const lockFile = 'application.lock';

/** The directories that hold the frozen application. */
const frozen: readonly string[] = ['backend/app', 'frontend/app'];

const generated = /(^|\/)(__pycache__|node_modules|\.next)$/;

/** The text of the lock for the files as they are: sha256 over path and content of each file, sorted by path. */
export const lockText = async (files: Files): Promise<string> => {
  const lines = await Promise.all(frozen.map(async (directory) => `${await digest(files, directory)}  ${directory}`));
  return `${lines.join('\n')}\n`;
};

/** The application is the one that the lock records. */
export const applicationFrozen: Check = async ({ files }) => {
  const recorded = await files.read(lockFile);
  if (recorded === undefined)
    return [
      finding('source/missing', `${lockFile} is missing`, { remedy: 'Record the application: `npm run freeze`.' }),
    ];
  const lines = recorded.trimEnd().split('\n');
  const now = (await lockText(files)).trimEnd().split('\n');
  return Array.from({ length: Math.max(lines.length, now.length) }, (_, index) => index)
    .filter((index) => lines[index] !== now[index])
    .map((index) =>
      finding('source/frozen', `${frozen[index] ?? 'The application'} differs from ${lockFile}`, {
        at: { file: lockFile, line: index + 1, column: 1, endColumn: (lines[index]?.length ?? 0) + 1 },
      }),
    );
};

const digest = async (files: Files, directory: string): Promise<string> => {
  const hash = createHash('sha256');
  for (const { path } of await files.list(directory, (one) => generated.test(one))) {
    const bytes = await files.bytes(path);
    const content = createHash('sha256')
      .update(bytes ?? '')
      .digest('hex');
    hash.update(`${path}\0${content}\n`);
  }
  return hash.digest('hex');
};
