import type { Outcome, Run } from '../core/engine.ts';
import { impliedSkips, type Step } from '../core/plan.ts';
import type { Say } from '../core/world.ts';
import { runTree } from './listr.ts';
import type { Report } from './report.ts';
import { closing, type Look, outcomeLine } from './text.ts';

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

/** A reporter for people; `live` draws a tree that moves, otherwise each task is one line when it ended. */
export const textReporter = (sink: Sink, look: Look, live: boolean): Reporter => {
  const { say, listen, flush } = saying(sink, look, () => live && drawing);
  let drawing = false;
  const lineOf = (outcome: Outcome) => outcomeLine(outcome, look);
  /** Neighbours that were skipped for one reason, told in one line. */
  let alike: readonly Outcome[] = [];
  const tellAlike = () => {
    const [first, ...more] = alike;
    const last = more.at(-1);
    alike = [];
    if (first)
      sink.out(
        lineOf(last ? { ...first, task: `${first.task}-${last.task}`, title: `${more.length + 1} tasks` } : first),
      );
  };
  const tell = (outcome: Outcome) => {
    if (alike[0]?.reason !== outcome.reason || outcome.state !== 'skipped') tellAlike();
    if (outcome.state !== 'skipped' || look.verbose) sink.out(lineOf(outcome));
    else if (!impliedSkips.includes(outcome.reason ?? '')) alike = [...alike, outcome];
  };
  return {
    say,
    line: sink.out,
    error: sink.err,
    steps: async (steps, run) => {
      drawing = true;
      await runTree(
        steps,
        {
          perform: run.perform,
          titleOf: lineOf,
          listen,
          ended: (outcome) => {
            if (!live) tell(outcome);
            if (!live) flush();
          },
        },
        live,
      );
      drawing = false;
      tellAlike();
      flush();
    },
    end: (report) => sink.out(`\n${closing(report, look)}`),
    text: (report) => {
      const plain = { ...look, color: false };
      return `${[...report.outcomes.map((one) => outcomeLine(one, plain)), '', closing(report, plain)].join('\n')}\n`;
    },
  };
};

/** A reporter for programs: one JSON object on stdout, what is said goes to stderr when asked for. */
export const jsonReporter = (sink: Sink, look: Look, redact: (report: Report) => Report): Reporter => {
  const text = (report: Report) => JSON.stringify(redact(report), null, 2);
  const { say, listen, flush } = saying({ out: sink.err, err: sink.err }, look, () => false);
  return {
    say,
    line: (text) => {
      if (look.verbose) sink.err(text);
    },
    error: sink.err,
    steps: async (steps, run) => {
      await runTree(steps, { perform: run.perform, titleOf: (one) => one.title, listen, ended: flush }, false);
    },
    end: (report) => sink.out(text(report)),
    text: (report) => `${text(report)}\n`,
  };
};

/** Progress goes to the task at work; notes and planned lines wait while a tree is drawn, for nothing may be printed beside it. */
const saying = (sink: Sink, look: Look, waits: () => boolean) => {
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
      print(`  would run: ${line}`);
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
