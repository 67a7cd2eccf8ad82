import { type Finding, finding, type Place } from './finding.ts';
import type { Task, TaskId, Tasks } from './task.ts';

/** A sentence of tasks.md with its words for people. */
export type Line = {
  readonly id: TaskId;
  readonly title: string;
  readonly ticked: boolean;
  readonly phase: string;
  readonly why: string;
  /** A shell command; `$NAMESPACE` and `$CONTEXT` stand for the run's. */
  readonly byHand: string;
  /** Literal text, `…` for anything. */
  readonly expect: string;
  readonly at: Place;
};

/** tasks.md as read: its sentences in order, and what could not be read. */
export type Words = { readonly lines: readonly Line[]; readonly findings: readonly Finding[] };

/** A phase as code: its name in tasks.md and the behaviour of its tasks. */
export type Phase = { readonly name: string; readonly file: string; readonly tasks: Tasks };

/** A sentence joined with its behaviour. */
export type Bound = Line & { readonly task: Task };

/** The runbook: every sentence with behaviour, in the order of tasks.md, and every disagreement of the two lists. */
export type Runbook = { readonly tasks: readonly Bound[]; readonly findings: readonly Finding[] };

/** The file that holds the words. */
export const wordsFile = 'tasks.md';

const phaseLine = /^## Phase (\d+): (\S.*)$/;
const taskLine = /^- \[([ xX])\] (T\d{3}) (?:\[US[123]\] )?(\S.*)$/;
const fieldLine = /^\s+(Why|By hand|Expect): (\S.*)$/;
const variables = new Set(['NAMESPACE', 'CONTEXT']);

type Draft = { -readonly [K in keyof Line]: Line[K] };

/** Reads tasks.md by its grammar: phase headings, task lines, and the three indented fields of each. */
export const readWords = (text: string): Words => {
  const drafts: Draft[] = [];
  const findings: Finding[] = [];
  let phase = '';
  let phaseNumber = 0;
  let field: 'why' | 'byHand' | 'expect' | undefined;
  text.split('\n').forEach((source, index) => {
    const at: Place = { file: wordsFile, line: index + 1, column: 1, endColumn: source.length + 1 };
    const complain = (message: string, remedy?: string) =>
      findings.push(finding('runbook/grammar', message, { at, ...(remedy ? { remedy } : {}) }));
    const heading = phaseLine.exec(source);
    const task = taskLine.exec(source);
    const value = fieldLine.exec(source);
    const draft = drafts.at(-1);
    if (heading) {
      phase = heading[2]?.trim() ?? '';
      field = undefined;
      // A phase may be absent as a whole: its number is then left out.
      if (Number(heading[1]) <= phaseNumber)
        complain(`The phase before this one has number ${phaseNumber}, and its heading says ${heading[1]}`);
      phaseNumber = Math.max(phaseNumber + 1, Number(heading[1]));
    } else if (task) {
      field = undefined;
      if (!phase) complain('A task stands before the first phase', 'Put a line `## Phase 1: Name` above it.');
      drafts.push({
        id: task[2] as TaskId,
        title: task[3] ?? '',
        ticked: task[1] !== ' ',
        phase,
        why: '',
        byHand: '',
        expect: '',
        at,
      });
    } else if (value && draft) {
      field = value[1] === 'Why' ? 'why' : value[1] === 'By hand' ? 'byHand' : 'expect';
      if (draft[field]) complain(`${draft.id} has two lines "${value[1]}:"`, 'Keep one of them.');
      draft[field] = field === 'why' ? (value[2] ?? '') : bare(value[2] ?? '');
      for (const name of field === 'byHand' ? (value[2] ?? '').matchAll(/\$\{?([A-Z_]+)/g) : [])
        if (!variables.has(name[1] ?? ''))
          complain(`${draft.id} uses $${name[1]} by hand`, 'Only $NAMESPACE and $CONTEXT are known there.');
    } else if (/^\s+\S/.test(source) && field === 'why' && draft) {
      draft.why += ` ${source.trim()}`;
    } else if (/^\s*- \[|^## Phase/.test(source)) {
      complain(
        'This looks like a task or a phase and cannot be read',
        'Write `- [ ] T001 Claim` or `## Phase 1: Name`.',
      );
    } else if (source.trim() === '') {
      field = undefined;
    }
  });
  for (const draft of drafts)
    for (const [key, label] of [
      ['why', 'Why'],
      ['byHand', 'By hand'],
      ['expect', 'Expect'],
    ] as const)
      if (!draft[key])
        findings.push(
          finding('runbook/grammar', `${draft.id} has no line "${label}:"`, {
            at: draft.at,
            remedy: `Add an indented line \`${label}: …\` below it.`,
          }),
        );
  return { lines: drafts, findings };
};

/** Joins words and behaviour and reports every disagreement at its line. */
export const bind = (text: string, phases: readonly Phase[]): Runbook => {
  const words = readWords(text);
  const behaviour = new Map<string, { task: Task; phase: Phase }>();
  for (const phase of phases) for (const [id, task] of Object.entries(phase.tasks)) behaviour.set(id, { task, phase });
  const tasks = words.lines.flatMap((line) => {
    const found = behaviour.get(line.id);
    return found ? [{ ...line, task: found.task }] : [];
  });
  const unsaid = codeWithoutLine(words.lines, phases);
  return {
    tasks,
    findings: [
      ...words.findings,
      ...duplicates(words.lines),
      // A sentence that was taken out is one mistake: told as behaviour without a sentence, not once more as a gap.
      ...(unsaid.length > 0 ? [] : gaps(words.lines)),
      ...lineWithoutCode(words.lines, phases),
      ...unsaid,
      ...needsBelow(tasks),
    ],
  };
};

const bare = (value: string): string => (/^`[^`]+`$/.test(value) ? value.slice(1, -1) : value);

const numberOf = (id: string): number => Number(id.slice(1));

const duplicates = (lines: readonly Line[]): Finding[] =>
  lines.flatMap((line, index) => {
    const first = lines.findIndex((other) => other.id === line.id);
    return first === index
      ? []
      : [
          finding('runbook/duplicate-id', `${line.id} stands twice, first in line ${lines[first]?.at.line}`, {
            at: line.at,
          }),
        ];
  });

const gaps = (lines: readonly Line[]): Finding[] =>
  lines.flatMap((line, index) => {
    const before = lines[index - 1];
    const expected = before ? numberOf(before.id) + 1 : 1;
    const got = numberOf(line.id);
    if (got === expected || (before && got === numberOf(before.id))) return [];
    // A phase may be absent as a whole, and its tasks with it; inside of a phase no id is left out.
    if (got > expected && before && before.phase !== line.phase) return [];
    const missing = idOf(expected);
    return [
      got > expected
        ? finding('runbook/gap', `${missing} is missing: ${line.id} follows ${before?.id ?? 'the start'}`, {
            at: line.at,
            remedy: `Put ${missing} back above ${line.id} in ${wordsFile}: \`git diff ${wordsFile}\` shows what went.`,
          })
        : finding('runbook/gap', `${line.id} stands after ${before?.id}: ids go upwards`, { at: line.at }),
    ];
  });

const lineWithoutCode = (lines: readonly Line[], phases: readonly Phase[]): Finding[] => {
  const findings: Finding[] = [];
  for (const line of lines) {
    const home = phases.find((phase) => line.id in phase.tasks);
    if (!home)
      findings.push(
        finding('runbook/line-without-code', `${line.id} has a sentence and no behaviour`, { at: line.at }),
      );
    else if (home.name !== line.phase)
      findings.push(
        finding('runbook/line-without-code', `${line.id} stands under "${line.phase}", its code under "${home.name}"`, {
          at: line.at,
          remedy: `Move the line, or the task in ${home.file}.`,
        }),
      );
  }
  return findings;
};

const codeWithoutLine = (lines: readonly Line[], phases: readonly Phase[]): Finding[] => {
  const known = new Set<string>(lines.map((line) => line.id));
  return phases.flatMap((phase) =>
    Object.keys(phase.tasks)
      .filter((id) => !known.has(id))
      .map((id) => finding('runbook/code-without-line', ...withoutLine(id, phase, lines))),
  );
};

const withoutLine = (id: string, phase: Phase, lines: readonly Line[]): [string, { at: Place; remedy: string }] => {
  const before = lines.findLast((line) => numberOf(line.id) < numberOf(id));
  return [
    `${phase.file} performs ${id}, and ${wordsFile} has no sentence for it`,
    {
      at: before?.at ?? { file: wordsFile, line: 1, column: 1 },
      remedy: `Add its sentence ${before ? `below ${before.id} in` : 'at the top of'} ${wordsFile} (\`git diff ${wordsFile}\` shows what went), or remove ${id} from ${phase.file}.`,
    },
  ];
};

const needsBelow = (tasks: readonly Bound[]): Finding[] =>
  tasks.flatMap((one, index) => {
    const { needs = [], beside } = one.task;
    const isBelow = (id: TaskId): boolean => !tasks.slice(0, index).some((other) => other.id === id);
    const told = (what: string) =>
      finding('runbook/needs-below', `${one.id} ${what}, which does not stand above it`, { at: one.at });
    return [
      ...needs.filter(isBelow).map((need) => told(`needs ${need}`)),
      ...(beside && isBelow(beside) ? [told(`is begun beside ${beside}`)] : []),
    ];
  });

const idOf = (number: number): TaskId => `T${String(number).padStart(3, '0')}`;
