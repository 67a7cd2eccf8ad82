import type { Outcome } from '../core/engine.ts';
import type { Evidence, Finding } from '../core/finding.ts';
import type { Operation, Repair } from '../core/operation.ts';
import type { Scenario } from './scenario.ts';

/** Where recordings of real runs are kept, one file for each scenario: `NAME.json`. */
export const recordedFolder = 'scripts/chaos/recorded';

/** What is kept of a finding. */
export type RecordedFinding = Pick<Finding, 'code' | 'level' | 'message' | 'remedy'> & {
  readonly evidence?: readonly Evidence[];
};

/** What is kept of one command of a recorded run. */
export type RecordedStep = {
  /** As a person types it. */
  readonly command: string;
  readonly exitCode: number;
  readonly seconds: number;
  readonly said: readonly string[];
  /** Why it did less than it could, for example because no model was asked. */
  readonly reason?: string;
  readonly findings: readonly RecordedFinding[];
  readonly repairs: readonly Repair[];
  /** Tasks that were asked or made true, and how each ended; skipped ones are left out. */
  readonly tasks: readonly Pick<Outcome, 'task' | 'state'>[];
};

/** A scenario as it was lived through on a real cluster, from the break to the recovery. */
export type Recording = {
  readonly v: 1;
  /** The scenario as it was then: a recording of another one is stale. */
  readonly scenario: Scenario;
  /** The day, in UTC: 2026-01-31. */
  readonly taken: string;
  /** What it ran on: program to version. */
  readonly versions: Readonly<Record<string, string>>;
  /** Seconds from the first look that showed it to the name of its cause. */
  readonly named: number;
  readonly broken: RecordedStep;
  readonly diagnosed: RecordedStep;
  readonly asked: RecordedStep;
  /** The proposal of the scenario as a plan that nobody has agreed to; absent where it has none. */
  readonly proposed?: RecordedStep;
  readonly mended: RecordedStep;
  readonly verified: RecordedStep;
};

/** A command that ended, with the report that it printed. */
export type Ran = {
  readonly command: string;
  readonly exitCode: number;
  readonly seconds: number;
  readonly report: {
    readonly outcomes: readonly Outcome[];
    readonly findings: readonly Finding[];
    readonly operation?: Operation;
  };
};

/** What belongs to one machine or one namespace, and what stands for it in a recording; the first that matches counts. */
export type Masks = readonly (readonly [from: string, to: string])[];

/** Lines of each evidence that are kept: the last ones. */
const lines = 12;

/** What is kept of a command; reports are redacted already, and masks take out what only one machine has. */
export const recordedStep = ({ command, exitCode, seconds, report }: Ran, masks: Masks): RecordedStep => {
  const { operation, outcomes, findings } = report;
  const all = [...(operation?.rules ?? []), ...findings, ...outcomes.flatMap((one) => one.findings)];
  return masked(
    {
      command,
      exitCode,
      seconds: Math.round(seconds * 10) / 10,
      said: operation?.said ?? [],
      ...(operation?.reason === undefined ? {} : { reason: operation.reason }),
      findings: all.map(kept),
      repairs: operation?.repairs ?? [],
      tasks: outcomes.filter(({ state }) => state !== 'skipped').map(({ task, state }) => ({ task, state })),
    },
    masks,
  );
};

const kept = ({ code, level, message, remedy, evidence = [] }: Finding): RecordedFinding => ({
  code,
  level,
  message,
  remedy,
  ...(evidence.length > 0
    ? {
        evidence: evidence.map(({ source, text }) => ({
          source,
          text: text.trim().split('\n').slice(-lines).join('\n'),
        })),
      }
    : {}),
});

const masked = <T>(value: T, masks: Masks): T =>
  JSON.parse(masks.reduce((text, [from, to]) => text.replaceAll(inJson(from), inJson(to)), JSON.stringify(value)));

/** A text as it stands inside of a string of JSON. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
