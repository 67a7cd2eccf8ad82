import Link from 'next/link';

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-center justify-center gap-4 p-6 text-center">
      <h1 className="text-2xl font-semibold">There is no such page</h1>
      <p className="text-muted">Everything of the Todo chatbot is on its first page.</p>
      <Link
        href="/"
        className="inline-flex min-h-11 items-center rounded-xl bg-accent px-4 font-medium text-on-accent hover:opacity-90"
      >
        Go to the chatbot
      </Link>
    </main>
  );
}
