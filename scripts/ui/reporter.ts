import type { Run } from '../core/engine.ts';
import type { Step } from '../core/plan.ts';
import type { Say } from '../core/world.ts';
import type { Report } from './report.ts';
import type { Look } from './text.ts';

/** Where a reporter writes: already redacted there. */
export type Sink = { readonly out: (text: string) => void; readonly err: (text: string) => void };

/** Shows a run: what is said meanwhile, the steps as they end, and the report. */
export type Reporter = {
  readonly say: Say;
  /** A line about the run as a whole, before and after the steps. */
  readonly line: (text: string) => void;
  /** Why there is no report: never among what a program reads. */
  readonly error: (text: string) => void;
  readonly steps: (steps: readonly Step[], run: Run) => Promise<void>;
  readonly end: (report: Report) => void;
  /** The report in this reporter's format, for a file. */
  readonly text: (report: Report) => string;
};

/** What reporters are made of. */
export type Setting = {
  readonly sink: Sink;
  readonly look: Look;
  /** There is a terminal on which a tree can move. */
  readonly live: boolean;
  /** Hides secrets in plain data or text, before a format escapes them. */
  readonly redact: <T>(data: T) => T;
  readonly exitCode: (report: Report) => number;
  /** The version of the project. */
  readonly version: string;
};
