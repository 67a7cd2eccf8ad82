import type { Outcome } from '../core/engine.ts';
import { impliedSkips } from '../core/plan.ts';
import { headline } from './headline.ts';
import { runTree } from './listr.ts';
import type { Reporter, Setting } from './reporter.ts';
import { saying } from './saying.ts';
import { besides, closing, endingText, type Look, outcomeLine, painter, planLines } from './text.ts';
import { workLine } from './work-line.ts';

/** The format for people: a tree that moves where it can, otherwise one line for each task when it ended. */
export const textReporter = ({ sink, look, live, next, redact, now }: Setting): Reporter => {
  const brief = next === true && !look.verbose;
  let drawing = false;
  let begun = false;
  /** A quiet line stands below the tasks before it, also those whose line waits for neighbours. */
  const print = (line: string) => [...lines.rest(), line].forEach(sink.out);
  const { listen, progress } = workLine({ look, live, print, now });
  const { say, flush } = saying({ print: sink.out, look, waits: () => live && drawing, progress });
  const lines = taskLines(look);
  return {
    say,
    begin: (beginning) => {
      begun = true;
      if (!brief) sink.out(headline(beginning));
    },
    line: sink.out,
    error: sink.err,
    steps: async (steps, run) => {
      drawing = true;
      await runTree(
        steps,
        {
          perform: run.perform,
          titleOf: (outcome) => (isConsequence(outcome) && !look.verbose ? undefined : outcomeLine(outcome, look)),
          hides: ({ skip = '' }) => impliedSkips.includes(skip) && !look.verbose,
          listen,
          ended: (outcome) => {
            if (live || brief) return;
            lines.of(outcome).forEach(sink.out);
            flush();
          },
        },
        live,
        brief,
      );
      drawing = false;
      lines.rest().forEach(sink.out);
      if (live) run.outcomes.flatMap((outcome) => plannedText(outcome, look)).forEach(sink.out);
      flush();
    },
    end: (report, ending) => {
      if (!brief || !begun)
        return sink.out(`${begun ? '\n' : ''}${closing(report, look)}${endingText(report, ending, look)}`);
      for (const block of besides(report, look)) sink.out(`\n${block}`);
    },
    text: (report) => {
      const plain = { ...look, color: false };
      const written = taskLines(plain);
      const tasks = [...report.outcomes.flatMap(written.of), ...written.rest()];
      return redact(`${[...tasks, '', closing(report, plain)].join('\n')}\n`);
    },
  };
};

/** What was skipped because of a failure is in the count of its phase: the failure is to be seen, not its shadow. */
const isConsequence = ({ state, reason = '' }: Outcome): boolean =>
  state === 'skipped' && /^(?:needs T|stopped after T|interrupted$)/.test(reason);

/** What a task would do, below its sentence: the tree has no room for it. */
const plannedText = (outcome: Outcome, look: Look): readonly string[] => {
  const lines = planLines(outcome);
  return lines.length > 0 ? [`${painter(look).bold(outcome.task)}  ${outcome.title}`, ...lines] : [];
};

/** The lines of tasks as they end. Neighbours that were skipped for one reason share a line; what the flags imply has none. */
const taskLines = (look: Look) => {
  let alike: readonly Outcome[] = [];
  const rest = (): readonly string[] => {
    const [first, ...more] = alike;
    const last = more.at(-1);
    alike = [];
    if (!first) return [];
    const shown: Outcome = last
      ? { ...first, task: `${first.task}-${last.task}`, title: `${more.length + 1} tasks` }
      : first;
    return [outcomeLine(shown, look)];
  };
  const of = (outcome: Outcome): readonly string[] => {
    const isSkipped = outcome.state === 'skipped';
    const before = isSkipped && alike[0]?.reason === outcome.reason ? [] : rest();
    if (!isSkipped || look.verbose) return [...before, outcomeLine(outcome, look), ...planLines(outcome)];
    if (!impliedSkips.includes(outcome.reason ?? '')) alike = [...alike, outcome];
    return before;
  };
  return { of, rest };
};
