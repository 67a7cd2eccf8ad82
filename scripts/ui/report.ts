import { exitCodeOf } from '../core/codes.ts';
import { type Counts, type Outcome, verdictOf } from '../core/engine.ts';
import { errorsOf, type Finding, finding } from '../core/finding.ts';
import type { Operation } from '../core/operation.ts';

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
  /** What --fix did before the run was asked once more. */
  readonly fixed?: Fixed;
  /** What a word of ai-devops-examples did; its tasks are those of the deploy that it began, if any. */
  readonly operation?: Operation;
};

/** What --fix did: how many findings it mended, in which files, and what it left, each with its reason. */
export type Fixed = { readonly findings: number; readonly files: readonly string[]; readonly left: readonly string[] };

/** The report of a run; a run that asked nothing, or has findings of its own, is not ok, and one of them says why. */
export const reportOf = (run: Omit<Report, 'ok' | 'counts'>): Report => {
  const { ok: asked, counts } = verdictOf(run.outcomes);
  const { verb, target, ms, outcomes, fixed, operation } = run;
  const ok = operation ? counts.failed === 0 && operation.state !== 'failed' : asked;
  const untold = !ok && counts.failed === 0 && operation === undefined && errorsOf(run.findings).length === 0;
  const findings = untold ? [...run.findings, unasked(outcomes.length)] : run.findings;
  const whole = { verb, target, ok: ok && errorsOf(findings).length === 0, ms, counts, outcomes, findings };
  return { ...whole, ...(fixed ? { fixed } : {}), ...(operation ? { operation } : {}) };
};

const unasked = (skipped: number): Finding =>
  finding('usage/nothing-selected', skipped > 0 ? 'Every task was skipped' : 'No task was asked', {
    ...(skipped > 0 ? { remedy: 'Run again with --verbose: it shows the reason of each.' } : {}),
  });

/**
 * The exit code: that of the run's own first error, else of the first failed task's, else 0; 3 for changes when asked.
 * A failure that no finding explains is a crash of ours, never a success.
 */
export const exitCode = (report: Report, changesExit: boolean): number => {
  const failed = report.outcomes.find((outcome) => outcome.state === 'failed');
  const all = [...report.findings, ...report.outcomes.flatMap((outcome) => outcome.findings)];
  const cut = all.find((one) => one.code === 'interrupted/signal');
  const first = cut ?? errorsOf(report.findings)[0] ?? errorsOf(failed?.findings ?? [])[0];
  if (first) return exitCodeOf(first.code);
  if (!report.ok) return exitCodeOf('crash/unexpected');
  return changesExit && report.counts.planned + report.counts.changed > 0 ? 3 : 0;
};
