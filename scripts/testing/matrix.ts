import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { faultsOfRun } from './run-left.ts';
import { processesWith, type Running, start } from './running.ts';

/** A kind of run that is interrupted at each command with which it changes something. */
export type Series = {
  readonly name: string;
  /** Script and flags. */
  readonly argv: readonly string[];
  /** Brings about what the run starts from; does nothing when it is so already. */
  readonly before: () => unknown;
  /** What is compared with the end of an undisturbed run. */
  readonly state: () => unknown;
  /** The commands at which it is interrupted; all of them by default. */
  readonly at?: (command: string) => boolean;
  /** Milliseconds after the start of a command; by default at once, and a moment into it. */
  readonly moments?: readonly number[];
};

/** One run, one command, one signal, one moment. */
export type Point = {
  readonly series: Series;
  readonly command: number;
  readonly signal: 'SIGINT' | 'SIGKILL';
  /** Milliseconds after the start of the command. */
  readonly after: number;
};

/** What came of a point: how it differs from an undisturbed run; empty when it does not. */
export type Result = {
  readonly name: string;
  readonly command: string;
  readonly ms: number;
  readonly differences: readonly string[];
};

/** Milliseconds within which nothing of a killed run may be left: its keeper gives programs ten seconds. */
const longest = 14_000;

/** A matrix in the checkout `root`; `serving` are processes that are meant to outlive a run. */
export const openMatrix = (root: string, serving: (words: string) => boolean = () => false) => {
  const temporary = mkdtempSync(join(tmpdir(), 'kill-'));
  const log = join(temporary, 'commands');
  /** Programs of a run know its temporary folder, which nobody else has. */
  const left = () => processesWith(`TMPDIR=${temporary}`).filter(({ words }) => !serving(words));

  const begin = (argv: readonly string[], env = {}): Running => {
    rmSync(log, { force: true });
    const [script = '', ...flags] = argv;
    const strike = ['--import', './scripts/testing/strike.ts'];
    return start(
      [process.execPath, '--disable-warning=ExperimentalWarning', ...strike, `scripts/${script}.ts`, ...flags, '--yes'],
      {
        cwd: root,
        env: { TMPDIR: temporary, STRIKE_LOG: log, CI: 'true', ...env },
      },
    );
  };
  /** The commands of the last run, each in one line, without what differs from run to run. */
  const commands = (): readonly string[] =>
    (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []).map((line) =>
      (JSON.parse(line) as readonly string[])
        .map((word) =>
          word
            .replaceAll(temporary, '')
            .replaceAll(root, '.')
            .replace(/^.*\/bin\/|^.*\/(?=helm$)/, ''),
        )
        .join(' ')
        .replace(/\/todo-chatbot-\S+/g, '…')
        .replace(/run=\w+/, 'run=…'),
    );

  /** Runs a script to its end and gives the commands that it changed something with; it must succeed. */
  const undisturbed = async (argv: readonly string[]): Promise<readonly string[]> => {
    const run = begin(argv);
    const code = await run.ended;
    if (code !== 0)
      throw new Error(`${argv.join(' ')} ended with ${code}:\n${run.out().slice(-4000)}${run.err().slice(-2000)}`);
    return commands();
  };

  const pointsOf = (series: Series, all: readonly string[]): readonly Point[] =>
    all.flatMap((text, command) =>
      series.at && !series.at(text)
        ? []
        : (['SIGINT', 'SIGKILL'] as const).flatMap((signal) =>
            (series.moments ?? [0, 700]).map((after): Point => ({ series, command, signal, after })),
          ),
    );

  /** Interrupts a run at a point, runs it again, and compares. */
  const strike = async (point: Point, expected: unknown): Promise<Result> => {
    const { series, signal } = point;
    series.before();
    const began = performance.now();
    const differences: string[] = [];
    const run = begin(series.argv, {
      STRIKE_AT: String(point.command),
      STRIKE_SIGNAL: signal,
      STRIKE_AFTER: String(point.after),
    });
    const code = await run.ended;
    const seen = commands();
    const late = seen.length <= point.command;
    if (late) differences.push(`the run changed something ${seen.length} times and never came to the point`);
    // A signal may come when all is done: then the run may as well succeed.
    const fits = signal === 'SIGKILL' ? [137, 0] : [130, 0];
    if (!fits.includes(code))
      differences.push(`${signal} ended the run with ${code}: ${run.out().slice(-600)}${run.err().slice(-600)}`);
    differences.push(...faultsOfRun(root, code));
    await gone(left, longest);
    for (const { words } of left()) differences.push(`left behind: ${words.slice(0, 200)}`);
    const again = begin(series.argv);
    const second = await again.ended;
    if (second !== 0)
      differences.push(`the next run ended with ${second}:\n${again.out().slice(-3000)}${again.err().slice(-1000)}`);
    await gone(left, 2000);
    for (const { words } of left()) differences.push(`left behind by the next run: ${words.slice(0, 200)}`);
    for (const name of readdirSync(temporary).filter(
      (one) => one.startsWith('todo-chatbot-') && !one.includes('-locks-'),
    ))
      differences.push(`a private folder is left: ${name}`);
    const state = await series.state();
    if (!isDeepStrictEqual(state, expected))
      differences.push(
        `the end differs:\n${JSON.stringify(state, null, 1)}\nundisturbed:\n${JSON.stringify(expected, null, 1)}`,
      );
    return {
      name: nameOf(point),
      command: seen[point.command] ?? '',
      ms: Math.round(performance.now() - began),
      differences,
    };
  };

  return { undisturbed, pointsOf, strike, close: () => rmSync(temporary, { recursive: true, force: true }) };
};

/** How a point is called, and repeated: `POINTS=deploy:3:SIGKILL:700 npm run test:stress`. */
const nameOf = ({ series, command, signal, after }: Point): string => `${series.name}:${command}:${signal}:${after}`;

/** The points that POINTS (names, or their beginnings, with commas) and SLICE (`2/5`) leave. */
export const chosen = (points: readonly Point[]): readonly Point[] => {
  const names = (process.env.POINTS ?? '').split(',').filter(Boolean);
  const [part = 1, parts = 1] = (process.env.SLICE ?? '1/1').split('/').map(Number);
  return points
    .filter((point) => names.length === 0 || names.some((name) => `${nameOf(point)}:`.startsWith(`${name}:`)))
    .filter((_, index) => index % parts === part - 1);
};

const gone = async (left: () => readonly unknown[], within: number): Promise<void> => {
  const until = performance.now() + within;
  while (left().length > 0 && performance.now() < until) await new Promise((wake) => setTimeout(wake, 200));
};
