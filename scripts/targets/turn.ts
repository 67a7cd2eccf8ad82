import { type Problem, problem } from '../core/finding.ts';
import type { Ground, Holder } from '../core/world.ts';

/** Milliseconds that a run waits for another one: a first deploy on a slow machine has ended by then. */
const patience = 600_000;

/** A lock that a run can ask for. */
export type Turn = {
  /** What is locked, in words: `the namespace todo-chatbot`. */
  readonly what: string;
  /** Takes it, or tells which other run has it. */
  readonly take: () => Promise<Holder | undefined>;
  /** What a person can do about a holder that does not end. */
  readonly remedy: (holder: Holder) => string;
  /** Milliseconds between two attempts. */
  readonly pause: number;
};

/**
 * Takes a lock, and waits while another run has it: it says at once for whom, and again every minute. True when it had to
 * wait, since then nothing that was seen before holds. Throws target/busy after ten minutes, terminal or not: whoever
 * does not want to wait has Ctrl-C, and a CI job its own limit.
 */
export const waitForTurn = async (
  { clock, signal }: Pick<Ground, 'clock' | 'signal'>,
  turn: Turn,
  tell: (line: string) => void,
): Promise<boolean> => {
  const began = clock.now();
  let told: number | undefined;
  for (;;) {
    const holder = await turn.take();
    if (!holder) return told !== undefined;
    const now = clock.now();
    if (now - began >= patience) throw busy(turn, holder, now);
    if (told === undefined || now - told >= 60_000) {
      tell(`Waiting for ${sentence(turn, holder, now)}. Ctrl-C ends the wait, and not that run.`);
      told = now;
    }
    await clock.sleep(turn.pause);
    if (signal.aborted) throw problem('interrupted/signal', 'The run was interrupted while it waited', { final: true });
  }
};

/** The Problem of a lock that another run has. */
const busy = (turn: Turn, holder: Holder, now: number): Problem =>
  problem('target/busy', `Another run is at work: ${sentence(turn, holder, now)}`, {
    remedy: turn.remedy(holder),
    final: true,
  });

/** `alice@laptop (pid 4711, scripts/deploy.ts), which has been changing the namespace x for 40 s, since 14:03:10`. */
const sentence = ({ what }: Turn, holder: Holder, now: number): string => {
  const seconds = Math.max(0, Math.round((now - holder.since) / 1000));
  const time = new Date(holder.since).toTimeString().slice(0, 8);
  return `${holder.who} (pid ${holder.pid}, ${holder.command}), who has been changing ${what} since ${time} (${seconds} s)`;
};
