import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { projectTexts, staticTexts } from '../project.ts';
import { type BrokenInput, type Content, edited, type Tree } from './broken.ts';

/** The project as the static validation reads it, without a mistake; with .gitignore, since it asks Git what is tracked. */
export const cleanTree = (): Tree => new Map(Object.entries({ ...staticTexts(), ...projectTexts('.gitignore') }));

/** Writes the project with the mistakes of a broken input into a directory; the directory may be empty or not there. */
export const writeInput = (directory: string, input: Pick<BrokenInput, 'edits'>, clean: Tree = cleanTree()): void => {
  for (const [path, content] of edited(clean, input.edits)) put(directory, path, content);
};

/** A clone of the project that takes one broken input after the other. */
export type Folder = {
  readonly path: string;
  /** Makes the mistakes of an input, and takes them back when `use` has ended. */
  readonly broken: <T>(input: BrokenInput, use: () => Promise<T>) => Promise<T>;
  readonly remove: () => void;
};

/** Writes the clean project into a temporary folder, under version control. */
export const openFolder = async (clean: Tree): Promise<Folder> => {
  const path = mkdtempSync(join(tmpdir(), 'corpus-'));
  const track = () => run('git', ['add', '--all'], { cwd: path });
  for (const [file, content] of clean) put(path, file, content);
  await run('git', ['init', '--quiet'], { cwd: path });
  await track();
  return {
    path,
    broken: async (input, use) => {
      const now = edited(clean, input.edits);
      const touched = [...new Set(input.edits.map((edit) => edit.path))];
      const others = touched.some((file) => clean.has(file) !== now.has(file));
      for (const file of touched) put(path, file, now.get(file));
      if (others) await track();
      try {
        return await use();
      } finally {
        for (const file of touched) put(path, file, clean.get(file));
        if (others) await track();
      }
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
};

const run = promisify(execFile);

/** What is taken away takes the folders along that it alone filled: an empty one is part of what helm reads. */
const put = (root: string, path: string, content: Content | undefined): void => {
  const file = join(root, path);
  rmSync(file, { recursive: true, force: true });
  if (content === undefined) {
    removeEmpty(root, dirname(file));
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  if (typeof content === 'object' && 'link' in content) symlinkSync(content.link, file);
  else writeFileSync(file, content);
};

const removeEmpty = (root: string, folder: string): void => {
  if (folder === root) return;
  try {
    rmdirSync(folder);
  } catch {
    return; // it holds something, or is a file again
  }
  removeEmpty(root, dirname(folder));
};
