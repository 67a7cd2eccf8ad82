import { resolve } from 'node:path';
import { type Finding, Problem, problem } from '../core/finding.ts';
import { installRemedy } from '../core/install.ts';
import type { Said, Say, Shell, ShellOptions, Stream, Word } from '../core/world.ts';
import { childEnvironment, type Variables } from './environment.ts';
import { linesOf } from './lines.ts';
import type { Redactor } from './redact.ts';
import { type Child, spawnChild } from './spawn.ts';
import { openTools, type Tools } from './tools.ts';

/** What the door is made of. */
export type ShellSetup = {
  /** The project's root, absolute. */
  readonly root: string;
  /** The user's environment, of which children get a few variables. */
  readonly env: Variables;
  readonly signal: AbortSignal;
  readonly dryRun: boolean;
  readonly say: Say;
  readonly redactor: Redactor;
};

/** One started command: `code` is absent while it runs; words are redacted. */
export type Command = { readonly words: readonly string[]; readonly ms: number; readonly code?: number };

/** The door, what went through it, and the way to end all of it. */
export type OpenShell = {
  readonly sh: Shell;
  readonly log: readonly Command[];
  readonly tools: Tools;
  /** Ends every child with its process group at once: the second Ctrl-C, and the exit of a run. */
  readonly kill: () => void;
};

/** Milliseconds a read may take, a write may take, and a child may take to end after it was asked to. */
const limits = { read: 60_000, write: 900_000, grace: 10_000 };

type Verb = 'read' | 'write' | 'stream';

/** Opens the one door to other programs. */
export const openShell = (setup: ShellSetup): OpenShell => {
  const log: Command[] = [];
  const children = new Set<Child>();
  const refused = new Map<string, Finding>();
  let remembered = new Map<string, Promise<Said>>();

  const admit = (words: readonly string[]): void => {
    const why = refused.get(words[0] ?? '');
    if (why) throw new Problem(why);
    if (setup.signal.aborted) throw problem('interrupted/signal', 'The run was interrupted', { final: true });
  };

  const start = (words: readonly string[], options: ShellOptions, verb: Verb): Child => {
    admit(words);
    const shown = words.map(setup.redactor.text);
    const began = performance.now();
    const at = log.push({ words: shown, ms: 0 }) - 1;
    const child = spawnChild(words, {
      cwd: resolve(setup.root, options.cwd ?? '.'),
      env: childEnvironment(setup.env, options.env),
      input: options.input,
      line: options.line,
    });
    children.add(child);
    let late = false;
    const deadline = options.deadline ?? (verb === 'stream' ? undefined : limits[verb]);
    const timer = deadline === undefined ? undefined : setTimeout(() => expire(), deadline);
    const expire = () => {
      late = true;
      child.end('SIGINT', verb === 'write' ? limits.grace : 1000);
    };
    const ended = child.ended.then((said) => {
      clearTimeout(timer);
      children.delete(child);
      const answer = late ? { ...said, code: 124 } : said;
      log[at] = { words: shown, ms: Math.round(performance.now() - began), code: answer.code };
      return answer;
    });
    return { ended, end: child.end };
  };

  const run = async (words: readonly string[], options: ShellOptions = {}, verb: Verb = 'read'): Promise<Said> => {
    const said = await start(words, options, verb).ended;
    if (setup.signal.aborted) throw problem('interrupted/signal', 'The run was interrupted', { final: true });
    return said;
  };

  const tools = openTools({ root: setup.root, path: setup.env.PATH ?? '', note: setup.say.note, run });

  /** The words with the program replaced by the one found for it; refused programs are not even looked for. */
  const found = async (words: readonly string[]): Promise<readonly string[]> => {
    admit(words);
    const file = await tools.find(words[0] ?? '');
    return file === undefined ? words : [file, ...words.slice(1)];
  };

  const read = (words: readonly string[], options: ShellOptions): Promise<Said> => {
    const ask = async () => run(await found(words), options);
    if (options.line) return ask();
    const { fresh, deadline, line, ...what } = options;
    const key = JSON.stringify([words, what]);
    const known = fresh ? undefined : remembered.get(key);
    if (known) return known;
    const asked = ask();
    remembered.set(key, asked);
    return asked;
  };

  const write = async (words: readonly string[], options: ShellOptions): Promise<void> => {
    if (setup.dryRun) {
      admit(words);
      return setup.say.planned(setup.redactor.text(textOf(words)));
    }
    const file = await found(words);
    remembered = new Map();
    const said = await run(file, options, 'write').finally(() => {
      remembered = new Map();
    });
    if (said.code !== 0) throw failureOf(words, said, options.deadline ?? limits.write, setup.redactor);
  };

  const stream = (words: readonly string[], options: ShellOptions): Stream => {
    admit(words);
    const queue = linesOf();
    const begun = found(words).then((file) =>
      start(file, { ...options, line: (line) => (options.line?.(line), queue.push(line)) }, 'stream'),
    );
    const ended = begun.then((child) => child.ended);
    ended.then(() => queue.end(), queue.fail);
    return {
      lines: queue.lines,
      ended,
      stop: async (signal = 'SIGTERM') => {
        (await begun).end(signal, limits.grace);
        return ended;
      },
    };
  };

  const doorWith = (options: ShellOptions): Omit<Shell, 'with' | 'refuse'> => ({
    read: (pieces, ...values) => read(wordsOf(pieces, values), options),
    write: (pieces, ...values) => write(wordsOf(pieces, values), options),
    stream: (pieces, ...values) => stream(wordsOf(pieces, values), options),
  });

  const endAll = (signal: NodeJS.Signals, grace: number) => {
    for (const child of children) child.end(signal, grace);
  };
  setup.signal.addEventListener('abort', () => endAll('SIGINT', limits.grace), { once: true });

  return {
    sh: { ...doorWith({}), with: doorWith, refuse: (program, why) => refused.set(program, why) },
    log,
    tools,
    kill: () => endAll('SIGKILL', 0),
  };
};

/** Splits a template into words: an array is several words, a value that touches text belongs to its word. */
export const wordsOf = (pieces: TemplateStringsArray, values: readonly Word[]): readonly string[] => {
  const words: string[] = [];
  let open: string | undefined;
  const close = () => {
    if (open !== undefined) words.push(open);
    open = undefined;
  };
  pieces.forEach((piece, index) => {
    const parts = piece.split(/\s+/);
    parts.forEach((part, nth) => {
      if (nth > 0) close();
      if (part !== '') open = (open ?? '') + part;
    });
    if (index >= values.length) return;
    const value = values[index] ?? '';
    const several = typeof value === 'object' ? value : [String(value)];
    several.forEach((word, nth) => {
      if (nth > 0) close();
      open = (open ?? '') + word;
    });
  });
  close();
  return words;
};

/** A command as one would type it, with quotes only where they are needed. */
export const textOf = (words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');

const failureOf = (words: readonly string[], said: Said, deadline: number, redactor: Redactor): Problem => {
  const command = redactor.text(textOf(words));
  const program = words[0] ?? '';
  const output = redactor.text(said.stderr.trim() || said.stdout.trim());
  const details = output ? { evidence: [{ source: command, text: lastLines(output, 40) }] } : {};
  if (said.code === 127)
    return problem('tool/missing', `${program} is not on the PATH`, { remedy: installRemedy(program) });
  if (said.code === 124)
    return problem('tool/timeout', `\`${command}\` did not end within ${Math.round(deadline / 1000)} s`, details);
  const last = output ? `: ${lastLines(output, 1)}` : '';
  return problem('tool/failed', `\`${command}\` ended with exit code ${said.code}${last}`, details);
};

const lastLines = (text: string, count: number): string => text.split('\n').slice(-count).join('\n');
