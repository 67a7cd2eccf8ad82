import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';

/** The system's word for when a process began; undefined when it does not run (a zombie has ended). */
export const startOf = async (pid: number): Promise<string | undefined> => {
  if (pid <= 0) return undefined;
  return process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid);
};

/** What /proc tells of a process on Linux. */
export type Stat = { readonly state: string; readonly group: number; readonly started: string };

/** proc(5): the name in parentheses may hold anything, so fields are counted after its last parenthesis. */
export const statOf = async (pid: number | string): Promise<Stat | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields && { state: fields[0] ?? '', group: Number(fields[2]), started: fields[19] ?? '' };
};

/** Eight hex digits for where pids have their meaning: this host and, on Linux, this container. The same after a restart. */
export const machineOf = async (): Promise<string> => {
  const space = await readlink('/proc/self/ns/pid').catch(() => '');
  return createHash('sha256').update(`${hostname()} ${space}`).digest('hex').slice(0, 8);
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
