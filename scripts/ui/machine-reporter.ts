import type { Outcome } from '../core/engine.ts';
import { headline } from './headline.ts';
import { runTree } from './listr.ts';
import type { Report } from './report.ts';
import type { Reporter, Setting } from './reporter.ts';
import { saying } from './saying.ts';
import { workLine } from './work-line.ts';

/** A format that programs read: the whole report as one text without a line break at its end. */
export type Formatter = (report: Report, setting: Setting) => string;

/** A reporter for programs: stdout is the report and nothing else; what is said meanwhile goes to stderr when asked for. */
export const machineReporter =
  (format: Formatter) =>
  (setting: Setting): Reporter => {
    const { look, redact, now } = setting;
    const line = (text: string) => {
      if (look.verbose) setting.sink.err(text);
    };
    const { listen, progress } = workLine({ look, live: false, print: line, now });
    const { say, flush } = saying({ print: line, look, waits: () => false, progress });
    const text = (report: Report) => format(redact(report), setting);
    return {
      say,
      begin: (beginning) => line(headline(beginning)),
      line,
      error: setting.sink.err,
      steps: async (steps, run) => {
        const driver = { perform: run.perform, titleOf: (one: Outcome) => one.title, listen, ended: flush };
        await runTree(steps, { ...driver, hides: () => false }, false);
      },
      end: (report, { lines, directory }) => {
        const written = text(report);
        if (written !== '') setting.sink.out(written);
        lines.forEach(line);
        if (directory) line(`Report: ${directory}`);
      },
      text: (report) => {
        const written = text(report);
        return written === '' ? '' : `${written}\n`;
      },
    };
  };
