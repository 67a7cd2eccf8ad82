import { spawn } from 'node:child_process';

/** How a run of this script in a process of its own ended; `out` is empty when it was shown. */
export type Ended = { readonly code: number; readonly out: string; readonly err: string };

/** What a run of its own gets. */
export type AgainSetup = {
  readonly argv: readonly string[];
  /** Its output goes to the terminal as it comes; otherwise it is collected. */
  readonly shown: boolean;
  /** Ends the run, with everything that it started. */
  readonly signal: AbortSignal;
};

/** How long a run that was asked to end may take for it, in milliseconds. */
const grace = 5000;

/**
 * Runs the script of this process once more, with other words, so that it reads everything anew, its own source included.
 * It stands in a group of its own: Ctrl-C of the terminal reaches this process alone, which then ends the other one.
 */
export const runAgain = async ({ argv, shown, signal }: AgainSetup): Promise<Ended> => {
  if (signal.aborted) return { code: 130, out: '', err: '' };
  const [script = ''] = process.argv.slice(1);
  const child = spawn(process.execPath, [...process.execArgv, script, ...argv], {
    stdio: ['ignore', shown ? 'inherit' : 'pipe', 'pipe'],
    detached: true,
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => {
    err.push(chunk);
    // What it says while it is made to end is no news to who ended it.
    if (shown && !signal.aborted) process.stderr.write(chunk);
  });
  let killer: NodeJS.Timeout | undefined;
  const stop = () => {
    if (child.pid === undefined) return;
    send(child.pid, 'SIGTERM');
    killer = setTimeout(send, grace, child.pid, 'SIGKILL');
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const code = await new Promise<number>((ended) => {
      child.once('error', () => ended(126)).once('close', (status) => ended(status ?? 130));
    });
    return { code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
  } finally {
    clearTimeout(killer);
    signal.removeEventListener('abort', stop);
  }
};

const send = (group: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-group, signal);
  } catch {
    // it has ended
  }
};
