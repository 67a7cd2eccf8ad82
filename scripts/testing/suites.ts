import { problem } from '../core/finding.ts';
import type { World } from '../core/world.ts';

/** A test runner of one part of the project; its closing line carries its counts. */
export type Suite = {
  readonly name: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly argv: readonly string[];
  /** It begins when this has ended well. */
  readonly after?: Promise<unknown>;
};

/** Milliseconds a suite may take. */
const longest = 3_000_000;

/**
 * Runs lanes of suites beside each other, the suites of a lane one after the other, and ends with `N passed, N failed` over
 * all of them. The output of a single lane is shown as it comes; of several, each suite's when it has ended.
 */
export const runSuites = async (
  world: World,
  lanes: readonly (readonly Suite[])[],
  line: (text: string) => void,
): Promise<void> => {
  const several = lanes.length > 1;
  const runLane = async (suites: readonly Suite[]): Promise<readonly Counts[]> => {
    const counts: Counts[] = [];
    for (const suite of suites) {
      await suite.after;
      const kept: string[] = [];
      line(`== ${suite.name}${several ? ': begun' : ''}`);
      counts.push(await runSuite(world, suite, several ? (text) => void kept.push(text) : line));
      if (several) line([`== ${suite.name}: ended`, ...kept].join('\n'));
    }
    return counts;
  };
  const counts = (await Promise.all(lanes.map(runLane))).flat();
  const sum = (key: keyof Counts) => counts.reduce((total, one) => total + one[key], 0);
  line(`${sum('passed')} passed, ${sum('failed')} failed`);
  if (sum('failed') > 0)
    throw problem('tool/failed', `${sum('failed')} tests failed`, { remedy: 'Read their output above.' });
};

type Counts = { readonly passed: number; readonly failed: number };

/** The counts of a suite's closing line; a suite without tests of its own (a linter) counts as one. */
const runSuite = async ({ sh }: World, suite: Suite, line: (text: string) => void): Promise<Counts> => {
  const { code, stdout } = await sh.with({
    cwd: suite.cwd ?? '.',
    deadline: longest,
    fresh: true,
    line,
    env: { PYTHONDONTWRITEBYTECODE: '1', FORCE_COLOR: undefined, ...suite.env },
  }).read`${suite.argv}`;
  const said = (word: string) =>
    Number([...stdout.matchAll(new RegExp(`(?:Tests .*?|^|, |=)\\s?(\\d+) ${word}`, 'gm'))].at(-1)?.[1] ?? 0);
  const counts = { passed: said('passed'), failed: said('failed') };
  if (counts.passed + counts.failed === 0) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  return { passed: counts.passed, failed: code !== 0 && counts.failed === 0 ? 1 : counts.failed };
};
