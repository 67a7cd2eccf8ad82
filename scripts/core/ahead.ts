import { errorsOf } from './finding.ts';
import type { Step } from './plan.ts';
import { isSkip, type Task, type TaskId, type Verdict } from './task.ts';
import type { World } from './world.ts';

/** Steps of which something is done before it is their turn. */
export type Ahead = {
  readonly steps: readonly Step[];
  /** Asks no further. */
  readonly stop: () => void;
};

/** What was begun beside another task: why, and its end. */
type Begun = { readonly verdict: Verdict; readonly made: Promise<void> };

/**
 * Begins to ask, one after another, what needs no running target: it goes on while other tasks wait for one. Only the
 * first answer of a task is made ahead; who asks again gets a new one. A task that stands `beside` another is begun with
 * it, where it is not true yet and nothing that it needs is known to be wrong; its turn waits for it and tells its end.
 */
export const askAhead = (steps: readonly Step[], world: World): Ahead => {
  const answers = new Map<TaskId, Promise<Verdict>>();
  const begun = new Map<TaskId, Begun>();
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
      await answerOf(step).catch(unheard);
    }
  };

  /** What a step needs and its host does not: only static ones have an answer by then. */
  const isFounded = async (step: Step, host: Step): Promise<boolean> => {
    const own = (step.task.needs ?? []).filter((id) => !host.task.needs?.includes(id));
    const needed = steps.filter(({ id, skip }) => own.includes(id) && !skip);
    const verdicts = await Promise.all(needed.map((one) => (early.includes(one) ? answerOf(one) : [])));
    return needed.every((one) => early.includes(one)) && verdicts.every(isTrue);
  };
  const beginBeside = async (host: Step): Promise<void> => {
    for (const step of steps) {
      const { apply, beside } = step.task;
      if (step.skip || beside !== host.id || !apply || !(await isFounded(step, host))) continue;
      const verdict = await step.task.check(world);
      if (isTrue(verdict) || isSkip(verdict) || errorsOf(verdict).some((one) => one.final)) continue;
      const made = apply(world);
      made.catch(unheard);
      begun.set(step.id, { verdict, made });
    }
  };
  /** Nothing is begun in a dry run, for it shows what each task would do at its turn. */
  const isHost = (step: Step): boolean =>
    !world.config.dryRun && steps.some(({ skip, task }) => !skip && task.beside === step.id);

  const ahead = (step: Step): Task => {
    const { task } = step;
    const { apply } = task;
    let asked = false;
    return {
      ...task,
      check: (at, before) => {
        const first = !asked;
        asked = true;
        if (!first) return task.check(at, before);
        const known = begun.get(step.id);
        if (known) return Promise.resolve(known.verdict);
        return early.includes(step) ? answerOf(step) : task.check(at, before);
      },
      ...(apply && {
        apply: async (at) => {
          const known = begun.get(step.id);
          if (known) return known.made;
          const made = apply(at);
          made.catch(unheard);
          if (isHost(step)) await beginBeside(step).catch(unheard);
          return made;
        },
      }),
    };
  };
  void askAll();
  return {
    steps: steps.map((step) => ({ ...step, task: ahead(step) })),
    stop: () => {
      stopped = true;
    },
  };
};

const isTrue = (verdict: Verdict): boolean => !isSkip(verdict) && errorsOf(verdict).length === 0;

/** Whose turn it is hears of it. */
const unheard = (): void => {};
