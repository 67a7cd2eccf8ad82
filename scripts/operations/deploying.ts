import { type Outcome, type Run, start } from '../core/engine.ts';
import { errorsOf, type Finding, finding } from '../core/finding.ts';
import type { Step } from '../core/plan.ts';
import type { Task, TaskId, Tasks } from '../core/task.ts';
import type { World } from '../core/world.ts';

/** The tasks of deploy that lead from the source to an application that serves, in their order. */
export const deployIds: readonly TaskId[] = [
  'T021',
  'T024',
  'T030',
  'T033',
  'T052',
  'T053',
  'T054',
  'T055',
  'T056',
  'T057',
];

/** How a deploy is performed and shown. */
export type Deploying = {
  readonly steps: readonly Step[];
  readonly show: (steps: readonly Step[], run: Run) => Promise<void>;
  /** Gets a line when another run is waited for. */
  readonly tell: (line: string) => void;
};

/** The steps of some tasks where nobody reads their sentences. */
export const silently = (tasks: Tasks): Deploying => ({
  steps: deployIds.flatMap((id) => (tasks[id] ? [stepOf(id, tasks[id])] : [])),
  show: async (steps, run) => {
    for (const step of steps) await run.perform(step);
  },
  tell: () => {},
});

const stepOf = (id: TaskId, task: Task): Step => ({
  id,
  task,
  title: id,
  phase: '',
  ticked: false,
  why: '',
  byHand: '',
  expect: '',
  at: { file: 'tasks.md', line: 1, column: 1 },
});

/** Deploys a world just as deploy does, by the same tasks: what holds is left alone, and a release that fails is taken back. */
export const deploy = async (world: World, { steps, show, tell }: Deploying): Promise<readonly Outcome[]> => {
  await world.target.claim('apply', tell);
  world.target.forget();
  const run = start({ name: 'deploy', summary: '', verb: 'apply', phases: [], keepGoing: false }, world);
  await show(steps, run);
  return run.outcomes;
};

/** Why a deploy did not come to its end; none where it did. */
export const failuresOf = (outcomes: readonly Outcome[]): readonly Finding[] => {
  const found = outcomes.filter(({ state }) => state === 'failed').flatMap(({ findings }) => errorsOf(findings));
  if (found.length > 0 || isDone(outcomes)) return found;
  return outcomes.some(({ reason }) => reason === 'interrupted')
    ? [finding('interrupted/signal', 'The run was interrupted', { final: true })]
    : [finding('ai/not-recovered', 'The deploy did not come to its end')];
};

/** True where every task of it was asked and holds. */
export const isDone = (outcomes: readonly Outcome[]): boolean =>
  outcomes.length > 0 && outcomes.every(({ state }) => state === 'held' || state === 'changed');
