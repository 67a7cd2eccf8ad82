import { Brand } from './Brand.tsx';
import { Icon, type IconName } from './Icon.tsx';

const examples: readonly { readonly icon: IconName; readonly text: string }[] = [
  { icon: 'plus', text: 'Add a task to buy groceries' },
  { icon: 'check', text: 'I need to remember to pay bills' },
  { icon: 'list', text: "What's pending?" },
  { icon: 'search', text: 'Show me all my tasks' },
];

/** What an empty conversation shows: a welcome and sentences to begin with. */
export function Suggestions({ onChoose }: { readonly onChoose: (text: string) => void }) {
  return (
    <div className="m-auto flex w-full max-w-xl flex-col items-center gap-6 text-center">
      <Brand className="size-12 rounded-2xl [@media(max-height:40rem)]:hidden" />
      <div>
        <p className="text-xl font-semibold tracking-tight text-balance">What do you need to get done?</p>
        <p className="mt-1.5 text-sm text-balance text-muted">
          Say it in your own words. I add, list, change, complete and delete tasks.
        </p>
      </div>
      <ul aria-label="Suggestions" className="grid w-full gap-2 sm:grid-cols-2">
        {examples.map(({ icon, text }) => (
          <li key={text}>
            <button
              type="button"
              onClick={() => onChoose(text)}
              className="flex h-full min-h-14 w-full items-center gap-3 rounded-xl border border-line bg-surface px-3.5 py-2 text-left text-sm transition-colors hover:border-accent hover:bg-accent-soft"
            >
              <Icon name={icon} className="size-4 text-accent" />
              {text}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
