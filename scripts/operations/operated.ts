import type { Outcome } from '../core/engine.ts';
import type { Finding } from '../core/finding.ts';
import type { Operation, OperationState } from '../core/operation.ts';

/** What an operation brought: itself for the report, the findings of the run, and the tasks of the deploy that it began. */
export type Operated = {
  readonly operation: Operation;
  readonly findings: readonly Finding[];
  readonly outcomes: readonly Outcome[];
};

type Ending = Partial<Omit<Operation, 'word' | 'subject' | 'state'>> & {
  readonly findings?: readonly Finding[];
  readonly outcomes?: readonly Outcome[];
};

/** How an operation ended, with what there is to say besides. */
export const ended = (
  about: Pick<Operation, 'word' | 'subject'>,
  state: OperationState,
  { findings = [], outcomes = [], ...more }: Ending,
): Operated => ({ operation: { ...about, state, said: [], next: [], ...more }, findings, outcomes });
