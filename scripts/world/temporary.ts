import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Keeper } from './keeper.ts';
import { machineOf, startOf } from './marks.ts';

/** A folder of this run that only this user can enter; whatever holds secrets for a child lies in it. */
export type Temporary = {
  /** Runs `use` with the path of a file (mode 0600) that holds the text; the file is gone afterwards, come what may. */
  readonly file: <T>(name: string, text: string, use: (path: string) => Promise<T>) => Promise<T>;
  /** Runs `use` with the path of an empty folder (mode 0700) of its own; all that lies in it is gone afterwards, come what may. */
  readonly folder: <T>(use: (path: string) => Promise<T>) => Promise<T>;
  /** Removes what is left; safe in an exit handler. */
  readonly remove: () => void;
};

/** Opens the private folder while there are files in it; the first time, those that killed runs of this user left are removed. */
export const openTemporary = (keeper?: Keeper): Temporary => {
  let opened: Promise<string> | undefined;
  let folder: string | undefined;
  let [made, used] = [0, 0];
  const open = async (): Promise<string> => {
    if (made === 1) await sweep();
    folder = await mkdtemp(join(tmpdir(), `todo-chatbot-${await markOf(process.pid)}-`));
    keeper?.folder(folder);
    return folder;
  };
  const remove = (): void => {
    if (folder) rmSync(folder, { recursive: true, force: true });
    folder = undefined;
    opened = undefined;
  };
  const inFolder: Temporary['folder'] = async (use) => {
    made += 1;
    used += 1;
    const number = String(made);
    let own: string | undefined;
    try {
      opened ??= open();
      own = join(await opened, number);
      await mkdir(own, { mode: 0o700 });
      return await use(own);
    } finally {
      used -= 1;
      if (used === 0) remove();
      else if (own) rmSync(own, { recursive: true, force: true });
    }
  };
  return {
    file: (name, text, use) =>
      inFolder(async (own) => {
        const path = join(own, name);
        await writeFile(path, text, { mode: 0o600, flag: 'wx' });
        return use(path);
      }),
    folder: inFolder,
    remove,
  };
};

/** A process in the name of its folder: machine, pid and start, so that a folder whose run has ended can be told. */
const markOf = async (pid: number): Promise<string> =>
  `${await machineOf()}-${pid}-${((await startOf(pid)) ?? '').replace(/\W/g, '_')}`;

/** Folders of other machines that share this directory, and of other users, are left alone. */
const sweep = async (): Promise<void> => {
  for (const name of await readdir(tmpdir())) {
    const [, mark, machine, pid] = /^todo-chatbot-(([0-9a-f]{8})-(\d+)-\w+)-\w{6}$/.exec(name) ?? [];
    if (machine !== (await machineOf()) || mark === (await markOf(Number(pid)))) continue;
    const path = join(tmpdir(), name);
    const owner = await stat(path).catch(() => undefined);
    if (owner?.uid === process.getuid?.()) await rm(path, { recursive: true, force: true });
  }
};
