import { useCallback, useEffect, useRef, useState } from 'react';
import type { Account } from './account.ts';
import type { Api, TaskText } from './api.ts';
import type { Failure, Result } from './failure.ts';
import { idempotencyKey } from './idempotencyKey.ts';
import type { Task } from './model.ts';
import type { RemovedTask } from './toolCalls.ts';

/** The user's tasks and what can be done with them. */
export type Tasks = {
  /** Undefined until they have arrived once. */
  readonly tasks: readonly Task[] | undefined;
  /** The tasks that were not in the list before it was read last. */
  readonly fresh: ReadonlySet<number>;
  /** Why the last thing that was tried did not succeed. */
  readonly failure: Failure | undefined;
  /** What was deleted last and can be brought back. */
  readonly removed: readonly RemovedTask[];
  readonly reload: () => Promise<void>;
  /** Resolves to whether the task was added. */
  readonly add: (title: string) => Promise<boolean>;
  /** Resolves to whether the task was changed. */
  readonly edit: (task: Task, text: TaskText) => Promise<boolean>;
  readonly toggle: (task: Task) => Promise<void>;
  readonly remove: (task: Task) => Promise<void>;
  readonly undo: () => Promise<void>;
  readonly offerUndo: (removed: readonly RemovedTask[]) => void;
};

/**
 * Keeps the user's task list; every change shows at once and is taken back when the server refuses it.
 * `onChange` hears of each change that was made here.
 */
export function useTasks(api: Api, account: Account, onChange: () => void): Tasks {
  const [{ tasks, fresh }, setList] = useState<List>({ tasks: undefined, fresh: none });
  const [failure, setFailure] = useState<Failure>();
  const [removed, setRemoved] = useState<readonly RemovedTask[]>([]);
  const newest = useRef(0);
  const toggling = useRef(new Set<number>());
  const adding = useRef({ title: '', key: '' });

  const reload = useCallback(async () => {
    newest.current += 1;
    const turn = newest.current;
    const userId = account.id();
    const answer: Result<readonly Task[]> = userId ? await api.tasks(userId) : { ok: true, value: [] };
    if (turn !== newest.current) return;
    if (answer.ok) setList((list) => follow(list, answer.value));
    setFailure(answer.ok ? undefined : answer.failure);
  }, [api, account]);

  useEffect(() => {
    void reload();
  }, [reload]);

  const show = (change: (tasks: readonly Task[]) => readonly Task[]) =>
    setList((list) => ({ ...list, tasks: list.tasks && change(list.tasks) }));

  const settle = async (outcomes: readonly Result<unknown>[]) => {
    await reload();
    const refused = outcomes.find((outcome) => !outcome.ok);
    if (refused && !refused.ok) setFailure(refused.failure);
    if (outcomes.some((outcome) => outcome.ok)) onChange();
  };

  const asUser = async <T>(ask: (userId: string) => Promise<Result<T>>): Promise<Result<T>> => {
    const user = await account.enter();
    return user.ok ? ask(user.value) : user;
  };

  return {
    tasks,
    fresh,
    failure,
    removed,
    reload,
    add: async (title) => {
      // The same text again is the same wish: what an answer that got lost had added is not added twice.
      if (adding.current.title !== title) adding.current = { title, key: idempotencyKey() };
      const added = await asUser((userId) => api.addTask(userId, title, adding.current.key));
      if (added.ok) adding.current = { title: '', key: '' };
      await settle([added]);
      return added.ok;
    },
    edit: async (task, text) => {
      const edited = await asUser((userId) => api.editTask(userId, task.id, text));
      await settle([edited]);
      return edited.ok;
    },
    toggle: async (task) => {
      // The route toggles, so a second click on its way would undo the first.
      if (toggling.current.has(task.id)) return;
      toggling.current.add(task.id);
      show((all) => all.map((one) => (one.id === task.id ? { ...one, completed: !task.completed } : one)));
      await settle([await asUser((userId) => api.toggleTask(userId, task.id))]);
      toggling.current.delete(task.id);
    },
    remove: async (task) => {
      show((all) => all.filter((one) => one.id !== task.id));
      const deleted = await asUser((userId) => api.deleteTask(userId, task.id));
      if (deleted.ok) setRemoved([{ id: task.id, title: task.title }]);
      await settle([deleted]);
    },
    undo: async () => {
      setRemoved([]);
      await settle(await Promise.all(removed.map(({ id }) => asUser((userId) => api.restoreTask(userId, id)))));
    },
    offerUndo: setRemoved,
  };
}

type List = { readonly tasks: readonly Task[] | undefined; readonly fresh: ReadonlySet<number> };

const none: ReadonlySet<number> = new Set();

function follow({ tasks: before }: List, tasks: readonly Task[]): List {
  const known = new Set(before?.map(({ id }) => id));
  return { tasks, fresh: before ? new Set(tasks.map(({ id }) => id).filter((id) => !known.has(id))) : none };
}
