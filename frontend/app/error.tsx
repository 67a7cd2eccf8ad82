'use client';

import { Button } from '../components/Button.tsx';

export default function ErrorPage({ reset }: { readonly reset: () => void }) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-center justify-center gap-4 p-6 text-center">
      <h1 className="text-2xl font-semibold">This page has stumbled</h1>
      <p role="alert" className="text-muted">
        Something unexpected happened while showing it. Your tasks and messages are kept on the server.
      </p>
      <Button onClick={reset}>Show it again</Button>
    </main>
  );
}
