import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { problem } from '../core/finding.ts';
import type { Holder, Self } from '../core/world.ts';
import { startOf } from './marks.ts';

/**
 * Makes a run the holder of a lock, or tells which other run holds it. The lock is a folder in which each run that wants
 * it puts a file of its own name and then looks at the others: of two runs the later one sees the earlier, so never do
 * both hold it. Files of runs that have ended are removed, which is safe because no other run ever has that name.
 */
export const claimLock = async (folder: string, self: Self): Promise<Holder | undefined> => {
  const own = fileOf(self);
  try {
    await mkdir(dirname(folder), { recursive: true });
    for (let attempt = 1; ; attempt += 1) {
      await enter(folder, own, self);
      const [other] = await others(folder, own);
      if (!other) return undefined;
      await releaseLock(folder, self);
      // Two that came at once have both stepped back: each waits for a time of its own.
      if (attempt === 4) return other;
      await new Promise((wake) => setTimeout(wake, 10 + Math.random() * 40));
    }
  } catch (error) {
    throw problem('env/unwritable', `${folder} cannot be written: ${error instanceof Error ? error.message : error}`, {
      remedy: `Look at it with \`ls -ld ${dirname(folder)}\` and give this user access.`,
      final: true,
    });
  }
};

/** Gives a lock back; nothing happens when the run does not hold it. */
export const releaseLock = async (folder: string, self: Self): Promise<void> => {
  await rm(join(folder, fileOf(self)), { force: true });
  // Another run's file keeps the folder.
  await rmdir(folder).catch(() => {});
};

const fileOf = ({ pid, machine, mark }: Self): string =>
  `${machine}-${pid}-${mark.pid}-${mark.started.replace(/\W/g, '-')}.json`;

/** The file appears with its content in one step; the folder may vanish before, when another run gives its lock back. */
const enter = async (folder: string, own: string, self: Self): Promise<void> => {
  const text = JSON.stringify({ ...self, since: Date.now() });
  const beside = `${folder}.${own}`;
  await writeFile(beside, text, { mode: 0o600 });
  try {
    for (;;) {
      await mkdir(folder).catch(unless('EEXIST'));
      if (await rename(beside, join(folder, own)).then(() => true, unless('ENOENT'))) return;
    }
  } finally {
    await rm(beside, { force: true });
  }
};

const unless =
  (expected: string) =>
  (error: NodeJS.ErrnoException): false => {
    if (error.code === expected) return false;
    throw error;
  };

const others = async (folder: string, own: string): Promise<readonly Holder[]> => {
  const names = (await readdir(folder)).filter((name) => name !== own);
  const found = await Promise.all(names.map((name) => holderIn(join(folder, name))));
  return found.filter((one) => one !== undefined);
};

/** What is in the file of a run that goes on; a file of one that has ended, or of nobody, is removed. */
const holderIn = async (file: string): Promise<Holder | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { mark, ...holder } = parsed(text);
  if (mark && (await startOf(mark.pid)) === mark.started) return holder as Holder;
  await rm(file, { force: true });
  return undefined;
};

const parsed = (text: string): Partial<Self & Holder> => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};
