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

/** One leak for each place, by place: of those that overlap the first given counts. */
export const apart = (leaks: readonly Leak[]): readonly Leak[] => {
  const kept: { readonly leak: Leak; readonly rank: number }[] = [];
  const ranked = leaks.map((leak, rank) => ({ leak, rank }));
  for (const one of ranked.toSorted((a, b) => a.leak.start - b.leak.start || a.rank - b.rank)) {
    const last = kept.at(-1);
    if (!last || one.leak.start >= last.leak.end) kept.push(one);
    else if (one.rank < last.rank) kept[kept.length - 1] = one;
  }
  return kept.map(({ leak }) => leak);
};
