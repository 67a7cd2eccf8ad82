import type { Report } from '../ui/report.ts';
import type { Clone } from './clone.ts';
import { start } from './running.ts';

/** How a run of one of the product's scripts ended. */
export type Ended = {
  readonly code: number;
  /** All that was said, for a test that fails. */
  readonly said: string;
  readonly report: Report;
  /** Tasks in a state, by their ids. */
  readonly tasks: (state: Report['outcomes'][number]['state']) => readonly string[];
  /** Codes of all findings. */
  readonly codes: readonly string[];
};

/** Runs the product's scripts of a clone beside the test, which can serve them meanwhile; each gets the same flags and variables. */
export const productIn =
  (clone: Clone, flags: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  async (script: 'deploy' | 'cleanup', ...more: readonly string[]): Promise<Ended> => {
    const consent = script === 'cleanup' ? ['--yes'] : [];
    const running = start(
      [
        process.execPath,
        '--disable-warning=ExperimentalWarning',
        `scripts/${script}.ts`,
        ...flags,
        '--format',
        'json',
        ...consent,
        ...more,
      ],
      { cwd: clone.root, env: { CI: 'true', ...env } },
    );
    const code = await running.ended;
    const said = running.out() + running.err();
    if (!running.out().startsWith('{')) throw new Error(`${script} reported nothing: ${said}`);
    const report: Report = JSON.parse(running.out());
    return {
      code,
      said,
      report,
      tasks: (state) => report.outcomes.filter((one) => one.state === state).map(({ task }) => task),
      codes: [...report.findings, ...report.outcomes.flatMap(({ findings }) => findings)].map((one) => one.code),
    };
  };
