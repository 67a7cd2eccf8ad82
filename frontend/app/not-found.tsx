import Link from 'next/link';
import { Brand } from '../components/Brand.tsx';
import { buttonClass } from '../components/Button.tsx';

export default function NotFound() {
  return (
    <main className="flex min-h-dvh">
      <div className="m-auto flex max-w-md flex-col items-center gap-3 p-6 text-center">
        <Brand className="size-12 rounded-2xl" />
        <h1 className="mt-1 text-xl font-semibold tracking-tight">There is no such page</h1>
        <p className="text-sm text-balance text-muted">Everything of the Todo chatbot is on its first page.</p>
        <Link href="/" className={buttonClass('primary', 'mt-3')}>
          Go to the chatbot
        </Link>
      </div>
    </main>
  );
}
