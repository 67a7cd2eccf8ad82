import type { RunEvent } from '../core/event.ts';
import type { Report } from './report.ts';

/**
 * A program that was started: `began` in milliseconds since the epoch; `code` is absent when it had not ended, `stopped`
 * says that it ended because the run had no more use for it.
 */
export type RanCommand = {
  readonly text: string;
  readonly changes: boolean;
  readonly began: number;
  readonly ms: number;
  readonly code?: number;
  readonly stopped?: true;
};

/** How a command ended, in a word: its exit code, or why there is none. */
export const endOf = ({ code, stopped }: RanCommand): string => {
  if (code === undefined) return 'cut';
  return stopped ? 'stopped' : String(code);
};

/** Everything that is known about a run when it is over: what its directory is written from. */
export type RunRecord = {
  readonly report: Report;
  readonly exitCode: number;
  readonly events: readonly RunEvent[];
  readonly commands: readonly RanCommand[];
  /** What was at work, by name: the project, Node, the cluster, kubectl, helm. */
  readonly versions: readonly (readonly [name: string, version: string])[];
};

/** When the run began, in milliseconds since the epoch. */
export const beganAt = ({ events }: RunRecord): number => Date.parse(events[0]?.time ?? '') || 0;
