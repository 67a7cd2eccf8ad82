import type { Outcome } from '../core/engine.ts';
import type { Finding } from '../core/finding.ts';
import type { Operation } from '../core/operation.ts';

/** What an operation brought: itself for the report, the findings of the run, and the tasks of the deploy that it began. */
export type Operated = {
  readonly operation: Operation;
  readonly findings: readonly Finding[];
  readonly outcomes: readonly Outcome[];
};
