import type { Say } from '../core/world.ts';
import type { Sink } from './reporter.ts';
import type { Look } from './text.ts';

/** What is said while a run goes on, and the way to print what had to wait. */
type Saying = { readonly say: Say; readonly flush: () => void };

/** What saying is made of. */
type SayingSetup = {
  readonly sink: Sink;
  readonly look: Look;
  /** True while a tree is drawn: nothing may be printed beside it. */
  readonly waits: () => boolean;
  /** Where the progress of the task at work goes. */
  readonly progress: (line: string) => void;
};

/** Progress goes to the task at work; notes and planned lines wait while a tree is drawn. */
export const saying = ({ sink, look, waits, progress }: SayingSetup): Saying => {
  let waiting: string[] = [];
  let planned = 0;
  const print = (line: string) => {
    if (waits()) waiting.push(line);
    else sink.out(line);
  };
  const say: Say = {
    progress,
    note: (line) => {
      if (look.verbose) print(`  ${line}`);
      progress(line);
    },
    planned: (line) => {
      planned += 1;
      print(`  would ${line}`);
    },
    plannedCount: () => planned,
  };
  const flush = () => {
    const lines = waiting;
    waiting = [];
    lines.forEach(sink.out);
  };
  return { say, flush };
};
