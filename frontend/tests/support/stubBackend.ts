import { membersOf } from '../../lib/decode.ts';
import type { Task, ToolCall } from '../../lib/model.ts';

type Stored = Task & { readonly deleted: boolean };
type Message = {
  readonly id: number;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly tool_calls: readonly ToolCall[];
};
type Reply = { readonly response: string; readonly toolCalls: readonly ToolCall[]; readonly notice?: string };

/** A backend in memory with the contract's routes, one guest and an assistant that knows a handful of sentences. */
export type StubBackend = {
  readonly handle: (method: string, path: string, body?: string) => Promise<Response>;
  /** Every request that came, as `METHOD path`. */
  readonly requests: string[];
  /** Answers the next request whose `METHOD path` begins with this text by the given status, once. */
  readonly failNext: (
    start: string,
    status: number,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => void;
  /** Makes this browser nobody, as an expired cookie does. */
  readonly endSession: () => void;
  /** Holds back chat answers until the returned function is called. */
  readonly holdChat: () => () => void;
};

/** What a stub backend knows at its start. */
export type Seed = {
  readonly signedIn?: boolean;
  readonly tasks?: readonly { readonly title: string; readonly completed?: boolean; readonly description?: string }[];
  readonly messages?: readonly Omit<Message, 'id' | 'tool_calls'>[];
  readonly notice?: string;
};

/** A fresh stub backend. */
export function createStubBackend(seed: Seed = {}): StubBackend {
  const requests: string[] = [];
  const failures: { start: string; answer: Response }[] = [];
  const tasks = new Map<number, Stored>();
  const messages: Message[] = [];
  let conversation = 0;
  let signedIn = seed.signedIn ?? false;
  let held = Promise.resolve();

  const add = (title: string, completed = false, description = ''): Stored => {
    const task = { id: tasks.size + 1, title, description, completed, deleted: false };
    tasks.set(task.id, task);
    return task;
  };
  const say = (role: Message['role'], content: string, calls: readonly ToolCall[] = []) =>
    messages.push({ id: messages.length + 1, role, content, tool_calls: calls });
  const alive = () => [...tasks.values()].filter((task) => !task.deleted);
  const change = (id: number, part: Partial<Stored>): Response => {
    const task = tasks.get(id);
    if (!task) return refusal(404, 'task_not_found', 'There is no such task.');
    tasks.set(id, { ...task, ...part });
    return json(200, tasks.get(id));
  };
  for (const task of seed.tasks ?? []) add(task.title, task.completed, task.description);
  for (const message of seed.messages ?? []) say(message.role, message.content);
  if (messages.length > 0) conversation = 1;

  const converse = async (body: Readonly<Record<string, unknown>>): Promise<Response> => {
    const message = String(body.message);
    if (typeof body.conversation_id !== 'number') {
      conversation += 1;
      messages.length = 0;
    }
    say('user', message);
    await held;
    const { response, toolCalls } = reply(message, { add, alive, change });
    say('assistant', response, toolCalls);
    const notice = seed.notice ? { notice: seed.notice } : {};
    return json(200, {
      conversation_id: conversation,
      response,
      tool_calls: toolCalls,
      assistant: 'builtin',
      ...notice,
    });
  };

  const route = async (method: string, path: string, body: Readonly<Record<string, unknown>>): Promise<Response> => {
    if (path === '/api/meta') return json(200, { version: '0.1.0', assistant: 'builtin', database: 'sqlite' });
    if (path === '/api/auth/guest') {
      signedIn = true;
      return json(201, guest, { 'set-cookie': 'todo_session=stub; HttpOnly; Path=/; SameSite=Lax' });
    }
    if (!signedIn) return refusal(401, 'invalid_token', 'Sign in first.');
    if (path === '/api/auth/me') return json(200, guest);
    const [, name, id, action] = /^\/api\/u1\/(\w+)(?:\/(\d+))?(?:\/(\w+))?/.exec(path) ?? [];
    const task = tasks.get(Number(id));
    switch (`${method} ${[name, id && 'id', action].filter(Boolean).join(' ')}`) {
      case 'GET tasks':
        return json(200, alive());
      case 'POST tasks':
        return json(201, add(String(body.title)));
      case 'PATCH tasks id complete':
        return change(Number(id), { completed: !task?.completed });
      case 'DELETE tasks id':
        change(Number(id), { deleted: true });
        return new Response(null, { status: 204 });
      case 'POST tasks id restore':
        return change(Number(id), { deleted: false });
      case 'GET conversations':
        return json(200, conversation === 0 ? [] : [{ id: conversation }]);
      case 'GET conversations id messages':
        return json(200, messages);
      case 'POST chat':
        return converse(body);
      default:
        return refusal(404, 'not_found', 'There is nothing at this address.');
    }
  };

  return {
    requests,
    handle: async (method, path, body) => {
      const line = `${method} ${path}`;
      requests.push(line);
      const failing = failures.findIndex(({ start }) => line.startsWith(start));
      const [failure] = failing === -1 ? [] : failures.splice(failing, 1);
      if (failure) return failure.answer;
      return route(method, path, (body && membersOf(JSON.parse(body))) || {});
    },
    failNext: (
      start,
      status,
      body = { detail: 'The database is away.', code: 'database_unavailable' },
      headers = {},
    ) => {
      failures.push({ start, answer: json(status, body, headers) });
    },
    endSession: () => {
      signedIn = false;
    },
    holdChat: () => {
      let release = () => {};
      held = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
  };
}

const guest = { id: 'u1', name: 'Guest', email: null, guest: true };

type Hands = {
  readonly add: (title: string) => Stored;
  readonly alive: () => readonly Stored[];
  readonly change: (id: number, part: Partial<Stored>) => Response;
};

function reply(message: string, { add, alive, change }: Hands): Reply {
  const called = (name: string, args: Readonly<Record<string, unknown>>, result: unknown): Reply['toolCalls'] => [
    { name, arguments: args, result, ok: true },
  ];
  const wanted = /^add (?:a task to )?(.+)/i.exec(message)?.[1];
  if (wanted) {
    const task = add(wanted.charAt(0).toUpperCase() + wanted.slice(1));
    const result = { task_id: task.id, status: 'created', title: task.title };
    return {
      response: `I added **${task.title}** to your list.`,
      toolCalls: called('add_task', { title: task.title }, result),
    };
  }
  const deleted = /^delete task (\d+)/i.exec(message)?.[1];
  const task = alive().find(({ id }) => id === Number(deleted));
  if (task) {
    change(task.id, { deleted: true });
    const result = { task_id: task.id, status: 'deleted', title: task.title };
    return { response: `I deleted **${task.title}**.`, toolCalls: called('delete_task', { task_id: task.id }, result) };
  }
  if (/show|list|pending/i.test(message)) {
    const lines = alive().map(({ id, title, completed }) => `- #${id} ${title}${completed ? ' (done)' : ''}`);
    return {
      response: ['Here are your tasks:', ...lines].join('\n'),
      toolCalls: called('list_tasks', { status: 'all' }, alive()),
    };
  }
  return { response: 'I did not understand that. Try `Add a task to buy milk`.', toolCalls: [] };
}

function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(body, { status, headers });
}

function refusal(status: number, code: string, detail: string): Response {
  return json(status, { detail, code });
}
