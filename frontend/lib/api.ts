import {
  type Decode,
  decodeAnswer,
  decodeConversation,
  decodeMessage,
  decodeMeta,
  decodeTask,
  decodeUser,
  listOf,
  membersOf,
} from './decode.ts';
import type { Answer, Conversation, Meta, StoredMessage, Task, User } from './model.ts';

/** Why a request did not succeed: a permanent code and a sentence for people. */
export type Failure = { readonly code: string; readonly message: string };

/** The value asked for, or why there is none. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** The code of a failure that only a new session can mend. */
export const sessionEnded = 'session_ended';

/** The backend's routes as functions; none of them throws. */
export type Api = {
  readonly me: (signal?: AbortSignal) => Promise<Result<User>>;
  readonly becomeGuest: (signal?: AbortSignal) => Promise<Result<User>>;
  readonly meta: (signal?: AbortSignal) => Promise<Result<Meta>>;
  readonly tasks: (userId: string) => Promise<Result<readonly Task[]>>;
  readonly addTask: (userId: string, title: string) => Promise<Result<Task>>;
  readonly toggleTask: (userId: string, taskId: number) => Promise<Result<Task>>;
  readonly deleteTask: (userId: string, taskId: number) => Promise<Result<undefined>>;
  readonly restoreTask: (userId: string, taskId: number) => Promise<Result<Task>>;
  readonly conversations: (userId: string) => Promise<Result<readonly Conversation[]>>;
  readonly messages: (userId: string, conversationId: number) => Promise<Result<readonly StoredMessage[]>>;
  readonly chat: (userId: string, message: string, conversationId?: number) => Promise<Result<Answer>>;
};

/** The part of fetch that is needed. */
export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

type Send = {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly body?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal | undefined;
};

/** Milliseconds to wait for an answer: longer than the backend gives an assistant. */
const patience = 75_000;

/** An Api that asks through the given fetch. */
export function createApi(fetch: Fetch): Api {
  const ask = <T>(path: string, decode: Decode<T>, send: Send = {}) => request(fetch, path, decode, send);
  const of = (userId: string, path: string) => `/api/${encodeURIComponent(userId)}/${path}`;
  return {
    me: (signal) => ask('/api/auth/me', decodeUser, { signal }),
    becomeGuest: (signal) => ask('/api/auth/guest', decodeUser, { method: 'POST', body: {}, signal }),
    meta: (signal) => ask('/api/meta', decodeMeta, { signal }),
    tasks: (user) => ask(of(user, 'tasks?status=all'), listOf(decodeTask)),
    addTask: (user, title) => ask(of(user, 'tasks'), decodeTask, { method: 'POST', body: { title } }),
    toggleTask: (user, id) => ask(of(user, `tasks/${id}/complete`), decodeTask, { method: 'PATCH' }),
    deleteTask: (user, id) => requestNothing(fetch, of(user, `tasks/${id}`), { method: 'DELETE' }),
    restoreTask: (user, id) => ask(of(user, `tasks/${id}/restore`), decodeTask, { method: 'POST', body: {} }),
    conversations: (user) => ask(of(user, 'conversations'), listOf(decodeConversation)),
    messages: (user, id) => ask(of(user, `conversations/${id}/messages`), listOf(decodeMessage)),
    chat: (user, message, conversationId) =>
      ask(of(user, 'chat'), decodeAnswer, {
        method: 'POST',
        body: conversationId === undefined ? { message } : { conversation_id: conversationId, message },
      }),
  };
}

async function request<T>(fetch: Fetch, path: string, decode: Decode<T>, send: Send): Promise<Result<T>> {
  const answer = await exchange(fetch, path, send);
  if (!answer.ok) return answer;
  const value = decode(await jsonOf(answer.value));
  if (value === undefined) return failed('bad_response', 'The server gave an answer that this page does not know.');
  return { ok: true, value };
}

async function requestNothing(fetch: Fetch, path: string, send: Send): Promise<Result<undefined>> {
  const answer = await exchange(fetch, path, send);
  return answer.ok ? { ok: true, value: undefined } : answer;
}

async function exchange(fetch: Fetch, path: string, send: Send): Promise<Result<Response>> {
  const deadline = AbortSignal.timeout(patience);
  const init: RequestInit = {
    method: send.method ?? 'GET',
    cache: 'no-store',
    signal: send.signal ? AbortSignal.any([send.signal, deadline]) : deadline,
  };
  if (send.body) {
    init.headers = { 'content-type': 'application/json' };
    init.body = JSON.stringify(send.body);
  }
  try {
    const answer = await fetch(path, init);
    return answer.ok ? { ok: true, value: answer } : await refused(answer);
  } catch {
    if (deadline.aborted) return failed('timeout', 'The server took too long to answer.');
    return failed('offline', 'No connection to the server. Check your network and try again.');
  }
}

async function refused(answer: Response): Promise<Result<never>> {
  const body = membersOf(await jsonOf(answer));
  const detail = body?.detail;
  const code = body?.code;
  // Another tab has begun a session as somebody else: this page's is over.
  if (answer.status === 401 || code === 'wrong_user') return failed(sessionEnded, 'Your session has ended.');
  const message = typeof detail === 'string' ? detail : `The server refused the request (${answer.status}).`;
  const wait = Number(answer.headers.get('retry-after'));
  const advice = answer.status === 429 && wait > 0 ? ` Try again in ${wait} seconds.` : '';
  return failed(typeof code === 'string' ? code : `http_${answer.status}`, message + advice);
}

async function jsonOf(answer: Response): Promise<unknown> {
  return answer.json().catch(() => undefined);
}

function failed(code: string, message: string): Result<never> {
  return { ok: false, failure: { code, message } };
}
