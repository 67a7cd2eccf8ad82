import type { Step } from './plan.ts';
import type { Task, TaskId, Verdict } from './task.ts';
import type { World } from './world.ts';

/** Steps whose first answers are on the way. */
export type Ahead = {
  readonly steps: readonly Step[];
  /** Asks no further. */
  readonly stop: () => void;
};

/**
 * Begins to ask, one after another, what needs no running target: it goes on while other tasks wait for one. Only the
 * first answer of a task is made ahead; who asks again gets a new one.
 */
export const askAhead = (steps: readonly Step[], world: World): Ahead => {
  const answers = new Map<TaskId, Promise<Verdict>>();
  const early = steps.filter(({ skip, task }) => !skip && task.static === true);
  const answerOf = ({ id, task }: Step): Promise<Verdict> => {
    const answer = answers.get(id) ?? task.check(world);
    answers.set(id, answer);
    return answer;
  };
  let stopped = false;
  const askAll = async (): Promise<void> => {
    for (const step of early) {
      if (stopped || world.signal.aborted) return;
      // Whose turn it is tells what went wrong.
      await answerOf(step).catch(() => {});
    }
  };
  void askAll();
  return {
    steps: steps.map((step) => (early.includes(step) ? { ...step, task: answeredOnce(step, answerOf) } : step)),
    stop: () => {
      stopped = true;
    },
  };
};

const answeredOnce = (step: Step, answerOf: (step: Step) => Promise<Verdict>): Task => {
  let asked = false;
  return {
    ...step.task,
    check: (world) => {
      const first = !asked;
      asked = true;
      return first ? answerOf(step) : step.task.check(world);
    },
  };
};
