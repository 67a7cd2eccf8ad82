import { cleanup, render, screen } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { afterEach } from 'vitest';
import { App } from '../../components/App.tsx';
import { type Api, createApi } from '../../lib/api.ts';
import { openChannel } from '../../lib/channel.ts';
import { createStubBackend, type StubBackend, type StubOptions } from './stub/backend.ts';
import { addMessage, addTask, addUser, openConversation } from './stub/store.ts';

/** What the backend knows before the page is opened; any of it makes the visitor a returning guest. */
export type Seed = StubOptions & {
  readonly signedIn?: boolean;
  readonly tasks?: readonly { readonly title: string; readonly completed?: boolean; readonly description?: string }[];
  readonly conversations?: readonly (readonly { readonly role: 'user' | 'assistant'; readonly content: string }[])[];
};

/** A visited page with its backend and the hands of its visitor. */
export type Page = {
  readonly backend: StubBackend;
  readonly api: Api;
  readonly user: UserEvent;
  readonly say: (message: string) => Promise<void>;
  readonly titles: () => readonly string[];
};

afterEach(() => {
  cleanup();
  delete document.documentElement.dataset.theme;
  localStorage.clear();
  sessionStorage.clear();
  window.history.replaceState(null, '', '/');
});

/** Opens the page against a backend; `before` may break the backend first. */
export function open(seed: Seed = {}, before: (backend: StubBackend) => void = () => {}): Page {
  const backend = createStubBackend(seed);
  const api = createApi(browser(backend, seed));
  before(backend);
  render(<App api={api} channel={openChannel()} />);
  const user = userEvent.setup();
  return {
    backend,
    api,
    user,
    say: async (message) => {
      await user.type(await screen.findByRole('textbox', { name: 'Message' }), `${message}{Enter}`);
    },
    titles: () =>
      screen.queryAllByRole('checkbox').map((box) => box.closest('label')?.textContent?.replace(/\s+/g, ' ') ?? ''),
  };
}

/** A fetch with a cookie and the frontend's own route, in front of a backend that knows the seed. */
function browser(backend: StubBackend, { signedIn, tasks = [], conversations = [] }: Seed) {
  const { store } = backend;
  let token: string | undefined;
  if (signedIn || tasks.length > 0 || conversations.length > 0) {
    const { id } = addUser(store);
    token = 'seed';
    store.sessions.set(token, id);
    for (const task of tasks) addTask(store, id, task.title, task.description, task.completed);
    for (const messages of conversations) {
      const conversation = openConversation(store, id);
      for (const message of messages) addMessage(store, conversation, { ...message, tool_calls: null });
    }
  }
  return async (path: string, init: RequestInit): Promise<Response> => {
    const asked = path === '/api/session' ? '/api/auth/me' : path;
    const answer = await backend.handle({
      method: init.method ?? 'GET',
      path: asked,
      body: init.body?.toString(),
      token,
      key: new Headers(init.headers).get('idempotency-key') ?? undefined,
      signal: init.signal ?? undefined,
    });
    // Browsers, and so happy-dom, show no script the cookies of an answer.
    if (/^\/api\/auth\/(guest|register|login)$/.test(path) && answer.ok) token = [...store.sessions.keys()].at(-1);
    if (path !== '/api/session') return answer;
    if (answer.status === 401) return Response.json({ user: null, ended: token !== undefined });
    return answer.ok ? Response.json({ user: await answer.json() }) : answer;
  };
}
