import { useEffect, useRef } from 'react';
import type { RemovedTask } from '../lib/toolCalls.ts';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';

type Props = {
  readonly removed: readonly RemovedTask[];
  readonly onUndo: () => void;
  readonly onDismiss: () => void;
};

/** Says what was deleted and brings it back; it stays until it is used, dismissed or replaced. */
export function UndoBar({ removed, onUndo, onDismiss }: Props) {
  const undo = useRef<HTMLButtonElement>(null);
  const [first] = removed;

  useEffect(() => {
    // The button that had the focus went away with its task.
    if (first && document.activeElement === document.body) undo.current?.focus();
  }, [first]);

  return (
    <div
      role="status"
      className="pointer-events-none flex shrink-0 justify-center px-3 lg:absolute lg:right-0 lg:bottom-0 lg:z-10 lg:w-92"
    >
      {first && (
        <div className="pop pointer-events-auto mb-2 flex w-full items-center gap-1 rounded-2xl bg-toast lg:mb-3 py-1 pr-1 pl-4 text-sm text-on-toast shadow-float">
          <p className="min-w-0 flex-1 truncate">
            Deleted {removed.length === 1 ? `“${first.title}”` : `${removed.length} tasks`}
          </p>
          <Button ref={undo} look="inherit" onClick={onUndo}>
            Undo
          </Button>
          <Button look="inherit" className="w-11 opacity-80 hover:opacity-100" aria-label="Dismiss" onClick={onDismiss}>
            <Icon name="close" className="size-4" />
          </Button>
        </div>
      )}
    </div>
  );
}
