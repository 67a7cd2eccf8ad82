import { type KeyboardEvent, useState } from 'react';
import type { Task } from '../lib/model.ts';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';

type Props = {
  readonly task: Task;
  /** Whether the task has just come into the list. */
  readonly fresh: boolean;
  readonly onToggle: (task: Task) => void;
  readonly onEdit: () => void;
  readonly onRemove: (task: Task) => void;
};

/** One task: a box to tick, and buttons to edit and delete it. The number is how the chat may call it. */
export function TaskItem({ task, fresh, onToggle, onEdit, onRemove }: Props) {
  const [arriving, setArriving] = useState(fresh);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'F2') onEdit();
    if (event.key === 'Delete') onRemove(task);
  };
  return (
    <li
      onAnimationEnd={() => setArriving(false)}
      className={`group relative flex items-start rounded-xl pr-2 pl-2 hover:bg-raised has-focus-visible:bg-raised ${arriving ? 'arrive' : ''}`}
    >
      <label className="flex min-h-11 min-w-0 flex-1 gap-3 py-2.5">
        <span className="relative mt-0.5 flex size-5 shrink-0">
          <input
            id={boxId(task)}
            type="checkbox"
            checked={task.completed}
            onChange={() => onToggle(task)}
            onKeyDown={onKeyDown}
            className="peer size-5 appearance-none rounded-md border-2 border-control bg-surface transition-colors checked:border-accent checked:bg-accent"
          />
          <Icon
            name="check"
            className="pointer-events-none absolute inset-0 m-auto size-3.5 text-on-accent opacity-0 peer-checked:opacity-100"
          />
        </span>
        <span className="min-w-0 flex-1 text-[0.9375rem] leading-6 wrap-anywhere">
          <span className={task.completed ? 'text-muted line-through' : ''}>{task.title}</span>
          {task.description && (
            <span className="mt-0.5 block text-sm whitespace-pre-wrap text-muted">{task.description}</span>
          )}
        </span>
      </label>
      <span className="py-3 pl-2 text-xs leading-5 text-muted tabular-nums">
        <span className="sr-only">Task </span>#{task.id}
      </span>
      <span className="reveal -mr-2 flex rounded-r-xl">
        <Button look="icon" aria-label={`Edit ${task.title}`} title="Edit" onClick={onEdit}>
          <Icon name="edit" className="size-4" />
        </Button>
        <Button look="icon" aria-label={`Delete ${task.title}`} title="Delete" onClick={() => onRemove(task)}>
          <Icon name="trash" className="size-4" />
        </Button>
      </span>
    </li>
  );
}

/** The id of a task's box in the page. */
export function boxId({ id }: Task): string {
  return `task-${id}`;
}
