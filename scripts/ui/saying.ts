import type { Say } from '../core/world.ts';
import type { Look } from './text.ts';

/** What is said while a run goes on, and the way to print what had to wait. */
type Saying = { readonly say: Say; readonly flush: () => void };

/** What saying is made of. */
type SayingSetup = {
  readonly print: (line: string) => void;
  readonly look: Look;
  /** True while a tree is drawn: nothing may be printed beside it. */
  readonly waits: () => boolean;
  /** Where the progress of the task at work goes. */
  readonly progress: (line: string) => void;
};

/** Progress goes to the task at work; notes wait while a tree is drawn; what is planned, the outcome of its task tells. */
export const saying = ({ print, look, waits, progress }: SayingSetup): Saying => {
  let waiting: string[] = [];
  const planned: string[] = [];
  const tell = (line: string) => {
    if (waits()) waiting.push(line);
    else print(line);
  };
  const say: Say = {
    progress,
    note: (line) => {
      if (look.verbose) tell(`  ${line}`);
      progress(line);
    },
    planned: (line) => void planned.push(line),
    plannedLines: () => planned,
  };
  const flush = () => {
    const lines = waiting;
    waiting = [];
    lines.forEach(print);
  };
  return { say, flush };
};
