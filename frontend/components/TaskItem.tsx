import type { Task } from '../lib/model.ts';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';

type Props = {
  readonly task: Task;
  readonly onToggle: (task: Task) => void;
  readonly onRemove: (task: Task) => void;
};

/** One task: a box to tick and a button to delete it. The number is how the chat may call it. */
export function TaskItem({ task, onToggle, onRemove }: Props) {
  return (
    <li className="flex items-start rounded-xl pl-2 transition hover:bg-raised">
      <label className="flex min-h-11 min-w-0 flex-1 gap-3 py-2.5">
        <span className="relative mt-0.5 flex size-5 shrink-0">
          <input
            type="checkbox"
            checked={task.completed}
            onChange={() => onToggle(task)}
            className="peer size-5 appearance-none rounded-md border-2 border-control transition checked:border-accent checked:bg-accent"
          />
          <Icon
            name="check"
            className="pointer-events-none absolute inset-0 m-auto size-3.5 text-on-accent opacity-0 peer-checked:opacity-100"
          />
        </span>
        <span className="min-w-0 flex-1 wrap-anywhere">
          <span className={task.completed ? 'text-muted line-through' : ''}>{task.title}</span>
          {task.description && <span className="mt-0.5 block text-sm text-muted">{task.description}</span>}
        </span>
      </label>
      <span className="px-1 py-3 text-xs leading-5 text-muted tabular-nums">
        <span className="sr-only">Task </span>#{task.id}
      </span>
      <Button look="icon" aria-label={`Delete ${task.title}`} title="Delete" onClick={() => onRemove(task)}>
        <Icon name="trash" className="size-4" />
      </Button>
    </li>
  );
}
