import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openArchive } from './archive.ts';
import type { RunEvent } from './core/event.ts';
import { finding } from './core/finding.ts';
import { filesBelow } from './testing/clone.ts';
import type { Report } from './ui/report.ts';
import { reporters } from './ui/reporters.ts';
import { beginning, outcome, report, settingFor, stepOf } from './ui/samples.ts';
import { openRedactor } from './world/redact.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'todo-archive-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const crash = finding('pod/crash-loop', 'It ends again and again', {
  evidence: [
    { source: 'log of backend', text: Array.from({ length: 30 }, (_, nth) => `line ${nth}`).join('\n') },
    { source: 'pods', text: 'backend-x2' },
  ],
});
const whole = report([outcome('held'), outcome('failed', [crash], 'T002')]);

/** An archive of a deploy, which is shown as text. */
const archive = (changes: Parameters<typeof settingFor>[0] = {}) => {
  const { setting, out } = settingFor(changes);
  return { ...openArchive({ root, verb: 'deploy', reporter: reporters.text(setting), setting }), out };
};

/** Performs the tasks of a report as a run does. */
const perform = async ({ reporter }: ReturnType<typeof archive>, one: Report, stop?: string) => {
  reporter.begin({ ...beginning(one), verb: 'deploy' });
  await reporter
    .steps(one.outcomes.map(stepOf), {
      outcomes: one.outcomes,
      perform: async (step) => {
        if (step.id === stop) throw new Error('the process ends here');
        return one.outcomes.find(({ task }) => task === step.id) ?? outcome('held');
      },
    })
    .catch(() => {});
};

const read = (directory: string | undefined, name: string): string =>
  readFileSync(join(root, directory ?? '', name), 'utf8');
const eventsIn = (text: string): readonly RunEvent[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const only = (): string => `.deploy/runs/${readdirSync(join(root, '.deploy/runs'))[0]}`;

describe('an archive', () => {
  it('holds the report as page, as JSON and as JUnit, the commands, the events and long evidence', async () => {
    const one = archive();
    one.open();
    one.version('helm', 'v4.1.4');
    one.platform({ up: true, facts: 'Kubernetes v1.34.4', findings: [], versions: { client: 'v1.34.4', server: '' } });
    one.commands([
      {
        words: ['/usr/local/bin/helm', 'list', `${root}/a b`],
        changes: false,
        began: Date.UTC(2030, 0, 1),
        ms: 12,
        code: 0,
      },
    ]);
    await perform(one, whole);
    const { directory, findings } = one.close(whole);
    one.reporter.end(whole, { lines: [], ...(directory ? { directory } : {}) });
    expect(findings).toEqual([]);
    expect(directory).toBe('.deploy/runs/2030-01-01T00-00-00Z');
    expect(filesBelow(join(root, directory ?? ''))).toEqual([
      'commands.log',
      'events.ndjson',
      'evidence/01-pod-crash-loop-1-log-of-backend.txt',
      'junit.xml',
      'report.html',
      'report.json',
    ]);
    expect(JSON.parse(read(directory, 'report.json'))).toEqual(JSON.parse(JSON.stringify(whole)));
    expect(read(directory, 'junit.xml')).toContain('<testsuites name="validate" tests="2" failures="1"');
    expect(read(directory, 'commands.log')).toContain("0.000     0.012        0   helm list './a b'\n");
    expect(read(directory, 'evidence/01-pod-crash-loop-1-log-of-backend.txt')).toMatch(/^line 0\n[\s\S]*line 29\n$/);
    for (const told of ['not ok', 'v4.1.4', 'Kubernetes v1.34.4', 'line 29', 'helm list'])
      expect(read(directory, 'report.html')).toContain(told);
    expect(eventsIn(read(directory, 'events.ndjson')).map(({ event }) => event)).toEqual([
      'run-start',
      'task-start',
      'task-end',
      'task-start',
      'task-end',
      'run-end',
    ]);
    expect(one.out.at(-1)).toMatch(/\nReport: \.deploy\/runs\/2030-01-01T00-00-00Z\/report\.html$/);
  });

  it('is not there when nothing opened it', async () => {
    const one = archive();
    await perform(one, whole);
    expect(one.close(whole)).toEqual({ findings: [] });
    one.cut(finding('interrupted/signal', 'x'));
    expect(readdirSync(root)).toEqual([]);
  });

  it('has what there is when the process must end at once', async () => {
    const one = archive();
    one.open();
    await perform(one, whole, 'T002');
    one.cut(finding('interrupted/signal', 'The run was interrupted and ended at once'));
    const written: Report = JSON.parse(read(only(), 'report.json'));
    expect(written).toMatchObject({ verb: 'deploy', target: 'local', ok: false, counts: { held: 1 } });
    expect(written.findings).toMatchObject([{ code: 'interrupted/signal' }]);
    expect(read(only(), 'report.html')).toContain('deploy interrupted');
    expect(eventsIn(read(only(), 'events.ndjson')).slice(-2)).toMatchObject([
      { event: 'finding', finding: { code: 'interrupted/signal' } },
      { event: 'run-end', ok: false, exitCode: expect.any(Number), directory: only() },
    ]);
  });

  it('has the events of a run that nobody could end', async () => {
    const one = archive();
    one.open();
    await perform(one, whole, 'T002');
    expect(eventsIn(read(only(), 'events.ndjson')).at(-1)).toMatchObject({ event: 'task-start', task: 'T002' });
  });

  it('that cannot be written is a warning, told once, and the run goes on', async () => {
    writeFileSync(join(root, '.deploy'), 'a file');
    const one = archive();
    one.open();
    await perform(one, whole);
    expect(one.close(whole)).toMatchObject({
      findings: [{ code: 'env/unwritable', level: 'warning', message: expect.stringContaining('.deploy/runs') }],
    });
    rmSync(join(root, '.deploy'));
    const other = archive();
    other.open();
    rmSync(join(root, '.deploy'), { recursive: true });
    writeFileSync(join(root, '.deploy'), 'a file');
    await perform(other, whole);
    expect(other.close(whole).findings).toMatchObject([{ code: 'env/unwritable', level: 'warning' }]);
    expect(statSync(join(root, '.deploy')).isFile()).toBe(true);
  });

  it('keeps the last twenty runs', () => {
    for (let nth = 0; nth < 23; nth += 1) {
      const one = archive({ now: () => Date.UTC(2030, 0, 1, 0, 0, nth) });
      one.open();
      one.close(whole);
    }
    const kept = readdirSync(join(root, '.deploy/runs')).sort();
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([20, '2030-01-01T00-00-03Z', '2030-01-01T00-00-22Z']);
  });

  it('holds no secret, wherever one stood', async () => {
    const canary = 'c<n>a&r"y\'%:,\\{}é-7421';
    const redactor = openRedactor();
    redactor.hide(canary);
    const poisoned = finding('pod/crash-loop', canary, {
      remedy: `Run \`${canary}\`.`,
      at: { file: canary, line: 1, column: 1 },
      related: [{ at: { file: canary, line: 1, column: 1 }, message: canary }],
      evidence: [{ source: canary, text: `${canary}\n`.repeat(30) }],
    });
    const one = archive({
      redact: redactor.data,
      look: { color: false, width: 80, verbose: false, sourceOf: () => canary },
    });
    const all = report([{ ...outcome('failed', [poisoned]), title: canary, reason: canary }], [poisoned]);
    one.open();
    one.version('helm', canary);
    one.commands([{ words: ['helm', canary], changes: true, began: Date.UTC(2030, 0, 1), ms: 1, code: 0 }]);
    one.reporter.say.note(canary);
    await perform(one, all);
    one.reporter.say.note(canary);
    const { directory = '' } = one.close(all);
    one.reporter.end(all, { lines: [canary], directory });
    const names = filesBelow(join(root, directory));
    expect(names).toHaveLength(6);
    for (const name of names) {
      expect(read(directory, name), name).toContain('***');
      for (const trace of [canary, '7421', encodeURIComponent(canary)]) {
        expect(read(directory, name), name).not.toContain(trace);
        expect(name).not.toContain(trace);
      }
    }
  });
});
