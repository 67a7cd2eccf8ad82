import type { FileEntry } from '../core/world.ts';
import { decidingLine, ignoreLines } from './ignorefile.ts';

/** Which paths of a directory are sent as its build context; paths are relative to that directory. */
export type Context = {
  /** True when the file is sent, by the rules of .dockerignore. */
  readonly holds: (path: string) => boolean;
  /** True when nothing below the directory can be sent, so that it need not be listed. */
  readonly prunes: (directory: string) => boolean;
};

/** The context that a .dockerignore leaves; without one everything is sent. */
export const contextOf = (dockerignore = ''): Context => {
  const lines = ignoreLines('.dockerignore', dockerignore);
  const again = lines.filter(({ negated }) => negated);
  const holds = (path: string): boolean => decidingLine(lines, path)?.negated !== false;
  return {
    holds,
    prunes: (directory) => !holds(directory) && !again.some(({ pattern }) => mayReach(pattern, directory)),
  };
};
/** The entries that are sent, sorted by path. */
export const contextFiles = (context: Context, entries: readonly FileEntry[]): readonly FileEntry[] =>
  entries
    .filter((entry) => context.holds(entry.path))
    .sort((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0));

/** Whether a `!` pattern may bring back something below a directory: its literal part lies on the way there. */
const mayReach = (pattern: string, directory: string): boolean => {
  const literal = (pattern.replace(/^\/|^\.\//, '').split(/[*?[]/)[0] ?? '').replace(/\/$/, '');
  return `${literal}/`.startsWith(`${directory}/`) || `${directory}/`.startsWith(literal);
};
