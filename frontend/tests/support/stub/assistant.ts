import { addTask, type Store, type StubCall, type StubTask, tasksOf } from './store.ts';

/** What the stub's assistant says and did. */
export type Reply = { readonly response: string; readonly calls: readonly StubCall[] };

/** Answers the handful of sentences that the tests say. */
export function reply(store: Store, userId: string, message: string): Reply {
  const add = /^(?:add (?:a task to )?|i need to remember to )(.+)/i.exec(message)?.[1];
  if (add) {
    const task = addTask(store, userId, add.charAt(0).toUpperCase() + add.slice(1));
    return {
      response: `I added **${task.title}** to your list.`,
      calls: [call('add_task', { title: task.title }, changed(task, 'created'))],
    };
  }
  if (/^delete everything$/i.test(message)) {
    const calls = tasksOf(store, userId).map((task) => {
      task.deleted = true;
      return call('delete_task', { task_id: task.id }, changed(task, 'deleted'));
    });
    return { response: `I deleted ${calls.length} tasks.`, calls };
  }
  const remove = /^delete (?:the )?(.+)/i.exec(message)?.[1];
  const removed = remove ? find(store, userId, remove) : undefined;
  if (removed) {
    removed.deleted = true;
    return {
      response: `I deleted **${removed.title}**.`,
      calls: [call('delete_task', { task_id: removed.id }, changed(removed, 'deleted'))],
    };
  }
  const complete = /^(?:mark |i finished )(.+?)(?: as complete)?$/i.exec(message)?.[1];
  const completed = complete ? find(store, userId, complete) : undefined;
  if (completed) {
    completed.completed = true;
    return {
      response: `Done: **${completed.title}**.`,
      calls: [call('complete_task', { task_id: completed.id }, changed(completed, 'completed'))],
    };
  }
  if (/show|list|pending/i.test(message)) {
    const status = /pending/i.test(message) ? 'pending' : 'all';
    const tasks = tasksOf(store, userId).filter((task) => status === 'all' || !task.completed);
    const lines = tasks.map(({ id, title, completed: done }) => `- #${id} ${title}${done ? ' (done)' : ''}`);
    return { response: ['Here are your tasks:', ...lines].join('\n'), calls: [call('list_tasks', { status }, tasks)] };
  }
  return { response: 'I did not understand that. Try `Add a task to buy milk`.', calls: [] };
}

function find(store: Store, userId: string, wanted: string): StubTask | undefined {
  const id = Number(/^task (\d+)$/i.exec(wanted)?.[1]);
  const words = wanted.toLowerCase().replace(/ task$/, '');
  return tasksOf(store, userId).find((task) => task.id === id || task.title.toLowerCase().includes(words));
}

function call(name: string, args: Readonly<Record<string, unknown>>, result: unknown): StubCall {
  return { name, arguments: args, result, ok: true };
}

function changed({ id, title }: StubTask, status: string) {
  return { task_id: id, status, title };
}
