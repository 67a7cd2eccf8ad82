import { randomUUID } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { chmod, cp, lstat, mkdir, open, readdir, readFile, rename, rm, statfs } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { type Problem, problem } from '../core/finding.ts';
import type { Files, Say } from '../core/world.ts';

/** What the files of a project are made of. */
export type FilesSetup = {
  /** The project's root, absolute. */
  readonly root: string;
  readonly dryRun: boolean;
  readonly say: Say;
};

/** The files below the project's root; paths outside of it can be read and written by their absolute name, never removed. */
export const openFiles = ({ root, dryRun, say }: FilesSetup): Files => {
  const absolute = (path: string): string => resolve(root, path);
  const shown = (path: string): string => {
    const inside = relative(root, absolute(path));
    return inside.startsWith('..') || isAbsolute(inside) ? absolute(path) : inside;
  };

  const bytes = (path: string): Promise<Uint8Array | undefined> =>
    readFile(absolute(path)).catch((error: unknown) => absentOr(error, () => unreadable(shown(path), error)));

  /** What lies below a folder and is neither a folder nor skipped; links are not followed. */
  const walk = async (folder: string, skip: (path: string) => boolean): Promise<readonly Found[]> => {
    const entries = await readdir(absolute(folder), { withFileTypes: true }).catch((error: unknown) => {
      absentOr(error, () => unreadable(shown(folder), error));
      return [];
    });
    const below = entries.map(async (entry): Promise<readonly Found[]> => {
      const path = shown(join(absolute(folder), entry.name));
      if (skip(path)) return [];
      return entry.isDirectory() ? walk(path, skip) : [{ path, entry }];
    });
    return (await Promise.all(below)).flat();
  };

  const list: Files['list'] = async (directory, skip = () => false) => {
    const found = (await walk(directory, skip)).filter(({ entry }) => entry.isFile());
    const entries = found.map(async ({ path }) => ({ path, mode: (await lstat(absolute(path))).mode & 0o777 }));
    return (await Promise.all(entries)).toSorted((a, b) => (a.path < b.path ? -1 : 1));
  };

  const links: Files['links'] = async (directory) => {
    const found = await walk(directory, () => false);
    return found.flatMap(({ path, entry }) => (entry.isSymbolicLink() ? [path] : [])).toSorted();
  };

  const write = async (path: string, text: string | Uint8Array, mode = 0o644): Promise<void> => {
    if (dryRun) return say.planned(`write ${shown(path)}`);
    await replace(absolute(path), text, mode).catch((error: unknown) => {
      throw unwritable(shown(path), error);
    });
  };

  const remove = async (path: string): Promise<void> => {
    const inside = relative(root, absolute(path));
    if (inside === '' || inside.startsWith('..') || isAbsolute(inside))
      throw problem('crash/unexpected', `${absolute(path)} is not inside the project and is not removed`, {
        final: true,
      });
    if (dryRun) return say.planned(`remove ${inside}`);
    await rm(absolute(path), { recursive: true, force: true }).catch((error: unknown) => {
      throw unwritable(inside, error);
    });
  };

  const copy = async (from: string, to: string): Promise<void> => {
    if (dryRun) return say.planned(`copy ${shown(from)} to ${shown(to)}`);
    await cp(absolute(from), absolute(to), { recursive: true, verbatimSymlinks: true }).catch((error: unknown) => {
      throw unwritable(shown(to), error);
    });
  };

  return {
    read: async (path) => {
      const content = await bytes(path);
      return content && new TextDecoder().decode(content);
    },
    bytes,
    list,
    links,
    exists: (path) =>
      lstat(absolute(path)).then(
        () => true,
        () => false,
      ),
    stat: async (path) => {
      const found = await lstat(absolute(path)).catch((error: unknown) =>
        absentOr(error, () => unreadable(shown(path), error)),
      );
      return found?.isFile() ? { mode: found.mode & 0o777, changed: found.mtimeMs } : undefined;
    },
    write,
    remove,
    copy,
    absolute,
    free: async () => {
      const disk = await statfs(root);
      return disk.bavail * disk.bsize;
    },
  };
};

type Found = { readonly path: string; readonly entry: Dirent };

/** Beside the file first, then renamed over it: a reader sees the old text or the new one. */
const replace = async (path: string, text: string | Uint8Array, mode: number): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  const beside = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    const handle = await open(beside, 'w', mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await chmod(beside, mode);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);

/** ENOTDIR: a folder on the way is a file, so the path itself is not there either. */
const absentOr = (error: unknown, otherwise: () => Problem): undefined => {
  if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
  throw otherwise();
};

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not (EACCES)',
  EPERM: 'this user may not (EPERM)',
  EISDIR: 'it is a directory (EISDIR)',
  ENOTDIR: 'a folder on the way to it is a file (ENOTDIR)',
  ENOSPC: 'the disk is full (ENOSPC)',
  EROFS: 'the disk is read-only (EROFS)',
};

const unreadable = (path: string, error: unknown): Problem =>
  problem('env/unreadable', `${path} cannot be read: ${reasons[codeOf(error)] ?? codeOf(error)}`, {
    at: { file: path, line: 1, column: 1 },
    remedy: remedyFor(path, codeOf(error)),
    final: true,
  });

/** Why a path cannot be written, in words: env/unwritable, or env/space when the disk is full. */
export const unwritable = (path: string, error: unknown): Problem => {
  const code = codeOf(error);
  const message = `${path} cannot be written: ${reasons[code] ?? code}`;
  if (code === 'ENOSPC')
    return problem('env/space', message, {
      remedy: 'Free some space (`df -h .` shows how much there is) and run again.',
      final: true,
    });
  return problem('env/unwritable', message, { remedy: remedyFor(path, code), final: true });
};

const remedyFor = (path: string, code: string): string =>
  code === 'EISDIR'
    ? `A file belongs there: name another one, or move the directory away; \`ls ${path}\` shows what is in it.`
    : `Look at it with \`ls -ld ${path}\` and give this user access.`;
