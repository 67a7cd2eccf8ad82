import { execFile, spawn } from 'node:child_process';
import { link, mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { problem } from '../core/finding.ts';
import { installRemedy } from '../core/install.ts';
import type { BackgroundProgram, Processes, ProcessMark } from '../core/world.ts';
import { childEnvironment, type Variables } from './environment.ts';
import { holderOf } from './ports.ts';

/** What background programs are made of. */
export type ProcessesSetup = {
  /** The project's root, absolute: folders and logs of programs are relative to it. */
  readonly root: string;
  readonly env: Variables;
  readonly dryRun: boolean;
  readonly planned: (line: string) => void;
};

/** Programs that outlive the run, each in a process group of its own. */
export const openProcesses = (setup: ProcessesSetup): Processes => ({
  start: async (program) => {
    if (setup.dryRun) {
      setup.planned(`start ${program.argv.join(' ')} in ${program.cwd}`);
      return { pid: 0, started: '' };
    }
    return startDetached(setup, program);
  },
  alive: async (mark) => (await startOf(mark.pid)) === mark.started && mark.started !== '',
  stop: async (mark, grace) => {
    if (setup.dryRun) return setup.planned(`stop process ${mark.pid}`);
    const now = await startOf(mark.pid);
    if (now !== undefined && now !== mark.started) return;
    await endGroup(mark.pid, grace);
  },
  holder: holderOf,
  claim: (lock) => claim(resolve(setup.root, lock)),
});

/** A lock appears with its content in one step, as a second name of a finished file; one of a run that ended is taken over. */
const claim = async (lock: string): Promise<number | undefined> => {
  const own = `${process.pid} ${await startOf(process.pid)}`;
  const beside = `${lock}.${process.pid}`;
  try {
    await mkdir(dirname(lock), { recursive: true });
    await writeFile(beside, own, { mode: 0o600 });
    for (;;) {
      if (await linked(beside, lock)) return undefined;
      const held = await readFile(lock, 'utf8').catch(() => '');
      const [, pid, started] = /^(\d+) (.+)$/.exec(held) ?? [];
      if (held === own) return undefined;
      if (started !== undefined && (await startOf(Number(pid))) === started) return Number(pid);
      await rm(lock, { force: true });
    }
  } catch (error) {
    throw problem('env/unwritable', `${lock} cannot be written: ${error instanceof Error ? error.message : error}`, {
      remedy: `Look at it with \`ls -ld ${dirname(lock)}\` and give this user access.`,
      final: true,
    });
  } finally {
    await rm(beside, { force: true }).catch(() => {});
  }
};

const linked = (from: string, to: string): Promise<boolean> =>
  link(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );

const startDetached = async (setup: ProcessesSetup, program: BackgroundProgram): Promise<ProcessMark> => {
  const [file = '', ...words] = program.argv;
  const log = resolve(setup.root, program.log);
  await mkdir(dirname(log), { recursive: true });
  const handle = await open(log, 'w', 0o600);
  try {
    const child = spawn(file, words, {
      cwd: resolve(setup.root, program.cwd),
      env: childEnvironment(setup.env, program.env),
      stdio: ['ignore', handle.fd, handle.fd],
      detached: true,
    });
    await new Promise<void>((begun, failed) => {
      child.once('spawn', begun);
      child.once('error', (error) =>
        failed(
          problem('tool/missing', `${file} could not be started: ${error.message}`, { remedy: installRemedy(file) }),
        ),
      );
    });
    child.unref();
    const pid = child.pid ?? 0;
    return { pid, started: (await startOf(pid)) ?? 'ended at once' };
  } finally {
    await handle.close();
  }
};

/** The system's word for when a process began; undefined when it does not run (a zombie has ended). */
const startOf = async (pid: number): Promise<string | undefined> => {
  if (pid <= 0) return undefined;
  return process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid);
};

/** proc(5): field 22 counts clock ticks since boot, so the boot belongs to the mark. */
const startOnLinux = async (pid: number): Promise<string | undefined> => {
  const stat = await statOf(pid);
  if (!stat || stat.state === 'Z' || stat.state === 'X') return undefined;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return `${boot.slice(0, 8)}/${stat.started}`;
};

const startByPs = async (pid: number): Promise<string | undefined> => {
  const said = await promisify(execFile)('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    env: { PATH: '/bin:/usr/bin', LC_ALL: 'C' },
  }).catch(() => undefined);
  const [, state, started] = /^\s*(\S+)\s+(.+?)\s*$/.exec(said?.stdout ?? '') ?? [];
  return state?.startsWith('Z') ? undefined : started;
};

type Stat = { readonly state: string; readonly group: number; readonly started: string };

/** proc(5): the name in parentheses may hold anything, so fields are counted after its last parenthesis. */
const statOf = async (pid: number | string): Promise<Stat | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields && { state: fields[0] ?? '', group: Number(fields[2]), started: fields[19] ?? '' };
};

const endGroup = async (pid: number, grace: number): Promise<void> => {
  if (pid <= 1) return;
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
