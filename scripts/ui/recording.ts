import type { Beginning, Happening, RunEvent } from '../core/event.ts';
import type { TaskId } from '../core/task.ts';
import { paced } from './pace.ts';
import type { Report } from './report.ts';
import type { Ending, Reporter, Setting } from './reporter.ts';

/** Milliseconds between two events of progress: tools print hundreds of lines in a second. */
const pause = 250;

/** A reporter, and the events of its run so far. */
export type Recording = {
  readonly reporter: Reporter;
  readonly events: readonly RunEvent[];
  /** Tells the last events and nothing else: for a run that has no time to be shown. */
  readonly ended: (report: Report, ending: Ending) => void;
};

/** What telling events needs. */
type RecordingSetting = Pick<Setting, 'redact' | 'exitCode' | 'version' | 'now'>;

/** Passes everything on to a reporter and tells each thing that happens as an event, redacted; `run-start` is always the first. */
export const recording = (inner: Reporter, setting: RecordingSetting, emit: (event: RunEvent) => void): Recording => {
  const opened = setting.now();
  const events: RunEvent[] = [];
  const early: RunEvent[] = [];
  let task: TaskId | undefined;
  const stamped = (happening: Happening, at = setting.now()): RunEvent =>
    setting.redact({ v: 1, time: new Date(at).toISOString(), ...happening });
  const keep = (event: RunEvent) => {
    events.push(event);
    inner.event?.(event);
    emit(event);
  };
  const tell = (happening: Happening) => {
    if (events.length === 0) early.push(stamped(happening));
    else keep(stamped(happening));
  };
  const starting = (beginning: Partial<Beginning>): readonly RunEvent[] => [
    stamped({ event: 'run-start', version: setting.version, ...beginning }, opened),
    ...early,
  ];
  const said = (event: 'progress' | 'note' | 'planned', text: string) =>
    tell({ event, ...(task ? { task } : {}), text });
  const progress = paced(pause, (text) => said('progress', text));

  const ended: Recording['ended'] = (report, ending) => {
    if (events.length === 0) starting({}).forEach(keep);
    endingOf(report, ending, setting).forEach(tell);
  };

  const reporter: Reporter = {
    say: {
      ...inner.say,
      progress: (text) => {
        if (task) progress.push(text);
        inner.say.progress(text);
      },
      note: (text) => {
        said('note', text);
        inner.say.note(text);
      },
      planned: (text) => {
        said('planned', text);
        inner.say.planned(text);
      },
    },
    begin: (beginning) => {
      starting(beginning).forEach(keep);
      inner.begin(beginning);
    },
    line: (text) => {
      said('note', text);
      inner.line(text);
    },
    error: inner.error,
    steps: (steps, run) =>
      inner.steps(steps, {
        outcomes: run.outcomes,
        perform: async (step) => {
          task = step.id;
          tell({ event: 'task-start', task, phase: step.phase, title: step.title });
          const outcome = await run.perform(step);
          progress.flush();
          progress.drop();
          task = undefined;
          tell({ event: 'task-end', outcome });
          return outcome;
        },
      }),
    end: (report, ending) => {
      ended(report, ending);
      inner.end(report, ending);
    },
    text: (report) =>
      inner.text(report, [
        ...(events.length > 0 ? events : starting({})),
        ...endingOf(report, { lines: [] }, setting).map((happening) => stamped(happening)),
      ]),
  };
  return { reporter, events, ended };
};

/** What is told last: what a word of ai-devops-examples did, the findings of the run itself, where to go now, and how it ended. */
const endingOf = (
  report: Report,
  { lines, directory }: Ending,
  { exitCode }: RecordingSetting,
): readonly Happening[] => {
  const { ok, ms, counts, findings, operation } = report;
  return [
    ...(operation ? [{ event: 'operation', operation } as const] : []),
    ...findings.map((finding) => ({ event: 'finding', finding }) as const),
    ...lines.filter((text) => text !== '').map((text) => ({ event: 'note', text }) as const),
    { event: 'run-end', ok, exitCode: exitCode(report), ms, counts, ...(directory ? { directory } : {}) },
  ];
};
