import type { Code } from '../core/codes.ts';

/** A secret in a text: its kind, in words and as a code, and where it stands. It never carries the secret itself. */
export type Leak = {
  readonly code: Code & `secret/${string}`;
  /** What it is, as it reads behind "holds": `a GitHub token`. */
  readonly what: string;
  /** Offsets in the text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
};

/** One leak for each place: of those that overlap the first given counts. */
export const apart = (leaks: readonly Leak[]): readonly Leak[] => {
  const kept: Leak[] = [];
  for (const leak of leaks)
    if (!kept.some((other) => leak.start < other.end && other.start < leak.end)) kept.push(leak);
  return kept.toSorted((one, other) => one.start - other.start);
};
