import type { Report } from './ui/report.ts';
import { reportLine } from './ui/report-line.ts';
import type { Look } from './ui/text.ts';
import type { Ended } from './world/again.ts';
import type { Watcher } from './world/watcher.ts';

/** What watching needs. */
export type Watching = {
  readonly watcher: Pick<Watcher, 'changes'>;
  /** Asks once: shown on a terminal, otherwise as the JSON report. */
  readonly ask: (format: 'text' | 'json') => Promise<Ended>;
  /** There is a terminal: each run takes the whole of it. Elsewhere it is a line. */
  readonly terminal: boolean;
  readonly out: (line: string) => void;
  readonly clear: () => void;
  readonly look: Look;
  readonly signal: AbortSignal;
};

/** Asks at once and then after each change, one run after the other, until the signal. */
export const keepAsking = async (watching: Watching): Promise<void> => {
  const { watcher, signal } = watching;
  let changed: readonly string[] = [];
  while (!signal.aborted) {
    await round(watching, changed);
    if (signal.aborted) return;
    changed = await watcher.changes();
  }
};

const round = async (
  { ask, terminal, out, clear, look, signal }: Watching,
  changed: readonly string[],
): Promise<void> => {
  if (!terminal) {
    const ended = await ask('json');
    if (!signal.aborted) out(`${summary(ended, look)}${changed.length > 0 ? `  after ${named(changed)}` : ''}`);
    return;
  }
  clear();
  if (changed.length > 0) out(`Changed: ${named(changed)}\n`);
  await ask('text');
  if (!signal.aborted) out('\nWaiting for changes; Ctrl-C ends.');
};

/** The line of a run; one that gave no report, for example while the scripts themselves are edited, says its error. */
const summary = ({ out, err, code }: Ended, look: Look): string => {
  try {
    const report: Report = JSON.parse(out);
    return reportLine(report, look);
  } catch {
    const lines = err.split('\n').filter((line) => line.trim() !== '');
    return `validate did not run: ${lines.find((line) => /Error\b/.test(line)) ?? lines.at(-1) ?? `exit code ${code}`}`;
  }
};

const named = (paths: readonly string[]): string =>
  paths.length > 3 ? `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more` : paths.join(', ');
