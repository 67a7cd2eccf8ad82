import type { Outcome } from './engine.ts';
import type { Finding } from './finding.ts';
import type { World } from './world.ts';

/** `T` and three digits, as in tasks.md. */
export type TaskId = `T${string}`;

/** Nothing to ask here, and why. */
export type Skip = { readonly skip: string };

/** What a check says: findings (none of level error means true), or why there is nothing to ask. */
export type Verdict = readonly Finding[] | Skip;

/** Asks whether a sentence is true; changes nothing that stays. `before` is what became of the tasks above it in this run. */
export type Check = (world: World, before?: readonly Outcome[]) => Promise<Verdict>;

/** The behaviour behind a sentence of tasks.md. */
export type Task = {
  readonly needs?: readonly TaskId[];
  /** Only on this kind of target; everywhere when absent. */
  readonly on?: 'kubernetes';
  /** Asks nothing of a running target: part of `validate --static`. */
  readonly static?: true;
  /** Begun when that one, before it, is made true, and then goes on beside it. */
  readonly beside?: TaskId;
  /** Only with --slow. */
  readonly slow?: true;
  readonly check: Check;
  /** Makes the sentence true. */
  readonly apply?: (world: World) => Promise<void>;
  /** Takes it back and names what it took; an empty list when there was nothing to take back. */
  readonly undo?: (world: World) => Promise<readonly string[]>;
  /** Milliseconds `check` may take to come true after apply. */
  readonly within?: number;
};

/** The tasks of one phase, by id. */
export type Tasks = Readonly<Record<TaskId, Task>>;

/** True when a verdict says that there was nothing to ask. */
export const isSkip = (verdict: Verdict): verdict is Skip => 'skip' in verdict;
