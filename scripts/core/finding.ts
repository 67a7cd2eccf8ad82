import type { Action } from './action.ts';
import { type Code, codes } from './codes.ts';

/** How much a finding matters: only `error` makes a task's sentence untrue. */
export type Level = 'error' | 'warning' | 'info';

/** A place in a file: 1-based, `endColumn` exclusive, the file relative to the project's root. */
export type Place = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
};

/** What was seen that supports a finding: where it was read, and the text itself (redacted by every sink). */
export type Evidence = { readonly source: string; readonly text: string };

/** Another place that a finding is about: the value that a template line reads, the other of two that disagree. */
export type Related = { readonly at: Place; readonly message: string };

/** A change that mends a finding: the text from the place's start to its end (exclusive) is replaced; all of them together mend it. */
export type Edit = { readonly at: Required<Place>; readonly text: string };

/** One thing that is not so, and what to do about it. */
export type Finding = {
  readonly code: Code;
  readonly level: Level;
  readonly message: string;
  readonly remedy: string;
  readonly at?: Place;
  readonly related?: readonly Related[];
  readonly evidence?: readonly Evidence[];
  /** What `validate --fix` would write, where the mending is mechanical. */
  readonly fix?: readonly Edit[];
  /** A repair that the product can make, once a person agreed to it. */
  readonly action?: Action;
  /** Waiting will not help: polling stops at once. */
  readonly final?: true;
  /** How sure a rule of diagnosis is of this cause, from 0 to 1; absent for what was seen itself. */
  readonly confidence?: number;
  /** What follows from it, and heals with it. */
  readonly consequences?: readonly Consequence[];
};

/** A thing that is not so because of another one, which has the remedy. */
export type Consequence = { readonly code: Code; readonly message: string };

/** The parts of a finding that its code does not already give. */
export type Details = Partial<Omit<Finding, 'code' | 'message'>>;

/** A finding of the catalogue; level `error` and the catalogue's remedy unless said otherwise. */
export const finding = (code: Code, message: string, details: Details = {}): Finding => ({
  code,
  level: 'error',
  message,
  remedy: codes[code].remedy,
  ...details,
});

/** The findings that make a sentence untrue. */
export const errorsOf = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter((one) => one.level === 'error');

/** The one error of this project: it carries the finding that a person will read. */
export class Problem extends Error {
  readonly finding: Finding;

  constructor(finding: Finding, options?: ErrorOptions) {
    super(finding.message, options);
    this.name = 'Problem';
    this.finding = finding;
  }
}

/** A Problem of the catalogue, ready to be thrown. */
export const problem = (code: Code, message: string, details: Details = {}): Problem =>
  new Problem(finding(code, message, details));

/** The finding behind anything that was thrown; an unknown error is a crash of ours. */
export const findingOf = (thrown: unknown): Finding =>
  thrown instanceof Problem
    ? thrown.finding
    : finding('crash/unexpected', thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown), {
        evidence: thrown instanceof Error && thrown.stack ? [{ source: 'stack', text: thrown.stack }] : [],
        final: true,
      });
