import { channel } from 'node:diagnostics_channel';
import { resolve } from 'node:path';
import { type Finding, Problem, problem } from '../core/finding.ts';
import type { ShellOptions } from '../core/world.ts';
import { childEnvironment, type Variables } from './environment.ts';
import type { Keeper } from './keeper.ts';
import type { Redactor } from './redact.ts';
import { type Child, spawnChild } from './spawn.ts';

/** What starting children needs. */
export type LauncherSetup = {
  /** The project's root, absolute. */
  readonly root: string;
  /** The user's environment, of which children get a few variables. */
  readonly env: Variables;
  readonly signal: AbortSignal;
  readonly redactor: Redactor;
  /** Ends what is left of the run's children when the run itself is killed. */
  readonly keeper?: Keeper;
};

/**
 * One started command: when, in milliseconds since the epoch, and for how long; `code` is absent while it runs; words are
 * redacted; `changes` when it was not only asked, `stopped` when it ended because we wanted it to.
 */
export type Command = {
  readonly words: readonly string[];
  readonly changes: boolean;
  readonly began: number;
  readonly ms: number;
  readonly code?: number;
  readonly stopped?: true;
};

/** Where each command is published (node:diagnostics_channel) at the moment it starts, before anything is awaited. */
export const commandStarts = channel('todo-chatbot:command');

/** How long a child may take and, once it was asked to end, how long until it is made to; milliseconds. */
type Limits = { readonly deadline?: number | undefined; readonly grace: number };

/** Starts children and keeps the run in command of them. */
export type Launcher = {
  /** Throws a Problem when the program is refused, or the run was interrupted and this is not for afterwards. */
  readonly admit: (words: readonly string[], options: ShellOptions) => void;
  readonly start: (words: readonly string[], options: ShellOptions, limits: Limits) => Child;
  readonly refuse: (program: string, why: Finding) => void;
  readonly log: readonly Command[];
  /** Ends every child with its process group at once. */
  readonly kill: () => void;
};

/** Opens the launcher; when the run is interrupted each child gets SIGINT, and SIGKILL after its grace. */
export const openLauncher = (setup: LauncherSetup): Launcher => {
  const log: Command[] = [];
  const running = new Map<Child, Limits & { readonly afterwards: boolean }>();
  const refused = new Map<string, Finding>();

  const admit = (words: readonly string[], { afterwards }: ShellOptions): void => {
    const why = refused.get(words[0] ?? '');
    if (why) throw new Problem(why);
    if (setup.signal.aborted && !afterwards) throw interrupted();
  };

  const start = (words: readonly string[], options: ShellOptions, limits: Limits): Child => {
    admit(words, options);
    const shown = words.map(setup.redactor.text);
    const began = performance.now();
    const command: Command = { words: shown, changes: options.changes === true, began: Date.now(), ms: 0 };
    const at = log.push(command) - 1;
    const spawned = spawnChild(words, {
      cwd: resolve(setup.root, options.cwd ?? '.'),
      env: childEnvironment(setup.env, options.env, options.alone),
      input: options.input,
      line: options.line,
    });
    const { pid } = spawned;
    if (pid !== undefined) setup.keeper?.watch(pid);
    commandStarts.publish(command);
    let stopped = {};
    const child: Child = {
      ...spawned,
      end: (signal, grace) => {
        stopped = { stopped: true };
        spawned.end(signal, grace);
      },
    };
    running.set(child, { ...limits, afterwards: options.afterwards === true });
    const late = alarm(child, limits);
    const ended = child.ended.then((said) => {
      running.delete(child);
      if (pid !== undefined) setup.keeper?.release(pid);
      const code = late() ? 124 : said.code;
      log[at] = { ...command, ms: Math.round(performance.now() - began), code, ...(late() ? {} : stopped) };
      return { ...said, code };
    });
    return { ...child, ended };
  };

  const interrupt = () => {
    for (const [child, { grace, afterwards }] of running) if (!afterwards) child.end('SIGINT', grace);
  };
  setup.signal.addEventListener('abort', interrupt, { once: true });

  return {
    admit,
    start,
    refuse: (program, why) => {
      refused.set(program, why);
    },
    log,
    kill: () => {
      for (const child of running.keys()) child.end('SIGKILL', 0);
    },
  };
};

/** What every command says that is begun or ends in an interrupted run. */
export const interrupted = (): Problem => problem('interrupted/signal', 'The run was interrupted', { final: true });

/** Ends the child at its deadline; tells afterwards whether it had to. */
const alarm = (child: Child, { deadline, grace }: Limits): (() => boolean) => {
  if (deadline === undefined) return () => false;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.end('SIGINT', grace);
  }, deadline);
  child.ended.then(() => clearTimeout(timer));
  return () => late;
};
