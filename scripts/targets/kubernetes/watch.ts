import type { Clock, Stream } from '../../core/world.ts';
import type { Diagnosis } from '../../diagnosis/diagnose.ts';
import type { Door } from './door.ts';

/** Rings when something happens in a namespace. */
export type Bell = {
  /** Settles at the next event, or after `longest` milliseconds. */
  readonly next: (longest: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Watches pods and events; what exactly happened is read anew at each ring, so a lost watch loses nothing. */
export const openBell = async (door: Door, clock: Clock, namespace: string): Promise<Bell> => {
  let rung = false;
  let wake = () => {};
  const ring = () => {
    rung = true;
    wake();
  };
  const paths = ['pods', 'events'].map((kind) => `/api/v1/namespaces/${namespace}/${kind}?watch=1&timeoutSeconds=600`);
  const streams = await Promise.all(paths.map((path) => door.stream(['kubectl', 'get', '--raw', path])));
  for (const stream of streams) void listen(stream, ring);
  return {
    next: async (longest) => {
      if (!rung) await Promise.race([clock.sleep(longest), new Promise<void>((resolve) => (wake = resolve))]);
      rung = false;
    },
    close: async () => {
      await Promise.all(streams.map((stream) => stream.stop().catch(() => {})));
    },
  };
};

const listen = async (stream: Stream, ring: () => void): Promise<void> => {
  try {
    for await (const _ of stream.lines) ring();
  } catch {
    // the watch ended with an error: the slow ring remains
  }
};

/** Pods of before the upgrade may be ill of what the upgrade heals: they get this long. */
const oldPods = 20_000;

/** Decides when a rollout has no future. */
export type Judge = (diagnoses: readonly Diagnosis[], now: number) => Diagnosis | undefined;

/** A container that crashes again and again runs for moments in between: the cause is not gone until it stays away. */
const forgottenAfter = 5000;

/**
 * A judge with a memory of when each cause was first seen: a cause ends the rollout once it has lasted longer than its
 * patience. `before` are the pods that were there when it began.
 */
export const openJudge = (before: ReadonlySet<string>): Judge => {
  const seen = new Map<string, { readonly first: number; readonly last: number }>();
  return (diagnoses, now) => {
    const present = new Set(diagnoses.map(keyOf));
    for (const [key, { last }] of seen) if (!present.has(key) && now - last > forgottenAfter) seen.delete(key);
    for (const key of present) seen.set(key, { first: seen.get(key)?.first ?? now, last: now });
    return diagnoses.find((one) => {
      if (one.patience === 'timeout') return false;
      const patience = one.pod !== undefined && before.has(one.pod) ? Math.max(one.patience, oldPods) : one.patience;
      return now - (seen.get(keyOf(one))?.first ?? now) >= patience;
    });
  };
};

/** Pods come and go during a crash loop; the cause is the same. */
const keyOf = (one: Diagnosis): string => `${one.release} ${one.finding.code}`;
