import type { Action } from '../core/action.ts';
import type { Code } from '../core/codes.ts';

/** A command of kubectl, without its namespace, which whoever runs it adds. */
export type Breaking = {
  readonly words: readonly string[];
  /** Standard input, as JSON. */
  readonly input?: object;
};

/** What mends a scenario: a repair, or a deploy and why no repair is it; some things are removed before. */
export type Mending =
  | { readonly kind: 'action'; readonly action: Action }
  | { readonly kind: 'deploy'; readonly why: string; readonly before?: Breaking };

/** Something that is broken on purpose in a copy, and how it is told, asked about and mended. */
export type Scenario = {
  readonly name: string;
  /** What a person sees. */
  readonly symptom: string;
  readonly breaks: readonly Breaking[];
  /** The cause that the rules must name. */
  readonly expects: Code;
  /** What one may ask a model. */
  readonly question: string;
  /** What a good model proposes: the repair as a command; undefined where none mends it. */
  readonly proposal?: string;
  readonly mending: Mending;
  /** What holds afterwards. */
  readonly verification: string;
};

/** The command as a person types it, for a namespace. */
export const breakingText = ({ words }: Breaking, namespace: string): string =>
  `kubectl ${words.map(quoted).join(' ')} -n ${namespace}`;

/** A word as a shell takes it; none of ours holds a single quote. */
const quoted = (word: string): string => (/^[\w./:=-]+$/.test(word) ? word : `'${word}'`);
