import type { Charts } from './charts.ts';
import type { Config } from './config.ts';
import type { Finding } from './finding.ts';
import type { Outside } from './outside.ts';
import type { Secret } from './secret.ts';
import type { Target } from './target.ts';

/** How a child process ended: exit code 127 when the program is not there, 124 after its deadline. */
export type Said = {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
};

/** What a child process gets beyond its words. */
export type ShellOptions = {
  /** Directory, relative to the project's root; the root itself by default. */
  readonly cwd?: string;
  /** Added to the minimal environment; an undefined value removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The child gets nothing of the user's environment, only what `env` gives. */
  readonly alone?: true;
  /** Standard input; without it the child has none. */
  readonly input?: string;
  /** Milliseconds until the child is ended. */
  readonly deadline?: number;
  /** Ask again instead of using a remembered answer. */
  readonly fresh?: boolean;
  /** Receives each line of output as it arrives, for progress and watching. */
  readonly line?: (line: string) => void;
  /** Of a stream: it changes something while it runs. A write always does. */
  readonly changes?: true;
  /** Also in a run that was interrupted: gives back what the run holds. Ctrl-C does not reach it; a second one ends it. */
  readonly afterwards?: true;
};

/** A command as a template: each `${}` is one word, or several when it is an array; nothing is ever interpreted by a shell. */
export type Words<T> = (pieces: TemplateStringsArray, ...values: readonly Word[]) => T;
export type Word = string | number | readonly string[];

/** A child that runs until it is stopped or ends by itself. */
export type Stream = {
  readonly lines: AsyncIterable<string>;
  readonly ended: Promise<Said>;
  readonly stop: (signal?: 'SIGINT' | 'SIGTERM' | 'SIGKILL') => Promise<Said>;
};

/** The one door to other programs. */
export type Shell = {
  /** Asks; never throws for a failing program: look at `code`. Remembered by text until the next write. */
  readonly read: Words<Promise<Said>>;
  /** Changes; throws a Problem (tool/failed) with the program's last words. Printed only under --dry-run. */
  readonly write: Words<Promise<void>>;
  /** Watches or serves. Like read, it runs under --dry-run. */
  readonly stream: Words<Stream>;
  /** The same door with options for the next command. */
  readonly with: (options: ShellOptions) => Omit<Shell, 'with' | 'refuse'>;
  /** From now on this program is not started; asking for it throws a Problem with this finding. */
  readonly refuse: (program: string, why: Finding) => void;
};

/** One entry of a directory listing, recursive, sorted by path. */
export type FileEntry = { readonly path: string; readonly mode: number };

/** Files of the project, by path relative to its root. Writes are printed only under --dry-run. */
export type Files = {
  /** The text, or undefined when there is no such file; throws a Problem (env/unreadable) when it may not be read. */
  readonly read: (path: string) => Promise<string | undefined>;
  readonly bytes: (path: string) => Promise<Uint8Array | undefined>;
  /** All files below a directory (symbolic links not followed); empty when there is none. `skip` prunes by relative path. */
  readonly list: (directory: string, skip?: (path: string) => boolean) => Promise<readonly FileEntry[]>;
  /** All symbolic links below a directory, sorted; what they lead to is not asked. */
  readonly links: (directory: string) => Promise<readonly string[]>;
  readonly exists: (path: string) => Promise<boolean>;
  /** Mode and last change (milliseconds since the epoch) of a file; undefined for links, directories and what is not there. */
  readonly stat: (path: string) => Promise<{ readonly mode: number; readonly changed: number } | undefined>;
  /** Writes atomically, creating parent directories; mode 0644 unless given. */
  readonly write: (path: string, text: string | Uint8Array, mode?: number) => Promise<void>;
  /** Removes a file or a tree; nothing happens when it is not there. */
  readonly remove: (path: string) => Promise<void>;
  readonly copy: (from: string, to: string) => Promise<void>;
  /** The absolute path, for a child process that needs one. */
  readonly absolute: (path: string) => string;
  /** Free bytes of the disk that holds the project. */
  readonly free: () => Promise<number>;
};

/** An answer over HTTP; status 0 with the cause in `text` when nobody answered. */
export type Answer = {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
};

/** What is sent over HTTP. */
export type Send = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** Milliseconds, 5000 by default. */
  readonly deadline?: number;
  /** Gives the question up at once: for one that may take long, the signal of the run. */
  readonly signal?: AbortSignal;
};

/** Asks an address of this machine; never throws for an answer or the lack of one. */
export type Http = (url: string, send?: Send) => Promise<Answer>;

/** A run that holds a lock, as other runs are told. */
export type Holder = {
  /** user@host. */
  readonly who: string;
  readonly pid: number;
  /** Its script, for example scripts/deploy.ts; words that may hold secrets are left out. */
  readonly command: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
};

/** This run: who it is, and how others find out that it has ended. */
export type Self = Omit<Holder, 'since'> & {
  /** The machine, or container, in which `mark` means this process. */
  readonly machine: string;
  /** A process that lives as long as anything that the run started. */
  readonly mark: ProcessMark;
};

/** Where a lock has its meaning, and its name there: in this checkout, or for all that this user runs on this machine. */
export type LockName = { readonly of: 'checkout' | 'user'; readonly name: string };

/** Programs that serve in the background beyond this run (target local), and what runs know of each other. */
export type Processes = {
  /**
   * Starts a detached program with its output in a log file; `keep` writes down its pid and start time. Should that fail,
   * or the run end before it is done, the program ends too: one that nobody knows of could never be stopped.
   */
  readonly start: <T>(program: BackgroundProgram, keep: (mark: ProcessMark) => Promise<T>) => Promise<T>;
  /** True while exactly this program (same pid, same start time) runs. */
  readonly alive: (mark: ProcessMark) => Promise<boolean>;
  /** Asks it and its children to end, then ends them after `grace` milliseconds. */
  readonly stop: (mark: ProcessMark, grace: number) => Promise<void>;
  /** Who listens on a port of loopback: undefined when it is free. */
  readonly holder: (port: number) => Promise<PortHolder | undefined>;
  /** Bytes of memory of this machine, and those of them that programs can have now. */
  readonly memory: () => { readonly total: number; readonly free: number };
  readonly self: () => Promise<Self>;
  /** Makes this run the holder of a lock, or tells which other run holds it; the lock of a run that has ended is free. */
  readonly claim: (lock: LockName) => Promise<Holder | undefined>;
  /** Gives it back; nothing happens when this run does not hold it. */
  readonly release: (lock: LockName) => Promise<void>;
};
export type BackgroundProgram = {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Log file, relative to the root. */
  readonly log: string;
};
/** Identifies a process beyond the reuse of its pid: `started` is the start time as the system tells it. */
export type ProcessMark = { readonly pid: number; readonly started: string };
export type PortHolder = { readonly pid?: number; readonly name?: string };

export type Clock = {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Does something again and again until the function that it gives is called, or the run ends. */
  readonly every: (ms: number, work: () => void) => () => void;
};

/** What is said while a run goes on; the reporter decides how it is shown. */
export type Say = {
  /** Progress of the task at work, one short line, replaced by the next. */
  readonly progress: (line: string) => void;
  /** A line that stays. */
  readonly note: (line: string) => void;
  /** What would be done, under --dry-run. */
  readonly planned: (line: string) => void;
  /** What was planned so far, in its order. */
  readonly plannedLines: () => readonly string[];
};

/** Everything a task may touch; built once, never mutated. */
export type World = {
  readonly sh: Shell;
  readonly files: Files;
  readonly http: Http;
  readonly processes: Processes;
  readonly charts: Charts;
  readonly config: Config;
  readonly target: Target;
  /**
   * This world as it would be otherwise, its charts read anew. It shares the target, unless it has another namespace: then
   * whoever asked for it closes the target.
   */
  readonly otherwise: (change: Otherwise) => Promise<World>;
  /** What a planner is started with. */
  readonly planner: Outside;
  readonly say: Say;
  /** From now on this value shows as `***` in everything that leaves the run. */
  readonly hide: (value: Secret) => void;
  /**
   * Runs `use` with the path of a file (mode 0600, in a folder that only this user can enter) that holds the text; it is
   * gone afterwards, and when the run ends at the latest. It changes nothing that stays, so --dry-run has it too.
   */
  readonly privately: <T>(name: string, text: string, use: (path: string) => Promise<T>) => Promise<T>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** How another world differs from this one. */
export type Otherwise = {
  readonly namespace?: string;
  /** Texts of files, undefined for one that is not there. From then on what is written to files stays in memory. */
  readonly texts?: Readonly<Record<string, string | undefined>>;
  /** Other settings of the run; what belongs to the target itself (context, registry, profile) stays. */
  readonly config?: (own: Config) => Config;
};

/** The world before its target is chosen: what targets are made of. */
export type Ground = Omit<World, 'target' | 'otherwise' | 'planner'>;
