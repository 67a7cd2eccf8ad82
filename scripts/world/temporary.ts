import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of this run that only this user can enter; whatever holds secrets for a child lies in it. */
export type Temporary = {
  /** Runs `use` with the path of a file (mode 0600) that holds the text; the file is gone afterwards, come what may. */
  readonly file: <T>(name: string, text: string, use: (path: string) => Promise<T>) => Promise<T>;
  /** Removes what is left; safe in an exit handler. */
  readonly remove: () => void;
};

/** Opens the private folder when the first file is asked for. */
export const openTemporary = (): Temporary => {
  const folders = new Set<string>();
  const drop = (folder: string): void => {
    rmSync(folder, { recursive: true, force: true });
    folders.delete(folder);
  };
  return {
    file: async (name, text, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'todo-chatbot-'));
      folders.add(folder);
      try {
        const path = join(folder, name);
        await writeFile(path, text, { mode: 0o600, flag: 'wx' });
        return await use(path);
      } finally {
        drop(folder);
      }
    },
    remove: () => folders.forEach(drop),
  };
};
