import { problem } from '../../core/finding.ts';
import type { Ground, Holder, Self } from '../../core/world.ts';
import { waitForTurn } from '../turn.ts';
import type { Door } from './door.ts';
import {
  createLease,
  duration,
  holderOf,
  isOwn,
  type Lease,
  leaseName,
  readLease,
  removeLease,
  renewLease,
  takeLease,
} from './lease.ts';

/** A lock on the run's namespace. */
export type Lock = {
  /**
   * Takes the lock unless it is held, waiting while another run has it. `absent`: there is no namespace to be locked.
   * Throws target/busy when the wait took too long, or when another run has taken over the lock of this one.
   */
  readonly hold: (tell?: (line: string) => void) => Promise<'held' | 'waited' | 'absent'>;
  /** The namespace goes away, and the lock with it. */
  readonly surrender: () => void;
  /** Gives it back, also in a run that was interrupted. */
  readonly release: () => Promise<void>;
};

/** Milliseconds between two renewals of a Lease. */
const renewal = 10_000;

/**
 * Opens the lock: a Lease, which of two runs that come at once only one can create. A Lease is taken over when its run and
 * all that it started have ended, which is known of runs on this machine, or when it was not renewed in time.
 */
export const openLock = (ground: Ground, door: Door): Lock => {
  const { config, clock, processes, say } = ground;
  const { namespace } = config;
  let state: 'open' | 'held' | 'lost' | 'surrendered' = 'open';
  let written = false;
  let holding: ReturnType<Lock['hold']> | undefined;
  let stopRenewing = (): void => {};

  const keep = (self: Self): void => {
    let renewed = clock.now();
    const lose = (): void => {
      stopRenewing();
      if (state === 'held') state = 'lost';
    };
    const renew = async (): Promise<void> => {
      const now = clock.now();
      if (!(await renewLease(door, namespace, self, now))) return lose();
      renewed = now;
    };
    state = 'held';
    stopRenewing = clock.every(renewal, () => {
      renew().catch(() => {
        if (clock.now() - renewed > duration * 1000) lose();
      });
    });
  };

  const take = async (tell: (line: string) => void): ReturnType<Lock['hold']> => {
    const self = await processes.self();
    const attempt = attempts(ground, door, self);
    let seen: Awaited<ReturnType<typeof attempt>> | undefined;
    const turn = {
      what: `the namespace ${namespace}`,
      pause: 2000,
      remedy: ({ who, pid }: Holder) =>
        `Wait until it has ended, then run again; if ${who} has no process ${pid} any more, remove what it left: \`kubectl delete lease ${leaseName} -n ${namespace}\`.`,
      take: async () => {
        // An attempt that is interrupted may have written all the same.
        written = true;
        seen = await attempt();
        written = seen === 'written';
        return typeof seen === 'object' ? seen : undefined;
      },
    };
    const waited = await waitForTurn(ground, turn, tell);
    if (seen === 'absent') return 'absent';
    keep(self);
    return waited ? 'waited' : 'held';
  };

  return {
    hold: async (tell = say.note) => {
      if (config.dryRun || state === 'surrendered') return 'absent';
      if (state === 'held') return 'held';
      if (state === 'lost')
        throw problem(
          'target/busy',
          `Another run took over the namespace ${namespace}: this one was silent for too long`,
          {
            remedy: 'Wait until the other run has ended, then run again: what holds is not done twice.',
            final: true,
          },
        );
      holding ??= take(tell).finally(() => {
        holding = undefined;
      });
      return holding;
    },
    surrender: () => {
      stopRenewing();
      state = 'surrendered';
    },
    release: async () => {
      await holding?.catch(() => {});
      stopRenewing();
      const held = written && state !== 'lost' && state !== 'surrendered';
      state = 'open';
      written = false;
      if (held)
        await removeLease(door, namespace, await processes.self()).catch((thrown: unknown) => {
          say.note(`The lock on ${namespace} was left to the next run: ${String(thrown)}`);
        });
    },
  };
};

/** One attempt after the other to write the Lease; what is seen in one decides about staleness in the next. */
const attempts = (ground: Ground, door: Door, self: Self): (() => Promise<'written' | 'absent' | Holder>) => {
  const { clock, config, say } = ground;
  const { namespace } = config;
  let seen: { readonly version: string | undefined; readonly since: number } | undefined;

  /** By our own clock: those of two machines need not agree. */
  const isSilent = ({ metadata, spec }: Lease): boolean => {
    const version = metadata?.resourceVersion;
    if (!seen || seen.version !== version) seen = { version, since: clock.now() };
    return clock.now() - seen.since > (spec?.leaseDurationSeconds ?? duration) * 1000;
  };

  const attempt = async (): Promise<'written' | 'absent' | Holder> => {
    const made = await createLease(door, namespace, self, clock.now());
    if (made !== 'exists') return made === 'created' ? 'written' : 'absent';
    const lease = await readLease(door, namespace);
    if (!lease) return attempt();
    if (isOwn(lease, self)) return 'written';
    const holder = holderOf(lease);
    const ended = await hasEnded(ground, holder);
    if (!ended && !isSilent(lease)) return holder;
    if (!(await takeLease(door, namespace, lease, self, clock.now()))) return attempt();
    say.note(
      `${holder.who} (pid ${holder.pid}) left its lock behind${ended ? '' : ', or is out of reach'}: taken over`,
    );
    return 'written';
  };
  return attempt;
};

/** True when the holder and all that it started has ended; of one on another machine nobody here can say. */
export const hasEnded = async (
  { processes }: Pick<Ground, 'processes'>,
  { machine, mark }: Partial<Self>,
): Promise<boolean> =>
  mark !== undefined && machine === (await processes.self()).machine && !(await processes.alive(mark));
