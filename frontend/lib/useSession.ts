import { useCallback, useEffect, useState } from 'react';
import { type Api, type Failure, type Result, sessionEnded } from './api.ts';
import type { User } from './model.ts';

/** How far this browser is in becoming somebody; `visit` counts the sessions begun on this page. */
export type Session =
  | { readonly phase: 'starting' }
  | { readonly phase: 'failed'; readonly failure: Failure }
  | { readonly phase: 'ready'; readonly user: User; readonly assistant: string | undefined; readonly visit: number };

/** Finds out who this browser is, makes it a guest when it is nobody yet; `restart` does so again. */
export function useSession(api: Api): readonly [session: Session, restart: () => void] {
  const [session, setSession] = useState<Session>({ phase: 'starting' });
  const [visit, setVisit] = useState(0);

  useEffect(() => {
    const leaving = new AbortController();
    setSession({ phase: 'starting' });
    Promise.all([identify(api, leaving.signal), api.meta(leaving.signal)]).then(([user, meta]) => {
      if (leaving.signal.aborted) return;
      if (!user.ok) return setSession({ phase: 'failed', failure: user.failure });
      const assistant = meta.ok ? meta.value.assistant : undefined;
      setSession({ phase: 'ready', user: user.value, assistant, visit });
    });
    return () => leaving.abort();
  }, [api, visit]);

  const restart = useCallback(() => setVisit((count) => count + 1), []);
  return [session, restart];
}

async function identify(api: Api, signal: AbortSignal): Promise<Result<User>> {
  const known = await api.me(signal);
  return known.ok || known.failure.code !== sessionEnded ? known : api.becomeGuest(signal);
}
