// @vitest-environment happy-dom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { open } from '../support/page.tsx';

const log = async () => within(await screen.findByRole('log', { name: 'Conversation' }));

describe('the first visit', () => {
  it('makes the visitor a guest and names the assistant that answers', async () => {
    const { backend } = open();
    expect(await screen.findByText('Built-in assistant (rules, no AI model)')).toBeTruthy();
    expect(backend.requests).not.toContain('GET /api/auth/me');
    expect(backend.requests).toContain('POST /api/auth/guest');
    expect(screen.getByRole('main')).toBeTruthy();
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Todo chatbot');
  });

  it('keeps the session that there is', async () => {
    const { backend } = open({ signedIn: true });
    await screen.findByRole('list', { name: 'Suggestions' });
    expect(backend.requests).not.toContain('POST /api/auth/guest');
  });

  it('makes a returning visitor a guest whose session has ended meanwhile', async () => {
    const { backend } = open({ signedIn: true }, (stub) => stub.endSession());
    await screen.findByRole('list', { name: 'Suggestions' });
    expect(backend.requests.filter((line) => line.includes('/auth/'))).toEqual([
      'GET /api/auth/me',
      'POST /api/auth/guest',
    ]);
  });

  it('says why it cannot begin and begins when asked again', async () => {
    const { user, backend } = open({ signedIn: true }, (stub) => stub.failNext('GET /api/auth/me', 503));
    expect((await screen.findByRole('alert')).textContent).toContain('The database is away.');
    expect(backend.requests).not.toContain('POST /api/auth/guest');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('textbox', { name: 'Message' })).toBeTruthy();
  });
});

describe('a message', () => {
  it('is sent by Enter, answered with what was done, and the task list follows', async () => {
    const { say, titles } = open();
    await say('Add a task to buy groceries');
    const answer = await (await log()).findByRole('article', { name: 'Assistant' });
    expect(answer.textContent).toContain('I added Buy groceries to your list.');
    expect(within(answer).getByText('Buy groceries').tagName).toBe('STRONG');
    expect(within(answer).getByRole('list', { name: 'What was done' }).textContent).toBe('Added “Buy groceries”');
    await waitFor(() => expect(titles()).toEqual(['Buy groceries']));
    expect((await log()).getByRole('article', { name: 'You' }).textContent).toBe('Add a task to buy groceries');
  });

  it('is sent by the Send button, and the composer is empty and focused after Enter', async () => {
    const { user, say, backend } = open();
    const box = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
    await user.type(box, 'Show me all my tasks');
    await user.click(screen.getByRole('button', { name: 'Send' }));
    await (await log()).findByRole('article', { name: 'Assistant' });
    expect(box.value).toBe('');
    await say('List them');
    expect(document.activeElement).toBe(box);
    expect(backend.requests.filter((line) => line === 'POST /api/u1/chat')).toHaveLength(2);
  });

  it('is not sent by Shift+Enter, by Enter inside a composition, or when it is blank', async () => {
    const { user, backend } = open();
    const box = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
    await user.type(box, '   {Enter}');
    await user.clear(box);
    await user.type(box, 'one{Shift>}{Enter}{/Shift}two');
    expect(box.value).toBe('one\ntwo');
    fireEvent.keyDown(box, { key: 'Enter', isComposing: true });
    expect(backend.requests).not.toContain('POST /api/u1/chat');
  });

  it('waits for the answer before the next one goes out, and says it is busy', async () => {
    const { say, backend } = open();
    const box = await screen.findByRole('textbox', { name: 'Message' });
    const release = backend.holdChat();
    await say('Show me all my tasks');
    const region = screen.getByRole('log');
    expect(region.getAttribute('aria-busy')).toBe('true');
    await say('again');
    expect(backend.requests.filter((line) => line === 'POST /api/u1/chat')).toHaveLength(1);
    expect(box).toHaveProperty('value', 'again');
    release();
    await (await log()).findByRole('article', { name: 'Assistant' });
    expect(region.getAttribute('aria-busy')).toBe('false');
  });

  it('that found no answer stays, says why and can be sent again', async () => {
    const { say, user, backend, titles } = open();
    await screen.findByRole('list', { name: 'Suggestions' });
    backend.failNext(
      'POST /api/u1/chat',
      429,
      { detail: 'Too many messages.', code: 'rate_limited' },
      { 'retry-after': '7' },
    );
    await say('Add milk');
    expect((await screen.findByRole('alert')).textContent).toContain('Too many messages. Try again in 7 seconds.');
    await user.click(screen.getByRole('button', { name: 'Retry' }));
    await (await log()).findByRole('article', { name: 'Assistant' });
    expect(screen.queryByRole('alert')).toBeNull();
    expect((await log()).getAllByRole('article', { name: 'You' })).toHaveLength(1);
    await waitFor(() => expect(titles()).toEqual(['Milk']));
  });

  it('says so when the rules answered in the place of the model', async () => {
    const { say } = open({ notice: 'assistant_auth' });
    await say('Add milk');
    expect(await (await log()).findByText(/refused the API key/)).toBeTruthy();
  });

  it('can be a suggestion', async () => {
    const { user, titles } = open();
    await user.click(await screen.findByRole('button', { name: 'Add a task to buy groceries' }));
    await waitFor(() => expect(titles()).toEqual(['Buy groceries']));
  });
});

describe('the conversation', () => {
  const messages = [
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: 'Hi, what can I do?' },
  ] as const;

  it('goes on where the newest one ended', async () => {
    const { say, backend } = open({ signedIn: true, messages });
    expect(await (await log()).findByText('Hi, what can I do?')).toBeTruthy();
    await say('Add milk');
    expect(await (await log()).findAllByRole('article', { name: 'Assistant' })).toHaveLength(2);
    expect(backend.requests).toContain('GET /api/u1/conversations/1/messages');
  });

  it('offers to repeat a message that was interrupted', async () => {
    const { user } = open({ signedIn: true, messages: [...messages, { role: 'user', content: 'Add milk' }] });
    expect((await screen.findByRole('alert')).textContent).toContain('not answered');
    await user.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await (await log()).findByText('Milk')).toBeTruthy();
  });

  it('begins anew when asked', async () => {
    const { user } = open({ signedIn: true, messages });
    await user.click(await screen.findByRole('button', { name: 'New chat' }));
    expect((await log()).queryAllByRole('article')).toEqual([]);
    expect(screen.getByRole('list', { name: 'Suggestions' })).toBeTruthy();
  });

  it('says when it cannot be loaded and loads when asked again', async () => {
    const { user } = open({ signedIn: true, messages }, (stub) => stub.failNext('GET /api/u1/conversations', 503));
    expect((await screen.findByRole('alert')).textContent).toContain('The database is away.');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await (await log()).findByText('Hello')).toBeTruthy();
  });

  it('goes on as whoever another tab has become', async () => {
    const { say, user, backend } = open({ signedIn: true });
    await screen.findByRole('list', { name: 'Suggestions' });
    backend.failNext('POST /api/u1/chat', 403, { detail: 'Not yours.', code: 'wrong_user' });
    await say('Add milk');
    await user.click(await screen.findByRole('button', { name: 'Begin a new session' }));
    await screen.findByRole('list', { name: 'Suggestions' });
    expect(backend.requests).not.toContain('POST /api/auth/guest');
  });

  it('offers a new session when this one has ended', async () => {
    const { say, user, backend } = open();
    await screen.findByRole('list', { name: 'Suggestions' });
    backend.endSession();
    await say('Add milk');
    await user.click(await screen.findByRole('button', { name: 'Begin a new session' }));
    await screen.findByRole('list', { name: 'Suggestions' });
    expect(backend.requests.filter((line) => line === 'POST /api/auth/guest')).toHaveLength(2);
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('the colours', () => {
  it('step through those of the device, light and dark, and are remembered', async () => {
    const { user } = open();
    await user.click(screen.getByRole('button', { name: 'Colours: system' }));
    expect(document.documentElement.dataset.theme).toBe('light');
    await user.click(screen.getByRole('button', { name: 'Colours: light' }));
    expect(document.documentElement.dataset.theme).toBe('dark');
    expect(localStorage.getItem('theme')).toBe('dark');
    await user.click(screen.getByRole('button', { name: 'Colours: dark' }));
    expect(document.documentElement.dataset.theme).toBeUndefined();
  });
});
