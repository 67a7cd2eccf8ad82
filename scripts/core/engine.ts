import { errorsOf, type Finding, finding, findingOf, problem } from './finding.ts';
import type { Pipeline, Step } from './plan.ts';
import { isSkip, type TaskId, type Verdict } from './task.ts';
import type { World } from './world.ts';

/** How a task ended; skipped never fails a run and is never shown as held. */
export type State = 'held' | 'changed' | 'planned' | 'failed' | 'skipped';

/** What became of one task. */
export type Outcome = {
  readonly task: TaskId;
  readonly phase: string;
  readonly title: string;
  readonly state: State;
  readonly ms: number;
  readonly reason?: string;
  /** What would be done, under --dry-run; absent where it is not known yet, or nothing. */
  readonly plan?: readonly string[];
  readonly findings: readonly Finding[];
};

/** The counts of a run by state. */
export type Counts = Readonly<Record<State, number>>;

/** A run in progress: perform its steps in order; the outcomes so far decide what is skipped. */
export type Run = {
  readonly perform: (step: Step) => Promise<Outcome>;
  readonly outcomes: readonly Outcome[];
};

/** Starts a run of a pipeline in a world. */
export const start = (pipeline: Pipeline, world: World): Run => {
  const outcomes: Outcome[] = [];
  /** Tasks that cannot be relied on, each with the one at fault: itself, or a task below it. */
  const broken = new Map<TaskId, TaskId>();
  const perform = async (step: Step): Promise<Outcome> => {
    const began = world.clock.now();
    const before = world.say.plannedLines().length;
    const ended = (await stopped(step)) ?? (await attempt(step));
    const plan = world.say.plannedLines().slice(before);
    const outcome: Outcome = {
      task: step.id,
      phase: step.phase,
      title: step.title,
      ms: Math.round(world.clock.now() - began),
      ...ended,
      ...(plan.length > 0 ? { plan } : {}),
    };
    outcomes.push(outcome);
    return outcome;
  };

  const stopped = async (step: Step): Promise<End | undefined> => {
    if (world.signal.aborted) return skipped('interrupted');
    if (step.skip) return skipped(step.skip);
    const failed = pipeline.keepGoing ? undefined : outcomes.find((outcome) => outcome.state === 'failed');
    if (failed) return skipped(`stopped after ${failed.task} failed`);
    const needs = pipeline.verb === 'undo' ? [] : (step.task.needs ?? []);
    const fault = needs.flatMap((id) => broken.get(id) ?? [])[0];
    if (fault === undefined) return undefined;
    broken.set(step.id, fault);
    return skipped(`needs ${fault}`);
  };

  const attempt = async (step: Step): Promise<End> => {
    const end = await verbs[pipeline.verb](step, world, outcomes).catch((thrown: unknown): End => {
      if (world.signal.aborted) return { state: 'failed', findings: [interrupted()] };
      return { state: 'failed', findings: [findingOf(thrown)] };
    });
    if (end.state === 'failed' || end.blocked) broken.set(step.id, step.id);
    return { state: end.state, findings: end.findings, ...(end.reason ? { reason: end.reason } : {}) };
  };

  return { perform, outcomes };
};

/** What the run found as a whole: ok only when something was asked and nothing failed. */
export const verdictOf = (outcomes: readonly Outcome[]): { readonly ok: boolean; readonly counts: Counts } => {
  const counts: Record<State, number> = { held: 0, changed: 0, planned: 0, failed: 0, skipped: 0 };
  for (const { state } of outcomes) counts[state] += 1;
  return { ok: counts.failed === 0 && outcomes.length > counts.skipped, counts };
};

/** The finding of a run that was ended by a signal. */
const interrupted = (): Finding => finding('interrupted/signal', 'The run was interrupted', { final: true });

/** `blocked`: skipped because it could not be asked, so what needs it cannot be asked either. */
type End = Pick<Outcome, 'state' | 'findings' | 'reason'> & { readonly blocked?: true };
type Perform = (step: Step, world: World, before: readonly Outcome[]) => Promise<End>;

const skipped = (reason: string): End => ({ state: 'skipped', reason, findings: [] });

/** A check's own failure to ask is an answer too: the finding of what it threw. */
const ask = async (step: Step, world: World, before: readonly Outcome[]): Promise<Verdict> => {
  try {
    return await step.task.check(world, before);
  } catch (thrown) {
    if (world.signal.aborted) throw thrown;
    return [findingOf(thrown)];
  }
};

const check: Perform = async (step, world, before) => {
  const verdict = await ask(step, world, before);
  if (isSkip(verdict)) return skipped(verdict.skip);
  const gate = verdict.find((one) => one.code === 'values/gate-closed');
  if (gate) return { ...skipped(gate.message), blocked: true };
  return { state: errorsOf(verdict).length > 0 ? 'failed' : 'held', findings: verdict };
};

const apply: Perform = async (step, world, before) => {
  const first = await check(step, world, before);
  const { task } = step;
  if (first.state === 'skipped' || (first.state === 'held' && !(world.config.force && task.apply))) return first;
  if (world.config.dryRun) return foresee(step, world, first, before);
  if (!task.apply) return first;
  await task.apply(world);
  const after = await settle(step, world);
  return after.state === 'held' ? { ...after, state: 'changed' } : after;
};

/** Asks until the sentence holds, its time is over, or a finding says that waiting will not help. */
const settle = async (step: Step, world: World): Promise<End> => {
  const deadline = world.clock.now() + (step.task.within ?? 0);
  for (;;) {
    const end = await check(step, world, []);
    const hopeless = errorsOf(end.findings).some((one) => one.final);
    if (end.state !== 'failed' || hopeless || world.clock.now() >= deadline) return end;
    if (world.signal.aborted) throw problem('interrupted/signal', 'The run was interrupted');
    await world.clock.sleep(500);
    world.target.forget();
  }
};

/** Under --dry-run: the writes are printed by the door; what depends on them may not be there yet. */
const foresee = async (step: Step, world: World, first: End, before: readonly Outcome[]): Promise<End> => {
  const why = errorsOf(first.findings)[0]?.message ?? (first.state === 'held' ? 'forced' : undefined);
  const reason = why ? { reason: why } : {};
  if (step.task.apply) {
    const writes = world.say.plannedLines().length;
    await step.task.apply(world).catch((thrown: unknown) => {
      if (!before.some(planned) && world.say.plannedLines().length === writes) throw thrown;
    });
    return { state: 'planned', findings: [], ...reason };
  }
  return before.some(planned) ? { state: 'planned', findings: [], ...reason } : first;
};

const planned = (outcome: Outcome): boolean => outcome.state === 'planned';

const undo: Perform = async (step, world) => {
  const taken = (await step.task.undo?.(world)) ?? [];
  if (taken.length === 0) return { state: 'held', reason: 'nothing found', findings: [] };
  const { dryRun } = world.config;
  return {
    state: dryRun ? 'planned' : 'changed',
    reason: `${dryRun ? 'would remove' : 'removed'} ${taken.join(', ')}`,
    findings: [],
  };
};

const verbs: Readonly<Record<Pipeline['verb'], Perform>> = { apply, check, undo };
