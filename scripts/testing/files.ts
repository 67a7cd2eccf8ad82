import { problem } from '../core/finding.ts';
import type { Files } from '../core/world.ts';

/** Files in memory, and what they are after a test. */
export type MemoryFiles = { readonly files: Files; readonly texts: ReadonlyMap<string, string> };

/** Files as an object of texts by path; under dry-run writes are only told. */
export const memoryFiles = (
  given: Readonly<Record<string, string>>,
  {
    dryRun,
    planned,
    free,
  }: { readonly dryRun: boolean; readonly planned: (line: string) => void; readonly free: number },
): MemoryFiles => {
  const texts = new Map(Object.entries(given));
  const modes = new Map<string, number>();
  const below = (path: string) =>
    [...texts.keys()].filter((one) => path === '.' || one === path || one.startsWith(`${path}/`));
  const read = async (path: string): Promise<string | undefined> => {
    if (!texts.has(path) && below(path).length > 0)
      throw problem('env/unreadable', `${path} cannot be read: it is a directory (EISDIR)`);
    return texts.get(path);
  };
  const change = (line: string, act: () => void): void => (dryRun ? planned(line) : act());
  return {
    texts,
    files: {
      read,
      bytes: async (path) => {
        const text = await read(path);
        return text === undefined ? undefined : new TextEncoder().encode(text);
      },
      list: async (directory, skip = () => false) =>
        below(directory)
          .filter((path) => path !== directory && !pathsBetween(directory, path).some(skip))
          .toSorted()
          .map((path) => ({ path, mode: modes.get(path) ?? 0o644 })),
      links: async () => [],
      exists: async (path) => below(path).length > 0,
      stat: async (path) => (texts.has(path) ? { mode: modes.get(path) ?? 0o644, changed: 0 } : undefined),
      write: async (path, text, mode = 0o644) =>
        change(`write ${path}`, () => {
          texts.set(path, typeof text === 'string' ? text : new TextDecoder().decode(text));
          modes.set(path, mode);
        }),
      remove: async (path) =>
        change(`remove ${path}`, () => {
          for (const one of below(path)) texts.delete(one);
        }),
      copy: async (from, to) =>
        change(`copy ${from} to ${to}`, () => {
          for (const one of below(from)) texts.set(to + one.slice(from.length), texts.get(one) ?? '');
        }),
      absolute: (path) => (path.startsWith('/') ? path : `/project/${path}`),
      free: async () => free,
    },
  };
};

/** The path and every folder on the way to it from a directory, which is itself not among them. */
const pathsBetween = (directory: string, path: string): readonly string[] => {
  const parts = directory === '.' ? path.split('/') : path.slice(directory.length + 1).split('/');
  const start = directory === '.' ? [] : [directory];
  return parts.map((_, index) => [...start, ...parts.slice(0, index + 1)].join('/'));
};
