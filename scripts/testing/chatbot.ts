import type { Answer, Send } from '../core/world.ts';
import type { Given } from './world.ts';

/** Answers by `GET http://…`, as a world in memory takes them. */
export type Answers = NonNullable<Given['http']>;

/** The application in memory, as its frontend shows it. */
export type Chatbot = {
  readonly http: Answers;
  /** What was said to the assistant. */
  readonly said: readonly string[];
  /** Titles of the tasks that are stored. */
  readonly titles: () => readonly string[];
  /** Forgets what was said, as an application does that keeps it in its process. */
  readonly forget: () => void;
};

type Task = { readonly id: number; readonly title: string; readonly completed: boolean };
type Call = { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> };

/** The cookie of its one guest. */
export const cookie = 'todo_session=abc';

/** An answer whose body is JSON. */
export const json = (body: unknown, status = 200): Partial<Answer> => ({ status, text: JSON.stringify(body) });

/** Serves one guest, tasks, and an assistant that knows the eight utterances of the contract. */
export const chatbot = (base: string, hears: (message: string) => string = (message) => message): Chatbot => {
  let there = false;
  let tasks: readonly Task[] = [];
  let last = 6;
  const said: string[] = [];
  let messages: readonly { readonly id: number; readonly role: string; readonly content: string }[] = [];
  const user = `${base}/api/guest-1`;
  const signedIn = (act: (send: Send) => Partial<Answer>) => (send: Send) =>
    there && send.headers?.cookie === cookie ? act(send) : json({ detail: 'unauthorized' }, 401);
  const body = (send: Send) => send.json as Readonly<Record<string, string>>;
  const add = (title: string): Task => {
    last += 1;
    const task = { id: last, title, completed: false };
    tasks = [...tasks, task];
    return task;
  };
  const change = (id: number, own: Partial<Task>) => {
    tasks = tasks.map((one) => (one.id === id ? { ...one, ...own } : one));
  };
  const remove = (id: number) => {
    tasks = tasks.filter((one) => one.id !== id);
  };
  const chat = (message: string): Partial<Answer> => {
    said.push(message);
    const tool_calls = callsFor(hears(message), tasks);
    for (const { name, arguments: own } of tool_calls) {
      const id = Number(own.task_id);
      if (name === 'add_task') add(String(own.title));
      if (name === 'complete_task') change(id, { completed: true });
      if (name === 'update_task') change(id, { title: String(own.title) });
      if (name === 'delete_task') remove(id);
    }
    const response = `Your tasks: ${tasks.map((one) => one.title).join(', ')}`;
    const id = messages.length + 1;
    messages = [
      ...messages,
      { id, role: 'user', content: message },
      { id: id + 1, role: 'assistant', content: response },
    ];
    return json({ conversation_id: 1, response, assistant: 'builtin', tool_calls });
  };
  const one = (id: number): Answers => ({
    [`GET ${user}/tasks/${id}`]: signedIn(() => {
      const task = tasks.find((each) => each.id === id);
      return task ? json(task) : json({}, 404);
    }),
    [`PATCH ${user}/tasks/${id}/complete`]: signedIn(() => {
      change(id, { completed: true });
      return json({});
    }),
    [`PUT ${user}/tasks/${id}`]: signedIn((send) => {
      change(id, { title: body(send).title ?? '' });
      return json({});
    }),
    [`DELETE ${user}/tasks/${id}`]: signedIn(() => {
      remove(id);
      return { status: 204 };
    }),
  });
  return {
    said,
    forget: () => {
      messages = [];
    },
    titles: () => tasks.map(({ title }) => title),
    http: {
      [`POST ${base}/api/auth/guest`]: () => {
        there = true;
        return { ...json({ id: 'guest-1' }, 201), cookies: [`${cookie}; Path=/; HttpOnly`] };
      },
      [`DELETE ${base}/api/auth/guest`]: signedIn(() => {
        there = false;
        tasks = [];
        messages = [];
        return { status: 204 };
      }),
      [`GET ${base}/api/auth/me`]: signedIn(() => json({ id: 'guest-1' })),
      [`POST ${user}/chat`]: signedIn((send) => chat(body(send).message ?? '')),
      [`GET ${user}/conversations`]: signedIn(() => json(messages.length > 0 ? [{ id: 1 }] : [])),
      [`GET ${user}/conversations/1/messages`]: signedIn(() => json(messages)),
      [`GET ${user}/tasks`]: signedIn(() => json(tasks)),
      [`POST ${user}/tasks`]: signedIn((send) => json(add(body(send).title ?? ''), 201)),
      ...Object.assign({}, ...Array.from({ length: 40 }, (_, id) => one(id))),
    },
  };
};

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** The tools that the contract names for an utterance. */
const callsFor = (message: string, tasks: readonly Task[]): readonly Call[] => {
  const call = (name: string, own: Call['arguments'] = {}): Call => ({ name, arguments: own });
  const task_id = Number(/task (\d+)/.exec(message)?.[1]);
  const title = /^(?:Add a task to|I need to remember to) (.+)$/.exec(message)?.[1];
  if (title !== undefined) return [call('add_task', { title: capital(title) })];
  if (message === 'Show me all my tasks') return [call('list_tasks', { status: 'all' })];
  if (message === "What's pending?") return [call('list_tasks', { status: 'pending' })];
  if (message === 'What have I completed?') return [call('list_tasks', { status: 'completed' })];
  if (message.startsWith('Mark')) return [call('complete_task', { task_id })];
  const renamed = /to '(.+)'$/.exec(message)?.[1];
  if (renamed !== undefined) return [call('update_task', { task_id, title: renamed })];
  const meant = /^Delete the (.+) task$/.exec(message)?.[1];
  const found = tasks.find((one) => meant !== undefined && one.title.toLowerCase().includes(meant));
  if (found) return [call('list_tasks', { status: 'all' }), call('delete_task', { task_id: found.id })];
  return message.startsWith('Delete') ? [call('delete_task', { task_id })] : [];
};
