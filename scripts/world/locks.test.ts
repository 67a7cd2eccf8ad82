import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Self } from '../core/world.ts';
import { claimLock, releaseLock } from './locks.ts';
import { machineOf, startOf } from './marks.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'locks-')));
afterAll(() => rmSync(root, { recursive: true }));

/** A run that lives as long as a process does. */
const runOf = async (pid: number, number = 0): Promise<Self> => ({
  who: 'ada@desk',
  pid: pid + number,
  command: 'scripts/deploy.ts',
  machine: await machineOf(),
  mark: { pid, started: (await startOf(pid)) ?? '' },
});

test('a lock belongs to one run while it runs, and to the next one after it ended', async () => {
  const lock = join(root, 'below/lock');
  const child = spawn('sleep', ['60']);
  const [other, own] = [await runOf(child.pid ?? 0), await runOf(process.pid)];
  const before = Date.now();
  expect(await claimLock(lock, other)).toBeUndefined();
  expect(await claimLock(lock, other)).toBeUndefined();
  const holder = await claimLock(lock, own);
  expect(holder).toMatchObject({ who: 'ada@desk', pid: child.pid, command: 'scripts/deploy.ts' });
  expect(holder?.since).toBeGreaterThanOrEqual(before);
  child.kill('SIGKILL');
  await new Promise((ended) => child.once('close', ended));
  expect(await claimLock(lock, own)).toBeUndefined();
  expect(readdirSync(lock)).toHaveLength(1);
  await releaseLock(lock, own);
  expect(existsSync(lock)).toBe(false);
});

test('giving back a lock that another run holds changes nothing', async () => {
  const lock = join(root, 'other');
  const [one, two] = [await runOf(process.pid, 1), await runOf(process.pid, 2)];
  await claimLock(lock, one);
  await releaseLock(lock, two);
  expect(await claimLock(lock, two)).toMatchObject({ pid: one.pid });
});

test('what is no run in the folder of a lock holds nothing up', async () => {
  const lock = join(root, 'junk');
  const own = await runOf(process.pid);
  await claimLock(lock, own);
  writeFileSync(join(lock, 'torn.json'), '{"who"');
  expect(await claimLock(lock, own)).toBeUndefined();
});

test('of many runs that come at once never two hold the lock, and each gets its turn', async () => {
  const lock = join(root, 'crowd');
  let holders = 0;
  let most = 0;
  const turn = async (number: number): Promise<void> => {
    const self = await runOf(process.pid, number);
    while (await claimLock(lock, self)) await new Promise((wake) => setTimeout(wake, Math.random() * 10));
    holders += 1;
    most = Math.max(most, holders);
    await new Promise((wake) => setTimeout(wake, 2));
    holders -= 1;
    await releaseLock(lock, self);
  };
  await Promise.all(Array.from({ length: 12 }, (_, number) => turn(number + 1)));
  expect([most, existsSync(lock)]).toEqual([1, false]);
});

test('a lock that cannot be written is a finding', async () => {
  writeFileSync(join(root, 'file'), '');
  await expect(claimLock(join(root, 'file/lock'), await runOf(process.pid))).rejects.toMatchObject({
    finding: { code: 'env/unwritable', final: true },
  });
});
