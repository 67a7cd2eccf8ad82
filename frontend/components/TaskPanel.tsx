import { useState } from 'react';
import { flushSync } from 'react-dom';
import { sessionEnded } from '../lib/failure.ts';
import type { Task } from '../lib/model.ts';
import { countOf, type Filter, passes } from '../lib/taskFilter.ts';
import type { Tasks } from '../lib/useTasks.ts';
import { Alert } from './Alert.tsx';
import { Icon, type IconName } from './Icon.tsx';
import { TaskComposer } from './TaskComposer.tsx';
import { TaskEditor } from './TaskEditor.tsx';
import { TaskFilter } from './TaskFilter.tsx';
import { boxId, TaskItem } from './TaskItem.tsx';

/** The task list beside the chat. */
export function TaskPanel({ tasks: all, className }: { readonly tasks: Tasks; readonly className: string }) {
  const { tasks, failure } = all;
  const [filter, setFilter] = useState<Filter>('all');
  const [editing, setEditing] = useState<number>();
  const shown = tasks?.filter((task) => passes(task, filter));

  return (
    <section
      aria-labelledby="tasks-heading"
      className={`${className} min-h-0 min-w-0 flex-col bg-canvas max-lg:flex-1 lg:w-92 lg:shrink-0 lg:border-l lg:border-line`}
    >
      <Heading tasks={tasks} />
      <div className="flex flex-col gap-3 px-4 pt-4 pb-2">
        <TaskComposer onAdd={all.add} />
        {failure && failure.code !== sessionEnded && (
          <Alert failure={failure} action="Reload" onAction={() => void all.reload()} />
        )}
        {tasks && tasks.length > 0 && <TaskFilter tasks={tasks} filter={filter} onChoose={setFilter} />}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-4 lg:pb-20">
        {!tasks && !failure && <Skeleton />}
        {tasks && shown?.length === 0 && <Empty tasks={tasks} filter={filter} />}
        {shown && shown.length > 0 && (
          <ul aria-label="Tasks" onKeyDown={walk}>
            {shown.map((task) =>
              task.id === editing ? (
                <TaskEditor
                  key={task.id}
                  task={task}
                  onSave={(text) => all.edit(task, text)}
                  onClose={() => {
                    flushSync(() => setEditing(undefined));
                    document.getElementById(boxId(task))?.focus();
                  }}
                />
              ) : (
                <TaskItem
                  key={task.id}
                  task={task}
                  fresh={all.fresh.has(task.id)}
                  onToggle={all.toggle}
                  onEdit={() => setEditing(task.id)}
                  onRemove={all.remove}
                />
              ),
            )}
          </ul>
        )}
      </div>
    </section>
  );
}

function Heading({ tasks }: { readonly tasks: readonly Task[] | undefined }) {
  const done = tasks ? countOf(tasks, 'completed') : 0;
  const total = tasks?.length ?? 0;
  return (
    <div className="relative flex h-14 shrink-0 items-center justify-between gap-2 border-b border-line px-4">
      <h2 id="tasks-heading" className="text-sm font-semibold">
        Your tasks
      </h2>
      {total > 0 && (
        <>
          <p className="text-xs text-muted tabular-nums">
            {done} of {total} done
          </p>
          <div aria-hidden="true" className="absolute inset-x-0 -bottom-px h-0.5">
            <div
              className="h-full bg-accent transition-[width] duration-500"
              style={{ width: `${(100 * done) / total}%` }}
            />
          </div>
        </>
      )}
    </div>
  );
}

const empty: Readonly<Record<Filter, { readonly icon: IconName; readonly title: string; readonly text: string }>> = {
  all: { icon: 'list', title: 'Nothing to do', text: 'Add a task above, or ask the assistant.' },
  pending: { icon: 'check', title: 'All done', text: 'Everything on your list is completed.' },
  completed: { icon: 'list', title: 'Nothing completed yet', text: 'What you tick off is kept here.' },
};

function Empty({ tasks, filter }: { readonly tasks: readonly Task[]; readonly filter: Filter }) {
  const { icon, title, text } = empty[tasks.length === 0 ? 'all' : filter];
  return (
    <div className="flex flex-col items-center gap-1 px-6 py-12 text-center text-sm">
      <span className="mb-2 flex size-11 items-center justify-center rounded-full bg-accent-soft text-accent">
        <Icon name={icon} />
      </span>
      <p className="font-medium">{title}</p>
      <p className="text-balance text-muted">{text}</p>
    </div>
  );
}

function Skeleton() {
  return (
    <div role="status" aria-label="Loading the tasks" className="appear-late flex flex-col gap-4 px-3 py-3">
      {['w-3/4', 'w-1/2', 'w-2/3'].map((width) => (
        <div key={width} className="flex items-center gap-3">
          <div className="size-5 rounded-md bg-raised" />
          <div className={`h-4 rounded bg-raised ${width}`} />
        </div>
      ))}
    </div>
  );
}

/** Arrow keys go from task to task. */
function walk(event: React.KeyboardEvent<HTMLUListElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  if (!(event.target instanceof HTMLInputElement) || event.target.type !== 'checkbox') return;
  const boxes = [...event.currentTarget.querySelectorAll<HTMLInputElement>('[type=checkbox]')];
  const next = boxes[boxes.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
