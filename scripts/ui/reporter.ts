import type { Run } from '../core/engine.ts';
import type { Beginning, RunEvent } from '../core/event.ts';
import type { Step } from '../core/plan.ts';
import type { Say } from '../core/world.ts';
import type { Report } from './report.ts';
import type { Look } from './text.ts';

/** Where a reporter writes: already redacted there. */
export type Sink = { readonly out: (text: string) => void; readonly err: (text: string) => void };

/** What goes with the report at the end of a run. */
export type Ending = {
  /** Where to go now, or what was kept. */
  readonly lines: readonly string[];
  /** Where the files of the run lie, relative to the root. */
  readonly directory?: string;
};

/** Shows a run: what is said meanwhile, the steps as they end, and the report. */
export type Reporter = {
  readonly say: Say;
  /** What the run is about; not called when it ends before that is known. */
  readonly begin: (beginning: Beginning) => void;
  /** A line about the run as a whole, before and after the steps. */
  readonly line: (text: string) => void;
  /** Why there is no report: never among what a program reads. */
  readonly error: (text: string) => void;
  readonly steps: (steps: readonly Step[], run: Run) => Promise<void>;
  readonly end: (report: Report, ending: Ending) => void;
  /** Hears each event of the run, where the format tells them. */
  readonly event?: (event: RunEvent) => void;
  /** The report in this reporter's format, for a file; `events` are those of the whole run. */
  readonly text: (report: Report, events?: readonly RunEvent[]) => string;
};

/** What reporters are made of. */
export type Setting = {
  readonly sink: Sink;
  readonly look: Look;
  /** There is a terminal on which a tree can move. */
  readonly live: boolean;
  /** Only what is to be done next is wanted, and not each task: what is at work shows while it is, on a terminal. */
  readonly next?: boolean;
  /** Hides secrets in plain data or text, before a format escapes them. */
  readonly redact: <T>(data: T) => T;
  readonly exitCode: (report: Report) => number;
  /** The version of the project. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
};
