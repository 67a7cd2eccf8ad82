import { assistantName } from '../lib/assistants.ts';
import { Icon } from './Icon.tsx';
import { ThemeToggle } from './ThemeToggle.tsx';

/** The top of the page: its name, who answers, the colours. */
export function Header({ assistant }: { readonly assistant: string | undefined }) {
  return (
    <header className="mx-auto flex w-full max-w-6xl items-center gap-3 px-4 py-3">
      <span className="flex size-9 shrink-0 items-center justify-center rounded-xl bg-accent text-on-accent">
        <Icon name="check" />
      </span>
      <div className="min-w-0 flex-1 sm:flex sm:items-center sm:gap-3">
        <h1 className="text-lg leading-tight font-semibold tracking-tight">Todo chatbot</h1>
        {assistant && (
          <p className="text-xs text-muted sm:rounded-full sm:border sm:border-line sm:bg-surface sm:px-3 sm:py-1">
            {assistantName(assistant)}
          </p>
        )}
      </div>
      <ThemeToggle />
    </header>
  );
}
