import { tableOf } from './markdown.ts';

/** The page that leads from nothing to a conversation. */
export const quickstartPage = 'docs/quickstart.md';

/** What its commands took, as `npm run bench:quickstart` writes it. */
export const quickstartTimesFile = 'docs/quickstart-times.json';

/** One run of the quickstart in a fresh clone. */
export type QuickstartRun = {
  readonly target: string;
  /** The day, in UTC: 2026-01-31. */
  readonly taken: string;
  readonly machine: string;
  readonly commands: readonly { readonly command: string; readonly seconds: number }[];
};

/** The runs that were recorded, one for each target. */
export type QuickstartTimes = { readonly v: 1; readonly runs: readonly QuickstartRun[] };

/** The commands of the first block of shell code on a page, one by one; comments are left out. */
export const commandsToType = (page: string): readonly string[] =>
  (/^```sh\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '')
    .split(/\n|&&/)
    .map((line) => line.replace(/\s#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** True for a command whose time is the project's: fetching a clone is the network's, and entering its folder takes none. */
export const isTimed = (command: string): boolean => !/^(?:git clone|cd) /.test(command);

/** Seconds of all commands of a run. */
export const wholeOf = ({ commands }: QuickstartRun): number => commands.reduce((sum, { seconds }) => sum + seconds, 0);

/** The recorded runs as a table, a column for each. */
export const quickstartTable = ({ runs }: QuickstartTimes): string => {
  const commands = [...new Set(runs.flatMap((run) => run.commands.map(({ command }) => command)))];
  const secondsOf = (run: QuickstartRun, command: string): string => {
    const found = run.commands.find((one) => one.command === command);
    return found ? text(found.seconds) : '';
  };
  return tableOf(
    ['', ...runs.map(({ target }) => `\`${target}\``)],
    [
      ...commands.map((command) => [`\`${command}\``, ...runs.map((run) => secondsOf(run, command))]),
      ['together', ...runs.map((run) => text(wholeOf(run)))],
      ['taken on', ...runs.map(({ taken, machine }) => `${taken}, ${machine}`)],
    ],
  );
};

const text = (seconds: number): string =>
  seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
