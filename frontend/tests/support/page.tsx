import { cleanup, render, screen } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { afterEach } from 'vitest';
import { App } from '../../components/App.tsx';
import { createApi } from '../../lib/api.ts';
import { createStubBackend, type Seed, type StubBackend } from './stubBackend.ts';

/** A visited page with its backend and the hands of its visitor. */
export type Page = {
  readonly backend: StubBackend;
  readonly user: UserEvent;
  readonly say: (message: string) => Promise<void>;
  readonly titles: () => readonly string[];
};

afterEach(() => {
  cleanup();
  delete document.documentElement.dataset.theme;
  localStorage.clear();
});

/** Opens the page against a backend; `before` may break the backend first. */
export function open(seed: Seed = {}, before: (backend: StubBackend) => void = () => {}): Page {
  const backend = createStubBackend(seed);
  before(backend);
  const user = userEvent.setup();
  const api = createApi((path, init) => backend.handle(init.method ?? 'GET', path, init.body?.toString()));
  render(<App api={api} returning={seed.signedIn ?? false} />);
  return {
    backend,
    user,
    say: async (message) => {
      await user.type(await screen.findByRole('textbox', { name: 'Message' }), `${message}{Enter}`);
    },
    titles: () =>
      screen.queryAllByRole('checkbox').map((box) => box.closest('label')?.textContent?.replace(/\s+/g, ' ') ?? ''),
  };
}
