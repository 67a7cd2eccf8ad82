import type { Outcome } from '../core/engine.ts';
import { runTree } from './listr.ts';
import type { Report } from './report.ts';
import type { Reporter, Setting } from './reporter.ts';
import { saying } from './saying.ts';

/** A format that programs read: the whole report as one text without a line break at its end. */
export type Formatter = (report: Report, setting: Setting) => string;

/** A reporter for programs: stdout is the report and nothing else; what is said meanwhile goes to stderr when asked for. */
export const machineReporter =
  (format: Formatter) =>
  (setting: Setting): Reporter => {
    const { sink, look, redact } = setting;
    const { say, listen, flush } = saying({ out: sink.err, err: sink.err }, look, () => false);
    const text = (report: Report) => format(redact(report), setting);
    return {
      say,
      line: (line) => {
        if (look.verbose) sink.err(line);
      },
      error: sink.err,
      steps: async (steps, run) => {
        const driver = { perform: run.perform, titleOf: (one: Outcome) => one.title, listen, ended: flush };
        await runTree(steps, { ...driver, hides: () => false }, false);
      },
      end: (report) => {
        const written = text(report);
        if (written !== '') sink.out(written);
      },
      text: (report) => {
        const written = text(report);
        return written === '' ? '' : `${written}\n`;
      },
    };
  };
