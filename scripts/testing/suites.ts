import { problem } from '../core/finding.ts';
import type { World } from '../core/world.ts';

/** A test runner of one part of the project; its closing line carries its counts. */
export type Suite = {
  readonly name: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
};

/** Milliseconds a suite may take. */
const longest = 3_000_000;

/** Runs suites one after the other, shows their output, and ends with `N passed, N failed` over all of them. */
export const runSuites = async (
  world: World,
  suites: readonly Suite[],
  line: (text: string) => void,
): Promise<void> => {
  let passed = 0;
  let failed = 0;
  for (const suite of suites) {
    line(`== ${suite.name}`);
    const counts = await runSuite(world, suite, line);
    passed += counts.passed;
    failed += counts.failed;
  }
  line(`${passed} passed, ${failed} failed`);
  if (failed > 0) throw problem('tool/failed', `${failed} tests failed`, { remedy: 'Read their output above.' });
};

/** The counts of a suite's closing line; a suite without tests of its own (a linter) counts as one. */
const runSuite = async ({ sh }: World, suite: Suite, line: (text: string) => void) => {
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
