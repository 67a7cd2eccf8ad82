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
    <div role="status">
      {first && (
        <div className="flex items-center gap-1 border-t border-line py-1.5 pr-1.5 pl-4 text-sm">
          <p className="min-w-0 flex-1 truncate">
            Deleted {removed.length === 1 ? `“${first.title}”` : `${removed.length} tasks`}
          </p>
          <Button ref={undo} look="link" onClick={onUndo}>
            Undo
          </Button>
          <Button look="icon" aria-label="Dismiss" onClick={onDismiss}>
            <Icon name="close" className="size-4" />
          </Button>
        </div>
      )}
    </div>
  );
}
