import { Icon, type IconName } from './Icon.tsx';

/** What a small screen shows. */
export type View = 'chat' | 'tasks';

type Props = { readonly view: View; readonly pending: number; readonly onChoose: (view: View) => void };

const views: readonly { readonly view: View; readonly icon: IconName; readonly name: string }[] = [
  { view: 'chat', icon: 'chat', name: 'Chat' },
  { view: 'tasks', icon: 'list', name: 'Tasks' },
];

/** On a small screen, chooses between the chat and the tasks; `pending` tasks are counted on their button. */
export function ViewTabs({ view, pending, onChoose }: Props) {
  return (
    <nav
      aria-label="Views"
      className="shrink-0 border-t border-line bg-canvas pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      <ul className="flex">
        {views.map(({ view: one, icon, name }) => (
          <li key={one} className="flex-1">
            <button
              type="button"
              aria-current={view === one}
              onClick={() => onChoose(one)}
              className="flex min-h-14 w-full flex-col items-center justify-center gap-0.5 text-xs font-medium text-muted -outline-offset-2 aria-[current=true]:text-accent"
            >
              <span className="relative">
                <Icon name={icon} />
                {one === 'tasks' && pending > 0 && (
                  <span
                    aria-hidden="true"
                    className="absolute -top-1.5 left-3.5 min-w-4.5 rounded-full bg-accent px-1 text-center text-[0.6875rem] leading-4.5 text-on-accent tabular-nums"
                  >
                    {pending > 99 ? '99+' : pending}
                  </span>
                )}
              </span>
              {name}
              {one === 'tasks' && pending > 0 && <span className="sr-only">, {pending} to do</span>}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
