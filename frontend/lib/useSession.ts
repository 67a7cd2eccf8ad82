import { useCallback, useEffect, useState } from 'react';
import { type Api, type Failure, type Result, sessionEnded } from './api.ts';
import type { User } from './model.ts';

/** How far this browser is in becoming somebody; `visit` counts the sessions begun on this page. */
export type Session =
  | { readonly phase: 'starting' }
  | { readonly phase: 'failed'; readonly failure: Failure }
  | { readonly phase: 'ready'; readonly user: User; readonly assistant: string | undefined; readonly visit: number };

/**
 * Finds out who this browser is and makes it a guest when it is nobody yet; `restart` does so again.
 * Without a cookie to begin with (`returning` false) the first question is spared.
 */
export function useSession(api: Api, returning: boolean): readonly [session: Session, restart: () => void] {
  const [session, setSession] = useState<Session>({ phase: 'starting' });
  const [visit, setVisit] = useState(0);

  useEffect(() => {
    const leaving = new AbortController();
    setSession({ phase: 'starting' });
    const ask = returning || visit > 0 ? identify : becomeGuest;
    Promise.all([ask(api, leaving.signal), api.meta(leaving.signal)]).then(([user, meta]) => {
      if (leaving.signal.aborted) return;
      if (!user.ok) return setSession({ phase: 'failed', failure: user.failure });
      const assistant = meta.ok ? meta.value.assistant : undefined;
      setSession({ phase: 'ready', user: user.value, assistant, visit });
    });
    return () => leaving.abort();
  }, [api, returning, visit]);

  const restart = useCallback(() => setVisit((count) => count + 1), []);
  return [session, restart];
}

async function identify(api: Api, signal: AbortSignal): Promise<Result<User>> {
  const known = await api.me(signal);
  return known.ok || known.failure.code !== sessionEnded ? known : becomeGuest(api, signal);
}

/** React's development mode runs an effect twice at once; the request waits until the first run has been left. */
async function becomeGuest(api: Api, signal: AbortSignal): Promise<Result<User>> {
  await Promise.resolve();
  return api.becomeGuest(signal);
}
