import { membersOf } from '../../../lib/decode.ts';
import { reply } from './assistant.ts';
import {
  addMessage,
  addTask,
  addUser,
  createStore,
  openConversation,
  type Store,
  type StubTask,
  type StubUser,
  tasksOf,
} from './store.ts';

/** A request to the stub; `token` is the value of its session cookie. */
export type StubRequest = {
  readonly method: string;
  readonly path: string;
  readonly body?: string | undefined;
  readonly token?: string | undefined;
  readonly key?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** A backend in memory with the contract's routes and an assistant that knows a handful of sentences. */
export type StubBackend = {
  readonly handle: (request: StubRequest) => Promise<Response>;
  readonly store: Store;
  /** Every request that came, as `METHOD path`. */
  readonly requests: string[];
  /** The Idempotency-Key of each chat message and each new task, in order. */
  readonly keys: string[];
  /** Answers the next request whose `METHOD path` begins with this text by the given status, once. */
  readonly failNext: (
    start: string,
    status: number,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => void;
  /** Ends all sessions, as their expiry does. */
  readonly endSessions: () => void;
  /** Holds back answers after so many events, until the returned function is called. */
  readonly holdChat: (events?: number) => () => void;
  /** Breaks the next answer's connection after so many events; the answer is stored all the same when `whole`. */
  readonly breakChat: (events: number, whole?: boolean) => void;
};

/** What a stub backend is like. */
export type StubOptions = {
  readonly notice?: string;
  /** Milliseconds between the events of an answer. */
  readonly pace?: number;
  /** Chat messages that a user may send in a minute. */
  readonly allowed?: number;
  /** Rows that a list gives at once. */
  readonly pageSize?: number;
};

/** A fresh stub backend. */
export function createStubBackend({ notice, pace = 0, allowed = 20, pageSize = 200 }: StubOptions = {}): StubBackend {
  const store = createStore();
  const requests: string[] = [];
  const keys: string[] = [];
  const failures: { start: string; answer: Response }[] = [];
  let hold = { after: 0, until: Promise.resolve() };
  let broken: { after: number; whole: boolean } | undefined;

  const signedIn = (user: StubUser, status: number): Response => {
    const token = `t${store.sessions.size + 1}`;
    store.sessions.set(token, user.id);
    return json(status, shownUser(user), { 'set-cookie': `todo_session=${token}; HttpOnly; Path=/; SameSite=Lax` });
  };

  const auth = (name: string, body: Body, user: StubUser | undefined, token: string | undefined): Response => {
    const email = String(body.email ?? '');
    const known = [...store.users.values()].find((one) => one.email === email);
    switch (name) {
      case 'guest':
        return signedIn(addUser(store), 201);
      case 'register': {
        if (known) return refusal(409, 'email_taken', 'There is an account with this e-mail already.');
        const owner = user?.guest ? user : addUser(store);
        Object.assign(owner, { email, password: body.password, name: body.name ?? email.split('@')[0], guest: false });
        return signedIn(owner, 201);
      }
      case 'login':
        return known && known.password === body.password
          ? signedIn(known, 200)
          : refusal(401, 'bad_credentials', 'E-mail or password is wrong.');
      case 'logout':
        store.sessions.delete(token ?? '');
        return new Response(null, { status: 204 });
      default:
        return user ? json(200, shownUser(user)) : unknown();
    }
  };

  const stream = (user: StubUser, body: Body, signal: AbortSignal | undefined): Response => {
    const since = Date.now() - 60_000;
    const sent = store.messages.filter((one) => one.user_id === user.id && one.role === 'user' && one.at > since);
    if (sent.length >= allowed) {
      const wait = Math.ceil(((sent.at(-allowed)?.at ?? 0) - since) / 1000);
      return refusal(429, 'too_many_messages', 'That was many messages in a short time.', { 'retry-after': `${wait}` });
    }
    const message = String(body.message);
    const conversation = openConversation(store, user.id, numberOf(body.conversation_id));
    addMessage(store, conversation, { role: 'user', content: message, tool_calls: null });
    const breaks = broken;
    broken = undefined;
    const events = async function* () {
      yield event('meta', { conversation_id: conversation.id, assistant: 'builtin' });
      const { response, calls } = reply(store, user.id, message);
      for (const call of calls) yield event('tool', call);
      for (const text of response.match(/\S+\s*/g) ?? []) yield event('delta', { text });
      const stored = addMessage(store, conversation, { role: 'assistant', content: response, tool_calls: calls });
      yield event('done', { message_id: stored.id, response, tool_calls: calls, ...(notice ? { notice } : {}) });
    };
    return new Response(paced(events(), { pace, hold, breaks, signal }), {
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform' },
    });
  };

  const route = (method: string, path: string, body: Body, request: StubRequest): Response => {
    const user = store.users.get(store.sessions.get(request.token ?? '') ?? '');
    if (path === '/api/meta') return json(200, { version: '0.1.0', assistant: 'builtin', database: 'sqlite' });
    const entrance = /^\/api\/auth\/(\w+)$/.exec(path)?.[1];
    if (entrance) return auth(entrance, body, user, request.token);
    const [, owner, name, id, action] = /^\/api\/(\w+)\/(\w+)(?:\/(\d+|stream))?(?:\/(\w+))?$/.exec(path) ?? [];
    if (!user) return unknown();
    if (owner !== user.id) return refusal(403, 'wrong_user', 'This session belongs to another user.');
    const task = store.tasks.get(Number(id));
    const change = (part: Partial<StubTask>): Response => {
      if (task?.user_id !== user.id) return refusal(404, 'task_not_found', 'There is no such task.');
      return json(200, Object.assign(task, part));
    };
    switch ([method, name, /^\d+$/.test(id ?? '') ? 'id' : id, action].filter(Boolean).join(' ')) {
      case 'GET tasks':
        return paged(tasksOf(store, user.id), request.path, pageSize);
      case 'POST tasks':
        return json(201, addTask(store, user.id, String(body.title)));
      case 'PUT tasks id':
        return change(body);
      case 'PATCH tasks id complete':
        return change({ completed: !task?.completed });
      case 'DELETE tasks id':
        change({ deleted: true });
        return new Response(null, { status: 204 });
      case 'POST tasks id restore':
        return change({ deleted: false });
      case 'GET conversations': {
        const own = [...store.conversations.values()].filter((one) => one.user_id === user.id);
        const shown = own
          .sort((a, b) => b.updated - a.updated)
          .map(({ id: number, updated }) => ({
            id: number,
            title: store.messages.find((one) => one.conversation_id === number)?.content,
            updated_at: new Date(updated).toISOString(),
          }));
        return paged(shown, request.path, pageSize);
      }
      case 'GET conversations id messages': {
        const own = store.messages.filter((one) => one.conversation_id === Number(id) && one.user_id === user.id);
        return paged(own.reverse(), request.path, pageSize, (page) => page.reverse());
      }
      case 'POST chat stream':
        return stream(user, body, request.signal);
      default:
        return refusal(404, 'not_found', 'There is nothing at this address.');
    }
  };

  return {
    store,
    requests,
    keys,
    handle: async (request) => {
      const path = request.path.replace(/\?.*/, '');
      const line = `${request.method} ${path}`;
      requests.push(line);
      if (/^POST .*(chat\/stream|tasks)$/.test(line)) keys.push(request.key ?? '');
      const failing = failures.findIndex(({ start }) => line.startsWith(start));
      const [failure] = failing === -1 ? [] : failures.splice(failing, 1);
      if (failure) return failure.answer;
      return route(request.method, path, (request.body && membersOf(JSON.parse(request.body))) || {}, request);
    },
    failNext: (
      start,
      status,
      body = { detail: 'The database is away.', code: 'database_unavailable' },
      headers = {},
    ) => {
      failures.push({ start, answer: json(status, body, headers) });
    },
    endSessions: () => store.sessions.clear(),
    holdChat: (after = 0) => {
      let release = () => {};
      const until = new Promise<void>((resolve) => {
        release = resolve;
      });
      hold = { after, until };
      return release;
    },
    breakChat: (after, whole = false) => {
      broken = { after, whole };
    },
  };
}

type Body = Readonly<Record<string, unknown>>;

type Course = {
  readonly pace: number;
  readonly hold: { readonly after: number; readonly until: Promise<void> };
  readonly breaks: { readonly after: number; readonly whole: boolean } | undefined;
  readonly signal: AbortSignal | undefined;
};

/** The events as bytes; a reader that leaves ends them, and what had not happened by then never does. */
function paced(events: AsyncGenerator<string>, { pace, hold, breaks, signal }: Course): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let count = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (count === hold.after) await Promise.race([hold.until, aborted(signal)]);
        if (pace > 0) await new Promise((resolve) => setTimeout(resolve, pace));
        if (signal?.aborted) return controller.error(signal.reason);
        if (breaks && count === breaks.after) {
          if (breaks.whole) for await (const _ of events);
          return controller.close();
        }
        const { done, value } = await events.next();
        if (done) return controller.close();
        count += 1;
        controller.enqueue(encoder.encode(value));
      },
    },
    { highWaterMark: 0 },
  );
}

/** A part of a list; its cursor is the place where the next one begins. */
function paged<T>(rows: readonly T[], path: string, size: number, order = (page: T[]) => page): Response {
  const from = Number(new URL(path, 'http://stub').searchParams.get('cursor') ?? 0);
  const more = rows.length > from + size;
  return json(200, order(rows.slice(from, from + size)), more ? { 'x-next-cursor': `${from + size}` } : {});
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => signal?.addEventListener('abort', () => resolve()));
}

function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function shownUser({ id, name, email, guest }: StubUser) {
  return { id, name, email, guest };
}

function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(body, { status, headers });
}

function refusal(status: number, code: string, detail: string, headers: Readonly<Record<string, string>> = {}) {
  return json(status, { detail, code }, headers);
}

function unknown(): Response {
  return refusal(401, 'invalid_token', 'Sign in first.');
}
