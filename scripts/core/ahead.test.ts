import { describe, expect, test } from 'vitest';
import { type Given, memoryWorld } from '../testing/world.ts';
import { askAhead } from './ahead.ts';
import { start } from './engine.ts';
import { finding, problem } from './finding.ts';
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

describe('a task beside another', () => {
  const wrong = [finding('image/absent', 'not built')];
  /** A task that is untrue until it is made, and is made when it is let. */
  const made = (name: string, log: string[], until: Promise<void> = Promise.resolve()) => {
    let done = false;
    return {
      check: async () => (done ? [] : wrong),
      apply: async () => {
        log.push(`${name} begun`);
        await until;
        log.push(`${name} done`);
        done = true;
      },
    };
  };
  const both = (log: string[], more: Partial<Step['task']> = {}, given: Given = {}, needed: Check = async () => []) => {
    const other = Promise.withResolvers<void>();
    const { world } = memoryWorld(given);
    const backend = made('backend', log);
    const frontend = made('frontend', log, other.promise);
    const { steps } = askAhead(
      [
        step('T001', async () => [], { static: true }),
        step('T002', backend.check, { apply: backend.apply, needs: ['T001'] }),
        step('T003', needed, { static: true }),
        step('T004', frontend.check, { apply: frontend.apply, needs: ['T001', 'T003'], beside: 'T002', ...more }),
      ],
      world,
    );
    const run = start({ ...pipeline, keepGoing: true }, world);
    return { run, steps, other, perform: async (index: number) => run.perform(steps[index] as Step) };
  };

  test('is begun with it, and its turn waits for it and tells that it changed', async () => {
    const log: string[] = [];
    const { perform, other } = both(log);
    await perform(0);
    expect((await perform(1)).state).toBe('changed');
    expect(log).toEqual(['backend begun', 'backend done', 'frontend begun']);
    await perform(2);
    const last = perform(3);
    other.resolve();
    expect((await last).state).toBe('changed');
    expect(log).toEqual(['backend begun', 'backend done', 'frontend begun', 'frontend done']);
  });

  test('tells at its turn why it failed', async () => {
    const { perform, other } = both([]);
    await perform(1);
    other.reject(problem('image/build-failed', 'no space'));
    expect(await perform(3)).toMatchObject({ state: 'failed', findings: [{ code: 'image/build-failed' }] });
  });

  test('is not begun while it is true already, what it needs is wrong, in a dry run, or without the other one', async () => {
    const log: string[] = [];
    const isTrue = both(log, { check: async () => [] });
    await isTrue.perform(1);
    expect(log).not.toContain('frontend begun');
    const needsUntrue = both(log, {}, {}, async () => wrong);
    await needsUntrue.perform(1);
    expect(log).not.toContain('frontend begun');
    const dry = both(log, {}, { config: { dryRun: true } });
    await dry.perform(1);
    expect(log).not.toContain('frontend begun');
    const alone = both(log);
    alone.other.resolve();
    expect((await alone.perform(3)).state).toBe('changed');
    expect(log.filter((one) => one === 'frontend begun')).toHaveLength(1);
  });
});
