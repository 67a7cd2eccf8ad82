import { spawn, spawnSync } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { $ } from 'zx/core';
import type { Said } from '../core/world.ts';

/** A child as the system sees it. */
export type Child = {
  /** Its process group, too; undefined when it could not be started. */
  readonly pid: number | undefined;
  /** Settles when the child has ended; never rejects. */
  readonly ended: Promise<Said>;
  /** Sends a signal to the child's whole process group, and SIGKILL to what is left of it after `grace` milliseconds. */
  readonly end: (signal: NodeJS.Signals, grace: number) => void;
};

/** Where and with what a child runs. */
export type Surroundings = {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string | undefined;
  /** Each line of either output as it arrives, without its line break. */
  readonly line?: ((line: string) => void) | undefined;
};

/**
 * Starts a program with zx in a process group of its own, so that Ctrl-C of the terminal does not reach it.
 * The words are quoted one by one and `exec` replaces the shell: nothing but the program itself stays.
 */
export const spawnChild = (words: readonly string[], around: Surroundings): Child => {
  const running = $({
    cwd: around.cwd,
    env: { ...around.env },
    stdio: [around.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    prefix: 'exec ',
    ...pinned,
  })`${words}`;
  const { child } = running;
  const outputs = [child?.stdout, child?.stderr].map((stream) => collect(stream ?? undefined, around.line));
  child?.stdin?.on('error', ignore).end(around.input);
  const release = () => {
    child?.stdout?.destroy();
    child?.stderr?.destroy();
  };
  child?.once('exit', () => releaseWhenIdle(child, release));
  const pid = child?.pid;
  let killer: NodeJS.Timeout | undefined;
  const end = (signal: NodeJS.Signals, grace: number) => {
    if (pid === undefined) return;
    signalGroup(pid, signal);
    killer ??= setTimeout(() => {
      signalGroup(pid, 'SIGKILL');
      release();
    }, grace);
  };
  const settle = async (): Promise<Said> => {
    const output = await running;
    clearTimeout(killer);
    if (killer !== undefined && pid !== undefined) signalGroup(pid, 'SIGKILL');
    const [stdout = '', stderr = ''] = outputs.map((one) => one());
    return output.cause
      ? { code: 126, stdout, stderr: `${stderr}${String(output.cause.message ?? output.cause)}\n` }
      : { code: output.exitCode ?? codeOf(output.signal), stdout, stderr };
  };
  return { pid, ended: settle(), end };
};

/** Every option of zx that its environment variables or a shared default could change. */
const pinned = {
  shell: true,
  quote: (word: string): string => `'${word.replaceAll("'", "'\\''")}'`,
  postfix: '',
  nothrow: true,
  quiet: true,
  verbose: false,
  detached: true,
  preferLocal: false,
  timeout: 0,
  log: () => {},
  spawn,
  spawnSync,
} as const;

/** Gathers a stream as UTF-8 (characters may be split between chunks) and passes its lines on. */
const collect = (stream: NodeJS.ReadableStream | undefined, line?: (line: string) => void): (() => string) => {
  const decoder = new StringDecoder('utf8');
  const parts: string[] = [];
  let rest = '';
  const take = (text: string) => {
    parts.push(text);
    if (!line) return;
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    lines.forEach(line);
  };
  stream?.on('data', (chunk: Buffer) => take(decoder.write(chunk)));
  return () => {
    take(decoder.end());
    if (rest && line) line(rest);
    rest = '';
    return parts.join('');
  };
};

/** A program may leave a child of its own that keeps the pipes open: two silent seconds after its end they are let go. */
const releaseWhenIdle = (child: { readonly stdout: unknown }, release: () => void): void => {
  let idle = 0;
  const stream = child.stdout as NodeJS.ReadableStream | null;
  stream?.on('data', () => {
    idle = 0;
  });
  const timer = setInterval(() => {
    idle += 1;
    if (idle < 4) return;
    clearInterval(timer);
    release();
  }, 500);
  timer.unref();
  stream?.once('close', () => clearInterval(timer));
};

const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal);
  } catch {
    // the group has ended
  }
};

/** As shells tell it: 128 and the number of the signal. */
const codeOf = (signal: NodeJS.Signals | null): number =>
  128 + ({ SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[String(signal)] ?? 1);

const ignore = (): void => {};
