import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type Clone, cloneWithModules } from './testing/clone.ts';
import { faultsOfRun } from './testing/run-left.ts';
import { processesWith, type Running, start } from './testing/running.ts';

/** A python3 that never answers, has a child of its own, and does not end when it is asked to. */
const stubborn = '#!/bin/sh\ntrap "" INT TERM\n: > "$TMPDIR/asked-$$"\nsleep 300 &\nsleep 300\n';

let clone: Clone;
let temporary: string;
beforeAll(() => {
  clone = cloneWithModules();
  mkdirSync(join(clone.root, 'bin'));
  writeFileSync(join(clone.root, 'bin/python3'), stubborn);
  chmodSync(join(clone.root, 'bin/python3'), 0o755);
});
afterEach(async () => {
  await nothingLeft(14_000);
  rmSync(temporary, { recursive: true, force: true });
  rmSync(join(clone.root, '.deploy'), { recursive: true, force: true });
});
afterAll(() => clone.remove());

const left = () => processesWith(`TMPDIR=${temporary}`);
const nothingLeft = (within: number) => vi.waitFor(() => expect(left()).toEqual([]), { timeout: within, interval: 50 });
const asked = (): number => readdirSync(temporary).filter((name) => name.startsWith('asked-')).length;

/** A deploy on this machine that hangs in its question for Python. */
const deploying = async (): Promise<Running> => {
  const argv = [process.execPath, '--disable-warning=ExperimentalWarning', 'scripts/deploy.ts', '--target', 'local'];
  const path = [join(clone.root, 'bin'), process.env.PATH].join(delimiter);
  return start(argv, { cwd: clone.root, env: { TMPDIR: temporary, PATH: path, CI: 'true' } });
};
const hanging = async (): Promise<Running> => {
  temporary = mkdtempSync(join(tmpdir(), 'interrupt-'));
  const run = await deploying();
  await vi.waitFor(() => expect(asked()).toBe(1), { timeout: 30_000 });
  return run;
};

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends a run with 130, with a child that does not want to end, its group and the lock',
  async (signal) => {
    const run = await hanging();
    expect(existsSync(join(clone.root, '.local/lock'))).toBe(true);
    run.kill(signal);
    expect(await run.ended, run.out() + run.err()).toBe(130);
    expect([left(), existsSync(join(clone.root, '.local/lock'))]).toEqual([[], false]);
    expect(run.err()).toContain('press Ctrl-C again to stop at once');
    expect(run.out()).toContain('[interrupted/signal]');
    expect(faultsOfRun(clone.root, 130)).toEqual([]);
  },
);

it('a second SIGINT stops at once', async () => {
  const run = await hanging();
  run.kill('SIGINT');
  await new Promise((wake) => setTimeout(wake, 550));
  const began = performance.now();
  run.kill('SIGINT');
  expect(await run.ended).toBe(130);
  expect(performance.now() - began).toBeLessThan(1000);
  expect(faultsOfRun(clone.root, 130)).toEqual([]);
  await nothingLeft(1000);
});

it('of a run that is killed nothing lives on for longer than its keeper gives it; until then another run waits', async () => {
  const first = await hanging();
  const second = await deploying();
  await vi.waitFor(
    () =>
      expect(second.err()).toContain(
        `(pid ${first.pid}, scripts/deploy.ts), who has been changing this deployment since`,
      ),
    {
      timeout: 30_000,
    },
  );
  first.kill('SIGKILL');
  expect(await first.ended).toBe(137);
  await new Promise((wake) => setTimeout(wake, 3000));
  expect(asked()).toBe(1);
  await vi.waitFor(() => expect(asked()).toBe(2), { timeout: 14_000 });
  second.kill('SIGINT');
  expect(await second.ended).toBe(130);
  expect(faultsOfRun(clone.root, 130)).toEqual([]);
});

it('a run that is killed leaves the events until then', async () => {
  const run = await hanging();
  run.kill('SIGKILL');
  expect(await run.ended).toBe(137);
  expect(faultsOfRun(clone.root, 137)).toEqual([]);
});

it('a run that waits for another one ends its wait, and not that run, when it is interrupted', async () => {
  const first = await hanging();
  const second = await deploying();
  await vi.waitFor(() => expect(second.err()).toContain('Waiting for'), { timeout: 30_000 });
  second.kill('SIGINT');
  expect([await second.ended, asked()], second.out() + second.err()).toEqual([130, 1]);
  expect(existsSync(join(clone.root, '.local/lock'))).toBe(true);
  first.kill('SIGINT');
  expect(await first.ended).toBe(130);
});
