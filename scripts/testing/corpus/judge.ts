import type { Finding } from '../../core/finding.ts';
import { parseFlags } from '../../core/flags.ts';
import { pipelines } from '../../pipelines.ts';
import { runPipeline } from '../../run.ts';
import type { Report } from '../../ui/report.ts';
import { toldOnce } from '../../ui/told.ts';
import type { BrokenInput } from './broken.ts';
import type { Folder } from './folder.ts';
import { type Asking, openWorld } from './world.ts';

/** Everything that `validate --static` tells of a folder with the mistakes of an input, in its order, equal findings once. */
export const judged = (folder: Folder, input: BrokenInput, asking: Asking): Promise<readonly Finding[]> =>
  folder.broken(input, async () => {
    let report: Report | undefined;
    let rest = async (): Promise<void> => {};
    const { flags } = parseFlags(['--static'], 'validate');
    await runPipeline(pipelines.validate, flags, [], {
      settle: async () => {
        const opened = await openWorld(folder.path, input, asking);
        rest = opened.rest;
        return opened;
      },
      save: async () => {},
      source: () => {},
      fail: () => 1,
      consent: async () => true,
      person: { isTTY: false, yes: false, allowApply: undefined },
      type: async () => '',
      archive: { open: () => {}, version: () => {}, close: () => ({ findings: [] }) },
      reporter: {
        say: { progress: () => {}, note: () => {}, planned: () => {}, plannedLines: () => [] },
        begin: () => {},
        line: () => {},
        error: () => {},
        steps: async (steps, run) => {
          for (const step of steps) await run.perform(step);
        },
        text: () => '',
        end: (ended) => {
          report = ended;
        },
      },
    });
    await rest();
    if (report === undefined) throw new Error('The validation did not end.');
    return toldOnce(report).map(({ finding }) => finding);
  });
