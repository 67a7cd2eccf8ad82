import { useCallback, useEffect, useState } from 'react';
import { type Account, createAccount } from './account.ts';
import type { Api } from './api.ts';
import type { Failure } from './failure.ts';
import type { User } from './model.ts';

/** How far this browser is in being somebody; a new visitor is `open` without a user until the first action. */
export type Session =
  | { readonly phase: 'starting' }
  | { readonly phase: 'failed'; readonly failure: Failure }
  | { readonly phase: 'signed-out'; readonly reason: 'ended' | 'left' }
  | {
      readonly phase: 'open';
      readonly user: User | undefined;
      readonly account: Account;
      readonly assistant: string | undefined;
      /** Counts the accounts that this page has shown. */
      readonly visit: number;
    };

/** Who this browser is, and what changes it. */
export type SessionControl = {
  readonly session: Session;
  /** Asks the server again who this is; `goOn` begins as a new visitor where a session had ended. */
  readonly restart: (goOn?: boolean) => Promise<void>;
  readonly signOut: (reason: 'ended' | 'left') => void;
};

/** Finds out from the server who this browser is. `onEnter` hears of the guest that a new visitor became. */
export function useSession(api: Api, onEnter: () => void): SessionControl {
  const [session, setSession] = useState<Session>({ phase: 'starting' });

  const identify = useCallback(
    async (goOn: boolean, signal?: AbortSignal) => {
      const [visitor, meta] = await Promise.all([api.visitor(signal), api.meta(signal)]);
      if (signal?.aborted) return;
      if (!visitor.ok) return setSession({ phase: 'failed', failure: visitor.failure });
      const { user, ended } = visitor.value;
      if (ended && !goOn) return setSession({ phase: 'signed-out', reason: 'ended' });
      const entered = (guest: User) => {
        setSession((current) => (current.phase === 'open' ? { ...current, user: guest } : current));
        onEnter();
      };
      const assistant = meta.ok ? meta.value.assistant : undefined;
      setSession((current) => {
        const same = current.phase === 'open' && current.user?.id === user?.id;
        if (same) return { ...current, user, assistant };
        const visit = current.phase === 'open' ? current.visit + 1 : 0;
        return { phase: 'open', user, account: createAccount(api, user, entered), assistant, visit };
      });
    },
    [api, onEnter],
  );

  useEffect(() => {
    const leaving = new AbortController();
    void identify(false, leaving.signal);
    return () => leaving.abort();
  }, [identify]);

  const restart = useCallback(
    async (goOn = false) => {
      setSession((current) => (current.phase === 'failed' ? { phase: 'starting' } : current));
      await identify(goOn);
    },
    [identify],
  );
  const signOut = useCallback((reason: 'ended' | 'left') => setSession({ phase: 'signed-out', reason }), []);
  return { session, restart, signOut };
}
