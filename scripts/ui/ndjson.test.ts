import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../core/event.ts';
import { finding } from '../core/finding.ts';
import { validEvent } from '../testing/schemas.ts';
import { recording } from './recording.ts';
import type { Report } from './report.ts';
import { reporters } from './reporters.ts';
import { beginning, outcome, report, reports, settingFor, stepOf, typo } from './samples.ts';

/** Lets a reporter show a whole run, and reads what it printed; every event must match the schema. */
const shown = async (one: Report, changes: Parameters<typeof settingFor>[0] = {}) => {
  const { setting, out, err } = settingFor(changes);
  const { reporter } = recording(reporters.ndjson(setting), setting, () => {});
  reporter.say.note('helm 3.10 on the PATH is not used');
  reporter.begin(beginning(one));
  await reporter.steps(one.outcomes.map(stepOf), {
    outcomes: one.outcomes,
    perform: async (step) => {
      reporter.say.progress('pulling');
      reporter.say.note('a note');
      reporter.say.planned('helm upgrade');
      return one.outcomes.find(({ task }) => task === step.id) ?? outcome('held');
    },
  });
  const file = reporter.text(one);
  reporter.end(one, { lines: ['Chat: http://127.0.0.1:3000'], directory: '.deploy/runs/2030-01-01T00-00-00Z' });
  return { events: read(out.join('\n')), written: read(file), out, err };
};

const read = (text: string): readonly RunEvent[] =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const event = JSON.parse(line);
      validEvent(event);
      expect(validEvent.errors, line).toBeNull();
      return event;
    });

const kinds = (events: readonly RunEvent[]): readonly string[] => events.map(({ event }) => event);

describe('the stream of events', () => {
  it('tells what a word of ai-devops-examples did, before what was found', async () => {
    const operation = { word: 'restore', state: 'held', said: ['Nothing found.'], next: [] } as const;
    const { events } = await shown({ ...report([], [typo]), operation });
    expect(kinds(events).slice(-4)).toEqual(['operation', 'finding', 'note', 'run-end']);
    expect(events.find(({ event }) => event === 'operation')).toMatchObject({ operation });
  });

  it('matches its published schema and can be put together to the report again, whatever the run', async () => {
    await fc.assert(
      fc.asyncProperty(reports, async (one) => {
        // A run has each task once, and the tasks of a phase together.
        const once = [...new Map(one.outcomes.map((each) => [each.task, each])).values()];
        const outcomes = once.toSorted((a, b) => a.phase.localeCompare(b.phase));
        const unlike = report(outcomes, one.findings);
        const { events } = await shown(unlike);
        const plain = JSON.parse(JSON.stringify(unlike));
        expect(events[0]?.event).toBe('run-start');
        expect(events.flatMap((each) => (each.event === 'task-end' ? [each.outcome] : []))).toEqual(plain.outcomes);
        expect(events.flatMap((each) => (each.event === 'finding' ? [each.finding] : []))).toEqual(plain.findings);
        expect(events.at(-1)).toMatchObject({ event: 'run-end', ok: unlike.ok, counts: unlike.counts });
      }),
      { numRuns: 100 },
    );
  });

  it('tells everything in its order, beginning with the run, also what was said before', async () => {
    const { events } = await shown(
      report([outcome('failed', [typo])], [finding('env/space', 'x', { level: 'warning' })]),
    );
    expect(kinds(events)).toEqual([
      'run-start',
      'note',
      'task-start',
      'progress',
      'note',
      'planned',
      'task-end',
      'finding',
      'note',
      'run-end',
    ]);
    expect(events[0]).toMatchObject({
      verb: 'validate',
      tasks: [{ task: 'T001', title: 'It holds' }],
      version: '1.2.3',
    });
    expect(events[3]).toMatchObject({ task: 'T001', text: 'pulling' });
    expect(events.at(-1)).toMatchObject({ exitCode: 40, directory: '.deploy/runs/2030-01-01T00-00-00Z' });
  });

  it('has a beginning and an end, and the reason, also when the run ended before its plan was known', () => {
    const { setting, out } = settingFor();
    const { reporter } = recording(reporters.ndjson(setting), setting, () => {});
    const one = report([], [typo]);
    expect(kinds(read(reporter.text(one)))).toEqual(['run-start', 'finding', 'run-end']);
    reporter.end(one, { lines: [] });
    expect(kinds(read(out.join('\n')))).toEqual(['run-start', 'finding', 'run-end']);
  });

  it('stands alone on stdout; people read the text on stderr', async () => {
    const { out, err } = await shown(report([outcome('failed', [typo])]));
    expect(out.every((line) => line.startsWith('{"v":1,"time":"2030-01-01T00:00:00.000Z","event":"'))).toBe(true);
    expect(err).toContain('validate on local (for a test), env dev');
    expect(err.join('\n')).toMatch(/validate not ok: 1 failed .*\nReport: \.deploy\/runs\/.*\/report\.html/);
  });

  it('is written into a file as it was printed', async () => {
    const { events, written } = await shown(report([outcome('held')]));
    expect(kinds(written)).toEqual(kinds(events).filter((_, at) => at !== events.length - 2));
  });

  it('tells progress four times a second at most, the last of it always', async () => {
    vi.useFakeTimers();
    try {
      const { setting, out } = settingFor();
      const { reporter } = recording(reporters.ndjson(setting), setting, () => {});
      const one = report([outcome('held')]);
      reporter.begin(beginning(one));
      await reporter.steps(one.outcomes.map(stepOf), {
        outcomes: [],
        perform: async () => {
          for (let nth = 0; nth < 100; nth += 1) {
            reporter.say.progress(`layer ${nth}`);
            await vi.advanceTimersByTimeAsync(10);
          }
          return outcome('held');
        },
      });
      const told = read(out.join('\n')).flatMap((each) => (each.event === 'progress' ? [each.text] : []));
      expect(told).toEqual(['layer 0', 'layer 24', 'layer 49', 'layer 74', 'layer 99']);
    } finally {
      vi.useRealTimers();
    }
  });
});
