import { describe, expect, test } from 'vitest';
import { memoryWorld } from '../testing/world.ts';
import { askAhead } from './ahead.ts';
import { start } from './engine.ts';
import type { Pipeline, Step } from './plan.ts';
import type { Check } from './task.ts';

const pipeline: Pipeline = { name: 'deploy', summary: '', verb: 'apply', phases: [], keepGoing: false };
const step = (id: Step['id'], check: Check, more: Partial<Step['task']> = {}): Step => ({
  id,
  phase: 'Setup',
  title: id,
  ticked: false,
  why: '',
  byHand: '',
  expect: '',
  at: { file: 'tasks.md', line: 1, column: 1 },
  task: { check, ...more },
});
/** Tells whom it asks; `held` is let go at will. */
const asking = () => {
  const asked: string[] = [];
  const check =
    (name: string, answer: Promise<unknown> = Promise.resolve()): Check =>
    async () => {
      asked.push(name);
      await answer;
      return [];
    };
  return { asked, check };
};

describe('steps asked ahead', () => {
  test('are asked while one before them waits, and not again when it is their turn', async () => {
    const { world } = memoryWorld({});
    const { asked, check } = asking();
    const cluster = Promise.withResolvers<void>();
    const all = [
      step('T001', check('cluster', cluster.promise)),
      step('T002', check('file'), { static: true }),
      step('T003', check('pods')),
    ];
    const { steps, stop } = askAhead(all, world);
    const run = start(pipeline, world);
    const first = run.perform(steps[0] as Step);
    await new Promise(setImmediate);
    expect(asked.toSorted()).toEqual(['cluster', 'file']);
    cluster.resolve();
    await first;
    for (const one of steps.slice(1)) await run.perform(one);
    stop();
    expect(asked.toSorted()).toEqual(['cluster', 'file', 'pods']);
    expect(run.outcomes.map(({ state }) => state)).toEqual(['held', 'held', 'held']);
  });

  test('tell at their turn what they threw, and get a new answer when they are asked again', async () => {
    const { world } = memoryWorld({});
    let times = 0;
    const failing: Check = async () => {
      times += 1;
      throw new Error(`failure ${times}`);
    };
    const { steps } = askAhead([step('T001', failing, { static: true })], world);
    const [only] = steps as [Step];
    await expect(only.task.check(world)).rejects.toThrow('failure 1');
    await expect(only.task.check(world)).rejects.toThrow('failure 2');
  });

  test('are no more than the one at work once they are stopped, and those that are skipped are never asked', async () => {
    const { world } = memoryWorld({});
    const { asked, check } = asking();
    const slow = Promise.withResolvers<void>();
    const { stop } = askAhead(
      [
        { ...step('T001', check('skipped'), { static: true }), skip: 'slow' },
        step('T002', check('one', slow.promise), { static: true }),
        step('T003', check('two'), { static: true }),
      ],
      world,
    );
    stop();
    slow.resolve();
    await new Promise(setImmediate);
    expect(asked).toEqual(['one']);
  });
});
