/** One question to a person: what is asked, and one line that says why. */
export type Question = {
  readonly text: string;
  readonly why: string;
};

/** One answer of several. */
export type Choice = {
  readonly value: string;
  /** What there is of it on this machine. */
  readonly hint: string;
};

/** Why an answer does not do, in words that do not hold it; undefined when it does. */
export type Judge = (answer: string) => string | undefined;

/** Asks a person on a terminal; each answer is undefined where the question was interrupted. */
export type Questions = {
  readonly choose: (
    question: Question & { readonly choices: readonly Choice[]; readonly first: string },
  ) => Promise<string | undefined>;
  /** Nothing typed gives the default. */
  readonly word: (
    question: Question & { readonly otherwise: string; readonly whyNot: Judge },
  ) => Promise<string | undefined>;
  /** What is typed is never shown, not even how long it is. */
  readonly hidden: (question: Question & { readonly whyNot: Judge }) => Promise<string | undefined>;
};
