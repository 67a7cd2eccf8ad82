import type { Files } from '../core/world.ts';

/** Texts of files by path; undefined for one that is not there. Grows by what is written. */
export type Texts = Map<string, string | undefined>;

/** Files of which some are in memory, instead of what is on disk: there is read what they hold, and all writes go there. */
export const filesAside = (files: Files, texts: Texts): Files => {
  const read: Files['read'] = async (path) => (texts.has(path) ? texts.get(path) : files.read(path));
  return {
    ...files,
    read,
    bytes: async (path) => {
      if (!texts.has(path)) return files.bytes(path);
      const text = texts.get(path);
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
    list: async (directory, skip) => {
      const there = (await files.list(directory, skip)).filter(({ path }) => !texts.has(path));
      const own = [...texts].flatMap(([path, text]) =>
        text !== undefined && path.startsWith(`${directory}/`) && !skip?.(path) ? [{ path, mode: 0o644 }] : [],
      );
      return [...there, ...own].toSorted((a, b) => (a.path < b.path ? -1 : 1));
    },
    exists: async (path) => (texts.has(path) ? texts.get(path) !== undefined : files.exists(path)),
    write: async (path, text) => {
      texts.set(path, typeof text === 'string' ? text : new TextDecoder().decode(text));
    },
    remove: async (path) => {
      texts.set(path, undefined);
    },
  };
};
