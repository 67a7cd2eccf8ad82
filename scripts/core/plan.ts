import { type Finding, finding } from './finding.ts';
import type { Command } from './flags.ts';
import type { Bound, Runbook } from './runbook.ts';
import type { TaskId } from './task.ts';

/** What a pipeline does with each task. */
export type Verb = 'apply' | 'check' | 'undo';

/** Which tasks, asked how. */
export type Pipeline = {
  /** The script's name, as in usage and reports. */
  readonly name: 'deploy' | 'validate' | 'cleanup' | 'ai';
  readonly summary: string;
  readonly verb: Verb;
  /** Names of phases, in the order of tasks.md. */
  readonly phases: readonly string[];
  /** Go on with tasks that do not need the failed one. */
  readonly keepGoing: boolean;
  /** Words that its script takes before the flags; without one the pipeline runs. */
  readonly commands?: readonly Command[];
};

/** What narrows a run. */
export type Selection = {
  readonly only: readonly string[];
  readonly phases: readonly string[];
  readonly slow: boolean;
  readonly static: boolean;
  readonly kind: 'local' | 'kubernetes';
};

/** A task of the run; `skip` is the reason it will not be asked. */
export type Step = Bound & { readonly skip?: string };

/** The steps of a run in their order, or why there are none. */
export type Plan = { readonly steps: readonly Step[]; readonly findings: readonly Finding[] };

/** Reasons that the command line itself gives: nobody needs to read them task by task. */
export const impliedSkips: readonly string[] = ['nothing to take back', 'needs a running target (--static)'];

/** Decides which tasks a run performs, in which order, and which it skips and why. */
export const plan = (runbook: Runbook, pipeline: Pipeline, selection: Selection): Plan => {
  const inScope = runbook.tasks.filter((task) => pipeline.phases.includes(task.phase));
  const unknown = [
    ...selection.only
      .filter((id) => !inScope.some((task) => task.id === id))
      .map((id) => unknownTask(id, pipeline, inScope)),
    ...selection.phases
      .filter((name) => !inScope.some((task) => same(task.phase, name)))
      .map((name) => unknownPhase(name, pipeline)),
  ];
  if (unknown.length > 0) return { steps: [], findings: unknown };
  const wanted = inScope.filter((task) => chosen(task, selection));
  const selected = pipeline.verb === 'undo' ? wanted : withNeeds(wanted, inScope, pipeline);
  const ordered = pipeline.verb === 'undo' ? selected.toReversed() : selected;
  const steps = ordered.map((task) => ({ ...task, ...skipOf(task, pipeline, selection) }));
  return { steps, findings: steps.some((step) => !step.skip) ? [] : [nothing(selection)] };
};

/** True when a phase of tasks.md is meant by a name on the command line: `backend-chart` is `Backend chart`. */
const same = (phase: string, name: string): boolean => slug(phase) === slug(name);

const slug = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

const chosen = (task: Bound, { only, phases }: Selection): boolean =>
  (only.length === 0 || only.includes(task.id)) &&
  (phases.length === 0 || phases.some((name) => same(task.phase, name)));

/** Deploying a part also deploys what it needs; asking a part asks that part alone. */
const withNeeds = (wanted: readonly Bound[], all: readonly Bound[], pipeline: Pipeline): readonly Bound[] => {
  if (pipeline.verb === 'check') return wanted;
  const ids = new Set<TaskId>();
  const add = (task: Bound) => {
    if (ids.has(task.id)) return;
    ids.add(task.id);
    for (const need of task.task.needs ?? []) {
      const needed = all.find((other) => other.id === need);
      if (needed) add(needed);
    }
  };
  wanted.forEach(add);
  return all.filter((task) => ids.has(task.id));
};

const skipOf = ({ task }: Bound, pipeline: Pipeline, selection: Selection): { skip?: string } => {
  if (pipeline.verb === 'undo') return task.undo ? {} : { skip: 'nothing to take back' };
  if (selection.static && !task.static) return { skip: 'needs a running target (--static)' };
  if (task.on && task.on !== selection.kind)
    return { skip: `only on ${task.on === 'kubernetes' ? 'Kubernetes' : task.on}` };
  if (task.slow && !selection.slow) return { skip: 'slow (--slow asks it)' };
  return {};
};

const nothing = ({ only, phases }: Selection): Finding =>
  finding(
    'usage/nothing-selected',
    `No task is left to ask${only.length + phases.length > 0 ? ' after --only and --phase' : ''}`,
  );

const unknownTask = (id: string, pipeline: Pipeline, tasks: readonly Bound[]): Finding =>
  finding('usage/bad-value', `--only names ${id}, which ${pipeline.name} does not have`, {
    remedy: `Name tasks from ${tasks[0]?.id} to ${tasks.at(-1)?.id}, for example --only ${tasks[0]?.id}.`,
  });

const unknownPhase = (name: string, pipeline: Pipeline): Finding =>
  finding('usage/bad-value', `--phase names "${name}", which ${pipeline.name} does not have`, {
    remedy: `Use one of: ${pipeline.phases.map(slug).join(', ')}.`,
  });
