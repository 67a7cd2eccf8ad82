'use client';

import { useCallback, useEffect } from 'react';
import type { Api } from '../lib/api.ts';
import { browserApi } from '../lib/browserApi.ts';
import { type Channel, pageChannel } from '../lib/channel.ts';
import { useReturn } from '../lib/useReturn.ts';
import { type SessionControl, useSession } from '../lib/useSession.ts';
import { Header } from './Header.tsx';
import { Obstacle } from './Obstacle.tsx';
import { SignIn } from './SignIn.tsx';
import { Waiting } from './Waiting.tsx';
import { Workspace } from './Workspace.tsx';

type Props = { readonly api?: Api; readonly channel?: Channel };

/** The whole page. A new visitor may begin at once and becomes a guest by the first thing that is done. */
export function App({ api = browserApi, channel = pageChannel }: Props) {
  const onEnter = useCallback(() => channel.tell('session'), [channel]);
  const control = useSession(api, onEnter);
  const { restart } = control;
  useEffect(
    () =>
      channel.listen((news) => {
        if (news === 'session') void restart();
      }),
    [channel, restart],
  );
  useReturn(() => {
    if (control.session.phase === 'failed') void restart();
  });
  return <Content api={api} channel={channel} control={control} />;
}

type ContentProps = { readonly api: Api; readonly channel: Channel; readonly control: SessionControl };

function Content({ api, channel, control: { session, restart, signOut } }: ContentProps) {
  switch (session.phase) {
    case 'starting':
      return (
        <Page>
          <h1 className="sr-only">Todo chatbot</h1>
          <Waiting>Opening your list…</Waiting>
        </Page>
      );
    case 'failed':
      return (
        <Page>
          <Obstacle
            title="Your list can’t be opened right now"
            failure={session.failure}
            onRetry={() => void restart()}
          />
        </Page>
      );
    case 'signed-out':
      return (
        <Page>
          <SignIn
            api={api}
            wish="log-in"
            user={undefined}
            reason={session.reason}
            onDone={() => {
              channel.tell('session');
              void restart(true);
            }}
          />
        </Page>
      );
    case 'open':
      return (
        <Workspace
          key={session.visit}
          api={api}
          channel={channel}
          session={session}
          onSessionEnded={() => signOut('ended')}
          onLeft={() => {
            channel.tell('session');
            signOut('left');
          }}
        />
      );
  }
}

function Page({ children }: { readonly children: React.ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <Header />
      <main className="flex flex-1 flex-col">{children}</main>
    </div>
  );
}
