import { describe, expect, it } from 'vitest';
import { bind, type Phase, readWords } from './runbook.ts';
import type { Task, TaskId, Tasks } from './task.ts';

const task: Task = { check: async () => [] };
const sentence = (id: string, title = 'It holds') =>
  `- [ ] ${id} ${title}\n      Why: because.\n      By hand: \`true\`\n      Expect: …\n`;
const setup = (...ids: TaskId[]): Phase => ({
  name: 'Setup',
  file: 'scripts/tasks/setup.ts',
  tasks: Object.fromEntries(ids.map((id) => [id, task])),
});
const page = (...sentences: string[]) => `# Tasks\n\n## Phase 1: Setup\n\n${sentences.join('\n')}`;
const codesAndLines = (text: string, phases: readonly Phase[]) =>
  bind(text, phases).findings.map((one) => `${one.code} ${one.at?.line}`);

describe('reading tasks.md', () => {
  it('gives id, title, tick, story, phase, why, command and expectation of a sentence', () => {
    const { lines, findings } = readWords(
      page(
        '- [x] T001 [US1] The pod runs\n      Why: it\n      must.\n      By hand: `kubectl get pods -n "$NAMESPACE"`\n      Expect: Running…\n',
      ),
    );
    expect(findings).toEqual([]);
    expect(lines).toMatchObject([
      {
        id: 'T001',
        title: 'The pod runs',
        ticked: true,
        phase: 'Setup',
        why: 'it must.',
        byHand: 'kubectl get pods -n "$NAMESPACE"',
        expect: 'Running…',
      },
    ]);
  });

  it('complains of a sentence without Why, of an unknown variable, and of a line that is almost a task', () => {
    const text = page('- [ ] T001 A\n      By hand: `echo $HOME`\n      Expect: …\n', '- [] T002 B\n');
    expect(readWords(text).findings.map((one) => `${one.at?.line} ${one.message}`)).toEqual([
      '6 T001 uses $HOME by hand',
      '9 This looks like a task or a phase and cannot be read',
      '5 T001 has no line "Why:"',
    ]);
  });

  it('complains of phases out of order', () => {
    const messages = (text: string) => readWords(text).findings.map(({ message }) => message);
    expect(messages('## Phase 2: Setup\n\n## Phase 2: Foundation\n')).toEqual([
      'The phase before this one has number 2, and its heading says 2',
    ]);
    expect(messages('## Phase 7: Deployment\n\n## Phase 9: AI operations\n')).toEqual([]);
  });
});

describe('binding words and behaviour', () => {
  it('finds nothing where both lists agree', () => {
    const text = page(sentence('T001'), sentence('T002'));
    expect(bind(text, [setup('T001', 'T002')]).tasks.map((one) => one.id)).toEqual(['T001', 'T002']);
    expect(codesAndLines(text, [setup('T001', 'T002')])).toEqual([]);
  });

  it('points at a sentence without behaviour', () => {
    expect(codesAndLines(page(sentence('T001'), sentence('T002')), [setup('T001')])).toEqual([
      'runbook/line-without-code 10',
    ]);
  });

  it('points at the sentence above the missing one when a task has no sentence', () => {
    expect(codesAndLines(page(sentence('T001')), [setup('T001', 'T002')])).toEqual(['runbook/code-without-line 5']);
  });

  it('tells a removed sentence once, at the sentence above it', () => {
    const text = page(sentence('T001'), sentence('T003'));
    expect(codesAndLines(text, [setup('T001', 'T002', 'T003')])).toEqual(['runbook/code-without-line 5']);
  });

  it('points at the line after a gap when neither list has the task', () => {
    const text = page(sentence('T001'), sentence('T003'));
    expect(codesAndLines(text, [setup('T001', 'T003')])).toEqual(['runbook/gap 10']);
  });

  it('points at the second of two sentences with one id', () => {
    expect(codesAndLines(page(sentence('T001'), sentence('T001')), [setup('T001')])).toContain(
      'runbook/duplicate-id 10',
    );
  });

  it('points at a task that needs one below it', () => {
    const tasks: Tasks = { T001: { ...task, needs: ['T002'] }, T002: task };
    const phase: Phase = { name: 'Setup', file: 'scripts/tasks/setup.ts', tasks };
    expect(codesAndLines(page(sentence('T001'), sentence('T002')), [phase])).toEqual(['runbook/needs-below 5']);
  });

  it('points at a task that is begun beside one below it', () => {
    const tasks: Tasks = { T001: { ...task, beside: 'T002' }, T002: task };
    const phase: Phase = { name: 'Setup', file: 'scripts/tasks/setup.ts', tasks };
    expect(bind(page(sentence('T001'), sentence('T002')), [phase]).findings.map(({ message }) => message)).toEqual([
      'T001 is begun beside T002, which does not stand above it',
    ]);
  });

  it('points at a sentence that stands under another phase than its code', () => {
    const text = `${page(sentence('T001'))}\n## Phase 2: Foundation\n`;
    expect(bind(text, [{ ...setup('T001'), name: 'Foundation' }]).findings[0]?.message).toBe(
      'T001 stands under "Setup", its code under "Foundation"',
    );
  });
});
