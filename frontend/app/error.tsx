'use client';

import { Obstacle } from '../components/Obstacle.tsx';

const failure = {
  code: 'page',
  message: 'Something unexpected happened while showing it. Your tasks and messages are kept on the server.',
  retryAt: undefined,
};

export default function ErrorPage({ reset }: { readonly reset: () => void }) {
  return (
    <main className="flex min-h-dvh">
      <Obstacle title="This page has stumbled" failure={failure} onRetry={reset} />
    </main>
  );
}
