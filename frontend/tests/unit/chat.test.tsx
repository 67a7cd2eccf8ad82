// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { open } from '../support/page.tsx';

const log = async () => within(await screen.findByRole('log', { name: 'Conversation' }));
const messages = (requests: readonly string[]) => requests.filter((line) => line.endsWith('/chat/stream'));
const answers = async () => (await log()).queryAllByRole('article', { name: 'Assistant' });

const hello = [
  { role: 'user', content: 'Hello' },
  { role: 'assistant', content: 'Hi, what can I do?' },
] as const;

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
    await waitFor(() => expect(messages(backend.requests)).toHaveLength(2));
  });

  it('is not sent by Shift+Enter, by Enter inside a composition, or when it is blank', async () => {
    const { user, backend } = open();
    const box = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
    await user.type(box, '   {Enter}');
    await user.clear(box);
    await user.type(box, 'one{Shift>}{Enter}{/Shift}two');
    expect(box.value).toBe('one\ntwo');
    fireEvent.keyDown(box, { key: 'Enter', isComposing: true });
    expect(messages(backend.requests)).toEqual([]);
  });

  it('that is not finished is there after a reload, and gone once it was sent', async () => {
    const first = open();
    await first.user.type(await screen.findByRole('textbox', { name: 'Message' }), 'Add milk');
    cleanup();
    const { user } = open();
    const box = await screen.findByRole('textbox', { name: 'Message' });
    expect(box).toHaveProperty('value', 'Add milk');
    await user.type(box, '{Enter}');
    await (await log()).findByRole('article', { name: 'Assistant' });
    cleanup();
    open();
    expect(await screen.findByRole('textbox', { name: 'Message' })).toHaveProperty('value', '');
  });

  it('comes back into the empty field by the arrow key', async () => {
    const { user, say } = open();
    await say('Add milk');
    await (await log()).findByRole('article', { name: 'Assistant' });
    const box = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
    await user.type(box, '{ArrowUp}');
    expect(box.value).toBe('Add milk');
  });

  it('counts what is left of its length when that is little', async () => {
    open();
    const box = await screen.findByRole('textbox', { name: 'Message' });
    fireEvent.change(box, { target: { value: 'x'.repeat(1700) } });
    expect(screen.queryByText(/ left$/)).toBeNull();
    fireEvent.change(box, { target: { value: 'x'.repeat(1990) } });
    expect(screen.getByText('10 left')).toBeTruthy();
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

describe('an answer on its way', () => {
  it('shows what has come so far, where only eyes find it, and the tasks it has changed already', async () => {
    const { say, backend, titles } = open();
    await screen.findByRole('list', { name: 'Suggestions' });
    const release = backend.holdChat(4);
    await say('Add milk');
    const turn = await screen.findByTestId('turn');
    await waitFor(() => expect(turn.textContent).toContain('Added “Milk”'));
    await waitFor(() => expect(turn.textContent).toMatch(/I added $/));
    expect(turn.getAttribute('aria-hidden')).toBe('true');
    expect(screen.getByRole('log').getAttribute('aria-busy')).toBe('true');
    expect(await answers()).toEqual([]);
    await waitFor(() => expect(titles()).toEqual(['Milk']));
    release();
    await (await log()).findByRole('article', { name: 'Assistant' });
    expect(screen.queryByTestId('turn')).toBeNull();
    expect(screen.getByRole('log').getAttribute('aria-busy')).toBe('false');
  });

  it('lets the next message be written but not sent', async () => {
    const { say, backend } = open();
    const box = await screen.findByRole('textbox', { name: 'Message' });
    const release = backend.holdChat();
    await say('Show me all my tasks');
    await say('again');
    expect(messages(backend.requests)).toHaveLength(1);
    expect(box).toHaveProperty('value', 'again');
    release();
    await (await log()).findByRole('article', { name: 'Assistant' });
  });

  it.each(['button', 'key'])('ends by the Stop %s, keeps its part, and can be asked for again', async (means) => {
    const { say, user, backend } = open();
    await screen.findByRole('list', { name: 'Suggestions' });
    backend.holdChat(4);
    await say('Add milk');
    await waitFor(() => expect(screen.getByTestId('turn').textContent).toMatch(/I added $/));
    if (means === 'key') await user.keyboard('{Escape}');
    else await user.click(screen.getByRole('button', { name: 'Stop' }));
    expect((await screen.findByRole('alert')).textContent).toBe('You stopped this answer.');
    expect((await answers())[0]?.textContent).toContain('I added');
    expect(backend.store.messages.map(({ role }) => role)).toEqual(['user']);
    await waitFor(() => expect(backend.requests.slice(-2)).toContain('GET /api/u1/tasks'));
    backend.holdChat(99);
    await user.click(screen.getByRole('button', { name: 'Retry' }));
    await waitFor(async () => expect((await answers())[0]?.textContent).toContain('I added Milk to your list.'));
    expect((await log()).getAllByRole('article', { name: 'You' })).toHaveLength(1);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('whose connection breaks is read from the server when it was complete there', async () => {
    const { say, backend } = open();
    await screen.findByRole('list', { name: 'Suggestions' });
    backend.breakChat(3, true);
    await say('Add milk');
    await waitFor(async () => expect((await answers())[0]?.textContent).toContain('I added Milk to your list.'));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(backend.requests).toContain('GET /api/u1/conversations/1/messages');
  });

  it('whose connection breaks for good keeps its part and says so', async () => {
    const { say, backend } = open();
    await screen.findByRole('list', { name: 'Suggestions' });
    backend.breakChat(3);
    await say('Add milk');
    expect((await screen.findByRole('alert')).textContent).toContain('The connection broke');
    await waitFor(() => expect(backend.requests).toContain('GET /api/u1/conversations/1/messages'));
    expect((await answers())[0]?.textContent).toContain('Added “Milk”');
    expect(screen.getByRole('button', { name: 'Retry' })).toBeTruthy();
  });
});

describe('a message without an answer', () => {
  it('stays, says why, and can be sent again once the server listens', async () => {
    const { say, user, backend, titles } = open();
    await screen.findByRole('list', { name: 'Suggestions' });
    backend.failNext(
      'POST /api/u1/chat/stream',
      429,
      { detail: 'Too many messages.', code: 'too_many_messages' },
      { 'retry-after': '2' },
    );
    await say('Add milk');
    expect((await screen.findByRole('alert')).textContent).toBe('Too many messages.');
    const retry = screen.getByRole('button', { name: /^Retry in [12] s$/ });
    await user.click(retry);
    await user.type(screen.getByRole('textbox', { name: 'Message' }), 'again{Enter}');
    expect(screen.getByText(/^You can send again in [12] s\.$/)).toBeTruthy();
    expect(messages(backend.requests)).toHaveLength(1);
    await user.click(await screen.findByRole('button', { name: 'Retry' }, { timeout: 4000 }));
    await (await log()).findByRole('article', { name: 'Assistant' });
    expect(screen.queryByRole('alert')).toBeNull();
    expect((await log()).getAllByRole('article', { name: 'You' })).toHaveLength(1);
    await waitFor(() => expect(titles()).toEqual(['Milk']));
  });

  it('is sent again under its first key when nobody knows whether it arrived, else under a new one', async () => {
    const { say, user, backend } = open();
    await screen.findByRole('list', { name: 'Suggestions' });
    backend.failNext('POST /api/u1/chat/stream', 502, { detail: 'Away.', code: 'api_unreachable' });
    await say('Add milk');
    await user.click(await screen.findByRole('button', { name: 'Retry' }));
    await (await log()).findByRole('article', { name: 'Assistant' });
    expect(backend.keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(backend.keys[1]).toBe(backend.keys[0]);
    backend.failNext('POST /api/u1/chat/stream', 503);
    await say('Add tea');
    await user.click(await screen.findByRole('button', { name: 'Retry' }));
    await waitFor(async () => expect(await answers()).toHaveLength(2));
    expect(new Set(backend.keys.slice(1)).size).toBe(3);
  });

  it('that was interrupted before this visit can be sent again and then stands there once', async () => {
    const { user, backend } = open({ conversations: [[...hello, { role: 'user', content: 'Add milk' }]] });
    expect((await screen.findByRole('alert')).textContent).toContain('not answered');
    await user.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await (await log()).findByText('Milk')).toBeTruthy();
    expect(backend.store.messages.filter(({ content }) => content === 'Add milk')).toHaveLength(2);
    window.dispatchEvent(new Event('focus'));
    await waitFor(() => expect(backend.requests.filter((line) => line.endsWith('/messages'))).toHaveLength(2));
    expect((await log()).getAllByText('Add milk')).toHaveLength(1);
  });
});

describe('the conversations', () => {
  const two = [
    [
      { role: 'user', content: 'The older one' },
      { role: 'assistant', content: 'Answer to the older one.' },
    ],
    [
      { role: 'user', content: 'The newer one' },
      { role: 'assistant', content: 'Answer to the newer one.' },
    ],
  ] as const;
  const list = async () => within(await screen.findByRole('list', { name: 'Conversations' }));

  it('stand newest first; the newest goes on', async () => {
    const { say, backend } = open({ conversations: two });
    expect(await (await log()).findByText('Answer to the newer one.')).toBeTruthy();
    expect((await list()).getAllByRole('link').map((link) => link.textContent)).toEqual([
      'The newer one',
      'The older one',
    ]);
    expect((await list()).getByRole('link', { current: 'page' }).textContent).toBe('The newer one');
    await say('Add milk');
    await waitFor(async () => expect(await answers()).toHaveLength(2));
    expect(backend.store.messages.at(-1)?.conversation_id).toBe(2);
  });

  it('are gone to and back from, each under its address', async () => {
    const { user } = open({ conversations: two });
    await user.click(await (await list()).findByRole('link', { name: 'The older one' }));
    expect(await (await log()).findByText('Answer to the older one.')).toBeTruthy();
    expect((await log()).queryByText('Answer to the newer one.')).toBeNull();
    expect(window.location.search).toBe('?chat=1');
    expect(screen.getByRole('heading', { name: 'The older one' })).toBeTruthy();
    window.history.replaceState(null, '', '/?chat=2');
    window.dispatchEvent(new PopStateEvent('popstate'));
    expect(await (await log()).findByText('Answer to the newer one.')).toBeTruthy();
  });

  it('begin with the one that the address names', async () => {
    window.history.replaceState(null, '', '/?chat=1');
    open({ conversations: two });
    expect(await (await log()).findByText('Answer to the older one.')).toBeTruthy();
  });

  it('begin with the newest when the address names one that is not there', async () => {
    window.history.replaceState(null, '', '/?chat=99');
    open({ conversations: two });
    expect(await (await log()).findByText('Answer to the newer one.')).toBeTruthy();
    expect(window.location.search).toBe('?chat=2');
  });

  it('get a new one when asked, which is in the list after its first message', async () => {
    const { user, say } = open({ conversations: two });
    await (await log()).findByText('Answer to the newer one.');
    await user.click(screen.getByRole('button', { name: 'New conversation' }));
    expect(await answers()).toEqual([]);
    expect(screen.getByRole('list', { name: 'Suggestions' })).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' }));
    await say('Add milk');
    await waitFor(async () => expect((await list()).getAllByRole('link')).toHaveLength(3));
    expect((await list()).getByRole('link', { current: 'page' }).textContent).toBe('Add milk');
    expect(window.location.search).toBe('?chat=3');
  });

  it('do not get the answer of the one that was left', async () => {
    const { user, say, backend } = open({ conversations: two });
    await (await log()).findByText('Answer to the newer one.');
    const release = backend.holdChat(3);
    await say('Add milk');
    await screen.findByTestId('turn');
    await user.click((await list()).getByRole('link', { name: 'The older one' }));
    release();
    expect(await (await log()).findByText('Answer to the older one.')).toBeTruthy();
    expect((await log()).queryByText('Add milk')).toBeNull();
    expect(screen.queryByTestId('turn')).toBeNull();
  });

  it('show older ones and earlier messages page by page', async () => {
    const many = ['One', 'Two', 'Three'].map((content) => [...hello, { role: 'user' as const, content }, ...hello]);
    const { user } = open({ conversations: many, pageSize: 2 });
    await waitFor(async () => expect((await list()).getAllByRole('link')).toHaveLength(2));
    await user.click((await list()).getByRole('button', { name: 'Show older ones' }));
    await waitFor(async () => expect((await list()).getAllByRole('link')).toHaveLength(3));
    expect(screen.queryByRole('button', { name: 'Show older ones' })).toBeNull();
    expect((await log()).getAllByRole('article')).toHaveLength(2);
    await user.click((await log()).getByRole('button', { name: 'Show earlier messages' }));
    await waitFor(async () => expect((await log()).getAllByRole('article')).toHaveLength(4));
    expect((await log()).getAllByRole('article').map((one) => one.textContent)).toEqual([
      'Hi, what can I do?',
      'Three',
      'Hello',
      'Hi, what can I do?',
    ]);
  });

  it('say when they cannot be loaded and load when asked again', async () => {
    const { user } = open({ conversations: two }, (stub) => {
      stub.failNext('GET /api/u1/conversations/2/messages', 503);
    });
    expect((await screen.findByRole('alert')).textContent).toContain('The database is away.');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await (await log()).findByText('The newer one')).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
