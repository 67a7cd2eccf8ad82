import type { ProgressReader } from '../progress.ts';

/** Reads what `pip install` prints for so many pinned packages. */
export const readPip = (packages: number): ProgressReader => {
  let collected = 0;
  return (line) => {
    const [, name] = /^Collecting (\S+)/.exec(line.trim()) ?? [];
    if (name !== undefined) {
      collected += 1;
      return `collecting packages ${Math.min(collected, packages)}/${packages}  ${name}`;
    }
    return /^Installing collected packages/.test(line.trim()) ? `installing ${packages} packages` : undefined;
  };
};

/** Reads what `npm ci --loglevel=http` prints: a line for each file that it fetched, or took from its cache. */
export const readNpm = (): ProgressReader => {
  let fetched = 0;
  return (line) => {
    const [, name] = /^npm http (?:fetch|cache) .*\/([^/\s]+)\.tgz\b/.exec(line) ?? [];
    if (name === undefined) return undefined;
    fetched += 1;
    return `installing packages, ${fetched} fetched  ${name}`;
  };
};

/** Reads what a build of Next.js prints: its steps, one a line, behind a sign or two. */
export const readNext = (): ProgressReader => {
  let over = false;
  return (line) => {
    // The table of routes is no step.
    over ||= /^Route \(/.test(line);
    const text = line.trim().replace(/^[^\w(]+/, '');
    return over || text === '' || line.startsWith('>') ? undefined : text;
  };
};
