import { exitCodeOf } from '../core/codes.ts';
import { type Counts, type Outcome, verdictOf } from '../core/engine.ts';
import { errorsOf, type Finding } from '../core/finding.ts';

/** A whole run as data: what `--format json` prints. */
export type Report = {
  readonly verb: string;
  readonly target: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly counts: Counts;
  readonly outcomes: readonly Outcome[];
  /** Findings of the run itself: usage, runbook, values gate. */
  readonly findings: readonly Finding[];
};

/** The report of a run; a run that asked nothing, or has findings of its own, is not ok. */
export const reportOf = (run: Pick<Report, 'verb' | 'target' | 'ms' | 'outcomes' | 'findings'>): Report => {
  const { ok, counts } = verdictOf(run.outcomes);
  const { verb, target, ms, outcomes, findings } = run;
  return { verb, target, ok: ok && errorsOf(findings).length === 0, ms, counts, outcomes, findings };
};

/** The exit code: that of the run's own first error, else of the first failed task's, else 0; 3 for changes when asked. */
export const exitCode = (report: Report, changesExit: boolean): number => {
  const failed = report.outcomes.find((outcome) => outcome.state === 'failed');
  const cut = report.outcomes.flatMap((outcome) => outcome.findings).find((one) => one.code === 'interrupted/signal');
  const first = cut ?? errorsOf(report.findings)[0] ?? errorsOf(failed?.findings ?? [])[0];
  if (first) return exitCodeOf(first.code);
  if (!report.ok) return exitCodeOf('usage/nothing-selected');
  return changesExit && report.counts.planned + report.counts.changed > 0 ? 3 : 0;
};
