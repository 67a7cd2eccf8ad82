import { useCallback, useEffect, useRef, useState } from 'react';
import type { Api, Failure } from './api.ts';
import type { Task } from './model.ts';
import type { RemovedTask } from './toolCalls.ts';

/** The user's tasks and what can be done with them. */
export type Tasks = {
  /** Undefined until they have arrived once. */
  readonly tasks: readonly Task[] | undefined;
  /** Why the last thing that was tried did not succeed. */
  readonly failure: Failure | undefined;
  /** What was deleted last and can be brought back. */
  readonly removed: readonly RemovedTask[];
  readonly reload: () => Promise<void>;
  /** Resolves to whether the task was added. */
  readonly add: (title: string) => Promise<boolean>;
  readonly toggle: (task: Task) => Promise<void>;
  readonly remove: (task: Task) => Promise<void>;
  readonly undo: () => Promise<void>;
  readonly offerUndo: (removed: readonly RemovedTask[]) => void;
};

/** Keeps the user's task list; every change shows at once and is taken back when the server refuses it. */
export function useTasks(api: Api, userId: string): Tasks {
  const [tasks, setTasks] = useState<readonly Task[]>();
  const [failure, setFailure] = useState<Failure>();
  const [removed, setRemoved] = useState<readonly RemovedTask[]>([]);
  const newest = useRef(0);
  const toggling = useRef(new Set<number>());

  const reload = useCallback(async () => {
    newest.current += 1;
    const turn = newest.current;
    const answer = await api.tasks(userId);
    if (turn !== newest.current) return;
    if (answer.ok) setTasks(answer.value);
    setFailure(answer.ok ? undefined : answer.failure);
  }, [api, userId]);

  useEffect(() => {
    void reload();
  }, [reload]);

  const settle = async (outcomes: readonly { readonly ok: boolean; readonly failure?: Failure }[]) => {
    await reload();
    const refused = outcomes.find((outcome) => !outcome.ok);
    if (refused?.failure) setFailure(refused.failure);
  };

  return {
    tasks,
    failure,
    removed,
    reload,
    add: async (title) => {
      const added = await api.addTask(userId, title);
      await settle([added]);
      return added.ok;
    },
    toggle: async (task) => {
      // The route toggles, so a second click on its way would undo the first.
      if (toggling.current.has(task.id)) return;
      toggling.current.add(task.id);
      const flip = (one: Task) => (one.id === task.id ? { ...one, completed: !task.completed } : one);
      setTasks((current) => current?.map(flip));
      await settle([await api.toggleTask(userId, task.id)]);
      toggling.current.delete(task.id);
    },
    remove: async (task) => {
      setTasks((current) => current?.filter((one) => one.id !== task.id));
      const deleted = await api.deleteTask(userId, task.id);
      if (deleted.ok) setRemoved([{ id: task.id, title: task.title }]);
      await settle([deleted]);
    },
    undo: async () => {
      setRemoved([]);
      await settle(await Promise.all(removed.map(({ id }) => api.restoreTask(userId, id))));
    },
    offerUndo: setRemoved,
  };
}
