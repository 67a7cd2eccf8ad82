import { type Problem, problem } from '../core/finding.ts';
import { installRemedy } from '../core/install.ts';
import type { Said, Say, Shell, ShellOptions, Stream } from '../core/world.ts';
import { type Command, interrupted, type LauncherSetup, openLauncher } from './launcher.ts';
import { linesOf } from './lines.ts';
import type { Redactor } from './redact.ts';
import { onPath, openTools } from './tools.ts';
import { textOf, wordsOf } from './words.ts';

/** What the door is made of. */
export type ShellSetup = LauncherSetup & { readonly dryRun: boolean; readonly say: Say };

/** The door, what went through it, and the way to end all of it. */
export type OpenShell = {
  readonly sh: Shell;
  readonly log: readonly Command[];
  /** The file that is started for a program; undefined when there is none. Throws a Problem for helm and kubectl, as starting them does. */
  readonly find: (program: string) => Promise<string | undefined>;
  /** Ends every child with its process group at once: for the second Ctrl-C and the end of a run. */
  readonly kill: () => void;
};

/** Milliseconds a command may take, and may take to end once it was asked to: helm records an interrupted release itself. */
const limits = {
  read: { deadline: 60_000, grace: 1000 },
  write: { deadline: 900_000, grace: 10_000 },
  stream: { deadline: undefined, grace: 5000 },
  work: { deadline: undefined, grace: 10_000 },
} as const;

/** Opens the one door to other programs. */
export const openShell = (setup: ShellSetup): OpenShell => {
  const { admit, start, refuse, log, kill } = openLauncher(setup);
  let remembered = new Map<string, Promise<Said>>();
  const forget = () => {
    remembered = new Map();
  };

  const run = async (words: readonly string[], options: ShellOptions = {}, verb: keyof typeof limits = 'read') => {
    const said = await start(words, options, { ...limits[verb], ...deadlineOf(options) }).ended;
    if (setup.signal.aborted && !options.afterwards) throw interrupted();
    return said;
  };
  const tools = openTools({ root: setup.root, path: setup.env.PATH ?? '', ...setup.say, run });

  /** The words with the program replaced by the file found for it; a refused program is not even looked for. */
  const found = async (words: readonly string[], options: ShellOptions): Promise<readonly string[]> => {
    admit(words, options);
    const file = await tools.find(words[0] ?? '');
    return file === undefined ? words : [file, ...words.slice(1)];
  };

  const read = (words: readonly string[], options: ShellOptions): Promise<Said> => {
    const ask = async () => run(await found(words, options), options);
    if (options.line) return ask();
    const { fresh, deadline, ...what } = options;
    const key = JSON.stringify([words, what]);
    const known = fresh ? undefined : remembered.get(key);
    if (known) return known;
    const asked = ask();
    remembered.set(key, asked);
    return asked;
  };

  const write = async (words: readonly string[], options: ShellOptions): Promise<void> => {
    admit(words, options);
    if (setup.dryRun) return setup.say.planned(`run ${setup.redactor.text(textOf(words))}`);
    const changing = { ...options, changes: true } as const;
    const file = await found(words, changing);
    forget();
    const said = await run(file, changing, 'write').finally(forget);
    if (said.code !== 0) throw failureOf(words, said, options.deadline ?? limits.write.deadline, setup.redactor);
  };

  const stream = (words: readonly string[], options: ShellOptions): Stream => {
    admit(words, options);
    const limit = limits[options.changes ? 'work' : 'stream'];
    const queue = linesOf();
    const line = (text: string) => {
      options.line?.(text);
      queue.push(text);
    };
    const begun = found(words, options).then((file) =>
      start(file, { ...options, line }, { ...limit, ...deadlineOf(options) }),
    );
    const ended = begun.then((child) => child.ended);
    ended.then(queue.end, queue.fail);
    const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
      (await begun).end(signal, limit.grace);
      return ended;
    };
    return { lines: queue.lines, ended, stop };
  };

  const find = async (program: string): Promise<string | undefined> =>
    (await tools.find(program)) ?? onPath(program, setup.env.PATH ?? '');

  const doorWith = (options: ShellOptions): Omit<Shell, 'with' | 'refuse'> => ({
    read: (pieces, ...values) => read(wordsOf(pieces, values), options),
    write: (pieces, ...values) => write(wordsOf(pieces, values), options),
    stream: (pieces, ...values) => stream(wordsOf(pieces, values), options),
  });

  return { sh: { ...doorWith({}), with: doorWith, refuse }, log, find, kill };
};

const deadlineOf = ({ deadline }: ShellOptions): { readonly deadline?: number } =>
  deadline === undefined ? {} : { deadline };

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
