'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useState } from 'react';
import { browserApi } from '../lib/browserApi.ts';
import { pageChannel } from '../lib/channel.ts';
import type { User } from '../lib/model.ts';
import { Header } from './Header.tsx';
import { SignIn, type Wish } from './SignIn.tsx';

/** A page of its own for logging in or registering; whoever is done goes on to the list. */
export function Entrance({ wish }: { readonly wish: Wish }) {
  const router = useRouter();
  const [user, setUser] = useState<User>();
  const onDone = useCallback(() => {
    pageChannel.tell('session');
    router.push('/');
  }, [router]);

  useEffect(() => {
    const leaving = new AbortController();
    browserApi.visitor(leaving.signal).then((visitor) => {
      if (visitor.ok) setUser(visitor.value.user);
    });
    return () => leaving.abort();
  }, []);

  return (
    <div className="flex min-h-dvh flex-col">
      <Header />
      <main className="flex flex-1 flex-col">
        <SignIn api={browserApi} wish={wish} user={user} onDone={onDone} />
      </main>
    </div>
  );
}
