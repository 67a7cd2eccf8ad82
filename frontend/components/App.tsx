'use client';

import { type Api, createApi } from '../lib/api.ts';
import { type Session, useSession } from '../lib/useSession.ts';
import { Alert } from './Alert.tsx';
import { Header } from './Header.tsx';
import { Workspace } from './Workspace.tsx';

const browserApi = createApi((path, init) => fetch(path, init));

type Props = { readonly returning: boolean; readonly api?: Api };

/** The whole page. A visitor becomes a guest at once, unless a session cookie shows that this one is returning. */
export function App({ returning, api = browserApi }: Props) {
  const [session, restart] = useSession(api, returning);
  return (
    <div className="flex min-h-dvh flex-col lg:h-dvh">
      <Header assistant={session.phase === 'ready' ? session.assistant : undefined} />
      <main className="mx-auto flex w-full max-w-6xl min-h-0 flex-1 flex-col px-4 pb-4">
        <Content api={api} session={session} restart={restart} />
      </main>
    </div>
  );
}

type ContentProps = { readonly api: Api; readonly session: Session; readonly restart: () => void };

function Content({ api, session, restart }: ContentProps) {
  switch (session.phase) {
    case 'starting':
      return (
        <p role="status" className="m-auto animate-pulse p-8 text-muted">
          Opening your list…
        </p>
      );
    case 'failed':
      return (
        <div className="m-auto w-full max-w-lg">
          <Alert message={session.failure.message} action="Try again" onAction={restart} />
        </div>
      );
    case 'ready': {
      const key = `${session.user.id} ${session.visit}`;
      return <Workspace key={key} api={api} user={session.user} onRestart={restart} />;
    }
  }
}
