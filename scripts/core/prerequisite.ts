import { errorsOf, type Finding } from './finding.ts';

/** Something that a deploy needs of this machine: what is wanted, what is there, and what is wrong with it. */
export type Prerequisite = {
  readonly name: string;
  readonly wanted: string;
  /** A version or an amount, in words. */
  readonly found: string;
  readonly findings: readonly Finding[];
};

/** How a prerequisite stands: `note` is for what a person may want to know, and nothing has to be done. */
export type Standing = 'ok' | 'note' | 'wrong';

/** The standing of a prerequisite. */
export const standingOf = ({ findings }: Prerequisite): Standing => {
  if (errorsOf(findings).length > 0) return 'wrong';
  return findings.length > 0 ? 'note' : 'ok';
};
