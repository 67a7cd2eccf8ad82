import type { Tasks } from '../lib/useTasks.ts';
import { Alert } from './Alert.tsx';
import { Icon } from './Icon.tsx';
import { TaskComposer } from './TaskComposer.tsx';
import { TaskItem } from './TaskItem.tsx';
import { UndoBar } from './UndoBar.tsx';

/** The task list beside the chat. */
export function TaskPanel({ tasks: { tasks, failure, ...actions } }: { readonly tasks: Tasks }) {
  return (
    <section aria-labelledby="tasks-heading" className="card flex min-h-64 flex-col lg:min-h-0">
      <div className="flex h-14 shrink-0 items-center justify-between gap-2 border-b border-line px-4">
        <h2 id="tasks-heading" className="font-semibold">
          Your tasks
        </h2>
        {tasks && tasks.length > 0 && (
          <p className="text-sm text-muted">
            {tasks.filter((task) => task.completed).length} of {tasks.length} done
          </p>
        )}
      </div>
      <div className="border-b border-line p-3">
        <TaskComposer onAdd={actions.add} />
      </div>
      {failure && (
        <div className="p-3 pb-0">
          <Alert message={failure.message} action="Reload" onAction={actions.reload} />
        </div>
      )}
      <div className="min-h-0 flex-1 overflow-y-auto p-2">
        {!tasks && !failure && <Placeholder />}
        {tasks?.length === 0 && <Empty />}
        {tasks && tasks.length > 0 && (
          <ul aria-label="Tasks">
            {tasks.map((task) => (
              <TaskItem key={task.id} task={task} onToggle={actions.toggle} onRemove={actions.remove} />
            ))}
          </ul>
        )}
      </div>
      <UndoBar removed={actions.removed} onUndo={actions.undo} onDismiss={() => actions.offerUndo([])} />
    </section>
  );
}

function Empty() {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-10 text-center text-sm text-muted">
      <span className="flex size-11 items-center justify-center rounded-full bg-accent-soft text-accent">
        <Icon name="check" />
      </span>
      <p className="text-balance">Nothing to do. Add a task here, or ask the assistant.</p>
    </div>
  );
}

function Placeholder() {
  return (
    <div role="status" aria-label="Loading the tasks" className="flex animate-pulse flex-col gap-3 p-3">
      {['w-3/4', 'w-1/2', 'w-2/3'].map((width) => (
        <div key={width} className={`h-5 rounded-md bg-raised ${width}`} />
      ))}
    </div>
  );
}
