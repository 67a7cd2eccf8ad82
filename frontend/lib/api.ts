import { type ChatStep, streamChat } from './chatStream.ts';
import { decodeConversation, decodeMessage, decodeMeta, decodeTask, decodeUser, decodeVisitor } from './decode.ts';
import type { Result } from './failure.ts';
import type { Answer, Conversation, Meta, Page, StoredMessage, Task, User, Visitor } from './model.ts';
import { type Fetch, request, requestAll, requestNothing, requestPage } from './request.ts';

/** What an account is entered with; the name belongs to a new one. */
export type Credentials = { readonly email: string; readonly password: string; readonly name?: string };

/** A message on its way; `key` stays the same when it is sent again, so that it counts once. */
export type Outgoing = {
  readonly text: string;
  readonly key: string;
  readonly conversationId: number | undefined;
  readonly signal: AbortSignal;
};

/** The text of a task. */
export type TaskText = { readonly title: string; readonly description: string };

/** The server's routes as functions; none of them throws. */
export type Api = {
  readonly visitor: (signal?: AbortSignal) => Promise<Result<Visitor>>;
  readonly becomeGuest: () => Promise<Result<User>>;
  readonly register: (credentials: Credentials) => Promise<Result<User>>;
  readonly logIn: (credentials: Credentials) => Promise<Result<User>>;
  readonly logOut: () => Promise<Result<undefined>>;
  readonly meta: (signal?: AbortSignal) => Promise<Result<Meta>>;
  readonly tasks: (userId: string) => Promise<Result<readonly Task[]>>;
  readonly addTask: (userId: string, title: string, key: string) => Promise<Result<Task>>;
  readonly editTask: (userId: string, taskId: number, text: TaskText) => Promise<Result<Task>>;
  readonly toggleTask: (userId: string, taskId: number) => Promise<Result<Task>>;
  readonly deleteTask: (userId: string, taskId: number) => Promise<Result<undefined>>;
  readonly restoreTask: (userId: string, taskId: number) => Promise<Result<Task>>;
  /** Newest first; the next page is older. */
  readonly conversations: (userId: string, cursor?: string) => Promise<Result<Page<Conversation>>>;
  /** Oldest first; the next page is older. */
  readonly messages: (userId: string, conversationId: number, cursor?: string) => Promise<Result<Page<StoredMessage>>>;
  readonly chat: (userId: string, message: Outgoing, onStep: (step: ChatStep) => void) => Promise<Result<Answer>>;
};

/** An Api that asks through the given fetch. */
export function createApi(fetch: Fetch): Api {
  const of = (userId: string, path: string) => `/api/${encodeURIComponent(userId)}/${path}`;
  const enter = (name: string, body: Readonly<Record<string, unknown>>) =>
    request(fetch, `/api/auth/${name}`, decodeUser, { method: 'POST', body });
  return {
    visitor: (signal) => request(fetch, '/api/session', decodeVisitor, { signal }),
    becomeGuest: () => enter('guest', {}),
    register: (credentials) => enter('register', credentials),
    logIn: (credentials) => enter('login', credentials),
    logOut: () => requestNothing(fetch, '/api/auth/logout', { method: 'POST', body: {} }),
    meta: (signal) => request(fetch, '/api/meta', decodeMeta, { signal }),
    tasks: (user) => requestAll(fetch, of(user, 'tasks?status=all'), decodeTask),
    addTask: (user, title, key) =>
      request(fetch, of(user, 'tasks'), decodeTask, { method: 'POST', body: { title }, key }),
    editTask: (user, id, text) => request(fetch, of(user, `tasks/${id}`), decodeTask, { method: 'PUT', body: text }),
    toggleTask: (user, id) => request(fetch, of(user, `tasks/${id}/complete`), decodeTask, { method: 'PATCH' }),
    deleteTask: (user, id) => requestNothing(fetch, of(user, `tasks/${id}`), { method: 'DELETE' }),
    restoreTask: (user, id) =>
      request(fetch, of(user, `tasks/${id}/restore`), decodeTask, { method: 'POST', body: {} }),
    conversations: (user, cursor) => requestPage(fetch, of(user, 'conversations'), decodeConversation, cursor),
    messages: (user, id, cursor) => requestPage(fetch, of(user, `conversations/${id}/messages`), decodeMessage, cursor),
    chat: (user, { text, key, conversationId, signal }, onStep) => {
      const body =
        conversationId === undefined ? { message: text } : { conversation_id: conversationId, message: text };
      return streamChat(fetch, of(user, 'chat/stream'), { method: 'POST', body, key, signal }, onStep);
    },
  };
}
