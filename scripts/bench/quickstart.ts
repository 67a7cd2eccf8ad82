import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import {
  commandsToType,
  isTimed,
  type QuickstartRun,
  type QuickstartTimes,
  quickstartPage,
  quickstartTimesFile,
} from '../core/quickstart.ts';
import { cloneProject } from '../testing/clone.ts';
import { start } from '../testing/running.ts';

/**
 * Types the commands of the quickstart in a fresh clone, with the target that this machine has, and writes what each took.
 * The last one serves until Ctrl-C on a cluster: it counts until it says the address.
 */
const root = join(import.meta.dirname, '..', '..');
const clone = cloneProject();

/** A namespace of its own: what is deployed for this is taken away with its data. */
const env = { CI: 'true', NAMESPACE: 'todo-quickstart' };

const type = async (command: string): Promise<{ readonly seconds: number; readonly out: string }> => {
  const began = performance.now();
  const running = start(['sh', '-c', command], { cwd: clone.root, env });
  let over = false;
  const ended = running.ended.finally(() => {
    over = true;
  });
  const serves = command === 'npm run open';
  const serving = (): boolean => serves && /http:\/\/127\.0\.0\.1/.test(running.out());
  while (!over && !serving()) await new Promise((wake) => setTimeout(wake, 50));
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  // The whole group, for a shell and npm stand between.
  if (!over) process.kill(-running.pid, 'SIGINT');
  const code = await ended;
  if (serves ? !serving() : code !== 0)
    throw new Error(`${command} ended with ${code}:\n${running.out()}${running.err()}`);
  console.error(`${command}: ${seconds} s`);
  return { seconds, out: running.out() };
};

try {
  const timed = commandsToType(readFileSync(join(root, quickstartPage), 'utf8')).filter(isTimed);
  const said: string[] = [];
  const commands: { readonly command: string; readonly seconds: number }[] = [];
  for (const command of timed) {
    const { seconds, out } = await type(command);
    commands.push({ command, seconds });
    said.push(out);
  }
  const target = /^deploy on (\w+)/m.exec(said.join('\n'))?.[1];
  if (!target) throw new Error(`No deploy said where it deploys:\n${said.join('\n')}`);
  const run: QuickstartRun = {
    target,
    taken: new Date().toISOString().slice(0, 10),
    machine: `${availableParallelism()} CPUs, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    commands,
  };
  const path = join(root, quickstartTimesFile);
  const { runs }: QuickstartTimes = JSON.parse(readFileSync(path, 'utf8'));
  const others = runs.filter((one) => one.target !== target);
  const all = [...others, run].toSorted((one, other) => one.target.localeCompare(other.target));
  writeFileSync(path, `${JSON.stringify({ v: 1, runs: all } satisfies QuickstartTimes, null, 2)}\n`);
} finally {
  await type('npx tsx scripts/cleanup.ts --data --yes');
  clone.remove();
}
