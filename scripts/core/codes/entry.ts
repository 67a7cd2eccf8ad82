/** What a code means to a person, whatever the occasion. */
export type CodeEntry = {
  readonly title: string;
  /** Why it is looked for and what comes of it, in a sentence or two for someone who meets it first; for --explain. */
  readonly means: string;
  readonly remedy: string;
};
