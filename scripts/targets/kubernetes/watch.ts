import type { Clock, Stream } from '../../core/world.ts';
import type { Diagnosis } from '../../diagnosis/diagnosis.ts';
import type { Door } from './door.ts';

/** Rings when something happens in a namespace. */
export type Bell = {
  /** Settles at the next event, or after `longest` milliseconds. */
  readonly next: (longest: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** What is watched: pods change their state, ReplicaSets are refused, and events say why. */
const watched: readonly string[] = [
  '/api/v1/namespaces/*/pods',
  '/apis/apps/v1/namespaces/*/replicasets',
  '/api/v1/namespaces/*/events',
];

/** Pause before a watch that ended is opened again, in milliseconds: servers end them as they like. */
const pause = 1000;

/**
 * Watches a namespace. What exactly happened is read anew at each ring, and a watch that ends rings too and is opened
 * again: so nothing is lost between two of them.
 */
export const openBell = async (door: Door, clock: Clock, namespace: string): Promise<Bell> => {
  let rung = false;
  let closed = false;
  let wake = () => {};
  const ring = () => {
    rung = true;
    wake();
  };
  const open = new Set<Stream>();
  const watch = async (path: string, opened: () => void): Promise<void> => {
    while (!closed) {
      const stream = await door.stream(['kubectl', 'get', '--raw', path]);
      open.add(stream);
      opened();
      await listen(stream, ring);
      open.delete(stream);
      ring();
      await clock.sleep(pause);
    }
  };
  await Promise.all(
    watched.map((path) => {
      const words = `${path.replace('*', namespace)}?watch=1&timeoutSeconds=600`;
      return new Promise<void>((opened, failed) => void watch(words, opened).catch(failed));
    }),
  );
  return {
    next: async (longest) => {
      if (!rung) await Promise.race([clock.sleep(longest), new Promise<void>((resolve) => (wake = resolve))]);
      rung = false;
    },
    close: async () => {
      closed = true;
      await Promise.all([...open].map((stream) => stream.stop().catch(() => {})));
    },
  };
};

const listen = async (stream: Stream, ring: () => void): Promise<void> => {
  try {
    for await (const _ of stream.lines) ring();
  } catch {
    // The watch ended with an error: the next one may hold, and the slow ring remains.
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
 * patience. `before` are the pods that were there when it began. What is no error ends nothing.
 */
export const openJudge = (before: ReadonlySet<string>): Judge => {
  const seen = new Map<string, { readonly first: number; readonly last: number }>();
  return (diagnoses, now) => {
    const errors = diagnoses.filter(({ finding }) => finding.level === 'error');
    const present = new Set(errors.map(keyOf));
    for (const [key, { last }] of seen) if (!present.has(key) && now - last > forgottenAfter) seen.delete(key);
    for (const key of present) seen.set(key, { first: seen.get(key)?.first ?? now, last: now });
    return errors.find((one) => {
      if (one.patience === 'timeout') return false;
      const patience = isOld(one, before) ? Math.max(one.patience, oldPods) : one.patience;
      return now - (seen.get(keyOf(one))?.first ?? now) >= patience;
    });
  };
};

const isOld = ({ subjects }: Diagnosis, before: ReadonlySet<string>): boolean => {
  const pods = subjects.filter(({ kind }) => kind === 'Pod');
  return pods.length > 0 && pods.every(({ name }) => before.has(name));
};

/** Pods come and go during a crash loop; the cause is the same. */
const keyOf = (one: Diagnosis): string => `${one.release} ${one.finding.code}`;
