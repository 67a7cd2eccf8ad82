import type { Environment, TargetName } from './config.ts';
import type { Counts, Outcome } from './engine.ts';
import type { Finding } from './finding.ts';
import type { Operation } from './operation.ts';
import type { Pipeline } from './plan.ts';
import type { TaskId } from './task.ts';

/** A task of the plan as it is announced; `skip` is the reason why it will not be asked. */
export type Announced = {
  readonly task: TaskId;
  readonly phase: string;
  readonly title: string;
  readonly skip?: string;
};

/** What a run is about, known before its first task. */
export type Beginning = {
  readonly verb: Pipeline['name'];
  readonly target: TargetName;
  /** Why this target was taken. */
  readonly why: string;
  /** On Kubernetes. */
  readonly namespace?: string;
  readonly env: Environment;
  readonly dryRun: boolean;
  /** Where settings came from, as people read it: `DATABASE_URL from .env`. */
  readonly settings: readonly string[];
  readonly tasks: readonly Announced[];
};

/** What happens in a run; `task` names the task at work, where there is one. */
export type Happening =
  | ({ readonly event: 'run-start'; readonly version: string } & Partial<Beginning>)
  | ({ readonly event: 'task-start' } & Omit<Announced, 'skip'>)
  | { readonly event: 'progress' | 'note' | 'planned'; readonly task?: TaskId; readonly text: string }
  | { readonly event: 'task-end'; readonly outcome: Outcome }
  | { readonly event: 'finding'; readonly finding: Finding }
  | { readonly event: 'operation'; readonly operation: Operation }
  | {
      readonly event: 'run-end';
      readonly ok: boolean;
      readonly exitCode: number;
      readonly ms: number;
      readonly counts: Counts;
      /** Where the report of the run lies, relative to the root. */
      readonly directory?: string;
    };

/** One event as `--format ndjson` prints it: `v` is the version of its form, `time` is UTC in ISO 8601. */
export type RunEvent = { readonly v: 1; readonly time: string } & Happening;
