import { describe, expect, it } from 'vitest';
import { errorsOf, type Finding, findingOf } from '../core/finding.ts';
import { secret } from '../core/secret.ts';
import { isSkip, type Task, type Verdict } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { phases } from '../pipelines.ts';
import { emptyWorld, type Given } from '../testing/world.ts';

const tasks = phases.flatMap(({ tasks }) => Object.entries<Task>(tasks));
const local: Given = { target: { name: 'local', kind: 'local' } };

/** What is asked of an empty world is a finding even when asking fails. */
const ask = (task: Task, world: World): Promise<Verdict> =>
  task.check(world).catch((thrown: unknown) => [findingOf(thrown)]);

const expectUntrue = (verdict: Verdict): void => {
  const errors: readonly Finding[] = isSkip(verdict) ? [] : errorsOf(verdict);
  expect(errors).not.toEqual([]);
  for (const { code, message, remedy } of errors) {
    expect(code).not.toBe('crash/unexpected');
    expect(message).not.toMatch(/undefined|NaN|\[object/);
    expect(remedy).toMatch(/\.$/);
  }
};

/** Tasks that an empty world leaves without a question, and a world in which they hold. */
const withoutQuestion: Readonly<Record<string, Given>> = {
  T051: { config: { openaiApiKey: secret('key-of-the-provider') } },
};

describe('in a world where nothing is there', () => {
  it.each(tasks.filter(([id]) => !(id in withoutQuestion)))('%s is untrue', async (_, task) => {
    expectUntrue(await ask(task, emptyWorld().world));
  });

  it.each(tasks.filter(([id, { on }]) => !on && !(id in withoutQuestion)))('%s is untrue locally', async (_, task) => {
    expectUntrue(await ask(task, emptyWorld(local).world));
  });

  it.each(Object.entries(withoutQuestion))('%s is not asked, and holds in its own world', async (id, given) => {
    const task = tasks.find(([one]) => one === id)?.[1];
    expect(await task?.check(emptyWorld().world)).toMatchObject({ skip: expect.stringMatching(/.{20}/) });
    expect(await task?.check(emptyWorld(given).world)).toEqual([]);
  });
});
