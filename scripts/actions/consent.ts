import { type Action, actionText, workloadOf } from '../core/action.ts';
import { type Finding, finding } from '../core/finding.ts';

/** What is known of the person who is to agree. */
export type Person = {
  /** True when standard input is a terminal. */
  readonly isTTY: boolean;
  /** What was typed; undefined while nobody was asked. */
  readonly typed?: string;
  readonly yes: boolean;
  /** The variable AI_ALLOW_APPLY as it is set. */
  readonly allowApply: string | undefined;
};

/** Whether an action may be made: yes, after `name` was typed, or no. */
export type Consent =
  | { readonly kind: 'given' }
  | { readonly kind: 'ask'; readonly name: string; readonly question: string }
  | { readonly kind: 'refused'; readonly finding: Finding };

/**
 * Who agrees to an action: a person by typing the name of its object, or whoever gave --yes on a machine that sets
 * AI_ALLOW_APPLY=1. The flag alone is refused, in a terminal too.
 */
export const consentTo = (action: Action, { isTTY, typed, yes, allowApply }: Person): Consent => {
  const name = nameToType(action);
  const what = actionText(action);
  if (yes && allowApply === '1') return { kind: 'given' };
  if (yes)
    return refusal('ai/no-consent', `${what}: --yes counts only where AI_ALLOW_APPLY is 1`, {
      remedy: isTTY
        ? 'Leave --yes out and type the name, or set AI_ALLOW_APPLY=1.'
        : 'Set AI_ALLOW_APPLY=1 as well, or run it in a terminal.',
    });
  if (!isTTY) return refusal('ai/no-consent', `${what}: nobody can be asked, for there is no terminal`);
  if (typed === undefined) return { kind: 'ask', name, question: `${what}? Type ${name} to agree:` };
  return typed === name
    ? { kind: 'given' }
    : refusal('ai/unconfirmed', `${what}: what was typed is not ${name}, and nothing was changed`);
};

/** The name that is typed to agree: that of the object that changes. */
const nameToType = (action: Action): string => {
  if ('object' in action) return action.object.name;
  return workloadOf('release' in action ? action.release : 'backend').name;
};

const refusal = (code: Finding['code'], message: string, details: Partial<Finding> = {}): Consent => ({
  kind: 'refused',
  finding: finding(code, message, details),
});
