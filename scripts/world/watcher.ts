import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { watch } from 'chokidar';
import { type Problem, problem } from '../core/finding.ts';

/** Sees files change by their content: one that is written again with the same text has not changed. */
export type Watcher = {
  /** Waits for changes and gives their paths, relative to the root, once nothing has moved for a moment; none after `close`. */
  readonly changes: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
};

/** What is watched. */
export type WatcherSetup = {
  /** Absolute. */
  readonly root: string;
  /** More files, absolute; they may lie outside of the root. */
  readonly more: readonly string[];
  /** Milliseconds without a change after which a burst is over. */
  readonly quiet: number;
  /** Chokidar's own by default. */
  readonly watch?: typeof watch;
};

/** Opens a watcher and waits until it sees every file; chokidar is loaded only here, for no other run needs it. */
export const openWatcher = async ({ root, more, quiet, watch }: WatcherSetup): Promise<Watcher> => {
  const start = watch ?? (await import('chokidar')).watch;
  const contents = new Map<string, string>();
  const moved = new Set<string>();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let wake = () => {};
  let end: 'closed' | Problem | undefined;

  const settle = async (): Promise<void> => {
    const paths = [...moved];
    moved.clear();
    for (const path of paths) {
      const content = await contentOf(path);
      if (contents.get(path) !== content) changed.add(shown(root, path));
      contents.set(path, content);
    }
    if (changed.size > 0) wake();
  };
  const note = (path: string): void => {
    moved.add(path);
    clearTimeout(timer);
    timer = setTimeout(settle, quiet);
  };
  const finish = (how: typeof end): void => {
    end ??= how;
    clearTimeout(timer);
    wake();
  };

  const watcher = start([root, ...more], {
    ignoreInitial: true,
    followSymlinks: false,
    ignorePermissionErrors: true,
    ignored: (path) => isLitter(relative(root, path)),
  });
  watcher
    .on('add', (path) => {
      if (!contents.has(path)) contents.set(path, absent);
      note(path);
    })
    .on('change', note)
    .on('unlink', note)
    .on('error', (error) => finish(unwatchable(error)));
  await new Promise<void>((ready) => {
    wake = ready;
    watcher.once('ready', ready);
  });

  if (end instanceof Error) {
    await watcher.close();
    throw end;
  }
  return {
    changes: async () => {
      if (changed.size === 0 && end === undefined)
        await new Promise<void>((done) => {
          wake = done;
        });
      if (end instanceof Error) throw end;
      const paths = [...changed].toSorted();
      changed.clear();
      return end === 'closed' ? [] : paths;
    },
    close: async () => {
      finish('closed');
      await watcher.close();
    },
  };
};

const absent = 'absent';

const contentOf = (path: string): Promise<string> =>
  readFile(path).then(
    (bytes) => createHash('sha256').update(bytes).digest('hex'),
    (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? absent : String(error.code)),
  );

const shown = (root: string, path: string): string =>
  path.startsWith(root + sep) ? relative(root, path).replaceAll(sep, '/') : path;

/** Folders of tools, and the files that editors, and our own writes, put beside the real one for a moment. */
const litter =
  /^(?:node_modules|\.git|\.local|\.next|\.venv|venv|__pycache__|\..*_cache|\.hypothesis|\.idea|\.vscode|coverage)$|~$|\.log$|\.sw[a-z]$|^\.#|^4913$|\.tmp$/;

/** For paths inside the root; where the root itself lies does not matter. */
const isLitter = (path: string): boolean => !path.startsWith('..') && path.split(sep).some((name) => litter.test(name));

const unwatchable = (error: unknown): Problem => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return problem('env/unwatchable', `Changes of files cannot be seen: ${reasons[code] ?? code}`, { final: true });
};

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the system watches as many files as it allows (ENOSPC)',
  EMFILE: 'this user has as many files open as the system allows (EMFILE)',
};
