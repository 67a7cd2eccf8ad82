import { mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import type { ProcessMark } from '../core/world.ts';
import { commandStarts } from './launcher.ts';
import { openProcesses } from './processes.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'processes-')));
afterAll(() => rmSync(root, { recursive: true }));
const env = { PATH: process.env.PATH };
const processes = openProcesses({ root, env, dryRun: false, planned: () => {} });
const started: ProcessMark[] = [];
const start = async (...argv: readonly string[]): Promise<ProcessMark> => {
  const program = { argv, cwd: '.', env: { GREETING: 'hello' }, log: 'logs/program.log' };
  const mark = await processes.start(program, async (one) => one);
  started.push(mark);
  return mark;
};
afterEach(() => Promise.all(started.splice(0).map((mark) => processes.stop(mark, 0))));
const log = () => readFileSync(join(root, 'logs/program.log'), 'utf8');

test('a program runs on in the background with its own environment and its output in a private log', async () => {
  const mark = await start('sh', '-c', 'echo $GREETING; echo error >&2; sleep 60');
  await vi.waitFor(() => expect(log()).toBe('hello\nerror\n'));
  expect(await processes.alive(mark)).toBe(true);
  expect(statSync(join(root, 'logs/program.log')).mode & 0o777).toBe(0o600);
});

test('this run is told by its user, host, pid and script, and by a process that runs', async () => {
  const self = await processes.self();
  expect(self).toMatchObject({ who: expect.stringMatching(/^\S+@\S+$/), pid: process.pid });
  expect(self.machine).toMatch(/^[0-9a-f]{8}$/);
  expect(await processes.alive(self.mark)).toBe(true);
});

test('a program whose start cannot be written down is ended', async () => {
  let mark: ProcessMark | undefined;
  const program = { argv: ['sleep', '60'], cwd: '.', env: {}, log: 'logs/lost.log' };
  const starting = processes.start(program, async (one) => {
    mark = one;
    throw new Error('the disk is full');
  });
  await expect(starting).rejects.toThrow('the disk is full');
  expect(mark && (await processes.alive(mark))).toBe(false);
});

test('stopping ends the program and its children', async () => {
  const mark = await start('sh', '-c', 'sleep 60 & echo $!; wait');
  await vi.waitFor(() => expect(log()).toMatch(/^\d+\n$/));
  await processes.stop(mark, 3000);
  expect(await processes.alive(mark)).toBe(false);
  const child = readStat(Number(log()));
  expect(child === undefined || child.includes(') Z ')).toBe(true);
});

test('a program that does not want to end is ended after the grace', async () => {
  const mark = await start('sh', '-c', 'trap "" TERM; echo ready; while :; do sleep 1; done');
  await vi.waitFor(() => expect(log()).toBe('ready\n'));
  const began = Date.now();
  await processes.stop(mark, 300);
  expect(Date.now() - began).toBeGreaterThanOrEqual(300);
  expect(await processes.alive(mark)).toBe(false);
});

test('a start and a stop are published before they happen, as commands that change something', async () => {
  const published: unknown[] = [];
  const listen = (message: unknown) => void published.push(message);
  commandStarts.subscribe(listen);
  const mark = await start('sleep', '60');
  await processes.stop(mark, 1000);
  commandStarts.unsubscribe(listen);
  expect(published).toMatchObject([
    { words: ['sleep', '60'], changes: true },
    { words: ['kill', '-TERM', `-${mark.pid}`], changes: true },
  ]);
});

test('another process with the same pid is not ours and is left alone', async () => {
  const mark = await start('sleep', '60');
  const other = { ...mark, started: 'another time' };
  expect(await processes.alive(other)).toBe(false);
  await processes.stop(other, 0);
  expect(await processes.alive(mark)).toBe(true);
});

test('a program that is not there is a finding with its remedy', async () => {
  await expect(start('no-such-program')).rejects.toMatchObject({ finding: { code: 'tool/missing' } });
});

test('under --dry-run nothing is started or stopped', async () => {
  const planned: string[] = [];
  const dry = openProcesses({ root, env, dryRun: true, planned: (line) => planned.push(line) });
  const program = { argv: ['sleep', '60'], cwd: 'backend', env: {}, log: 'never.log' };
  const mark = await dry.start(program, async (one) => one);
  await dry.stop(await start('sleep', '60'), 0);
  expect(planned).toEqual(['start sleep 60 in backend', expect.stringMatching(/^stop process \d+$/)]);
  expect(await dry.alive(mark)).toBe(false);
});

test('the holder of a port is this process while it listens, on all addresses too, and nobody afterwards', async () => {
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    const server = createServer();
    const port = await new Promise<number>((resolve) =>
      server.listen(0, host, () => resolve((server.address() as { port: number }).port)),
    );
    expect(await processes.holder(port)).toMatchObject({ pid: process.pid });
    await new Promise((resolve) => server.close(resolve));
    expect(await processes.holder(port)).toBeUndefined();
  }
});

const readStat = (pid: number): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
};
