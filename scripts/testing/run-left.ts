import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../core/event.ts';
import type { Report } from '../ui/report.ts';
import { validEvent } from './schemas.ts';

/** What is wrong with the folder that the newest run left in a checkout; `code` is how it ended, 137 when it was killed. */
export const faultsOfRun = (root: string, code: number): readonly string[] => {
  const home = join(root, '.deploy/runs');
  const newest = (existsSync(home) ? readdirSync(home) : []).toSorted(byTime).at(-1);
  if (newest === undefined) return ['the run left no folder'];
  const folder = join(home, newest);
  const faults = new Set<string>();
  const events = eventsIn(folder, (fault) => faults.add(fault));
  if (events[0]?.event !== 'run-start') faults.add(`the first event is ${events[0]?.event}`);
  if (code === 137) return [...faults];
  const end = events.at(-1);
  if (end?.event !== 'run-end' || end.exitCode !== code) faults.add(`the last event is ${JSON.stringify(end)}`);
  for (const name of ['report.html', 'report.json', 'junit.xml', 'commands.log'])
    if (!existsSync(join(folder, name))) faults.add(`${name} is missing`);
  if (reportIn(folder)?.ok !== (code === 0)) faults.add(`report.json tells another end than ${code}`);
  return [...faults];
};

const byTime = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

/** Each line was written at once, so there is no half one, however the run ended. */
const eventsIn = (folder: string, tell: (fault: string) => void): readonly RunEvent[] =>
  textOf(join(folder, 'events.ndjson'))
    .split(/\n(?=.)/)
    .flatMap((line) => {
      const event = parsed(line);
      if (validEvent(event)) return event as RunEvent;
      tell(`no event: ${line.slice(0, 200)}`);
      return [];
    });

const reportIn = (folder: string): Report | undefined => parsed(textOf(join(folder, 'report.json'))) as Report;

const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
