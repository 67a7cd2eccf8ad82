import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, readdir } from 'node:fs/promises';
import { freemem, hostname, tmpdir, totalmem, userInfo } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { problem } from '../core/finding.ts';
import { installRemedy } from '../core/install.ts';
import type { BackgroundProgram, LockName, Processes, ProcessMark, Self } from '../core/world.ts';
import { childEnvironment, type Variables } from './environment.ts';
import type { Keeper } from './keeper.ts';
import { commandStarts } from './launcher.ts';
import { claimLock, releaseLock } from './locks.ts';
import { machineOf, startOf, statOf } from './marks.ts';
import { holderOf } from './ports.ts';

/** What background programs are made of. */
export type ProcessesSetup = {
  /** The project's root, absolute: folders and logs of programs are relative to it. */
  readonly root: string;
  readonly env: Variables;
  readonly dryRun: boolean;
  readonly planned: (line: string) => void;
  /** Ends a program whose start was not written down before the run was killed. */
  readonly keeper?: Keeper;
};

/** Programs that outlive the run, each in a process group of its own, and what runs know of each other. */
export const openProcesses = (setup: ProcessesSetup): Processes => {
  let known: Promise<Self> | undefined;
  const self = (): Promise<Self> => {
    known ??= whoWeAre(setup);
    return known;
  };
  return {
    start: async (program, keep) => {
      if (setup.dryRun) {
        setup.planned(`start ${program.argv.join(' ')} in ${program.cwd}`);
        return keep({ pid: 0, started: '' });
      }
      return startDetached(setup, program, keep);
    },
    alive: async (mark) => (await startOf(mark.pid)) === mark.started && mark.started !== '',
    stop: async (mark, grace) => {
      if (setup.dryRun) return setup.planned(`stop process ${mark.pid}`);
      const now = await startOf(mark.pid);
      if (now !== undefined && now !== mark.started) return;
      await endGroup(mark.pid, grace);
    },
    holder: holderOf,
    memory: () => ({ total: totalmem(), free: freemem() }),
    self,
    claim: async (lock) => claimLock(folderOf(setup, lock), await self()),
    release: async (lock) => releaseLock(folderOf(setup, lock), await self()),
  };
};

const folderOf = ({ root }: ProcessesSetup, { of, name }: LockName): string =>
  of === 'checkout'
    ? resolve(root, '.local', name)
    : join(tmpdir(), `todo-chatbot-locks-${process.getuid?.() ?? ''}`, name);

/** Our keeper outlives us by what it still has to end: while it runs, what we began may go on. */
const whoWeAre = async ({ root, keeper }: ProcessesSetup): Promise<Self> => {
  const pid = keeper?.pid() ?? process.pid;
  return {
    who: `${userName()}@${hostname()}`,
    pid: process.pid,
    command: relative(root, process.argv[1] ?? ''),
    machine: await machineOf(),
    mark: { pid, started: (await startOf(pid)) ?? '' },
  };
};

/** Of a user without a name the system knows the number. */
const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'somebody');
  }
};

const startDetached = async <T>(
  setup: ProcessesSetup,
  program: BackgroundProgram,
  keep: (mark: ProcessMark) => Promise<T>,
): Promise<T> => {
  const log = resolve(setup.root, program.log);
  await mkdir(dirname(log), { recursive: true });
  const handle = await open(log, 'w', 0o600);
  try {
    const child = begin(setup, program, handle.fd);
    const pid = child.pid ?? 0;
    if (pid > 0) setup.keeper?.watch(pid);
    commandStarts.publish({ words: program.argv, changes: true, ms: 0 });
    await begun(child, program);
    child.unref();
    const kept = await keep({ pid, started: (await startOf(pid)) ?? 'ended at once' }).catch(async (thrown) => {
      await endGroup(pid, 0);
      throw thrown;
    });
    setup.keeper?.release(pid);
    return kept;
  } finally {
    await handle.close();
  }
};

const begin = (setup: ProcessesSetup, { argv, cwd, env }: BackgroundProgram, output: number): ChildProcess => {
  const [file = '', ...words] = argv;
  return spawn(file, words, {
    cwd: resolve(setup.root, cwd),
    env: childEnvironment(setup.env, env),
    stdio: ['ignore', output, output],
    detached: true,
  });
};

const begun = (child: ChildProcess, { argv: [file = ''] }: BackgroundProgram): Promise<void> =>
  new Promise((done, failed) => {
    child.once('spawn', done);
    child.once('error', (error) =>
      failed(
        problem('tool/missing', `${file} could not be started: ${error.message}`, { remedy: installRemedy(file) }),
      ),
    );
  });

const endGroup = async (pid: number, grace: number): Promise<void> => {
  if (pid <= 1) return;
  commandStarts.publish({ words: ['kill', '-TERM', `-${pid}`], changes: true, ms: 0 });
  signalGroup(pid, 'SIGTERM');
  if (await endsWithin(pid, grace)) return;
  signalGroup(pid, 'SIGKILL');
  await endsWithin(pid, 2000);
};

const endsWithin = async (pid: number, ms: number): Promise<boolean> => {
  const until = Date.now() + ms;
  for (;;) {
    if (!(await groupRuns(pid))) return true;
    if (Date.now() >= until) return false;
    await new Promise((wake) => setTimeout(wake, 50));
  }
};

const signalGroup = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
};

/** A group of zombies answers signals for ever where nobody collects them; on Linux their state tells. */
const groupRuns = async (group: number): Promise<boolean> => {
  if (!signalGroup(group, 0)) return false;
  if (process.platform !== 'linux') return true;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map(statOf));
  return stats.some((one) => one?.group === group && one.state !== 'Z' && one.state !== 'X');
};
