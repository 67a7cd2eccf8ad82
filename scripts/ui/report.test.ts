import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it, vi } from 'vitest';
import { type Finding, finding } from '../core/finding.ts';
import { exitCode } from './report.ts';
import { reporters } from './reporters.ts';
import { look, outcome, report, settingFor, stepOf, typo } from './samples.ts';
import { closing, endingText, findingText, outcomeLine } from './text.ts';

describe('the exit code', () => {
  it('is 0 when all holds, 3 for changes when asked for', () => {
    expect(exitCode(report([outcome('held')]), true)).toBe(0);
    expect(exitCode(report([outcome('planned')]), true)).toBe(3);
    expect(exitCode(report([outcome('changed')]), false)).toBe(0);
  });

  it.each([
    ['values/type', 40],
    ['runbook/gap', 10],
    ['tool/missing', 20],
    ['target/down', 30],
    ['image/absent', 50],
    ['pod/absent', 60],
    ['service/absent', 70],
    ['cleanup/left-over', 80],
    ['crash/unexpected', 90],
  ] as const)('of a first failure %s is %i', (code, exit) => {
    expect(
      exitCode(
        report([outcome('failed', [finding(code, 'x')]), outcome('failed', [finding('usage/bad-value', 'y')])]),
        false,
      ),
    ).toBe(exit);
  });

  it('is that of the run itself before that of a task, and 130 after an interruption', () => {
    expect(exitCode(report([outcome('failed', [finding('pod/absent', 'x')])], [typo]), false)).toBe(40);
    expect(exitCode(report([outcome('failed', [finding('interrupted/signal', 'x')])], [typo]), false)).toBe(130);
  });

  it('is no success when nothing was asked, and a finding says so', () => {
    for (const one of [report([outcome('skipped')]), report([])]) {
      expect(one).toMatchObject({ ok: false, findings: [{ code: 'usage/nothing-selected' }] });
      expect(exitCode(one, false)).toBe(2);
    }
  });

  it('is never 0 for a task that failed without a word', () => {
    expect(exitCode(report([outcome('failed')]), false)).toBe(90);
  });
});

describe('the text report', () => {
  it('shows state, sentence, reason and time of a task in a line', () => {
    expect(outcomeLine({ ...outcome('skipped'), reason: 'no key' }, look)).toBe(
      'skipped T001  It holds  (no key)  1.2 s',
    );
  });

  it('shows place, frame, evidence and what to do', () => {
    const shown = findingText({ ...typo, evidence: [{ source: 'ajv', text: 'additionalProperties' }] }, look);
    expect(shown).toBe(
      [
        'helm/backend/values.yaml:2:1 error unknown key "replicaCont"  [values/unknown-key]',
        '    1 | replicaCount: 1',
        '  > 2 | replicaCont: 2',
        '      | ^^^^^^^^^^^',
        '  ajv',
        '    additionalProperties',
        '  fix: Write replicaCount.',
      ].join('\n'),
    );
  });

  it('shows the other places of a finding with their frames', () => {
    const at = { file: 'helm/backend/values.yaml', line: 1, column: 15, endColumn: 16 };
    const shown = findingText({ ...typo, related: [{ at, message: 'is the value that counts' }] }, look);
    expect(shown.split('\n').slice(4, 8)).toEqual([
      '  helm/backend/values.yaml:1:15 is the value that counts',
      '  > 1 | replicaCount: 1',
      '      |               ^',
      '    2 | replicaCont: 2',
    ]);
  });

  it('tells one mistake once, wherever it was found', () => {
    const text = closing(report([outcome('failed', [typo]), outcome('failed', [typo], 'T002')], [typo]), look);
    expect(text.match(/values\/unknown-key/g)).toHaveLength(1);
    expect(text).toMatch(/validate not ok: 2 failed {2}0\.0 s$/);
  });

  it('counts errors of the run itself, which fail it though its tasks hold', () => {
    expect(closing(report([outcome('held')], [typo, typo]), look)).toMatch(
      /validate not ok: 1 held, 1 error besides {2}0\.0 s$/,
    );
  });

  it('says that a signal ended it', () => {
    const cut = finding('interrupted/signal', 'The run was interrupted');
    expect(closing(report([outcome('failed', [cut])]), look)).toMatch(/validate interrupted: 1 failed {2}0\.0 s$/);
  });

  it('names the report of the run when something failed, and with --verbose always', () => {
    const ending = { lines: ['Chat: http://127.0.0.1:3000'], directory: '.deploy/runs/2030-01-01T00-00-00Z' };
    const [bad, good] = [report([outcome('failed', [typo])]), report([outcome('held')])];
    const named = '\nReport: .deploy/runs/2030-01-01T00-00-00Z/report.html';
    expect(endingText(bad, { ...ending, lines: [] }, look)).toBe(named);
    expect(endingText(good, ending, look)).toBe('\n\nChat: http://127.0.0.1:3000');
    expect(endingText(good, ending, { ...look, verbose: true })).toBe(`${named}\n\nChat: http://127.0.0.1:3000`);
    expect(endingText(bad, { lines: [] }, look)).toBe('');
  });

  it('says that nothing was asked', () => {
    expect(closing(report([]), look)).toContain('nothing was asked');
  });
});

describe('the JSON report', () => {
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/report.schema.json'), 'utf8'));

  it('matches its published schema', () => {
    const valid = new Ajv({ allErrors: true }).compile(schema);
    const at = { file: 'helm/backend/values.yaml', line: 2, column: 1, endLine: 2, endColumn: 12 };
    const whole: Finding = {
      ...typo,
      related: [{ at, message: 'here' }],
      evidence: [{ source: 'ajv', text: 'additionalProperties' }],
      fix: [{ at, text: 'replicaCount' }],
      action: { action: 'Scale', object: { kind: 'Deployment', name: 'backend' }, replicas: 2 },
      final: true,
      confidence: 0.6,
      consequences: [{ code: 'service/no-endpoints', message: 'backend-service has no ready endpoint' }],
    };
    const one = report(
      [
        { ...outcome('failed', [typo]), reason: 'x' },
        { ...outcome('planned'), plan: ['run a'] },
      ],
      [whole],
    );
    valid(JSON.parse(JSON.stringify({ ...one, fixed: { findings: 2, files: ['a.yaml'], left: ['b.yaml: no'] } })));
    expect(valid.errors).toBeNull();
  });

  it('is one object on stdout, redacted, and nothing else there', () => {
    const { setting, out, err } = settingFor({
      redact: (data) => JSON.parse(JSON.stringify(data).replace('local', '***')),
    });
    const reporter = reporters.json(setting);
    reporter.line('first line');
    reporter.say.note('a note');
    reporter.say.planned('helm upgrade');
    reporter.end(report([{ ...outcome('planned'), plan: ['helm upgrade'] }]), { lines: [] });
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      target: '***',
      ok: true,
      outcomes: [{ state: 'planned', plan: ['helm upgrade'] }],
    });
    expect(err).toEqual([]);
  });
});

describe('the plain text reporter', () => {
  it('prints a line for each task as it ends, and leaves out what the command line itself skips', async () => {
    const { setting, out } = settingFor();
    const reporter = reporters.text(setting);
    const ended = [
      outcome('held'),
      { ...outcome('skipped', [], 'T002'), reason: 'nothing to take back' },
      outcome('failed', [typo], 'T003'),
    ];
    await reporter.steps(ended.map(stepOf), {
      outcomes: ended,
      perform: async (step) => ended.find((one) => one.task === step.id) ?? outcome('held'),
    });
    expect(out).toEqual(['held    T001  It holds  1.2 s', 'FAILED  T003  It holds  1.2 s']);
  });

  it('tells of long work below the tasks before it, also those that were skipped', async () => {
    vi.useFakeTimers();
    try {
      const { setting, out } = settingFor();
      const reporter = reporters.text(setting);
      const ended = [{ ...outcome('skipped'), reason: 'no key' }, outcome('changed', [], 'T002')];
      await reporter.steps(ended.map(stepOf), {
        outcomes: ended,
        perform: async (step) => {
          if (step.id === 'T002') {
            reporter.say.progress('backend: 0/1 ready');
            await vi.advanceTimersByTimeAsync(10_000);
          }
          return ended.find((one) => one.task === step.id) ?? outcome('held');
        },
      });
      expect(out.map((line) => line.slice(0, 12))).toEqual(['skipped T001', 'working T002', 'changed T002']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('shows below a task what it would do under --dry-run, also in a file', async () => {
    const { setting, out } = settingFor();
    const ended = [{ ...outcome('planned'), plan: ['run helm upgrade', 'write a.yaml'] }, outcome('held', [], 'T002')];
    const reporter = reporters.text(setting);
    await reporter.steps(ended.map(stepOf), {
      outcomes: ended,
      perform: async (step) => ended.find((one) => one.task === step.id) ?? outcome('held'),
    });
    const lines = [
      'planned T001  It holds  1.2 s',
      '  would run helm upgrade',
      '  would write a.yaml',
      'held    T002  It holds  1.2 s',
    ];
    expect(out).toEqual(lines);
    expect(reporter.text(report(ended)).split('\n').slice(0, 4)).toEqual(lines);
  });

  it('writes into a file what it shows: neighbours that were skipped for one reason share a line', () => {
    const alike = (task: 'T002' | 'T003') => ({ ...outcome('skipped', [], task), reason: 'needs T001' });
    const implied = { ...outcome('skipped', [], 'T004'), reason: 'needs a running target (--static)' };
    const one = report([outcome('failed', [typo]), alike('T002'), alike('T003'), implied]);
    const text = reporters.text(settingFor().setting).text(one);
    expect(text.split('\n').slice(0, 3)).toEqual([
      'FAILED  T001  It holds  1.2 s',
      'skipped T002-T003  2 tasks  (needs T001)  1.2 s',
      '',
    ]);
    expect(text).toMatch(/validate not ok: 1 failed, 3 skipped {2}0\.0 s\n$/);
  });

  it('tells what follows from a finding with it', () => {
    const consequences = [{ code: 'service/no-endpoints', message: 'backend-service has none' }] as const;
    const shown = closing(report([outcome('failed', [{ ...typo, consequences }])]), look);
    expect(shown).toContain('so also: backend-service has none  [service/no-endpoints]\n    fix: Write replicaCount.');
  });

  it('says what --fix mended and what it left', () => {
    const fixed = { findings: 2, files: ['a.yaml', 'b.yaml'], left: ['c.yaml: it is not UTF-8'] };
    const shown = closing({ ...report([outcome('held')]), fixed }, look);
    expect(shown).toMatch(/^fixed 2 findings in a\.yaml, b\.yaml\nleft c\.yaml: it is not UTF-8\n\nvalidate ok/);
    expect(
      closing({ ...report([outcome('held')]), fixed: { ...fixed, findings: 0, files: [], left: [] } }, look),
    ).toMatch(/^fixed nothing/);
  });
});
