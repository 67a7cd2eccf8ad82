import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { delimiter } from 'node:path';

/** A program that runs beside the test. */
export type Running = {
  readonly pid: number;
  /** What it has said so far. */
  readonly out: () => string;
  readonly err: () => string;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Its exit code, and as shells tell it 128 and the number of the signal that ended it. */
  readonly ended: Promise<number>;
};

/** Starts a program in a process group of its own, with the PATH of a user and none of a test runner's variables. */
export const start = (
  argv: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string | undefined>> },
): Running => {
  const [program = '', ...words] = argv;
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|NODE_ENV$|NODE_OPTIONS$|FORCE_COLOR$)/.test(name),
  );
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const child = spawn(program, words, {
    cwd,
    env: { ...Object.fromEntries(own), PATH: path.join(delimiter), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk));
  const pid = child.pid ?? 0;
  return {
    pid,
    out: () => said.out,
    err: () => said.err,
    kill: (signal) => void process.kill(pid, signal),
    ended: new Promise((done) => {
      child.once('error', () => done(127));
      child.once('exit', (code, signal) =>
        done(code ?? 128 + ({ SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[String(signal)] ?? 1)),
      );
    }),
  };
};

/** The processes of this machine whose environment holds a text, with their command lines. */
export const processesWith = (text: string): readonly { readonly pid: number; readonly words: string }[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const environment = textOf(`/proc/${name}/environ`);
      if (!environment.includes(text)) return [];
      return [{ pid: Number(name), words: textOf(`/proc/${name}/cmdline`).replaceAll('\0', ' ').trim() }];
    });

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
