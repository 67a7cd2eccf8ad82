import type { Action } from './action.ts';
import type { Finding } from './finding.ts';

/** A word of ai-devops-examples that is no pipeline. */
export type Word = 'ask' | 'agent' | 'chaos' | 'restore';

/** How an operation ended: `answered` and `held` changed nothing; `planned` waits for a person. */
export type OperationState = 'answered' | 'held' | 'planned' | 'changed' | 'skipped' | 'failed';

/** What became of one proposed repair. */
export type Repair = {
  /** The command that proposed it, redacted; absent where a rule or a scenario did. */
  readonly proposed?: string;
  /** Absent where the command is none of the repairs. */
  readonly action?: Action;
  readonly state: 'planned' | 'changed' | 'failed';
  /** The overlay that it is written into, relative to the root, and how that changes. */
  readonly file?: string;
  readonly diff?: string;
  /** What the deploy sets back besides, for it was changed past the files: as it is, and as the files have it. */
  readonly sets?: readonly string[];
  /** What to do now: a sentence with the command to copy. */
  readonly next?: string;
};

/** What was asked, what came of it, and what to do now. */
export type Operation = {
  readonly word: Word;
  /** The question, or the scenario. */
  readonly subject?: string;
  readonly state: OperationState;
  /** Why it was skipped, or is planned only. */
  readonly reason?: string;
  /** What was seen and done, a sentence each. */
  readonly said: readonly string[];
  /** What the rules of diagnosis say meanwhile; they come before any model. */
  readonly rules?: readonly Finding[];
  /** The words of the model, redacted: an opinion, never a verdict. */
  readonly answer?: string;
  /** The reads that the model had run. */
  readonly executed?: readonly string[];
  readonly repairs?: readonly Repair[];
  /** Commands to copy, each in a sentence. */
  readonly next: readonly string[];
};
