import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';

const groups = [
  {
    place: 'In the message field',
    keys: [
      ['Enter', 'send'],
      ['Shift Enter', 'new line'],
      ['↑', 'your last message, when the field is empty'],
      ['Esc', 'stop the answer'],
    ],
  },
  {
    place: 'On a task',
    keys: [
      ['Space', 'complete or reopen'],
      ['↑ ↓', 'go to another task'],
      ['F2', 'edit'],
      ['Delete', 'delete'],
    ],
  },
  {
    place: 'While editing a task',
    keys: [
      ['Enter', 'save'],
      ['Esc', 'leave it as it was'],
    ],
  },
] as const;

/** The keys that do something. */
export function KeyboardHelp({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog open={open} title="Keyboard" onClose={onClose}>
      <div className="mt-4 flex flex-col gap-5">
        {groups.map(({ place, keys }) => (
          <section key={place}>
            <h3 className="mb-1.5 text-sm font-medium text-muted">{place}</h3>
            <dl className="grid grid-cols-[7rem_1fr] gap-x-3 gap-y-1.5 text-sm">
              {keys.map(([key, meaning]) => (
                <div key={key} className="contents">
                  <dt className="flex items-start gap-1">
                    {key.split(' ').map((one) => (
                      <kbd
                        key={one}
                        className="rounded-md border border-line bg-raised px-1.5 font-sans text-xs leading-5.5 shadow-[0_1px_0_var(--line)]"
                      >
                        {one}
                      </kbd>
                    ))}
                  </dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="mt-6 flex justify-end">
        <Button look="quiet" onClick={onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}
