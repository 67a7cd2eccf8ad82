import { Listr, type ListrTask, type ListrTaskWrapper } from 'listr2';
import type { Outcome } from '../core/engine.ts';
import type { Step } from '../core/plan.ts';

/** A step at work, and the line of the tree below it. */
export type Work = { readonly step: Step; readonly show: (line: string) => void };

/** What drives the tree: performs a step, and hears about progress and ends. */
export type Driver = {
  readonly perform: (step: Step) => Promise<Outcome>;
  /** The line of an ended task, as the tree shows it; without one it has no line any more. */
  readonly titleOf: (outcome: Outcome) => string | undefined;
  /** True for a step that is performed in its turn and has no line of its own. */
  readonly hides: (step: Step) => boolean;
  /** Called with each step that begins, and with undefined when it ended. */
  readonly listen: (work: Work | undefined) => void;
  /** Called with each outcome in order. */
  readonly ended: (outcome: Outcome) => void;
};

/**
 * Performs the steps in sequence as a Listr tree of phases.
 * The outcomes, never Listr's own idea of success, decide the verdict; `live` draws the tree, which stays unless it
 * `vanishes` at its end; otherwise nothing is drawn.
 */
export const runTree = async (
  steps: readonly Step[],
  driver: Driver,
  live: boolean,
  vanishes = false,
): Promise<void> => {
  const phases = [...new Set(steps.map((step) => step.phase))];
  const tree = new Listr(
    phases.map((phase) =>
      phaseTask(
        phase,
        steps.filter((step) => step.phase === phase),
        driver,
      ),
    ),
    {
      concurrent: false,
      exitOnError: false,
      registerSignalListeners: false,
      renderer: live ? 'default' : 'silent',
      rendererOptions: {
        collapseSubtasks: true,
        collapseSkips: true,
        collapseErrors: false,
        showErrorMessage: false,
        clearOutput: vanishes,
      },
    },
  );
  await tree.run();
};

const phaseTask = (phase: string, steps: readonly Step[], driver: Driver): ListrTask => ({
  title: phase,
  task: (_, phaseTask) => {
    const outcomes: Outcome[] = [];
    const ended = (outcome: Outcome): Outcome => {
      outcomes.push(outcome);
      driver.ended(outcome);
      return outcome;
    };
    const waiting = [...steps];
    /** Performs the hidden steps that stand before a step, or all that are left. */
    const performHidden = async (before?: Step): Promise<void> => {
      for (let next = waiting.shift(); next && next !== before; next = waiting.shift())
        ended(await driver.perform(next));
    };
    const children = phaseTask.newListr(
      steps
        .filter((step) => !driver.hides(step))
        .map((step) => ({
          title: `${step.id}  ${step.title}`,
          task: async (__, task) => {
            await performHidden(step);
            const outcome = ended(await performIn(task, step, driver));
            const title = driver.titleOf(outcome);
            task.title = title ?? null;
            if (outcome.state === 'skipped') task.skip(title);
            if (outcome.state === 'failed') throw new Error(outcome.findings[0]?.message ?? 'failed');
          },
        })),
      { concurrent: false, exitOnError: false },
    );
    // Listr ticks a parent whose children failed: a phase must fail with them.
    const run = children.run.bind(children);
    children.run = async (context) => {
      const result = await run(context);
      await performHidden();
      phaseTask.title = `${phase}  ${tally(outcomes)}`;
      if (outcomes.every((outcome) => outcome.state === 'skipped')) phaseTask.skip(phaseTask.title);
      if (outcomes.some((outcome) => outcome.state === 'failed')) throw new Error(`${phase} failed`);
      return result;
    };
    return children;
  },
});

type Wrapper = Pick<ListrTaskWrapper<unknown, never, never>, 'output'>;

const performIn = async (task: Wrapper, step: Step, driver: Driver): Promise<Outcome> => {
  driver.listen({
    step,
    show: (line) => {
      task.output = line;
    },
  });
  try {
    return await driver.perform(step);
  } finally {
    driver.listen(undefined);
    task.output = '';
  }
};

const tally = (outcomes: readonly Outcome[]): string => {
  const counts = new Map<string, number>();
  for (const { state } of outcomes) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
};
