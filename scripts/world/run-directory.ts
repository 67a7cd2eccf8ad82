import { appendFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unwritable } from './files.ts';

/** Where the runs lie, relative to the root; git ignores it. */
const home = '.deploy/runs';

/**
 * The directory of one run, which only this user can enter. Everything is written at once and not in the background, so
 * that it also succeeds in the last moment of a process. Each of these throws a Problem (env/unwritable, env/space).
 */
export type RunDirectory = {
  /** Relative to the root. */
  readonly path: string;
  readonly write: (name: string, text: string) => void;
  readonly append: (name: string, text: string) => void;
  /** Removes the oldest runs beyond the last `kept`; what has another name than a run is left alone. */
  readonly prune: (kept: number) => void;
};

/** Makes the directory of a run, named by the time (UTC) at which it began. */
export const openRunDirectory = (root: string, began: number): RunDirectory => {
  const second = new Date(began).toISOString().slice(0, 19).replaceAll(':', '-');
  const path = guarded(home, () => {
    mkdirSync(join(root, home), { recursive: true, mode: 0o700 });
    return newFolder(root, `${home}/${second}Z`);
  });
  const inside = (name: string, act: (file: string) => void) =>
    guarded(`${path}/${name}`, () => {
      const file = join(root, path, name);
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      act(file);
    });
  return {
    path,
    write: (name, text) => inside(name, (file) => writeFileSync(file, text, { mode: 0o600 })),
    append: (name, text) => inside(name, (file) => appendFileSync(file, text, { mode: 0o600 })),
    prune: (kept) =>
      guarded(home, () => {
        const runs = readdirSync(join(root, home)).filter((name) => isRun.test(name));
        for (const name of runs.toSorted(byTime).slice(0, -kept))
          rmSync(join(root, home, name), { recursive: true, force: true });
      }),
  };
};

const isRun = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(?:-\d+)?$/;

const byTime = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

/** Two runs may begin within one second. */
const newFolder = (root: string, wanted: string): string => {
  for (let nth = 1; ; nth += 1) {
    const path = nth === 1 ? wanted : `${wanted}-${nth}`;
    try {
      mkdirSync(join(root, path), { mode: 0o700 });
      return path;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
};

const guarded = <T>(path: string, act: () => T): T => {
  try {
    return act();
  } catch (error) {
    throw unwritable(path, error);
  }
};
