import type { Action } from '../core/action.ts';
import type { Code } from '../core/codes.ts';
import { type Evidence, type Finding, finding } from '../core/finding.ts';
import { strictly } from '../secrets/strict.ts';

/** What a diagnosis is about, as kubectl names it. */
export type Subject = { readonly kind: string; readonly name: string };

/**
 * How long a cause may last before a rollout is given up: at once, after a grace in milliseconds, or never before the
 * timeout.
 */
export type Patience = number | 'timeout';

/** No time heals this. */
export const atOnce = 0;

/** Pulls, crashes and schedulers may heal: a registry hiccups, a pod before it leaves. */
export const grace = 20_000;

/** A database may start half a minute after the application. */
export const dependency = 45_000;

/** What a rule recognised, before it is known of which release. */
export type Match = {
  readonly code: Code;
  readonly message: string;
  readonly patience: Patience;
  readonly remedy?: string;
  readonly evidence?: readonly Evidence[];
  readonly level?: Finding['level'];
  /** A repair that would help; it is judged before anybody is asked. */
  readonly action?: Action;
  /** How sure the rule is, from 0 to 1; certain by default. */
  readonly confidence?: number;
};

/** A finding about something in a namespace, and how long a rollout may live with it. */
export type Diagnosis = {
  /** The release whose newest rollout it concerns; undefined for what belongs to none. */
  readonly release?: string;
  /** What it is about, the one that its message names first. */
  readonly subjects: readonly Subject[];
  readonly finding: Finding;
  readonly patience: Patience;
  /** What would explain it: where one of these has a diagnosis of its own, this one is a consequence of that. */
  readonly because?: readonly Subject[];
};

/** The finding of a match. Logs and events of somebody else's program are shown without what looks like a secret. */
export const findingIn = ({ code, message, patience: _, confidence = 1, ...details }: Match): Finding => {
  const evidence = details.evidence?.map(({ source, text }) => ({ source, text: strictly(text) }));
  return finding(code, message, { ...details, ...(evidence ? { evidence } : {}), confidence });
};
