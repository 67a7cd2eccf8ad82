import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { promisify } from 'node:util';
import type { PortHolder } from '../core/world.ts';

/** Who listens on a port of loopback, as far as this user may know it; undefined when the port is free. */
export const holderOf = async (port: number): Promise<PortHolder | undefined> => {
  if (!(await answers(port)) && (await canBeBound(port))) return undefined;
  return (process.platform === 'linux' ? await holderOnLinux(port) : await holderByLsof(port)) ?? {};
};

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 1000 });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });

const canBeBound = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });

/** proc(5): /proc/net/tcp lists sockets as `sl local:PORT remote st … inode`, addresses in hexadecimal, state 0A listening. */
const holderOnLinux = async (port: number): Promise<PortHolder | undefined> => {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const inodes = tables
    .flatMap((table) => table.split('\n').map((line) => line.trim().split(/\s+/)))
    .filter((fields) => fields[1]?.endsWith(local) && fields[3] === '0A')
    .map((fields) => `socket:[${fields[9]}]`);
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name)))
    if (await holds(pid, inodes)) return { pid: Number(pid), name: await nameOf(pid) };
  return undefined;
};

const holds = async (pid: string, inodes: readonly string[]): Promise<boolean> => {
  const open = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = await Promise.all(open.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  return links.some((link) => inodes.includes(link));
};

const nameOf = async (pid: string): Promise<string> =>
  (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();

/** lsof -F prints one field a line, its letter first: p is the pid, c the command. */
const holderByLsof = async (port: number): Promise<PortHolder | undefined> => {
  const said = await promisify(execFile)('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']).catch(
    () => undefined,
  );
  const field = (letter: string) =>
    said?.stdout
      .split('\n')
      .find((line) => line.startsWith(letter))
      ?.slice(1);
  const [pid, name] = [field('p'), field('c')];
  return pid ? { pid: Number(pid), ...(name ? { name } : {}) } : undefined;
};
