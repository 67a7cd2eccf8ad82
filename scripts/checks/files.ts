import { type Finding, finding } from '../core/finding.ts';
import type { Check } from '../core/task.ts';

/** Every path is a file of the project. */
export const filesPresent =
  (paths: readonly string[]): Check =>
  async ({ files }) => {
    const missing: Finding[] = [];
    for (const path of paths)
      if (!(await files.exists(path)))
        missing.push(
          finding('source/missing', `${path} is missing`, { remedy: `Restore it: \`git checkout -- ${path}\`.` }),
        );
    return missing;
  };

/** A text that must stand in one of the files of a directory, and what it stands for. */
export type Sought = { readonly what: string; readonly pattern: RegExp };

/** Each pattern is found in some file below the directory whose name ends as given. */
export const textPresent =
  (directory: string, ending: string, sought: readonly Sought[]): Check =>
  async ({ files }) => {
    const entries = await files.list(directory, (path) => /(^|\/)(node_modules|\.next|__pycache__|\.venv)$/.test(path));
    const texts = await Promise.all(
      entries.filter((entry) => entry.path.endsWith(ending)).map((entry) => files.read(entry.path)),
    );
    if (texts.length === 0) return [absent(directory, ending)];
    return sought
      .filter(({ pattern }) => !texts.some((text) => text !== undefined && pattern.test(text)))
      .map(({ what }) =>
        finding('source/unlike', `${directory} has no ${what}`, {
          remedy: `Add ${what} below ${directory}/, or restore it: \`git checkout -- ${directory}\`.`,
        }),
      );
  };

const absent = (directory: string, ending: string): Finding =>
  finding(
    'source/missing',
    `${directory} has no file ${ending.startsWith('.') ? `that ends with ${ending}` : ending}`,
    {
      remedy: `Restore it: \`git checkout -- ${directory}\`.`,
    },
  );
