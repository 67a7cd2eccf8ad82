import { describe, expect, it } from 'vitest';
import { boundOf } from '../testing/bound.ts';
import { start, verdictOf } from './engine.ts';
import { finding, problem } from './finding.ts';
import type { Pipeline, Step } from './plan.ts';
import type { Task, TaskId } from './task.ts';
import type { World } from './world.ts';

const wrong = finding('release/absent', 'not there');
const final = finding('pod/crash-loop', 'crashes', { final: true });

/** The part of a world that the engine itself touches; time passes only by sleeping. */
const worldWith = (config: Partial<World['config']> = {}, abort = new AbortController()) => {
  let now = 0;
  const plan: string[] = [];
  const world = {
    target: { forget: () => {} },
    config: { dryRun: false, force: false, ...config },
    clock: {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
      },
    },
    say: {
      progress: () => {},
      note: () => {},
      planned: (line: string) => void plan.push(line),
      plannedLines: () => plan,
    },
    signal: abort.signal,
  } as unknown as World;
  return world;
};
const pipeline = (verb: Pipeline['verb'], keepGoing = true): Pipeline => ({
  name: 'deploy',
  summary: '',
  verb,
  phases: [],
  keepGoing,
});
const step = (id: TaskId, task: Partial<Task>, skip?: string): Step => ({
  ...boundOf(id, task),
  ...(skip ? { skip } : {}),
});
const ends = async (verb: Pipeline['verb'], steps: readonly Step[], world = worldWith(), keepGoing = true) => {
  const run = start(pipeline(verb, keepGoing), world);
  for (const one of steps) await run.perform(one);
  return run.outcomes.map(({ task, state, reason }) => `${task} ${state}${reason ? `: ${reason}` : ''}`);
};

describe('apply', () => {
  it('holds what is true and applies nothing twice', async () => {
    let applied = 0;
    const task = {
      check: async () => [],
      apply: async () => {
        applied += 1;
      },
    };
    expect(await ends('apply', [step('T001', task)])).toEqual(['T001 held']);
    expect(applied).toBe(0);
    expect(await ends('apply', [step('T001', task)], worldWith({ force: true }))).toEqual(['T001 changed']);
  });

  it('changes what is untrue, and asks again until it holds; what was seen before counts no more', async () => {
    let asked = 0;
    let forgotten = 0;
    const task: Partial<Task> = {
      check: async () => {
        asked += 1;
        return forgotten < 2 ? [wrong] : [];
      },
      apply: async () => {},
      within: 5000,
    };
    const world = worldWith();
    const forget = () => {
      forgotten += 1;
    };
    const forgetful = { ...world, target: { ...world.target, forget } };
    expect(await ends('apply', [step('T001', task)], forgetful)).toEqual(['T001 changed']);
    expect(asked).toBe(4);
  });

  it('fails after `within`, and at once when a finding is final', async () => {
    let asked = 0;
    const check = (found: typeof wrong) => async () => {
      asked += 1;
      return [found];
    };
    expect(await ends('apply', [step('T001', { check: check(wrong), apply: async () => {}, within: 1000 })])).toEqual([
      'T001 failed',
    ]);
    expect(asked).toBe(4);
    asked = 0;
    await ends('apply', [step('T001', { check: check(final), apply: async () => {}, within: 1000 })]);
    expect(asked).toBe(2);
  });

  it('fails without apply with what check said, and stops the tasks after it', async () => {
    const steps = [step('T001', { check: async () => [wrong] }), step('T002', {}), step('T003', { needs: ['T001'] })];
    expect(await ends('apply', steps, worldWith(), false)).toEqual([
      'T001 failed',
      'T002 skipped: stopped after T001 failed',
      'T003 skipped: stopped after T001 failed',
    ]);
  });

  it('fails with the finding that apply threw', async () => {
    const run = start(pipeline('apply'), worldWith());
    const thrown = problem('image/build-failed', 'no base');
    const outcome = await run.perform(
      step('T001', { check: async () => [wrong], apply: () => Promise.reject(thrown) }),
    );
    expect(outcome).toMatchObject({ state: 'failed', findings: [{ code: 'image/build-failed' }] });
  });

  it('plans under --dry-run, also what becomes true only by an earlier change', async () => {
    const world = worldWith({ dryRun: true });
    const steps = [
      step('T001', { check: async () => [wrong], apply: async () => world.say.planned('build') }),
      step('T002', { check: async () => [wrong] }),
      step('T003', { check: async () => [wrong], apply: () => Promise.reject(problem('image/absent', 'not built')) }),
    ];
    expect(await ends('apply', steps, world)).toEqual([
      'T001 planned: not there',
      'T002 planned: not there',
      'T003 planned: not there',
    ]);
  });

  it('tells of each task what it would do under --dry-run, and nothing of those that it lets be', async () => {
    const world = worldWith({ dryRun: true });
    const run = start(pipeline('apply'), world);
    const plan = (...lines: readonly string[]) => ({
      check: async () => [wrong],
      apply: async () => lines.forEach(world.say.planned),
    });
    for (const one of [step('T001', plan('run a', 'write b')), step('T002', {}), step('T003', plan('run c'))])
      await run.perform(one);
    expect(run.outcomes.map((outcome) => outcome.plan)).toEqual([['run a', 'write b'], undefined, ['run c']]);
  });

  it('fails under --dry-run where something stands in the way before the first write', async () => {
    const task = {
      check: async () => [wrong],
      apply: () => Promise.reject(problem('cluster/namespace-terminating', 'going')),
    };
    expect(await ends('apply', [step('T001', task)], worldWith({ dryRun: true }))).toEqual(['T001 failed']);
  });
});

describe('check', () => {
  it('asks once, and skips what needs a failed task, however far below, naming that one', async () => {
    const steps = [
      step('T001', { check: async () => [wrong] }),
      step('T002', { needs: ['T001'] }),
      step('T003', { needs: ['T002'] }),
      step('T004', {}),
    ];
    expect(await ends('check', steps)).toEqual([
      'T001 failed',
      'T002 skipped: needs T001',
      'T003 skipped: needs T001',
      'T004 held',
    ]);
  });

  it('is not failed by warnings, and tells why it skips', async () => {
    const warning = finding('tool/version', 'old', { level: 'warning' });
    expect(
      await ends('check', [
        step('T001', { check: async () => [warning] }),
        step('T002', { check: async () => ({ skip: 'no key' }) }),
      ]),
    ).toEqual(['T001 held', 'T002 skipped: no key']);
  });

  it('needs nothing of a task that is not for this target', async () => {
    expect(await ends('check', [step('T001', {}, 'only on Kubernetes'), step('T002', { needs: ['T001'] })])).toEqual([
      'T001 skipped: only on Kubernetes',
      'T002 held',
    ]);
  });

  it('skips what the closed values gate kept from asking, and what needs it', async () => {
    const gate = () => Promise.reject(problem('values/gate-closed', 'the values are wrong'));
    expect(await ends('check', [step('T001', { check: gate }), step('T002', { needs: ['T001'] })])).toEqual([
      'T001 skipped: the values are wrong',
      'T002 skipped: needs T001',
    ]);
  });

  it('turns an unknown error into a crash of ours', async () => {
    const run = start(pipeline('check'), worldWith());
    const outcome = await run.perform(step('T001', { check: () => Promise.reject(new TypeError('x is undefined')) }));
    expect(outcome.findings[0]).toMatchObject({ code: 'crash/unexpected', message: 'TypeError: x is undefined' });
  });
});

describe('undo', () => {
  it('names what it took, and says so when there was nothing', async () => {
    const steps = [step('T001', { undo: async () => ['release backend'] }), step('T002', { undo: async () => [] })];
    expect(await ends('undo', steps)).toEqual(['T001 changed: removed release backend', 'T002 held: nothing found']);
  });
});

describe('an interrupted run', () => {
  it('begins no further task, and calls the one at work interrupted', async () => {
    const abort = new AbortController();
    const world = worldWith({}, abort);
    const cut: Task['check'] = async () => {
      abort.abort();
      throw new Error('ended by the signal');
    };
    const run = start(pipeline('apply'), world);
    const first = await run.perform(step('T001', { check: cut }));
    const second = await run.perform(step('T002', {}));
    expect(first.findings[0]?.code).toBe('interrupted/signal');
    expect(second).toMatchObject({ state: 'skipped', reason: 'interrupted' });
  });
});

describe('the verdict', () => {
  it('is not ok when everything was skipped', () => {
    expect(verdictOf([]).ok).toBe(false);
    expect(verdictOf([{ task: 'T001', phase: '', title: '', state: 'skipped', ms: 0, findings: [] }]).ok).toBe(false);
  });
});
