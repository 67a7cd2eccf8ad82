// @vitest-environment happy-dom
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { SignIn } from '../../components/SignIn.tsx';
import type { User } from '../../lib/model.ts';
import { open } from '../support/page.tsx';

const guests = (requests: readonly string[]) => requests.filter((line) => line === 'POST /api/auth/guest');
const ready = () => screen.findByRole('list', { name: 'Suggestions' });
const menu = async () => {
  const user = userEvent.setup();
  await user.click(await screen.findByRole('button', { name: /^Account/ }));
  return within(screen.getByRole('dialog', { name: 'Account' }));
};

describe('a visitor', () => {
  it('sees at once what can be done and who will answer, and is nobody until the first action', async () => {
    const { backend, say } = open();
    await ready();
    expect(screen.getByText('Built-in assistant (rules, no AI model)')).toBeTruthy();
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Todo chatbot');
    expect(screen.getByRole('main')).toBeTruthy();
    expect(guests(backend.requests)).toEqual([]);
    await say('Add milk');
    await screen.findByRole('article', { name: 'Assistant' });
    expect(guests(backend.requests)).toHaveLength(1);
  });

  it('becomes one guest by two actions at once', async () => {
    const { backend, api } = open();
    await ready();
    const user = userEvent.setup();
    await user.type(screen.getByRole('textbox', { name: 'New task' }), 'Pay bills{Enter}');
    await user.type(screen.getByRole('textbox', { name: 'Message' }), 'Add milk{Enter}');
    await screen.findByRole('article', { name: 'Assistant' });
    expect(guests(backend.requests)).toHaveLength(1);
    const listed = await api.tasks('u1');
    expect(listed.ok && listed.value.map(({ title }) => title).sort()).toEqual(['Milk', 'Pay bills']);
  });

  it('who returns is who it was', async () => {
    const { backend, titles } = open({ tasks: [{ title: 'Milk' }] });
    await waitFor(() => expect(titles()).toEqual(['Milk']));
    expect(guests(backend.requests)).toEqual([]);
  });

  it('hears why nothing can begin and begins when asked again', async () => {
    const { user } = open({ signedIn: true }, (stub) => stub.failNext('GET /api/auth/me', 503));
    expect((await screen.findByRole('alert')).textContent).toContain('The database is away.');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('textbox', { name: 'Message' })).toBeTruthy();
  });

  it('finds the page open although nobody says which assistant answers', async () => {
    open({}, (stub) => stub.failNext('GET /api/meta', 503));
    await ready();
    expect(screen.queryByText(/assistant \(/)).toBeNull();
  });
});

describe('a session that has ended', () => {
  it('before this visit is said, with the ways in, and a new guest can begin', async () => {
    const { backend, user } = open({ signedIn: true }, (stub) => stub.endSessions());
    expect((await screen.findByText(/Your session has ended/)).getAttribute('role')).toBe('status');
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Log in');
    expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1 }));
    await user.click(screen.getByRole('button', { name: 'Continue as a guest' }));
    await ready();
    expect(guests(backend.requests)).toHaveLength(1);
  });

  it('in the middle of a message says once that it was not sent, and leads to the ways in', async () => {
    const { say, user, backend } = open();
    await say('Add milk');
    await screen.findByRole('article', { name: 'Assistant' });
    backend.endSessions();
    await say('Add tea');
    expect((await screen.findByRole('alert')).textContent).toContain('Your guest session has ended.');
    expect(screen.getByText('Not sent')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Log in' }));
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Log in');
    await user.click(screen.getByRole('button', { name: 'Continue as a guest' }));
    expect(await screen.findByRole('textbox', { name: 'Message' })).toHaveProperty('value', 'Add tea');
  });

  it('because another tab became somebody else is told as ended too', async () => {
    const { say, backend } = open({ signedIn: true });
    await ready();
    backend.failNext('POST /api/u1/chat/stream', 403, { detail: 'Not yours.', code: 'wrong_user' });
    await say('Add milk');
    expect((await screen.findByRole('alert')).textContent).toContain('session has ended');
  });
});

describe('the account menu', () => {
  it('offers an account to who has none, and tells a guest what it keeps', async () => {
    open({ signedIn: true });
    await ready();
    const account = await menu();
    expect(account.getByText('Guest')).toBeTruthy();
    expect(account.getByText('An account keeps this list for good.')).toBeTruthy();
    expect(account.getByRole('link', { name: 'Create an account' }).getAttribute('href')).toBe('/register');
    expect(account.getByRole('link', { name: 'Log in' }).getAttribute('href')).toBe('/sign-in');
    expect(screen.getByRole('link', { name: 'Save your list' }).getAttribute('href')).toBe('/register');
  });

  it('asks a guest with tasks before it leaves them for good', async () => {
    const { user, backend } = open({ tasks: [{ title: 'Milk' }] });
    await screen.findByRole('list', { name: 'Tasks' });
    await user.click((await menu()).getByRole('button', { name: 'Leave the guest session' }));
    const question = within(screen.getByRole('dialog', { name: 'Leave the guest session?' }));
    await user.click(question.getByRole('button', { name: 'Stay' }));
    expect(backend.requests).not.toContain('POST /api/auth/logout');
    await user.click((await menu()).getByRole('button', { name: 'Leave the guest session' }));
    await user.click(screen.getByRole('button', { name: 'Leave' }));
    expect(await screen.findByText('You are logged out.')).toBeTruthy();
    expect(backend.requests).toContain('POST /api/auth/logout');
    expect(screen.queryByRole('list', { name: 'Tasks' })).toBeNull();
  });

  it('stays open and says why when logging out does not succeed', async () => {
    const { user } = open({ signedIn: true }, (stub) => stub.failNext('POST /api/auth/logout', 503));
    await ready();
    await user.click((await menu()).getByRole('button', { name: 'Leave the guest session' }));
    const account = within(await screen.findByRole('dialog', { name: 'Account' }));
    expect((await account.findByRole('alert')).textContent).toContain('The database is away.');
  });

  it('tells the keys', async () => {
    const { user } = open();
    await ready();
    await user.click((await menu()).getByRole('button', { name: 'Keyboard' }));
    const help = within(screen.getByRole('dialog', { name: 'Keyboard' }));
    expect(help.getByText('stop the answer')).toBeTruthy();
    await user.click(help.getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('dialog', { name: 'Keyboard' })).toBeNull();
  });
});

describe('the form', () => {
  const show = async (wish: 'log-in' | 'register', who?: Partial<User>) => {
    const { api, backend } = open(who ? { tasks: [{ title: 'Milk' }] } : {});
    await screen.findByRole('main');
    const user = userEvent.setup();
    const guest = who && { id: 'u1', name: 'Guest', email: undefined, guest: true, ...who };
    let done = 0;
    const { container } = render(<SignIn api={api} wish={wish} user={guest} onDone={() => (done += 1)} />);
    const form = within(container);
    const fill = async (email: string, password: string) => {
      await user.type(form.getByLabelText('E-mail'), email);
      await user.type(form.getByLabelText('Password'), `${password}{Enter}`);
    };
    return { user, api, backend, form, fill, done: () => done };
  };

  it('makes an account, of the guest that is there, and keeps its tasks', async () => {
    const { fill, form, api, backend, done } = await show('register', {});
    expect(form.getByText(/Your guest list becomes yours/)).toBeTruthy();
    expect(form.queryByRole('button', { name: 'Continue as a guest' })).toBeNull();
    await fill('ada@example.org', 'correct horse');
    await waitFor(() => expect(done()).toBe(1));
    expect(backend.store.users.get('u1')).toMatchObject({ email: 'ada@example.org', guest: false });
    const kept = await api.tasks('u1');
    expect(kept.ok && kept.value.map(({ title }) => title)).toEqual(['Milk']);
  });

  it('warns a guest who logs in that the guest list stays behind', async () => {
    const { form } = await show('log-in', {});
    expect(form.getByText(/leaves your guest list behind/)).toBeTruthy();
  });

  it('tells who is logged in already', async () => {
    const { form } = await show('log-in', { guest: false, email: 'ada@example.org' });
    expect(form.getByText(/You are logged in as ada@example.org/)).toBeTruthy();
  });

  it('says at each field what is wrong with it, and goes to the first', async () => {
    const { user, form, backend, done } = await show('register');
    await user.type(form.getByLabelText('Password'), 'short{Enter}');
    const email = form.getByLabelText('E-mail');
    expect(email.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(email);
    const note = document.getElementById(form.getByLabelText('Password').getAttribute('aria-describedby') ?? '');
    expect(note?.textContent).toBe('Use 8 characters or more.');
    expect(backend.requests).not.toContain('POST /api/auth/register');
    expect(done()).toBe(0);
  });

  it('asks no length of a password that exists', async () => {
    const { fill, form, backend } = await show('log-in');
    await fill('ada@example.org', 'short');
    expect((await form.findByRole('alert')).textContent).toBe('E-mail or password is wrong.');
    expect(backend.requests).toContain('POST /api/auth/login');
  });

  it('says that the e-mail has an account already', async () => {
    const { fill, form, api } = await show('register');
    await api.register({ email: 'ada@example.org', password: 'correct horse' });
    await fill('ada@example.org', 'correct horse');
    expect((await form.findByRole('alert')).textContent).toContain('There is an account with this e-mail already.');
  });

  it('waits as long as the server asks', async () => {
    const { fill, form, backend } = await show('log-in');
    const refusal = { detail: 'Too many attempts.', code: 'too_many_sign_ins' };
    backend.failNext('POST /api/auth/login', 429, refusal, { 'retry-after': '30' });
    await fill('ada@example.org', 'correct horse');
    expect(await form.findByRole('button', { name: /^Try again in \d+ s$/ })).toBeTruthy();
    await userEvent.type(form.getByLabelText('Password'), '{Enter}');
    expect(backend.requests.filter((line) => line === 'POST /api/auth/login')).toHaveLength(1);
  });

  it('shows the password to who wants to see it, and never puts it into an address', async () => {
    const { user, form } = await show('log-in');
    const password = form.getByLabelText('Password');
    await user.click(form.getByRole('button', { name: 'Show password' }));
    expect(password.getAttribute('type')).toBe('text');
    expect(password.closest('form')?.getAttribute('method')).toBe('post');
  });
});

describe('the colours', () => {
  it('step through those of the device, light and dark, and are remembered', async () => {
    const { user } = open();
    await ready();
    await user.click(screen.getByRole('button', { name: 'Colours: system' }));
    expect(document.documentElement.dataset.theme).toBe('light');
    await user.click(screen.getByRole('button', { name: 'Colours: light' }));
    expect(document.documentElement.dataset.theme).toBe('dark');
    expect(localStorage.getItem('theme')).toBe('dark');
    await user.click(screen.getByRole('button', { name: 'Colours: dark' }));
    expect(document.documentElement.dataset.theme).toBeUndefined();
  });
});
