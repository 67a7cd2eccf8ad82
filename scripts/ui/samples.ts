import fc from 'fast-check';
import { codes } from '../core/codes.ts';
import type { Outcome, State } from '../core/engine.ts';
import type { Beginning, Happening, RunEvent } from '../core/event.ts';
import { type Finding, finding } from '../core/finding.ts';
import type { Step } from '../core/plan.ts';
import { exitCode, type Report, reportOf } from './report.ts';
import type { Setting } from './reporter.ts';
import type { RunRecord } from './run-record.ts';
import type { Look } from './text.ts';

/** An outcome for tests. */
export const outcome = (
  state: State,
  findings: readonly Finding[] = [],
  task: Outcome['task'] = 'T001',
  phase = 'Setup',
): Outcome => ({ task, phase, title: 'It holds', state, ms: 1234, findings });

/** A report for tests. */
export const report = (outcomes: readonly Outcome[], findings: readonly Finding[] = []): Report =>
  reportOf({ verb: 'validate', target: 'local', ms: 5, outcomes, findings });

/** The step that became an outcome. */
export const stepOf = ({ task, phase, title }: Outcome): Step => ({
  id: task,
  phase,
  title,
  ticked: false,
  why: '',
  byHand: '',
  expect: '',
  at: { file: 'tasks.md', line: 1, column: 1 },
  task: { check: async () => [] },
});

/** What the run of a report was about. */
export const beginning = ({ outcomes }: Report): Beginning => ({
  verb: 'validate',
  target: 'local',
  why: 'for a test',
  env: 'dev',
  dryRun: false,
  settings: [],
  tasks: outcomes.map(({ task, phase, title }) => ({ task, phase, title })),
});

/** A finding with a place. */
export const typo = finding('values/unknown-key', 'unknown key "replicaCont"', {
  at: { file: 'helm/backend/values.yaml', line: 2, column: 1, endColumn: 12 },
  remedy: 'Write replicaCount.',
});

export const look: Look = {
  color: false,
  width: 80,
  verbose: false,
  sourceOf: () => 'replicaCount: 1\nreplicaCont: 2\n',
};

/** What a reporter is made of, and what it wrote to stdout and stderr. */
export const settingFor = (
  changes: Partial<Setting> = {},
): { readonly setting: Setting; readonly out: readonly string[]; readonly err: readonly string[] } => {
  const out: string[] = [];
  const err: string[] = [];
  const setting: Setting = {
    sink: { out: (text) => void out.push(text), err: (text) => void err.push(text) },
    look,
    live: false,
    redact: (data) => data,
    exitCode: (one) => exitCode(one, false),
    version: '1.2.3',
    now: () => Date.UTC(2030, 0, 1),
    ...changes,
  };
  return { setting, out, err };
};

/** Text as files and programs may give it: markup, escapes of every format, control characters, halves of characters. */
const words = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '<a&b>"\'',
    ']]>',
    '%0A::error::x',
    'a,b:c=d',
    'line\r\nline\ttab',
    '\u0000\u001b[31m\ud800',
    '{0} {{x}}',
    '[0](1)',
  ),
);

const places = fc
  .record({
    file: fc.constantFrom('helm/backend/values.yaml', 'a b/ü:%,.yaml', '/elsewhere/mine.yaml', '--set'),
    line: fc.integer({ min: 1, max: 9 }),
    column: fc.integer({ min: 1, max: 9 }),
    lines: fc.option(fc.nat(3), { nil: undefined }),
    width: fc.option(fc.nat(9), { nil: undefined }),
  })
  .map(({ lines, width, ...at }) => ({
    ...at,
    ...(lines ? { endLine: at.line + lines } : {}),
    ...(width === undefined ? {} : { endColumn: at.column + width }),
  }));

const edits = fc
  .record({
    line: fc.integer({ min: 1, max: 9 }),
    column: fc.integer({ min: 1, max: 9 }),
    width: fc.nat(5),
    text: words,
  })
  .map(({ line, column, width, text }) => ({
    at: { file: 'helm/backend/values.yaml', line, column, endLine: line, endColumn: column + width },
    text,
  }));

const findings: fc.Arbitrary<Finding> = fc.record(
  {
    code: fc.constantFrom(...(Object.keys(codes) as (keyof typeof codes)[])),
    level: fc.constantFrom('error', 'warning', 'info'),
    message: words,
    remedy: words.map((text) => `${text}.`),
    at: places,
    related: fc.array(fc.record({ at: places, message: words }), { maxLength: 2 }),
    evidence: fc.array(fc.record({ source: words, text: words }), { maxLength: 2 }),
    fix: fc.array(edits, { maxLength: 3 }),
    confidence: fc.constantFrom(0.6, 1),
    consequences: fc.array(fc.record({ code: fc.constant('service/no-endpoints' as const), message: words }), {
      maxLength: 2,
    }),
  },
  { requiredKeys: ['code', 'level', 'message', 'remedy'] },
);

const outcomes: fc.Arbitrary<Outcome> = fc
  .record(
    {
      task: fc.integer({ min: 1, max: 99 }).map((id): Outcome['task'] => `T${String(id).padStart(3, '0')}`),
      phase: fc.constantFrom('Setup', 'Backend <image>'),
      title: words,
      state: fc.constantFrom('held', 'changed', 'planned', 'skipped'),
      ms: fc.nat(200_000),
      reason: words,
      plan: fc.array(words, { minLength: 1, maxLength: 2 }),
      findings: fc.array(findings, { maxLength: 3 }),
    },
    { requiredKeys: ['task', 'phase', 'title', 'state', 'ms', 'findings'] },
  )
  .map((one) => ({ ...one, state: one.findings.some(({ level }) => level === 'error') ? 'failed' : one.state }));

/** Reports of any content. */
export const reports: fc.Arbitrary<Report> = fc
  .record({ outcomes: fc.array(outcomes, { maxLength: 5 }), findings: fc.array(findings, { maxLength: 3 }) })
  .map((made) => report(made.outcomes, made.findings));

/** The record of a report, with a second for each task and a command in it. */
export const recordOf = (one: Report, words: readonly string[] = ['helm upgrade backend']): RunRecord => {
  const zero = Date.UTC(2030, 0, 1);
  const eventAt = (ms: number, happening: Happening): RunEvent => ({
    v: 1,
    time: new Date(zero + ms).toISOString(),
    ...happening,
  });
  const tasks = one.outcomes.flatMap((each, nth) => [
    eventAt(nth * 1000, { event: 'task-start', task: each.task, phase: each.phase, title: each.title }),
    eventAt(nth * 1000 + each.ms, { event: 'task-end', outcome: each }),
  ]);
  return {
    report: one,
    exitCode: exitCode(one, false),
    events: [eventAt(0, { event: 'run-start', version: '1.2.3', ...beginning(one) }), ...tasks],
    commands: words.map((text, nth) => ({ text, changes: nth === 0, began: zero + nth * 500, ms: 400, code: nth })),
    versions: [
      ['Project', '1.2.3'],
      ['Platform', 'Kubernetes v1.34.4, docker, 1 node'],
    ],
  };
};
