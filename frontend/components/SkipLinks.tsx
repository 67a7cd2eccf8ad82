import { flushSync } from 'react-dom';
import type { View } from './ViewTabs.tsx';

const targets = [
  { view: 'chat', id: 'message', text: 'Skip to the message field' },
  { view: 'tasks', id: 'new-task', text: 'Skip to your tasks' },
] as const;

/** The first stops of the Tab key: ways past the header. */
export function SkipLinks({ onSkip }: { readonly onSkip: (view: View) => void }) {
  return targets.map(({ view, id, text }) => (
    <a
      key={id}
      href={`#${id}`}
      onClick={(event) => {
        event.preventDefault();
        // A view that was hidden can take the focus once it is shown.
        flushSync(() => onSkip(view));
        document.getElementById(id)?.focus();
      }}
      className="sr-only z-20 rounded-xl bg-accent px-4 py-2.5 text-sm font-medium text-on-accent focus:not-sr-only focus:absolute focus:top-1.5 focus:left-2"
    >
      {text}
    </a>
  ));
}
