import { dirname, join } from 'node:path/posix';
import { parse } from 'shell-quote';
import { type Finding, finding, type Place } from '../core/finding.ts';
import { type Command, parseFlags, type Script } from '../core/flags.ts';
import type { Check } from '../core/task.ts';
import type { Files } from '../core/world.ts';

/** What a script of ours takes: its flags are those of this name, and these are its words. */
export type Taker = { readonly name: Script; readonly words: readonly (Command | string)[] };

/** A command of ours that a page names: its words without settings before it, and where it stands. */
export type Named = { readonly words: readonly string[]; readonly at: Place };

/**
 * Every `npm run`, `npx tsx scripts/…` and `npx vitest` of these pages, in code, is one that exists: a script of
 * package.json, a file of ours, and flags and words that it takes. `takers` are the scripts that read their command line
 * strictly; what follows any other is not judged.
 */
export const commandsExist =
  (pagesOf: (files: Files) => Promise<readonly string[]>, takers: Readonly<Record<string, Taker>>): Check =>
  async ({ files }): Promise<readonly Finding[]> => {
    const found: Finding[] = [];
    for (const page of await pagesOf(files)) {
      const text = await files.read(page);
      const manifest = await manifestOf(page, files);
      if (text === undefined) found.push(finding('docs/missing', `${page} is missing`));
      for (const one of commandsOn(page, text ?? '')) {
        const wrong = await wrongIn(one.words, manifest, takers, files.exists);
        if (wrong)
          found.push(finding('docs/command', `${page} names \`${one.words.join(' ')}\`: ${wrong}`, { at: one.at }));
      }
    }
    return found;
  };

/** The package.json beside a page, or that of the project. */
const manifestOf = async (page: string, { read }: Files): Promise<Manifest> => {
  const text = (await read(join(dirname(page), 'package.json'))) ?? (await read('package.json'));
  return JSON.parse(text ?? '{}');
};

type Manifest = { readonly scripts?: Readonly<Record<string, string>> };

/** Commands of ours in fenced code and between backquotes. */
export const commandsOn = (page: string, text: string): readonly Named[] => {
  let fenced = false;
  return text.split('\n').flatMap((line, index) => {
    const fence = /^\s*(?:```|~~~)/.test(line);
    if (fence) fenced = !fenced;
    if (fence) return [];
    const spans = fenced
      ? [{ code: line, from: 0 }]
      : [...line.matchAll(/`([^`]+)`/g)].map((match) => ({ code: match[1] ?? '', from: match.index + 1 }));
    return spans.flatMap(({ code, from }) =>
      simpleCommands(code).map((words) => ({
        words,
        at: { file: page, line: index + 1, column: from + 1, endColumn: from + code.length + 1 },
      })),
    );
  });
};

/** A line of a shell as its simple commands; a bar that a table escapes is part of a word, as in `--env dev\|staging`. */
const simpleCommands = (line: string): readonly (readonly string[])[] => {
  const commands: string[][] = [[]];
  for (const token of parse(line.replaceAll('\\|', '¦').replace(/^\s*\$ /, ''), (name) => `$${name}`)) {
    if (typeof token === 'object' && 'comment' in token) break;
    if (typeof token === 'object' && token.op !== 'glob') commands.push([]);
    else commands.at(-1)?.push(typeof token === 'string' ? token : token.pattern);
  }
  return commands
    .map((words) => words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word))))
    .filter(([program]) => program === 'npm' || program === 'npx');
};

/** What is wrong with a command; nothing when it can be run, or is not ours. */
const wrongIn = async (
  [program, ...rest]: readonly string[],
  { scripts = {} }: Manifest,
  takers: Readonly<Record<string, Taker>>,
  exists: (path: string) => Promise<boolean>,
): Promise<string | undefined> => {
  if (program === 'npx') {
    const [runner, path = '', ...words] = rest;
    if (runner !== 'tsx') return undefined;
    return (await exists(path)) ? misused(takers[path], words) : `there is no ${path}`;
  }
  const [verb, ...after] = rest.filter((word) => !['-s', '--silent'].includes(word));
  const [name, ...words] = verb === 'run' ? after : verb === 'test' ? ['test', ...after] : [];
  if (name === undefined || name.startsWith('…')) return undefined;
  const script = scripts[name];
  if (script === undefined) return `package.json has no script ${name}`;
  const swallowed = words.slice(0, cut(words)).find((word) => word.startsWith('-'));
  if (swallowed) return `npm keeps ${swallowed} for itself: \`--\` has to stand before it`;
  const path = /scripts\/[\w/-]+\.ts/.exec(script)?.[0] ?? '';
  return misused(takers[path], words.slice(cut(words) + 1));
};

const cut = (words: readonly string[]): number => (words.includes('--') ? words.indexOf('--') : words.length);

const misused = (taker: Taker | undefined, words: readonly string[]): string | undefined => {
  if (!taker) return undefined;
  const [wrong] = parseFlags(words.map(example), taker.name, taker.words).findings;
  return wrong && `${wrong.message}. ${wrong.remedy}`;
};

/** Of `dev¦staging` the first; a page writes what is to be chosen in this way. */
const example = (word: string): string => word.replace(/¦.*/, '');
