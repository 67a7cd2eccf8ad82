import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { openKeeper } from './keeper.ts';
import { startOf } from './marks.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'keeper-')));
afterAll(() => rmSync(root, { recursive: true }));

/** A run that opens a keeper and does what is said with it; it prints the pids of its children and then waits. */
const runOf = (grace: number, does: string): ChildProcess =>
  spawn(
    process.execPath,
    [
      '--input-type=module-typescript',
      '-e',
      `import { spawn } from 'node:child_process';
       import { openKeeper } from ${JSON.stringify(join(import.meta.dirname, 'keeper.ts'))};
       const keeper = openKeeper(${grace});
       const child = (...argv) => spawn('sh', ['-c', ...argv], { detached: true, stdio: 'ignore' }).pid;
       ${does}
       setInterval(() => {}, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );

const linesOf = (run: ChildProcess): Promise<readonly string[]> =>
  new Promise((done) => run.stdout?.once('data', (chunk) => done(String(chunk).trim().split(' '))));

const runs = async (pid: string | undefined): Promise<boolean> => (await startOf(Number(pid))) !== undefined;

test('what a killed run watched gets SIGINT, its folder goes, and what it let go lives on', async () => {
  const [folder, told] = [join(root, 'private folder'), join(root, 'told')];
  mkdirSync(folder);
  const run = runOf(
    5000,
    `const one = child('trap "echo put in order > ${told}; exit" INT; while :; do sleep 0.1; done');
     const two = child('sleep 60');
     keeper.folder(${JSON.stringify(folder)});
     keeper.watch(one); keeper.watch(two); keeper.release(two);
     console.log(one, two, keeper.pid());`,
  );
  const [one, two, keeper] = await linesOf(run);
  await new Promise((wake) => setTimeout(wake, 300));
  run.kill('SIGKILL');
  await vi.waitFor(async () => expect(await runs(keeper)).toBe(false), { timeout: 5000 });
  expect([await runs(one), await runs(two), existsSync(folder)]).toEqual([false, true, false]);
  expect(readFileSync(told, 'utf8')).toBe('put in order\n');
  process.kill(-Number(two), 'SIGKILL');
});

test('what does not want to end is ended after the grace, with all of its group', async () => {
  const run = runOf(
    400,
    `const one = child('trap "" INT; sleep 60 & wait');
     keeper.watch(one);
     console.log(one, keeper.pid());`,
  );
  const [one, keeper] = await linesOf(run);
  await new Promise((wake) => setTimeout(wake, 300));
  run.kill('SIGKILL');
  await vi.waitFor(async () => expect(await runs(keeper)).toBe(false), { timeout: 5000 });
  // The keeper has sent the signal that nobody survives; the system takes a moment to obey.
  await vi.waitFor(async () => expect(await runs(one)).toBe(false));
});

test('a keeper that is closed ends at once and leaves no process', async () => {
  const keeper = openKeeper();
  const child = spawn('sleep', ['60'], { detached: true });
  keeper.watch(child.pid ?? 0);
  keeper.release(child.pid ?? 0);
  const pid = String(keeper.pid());
  expect(await runs(pid)).toBe(true);
  await keeper.close();
  expect([await runs(pid), await runs(String(child.pid))]).toEqual([false, true]);
  child.kill('SIGKILL');
});

test('a run that does nothing but close its keeper ends well', () => {
  const script = `import { openKeeper } from ${JSON.stringify(join(import.meta.dirname, 'keeper.ts'))};
    const keeper = openKeeper();
    keeper.watch(keeper.pid());
    keeper.release(keeper.pid());
    await keeper.close();
    console.log('closed');`;
  const ran = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], { encoding: 'utf8' });
  expect([ran.stdout, ran.status]).toEqual(['closed\n', 0]);
});

test('a keeper that had nothing to keep never begins', async () => {
  await openKeeper().close();
});
