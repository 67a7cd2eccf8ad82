/** What a code means to a person, whatever the occasion. */
export type CodeEntry = {
  readonly title: string;
  /** Why it is looked for and what comes of it, where the title does not say all; for --explain. */
  readonly means?: string;
  readonly remedy: string;
};
