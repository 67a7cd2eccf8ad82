import Link from 'next/link';
import type { ReactNode } from 'react';
import { Brand } from './Brand.tsx';
import { ThemeToggle } from './ThemeToggle.tsx';

type Props = {
  /** What stands before the product's name. */
  readonly before?: ReactNode;
  /** What stands at the end. */
  readonly children?: ReactNode;
};

/** The top of each page: the product's name, the colours, and what the page adds. */
export function Header({ before, children }: Props) {
  return (
    <header className="flex h-14 shrink-0 items-center border-b border-line bg-canvas px-2 sm:px-3">
      {before}
      <Link
        href="/"
        className="flex min-h-11 items-center gap-2.5 rounded-xl px-1.5 font-semibold tracking-tight whitespace-nowrap"
      >
        <Brand />
        Todo chatbot
      </Link>
      <div className="ml-auto flex items-center gap-1">
        <ThemeToggle />
        {children}
      </div>
    </header>
  );
}
