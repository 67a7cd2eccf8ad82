import type { Say } from '../core/world.ts';
import type { Sink } from './reporter.ts';
import type { Look } from './text.ts';

/** What is said while a run goes on, and to whom it goes at the moment. */
type Saying = {
  readonly say: Say;
  /** Progress goes here from now on; to nobody when undefined. */
  readonly listen: (progress: ((line: string) => void) | undefined) => void;
  /** Prints what had to wait. */
  readonly flush: () => void;
};

/** Progress goes to the task at work; notes and planned lines wait while a tree is drawn, for nothing may be printed beside it. */
export const saying = (sink: Sink, look: Look, waits: () => boolean): Saying => {
  let progress: ((line: string) => void) | undefined;
  let waiting: string[] = [];
  let planned = 0;
  const print = (line: string) => {
    if (waits()) waiting.push(line);
    else sink.out(line);
  };
  const say: Say = {
    progress: (line) => progress?.(line),
    note: (line) => {
      if (look.verbose) print(`  ${line}`);
      progress?.(line);
    },
    planned: (line) => {
      planned += 1;
      print(`  would ${line}`);
    },
    plannedCount: () => planned,
  };
  return {
    say,
    listen: (next: typeof progress) => {
      progress = next;
    },
    flush: () => {
      const lines = waiting;
      waiting = [];
      lines.forEach(sink.out);
    },
  };
};
