import { describe, expect, it } from 'vitest';
import type { Code } from '../core/codes.ts';
import { errorsOf, type Finding, findingOf } from '../core/finding.ts';
import type { Phase } from '../core/runbook.ts';
import { isSkip, type Task } from '../core/task.ts';
import { staticTexts } from './project.ts';
import { emptyWorld } from './world.ts';

type Texts = Readonly<Record<string, string>>;
type Edit = (project: Texts) => Texts;

/** What must find an edit: the task, code and message, the place if it has one, and tasks about the same thing. */
type Broken = {
  readonly task: string;
  readonly code: Code;
  readonly says: RegExp;
  /** A file, and a line or a text that stands in that line. */
  readonly at?: readonly [file: string, line: number | string];
  readonly also?: readonly string[];
};

/** What is done to the project's files, and what must come of it. */
export type Sabotage = readonly [does: string, edit: Edit, broken: Broken];

/** The texts that the static tasks read. */
const project: Texts = staticTexts();

/** One file is changed; a change that changes nothing is a mistake of the test. */
export const edited =
  (path: string, change: (text: string) => string): Edit =>
  (texts) => {
    const before = texts[path] ?? '';
    const after = change(before);
    expect(after, `${path} has nothing to change`).not.toBe(before);
    return { ...texts, [path]: after };
  };

/** In one file, each occurrence of a text (of a pattern: as its flags say) is replaced. */
export const replaced = (path: string, from: string | RegExp, to: string): Edit =>
  edited(path, (text) => (typeof from === 'string' ? text.replaceAll(from, to) : text.replace(from, to)));

/** One file is removed. */
export const removed =
  (path: string): Edit =>
  (texts) => {
    expect(texts).toHaveProperty([path]);
    return Object.fromEntries(Object.entries(texts).filter(([one]) => one !== path));
  };

/** What must find an edit. */
export const breaks = (task: string, code: Code, says: RegExp, more: Pick<Broken, 'at' | 'also'> = {}): Broken => ({
  task,
  code,
  says,
  ...more,
});

/**
 * Static tasks that need no helm hold in the project, and each of the named phases is found untrue by some edit of the list.
 * T051 is about a setting and not about files.
 */
export const sabotageTests = (
  phases: readonly Phase[],
  names: readonly string[],
  sabotages: readonly Sabotage[],
): void => {
  const asked = ([id, task]: readonly [string, Task]): boolean =>
    task.static === true && !task.needs?.includes('T005') && id !== 'T051';
  const tasksOf = ({ tasks }: Phase) => Object.entries<Task>(tasks).filter(asked);
  const tasks = phases.flatMap(tasksOf);
  const subjects = phases.filter(({ name }) => names.includes(name)).flatMap(tasksOf);

  describe(`the files that ${names.join(' and ')} are about`, () => {
    it('are as every static task says', async () => {
      expect(await ask(tasks, project)).toEqual({});
    });

    it('are asked by tasks that each find some edit', () => {
      const found = new Set(sabotages.map(([, , { task }]) => task));
      expect([...found].toSorted()).toEqual(subjects.map(([id]) => id).toSorted());
    });

    it.each(sabotages)('are untrue when %s', async (_, edit, { task, code, says, at, also = [] }) => {
      const texts = edit(project);
      const errors = await ask(tasks, texts);
      expect(Object.keys(errors).toSorted()).toEqual([task, ...also].toSorted());
      const found = errors[task]?.find((one) => one.code === code && says.test(one.message));
      expect(found, JSON.stringify(errors[task], null, 2)).toBeDefined();
      expect(found?.remedy).toMatch(/\.$/);
      if (at) expect(found?.at).toMatchObject({ file: at[0], line: lineOf(texts[at[0]] ?? '', at[1]) });
    });
  });
};

/** The errors that tasks find in a project of these texts, by task. */
const ask = async (
  tasks: readonly (readonly [id: string, task: Task])[],
  files: Texts,
): Promise<Readonly<Record<string, readonly Finding[]>>> => {
  const { world } = emptyWorld({ files });
  const answers = tasks.map(async ([id, task]) => {
    const verdict = await task.check(world).catch((thrown: unknown) => [findingOf(thrown)]);
    return [id, isSkip(verdict) ? [] : errorsOf(verdict)] as const;
  });
  return Object.fromEntries((await Promise.all(answers)).filter(([, errors]) => errors.length > 0));
};

const lineOf = (text: string, line: number | string): number =>
  typeof line === 'number' ? line : text.split('\n').findIndex((one) => one.includes(line)) + 1;
