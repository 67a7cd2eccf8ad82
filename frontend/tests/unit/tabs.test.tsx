// @vitest-environment happy-dom
import { act, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type News, openChannel } from '../../lib/channel.ts';
import { open } from '../support/page.tsx';
import { addMessage, addTask, addUser, openConversation } from '../support/stub/store.ts';

/** Another tab of the same browser. */
const other = openChannel();
const told = (news: News) => act(async () => other.tell(news));
const come = (sign: string) => act(async () => void window.dispatchEvent(new Event(sign)));

afterEach(() => vi.restoreAllMocks());

describe('what another tab does', () => {
  it('to the tasks shows here', async () => {
    const { backend, titles } = open({ tasks: [{ title: 'Milk' }] });
    await waitFor(() => expect(titles()).toEqual(['Milk']));
    addTask(backend.store, 'u1', 'Tea');
    await told('tasks');
    await waitFor(() => expect(titles()).toEqual(['Milk', 'Tea']));
  });

  it('in the conversation shows here without a sign of loading', async () => {
    const { backend } = open({
      conversations: [
        [
          { role: 'user', content: 'Hello' },
          { role: 'assistant', content: 'Hi.' },
        ],
      ],
    });
    const known = (await screen.findByText('Hi.')).closest('article');
    const conversation = openConversation(backend.store, 'u1', 1);
    addMessage(backend.store, conversation, { role: 'user', content: 'From there', tool_calls: null });
    addMessage(backend.store, conversation, { role: 'assistant', content: 'Answered there.', tool_calls: [] });
    await told('chat');
    expect(await screen.findByText('Answered there.')).toBeTruthy();
    // The same element: a screen reader does not hear it again.
    expect(screen.getByText('Hi.').closest('article')).toBe(known);
  });

  it('keeps the message here that was not sent', async () => {
    const { backend, say } = open({
      conversations: [
        [
          { role: 'user', content: 'Hello' },
          { role: 'assistant', content: 'Hi.' },
        ],
      ],
    });
    await screen.findByText('Hi.');
    backend.failNext('POST /api/u1/chat/stream', 503);
    await say('Add milk');
    await screen.findByRole('button', { name: 'Retry' });
    await told('chat');
    await waitFor(() => expect(backend.requests.filter((line) => line.endsWith('/messages'))).toHaveLength(2));
    expect(screen.getByText('Add milk')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Retry' })).toBeTruthy();
  });

  it('with the session makes this tab the same person', async () => {
    const { backend, titles } = open({ tasks: [{ title: 'Milk' }] });
    await waitFor(() => expect(titles()).toEqual(['Milk']));
    const ada = addUser(backend.store);
    Object.assign(ada, { name: 'Ada', guest: false });
    addTask(backend.store, ada.id, 'The list of Ada');
    backend.store.sessions.set('seed', ada.id);
    await told('session');
    await waitFor(() => expect(titles()).toEqual(['The list of Ada']));
    expect(screen.getByRole('button', { name: 'Account: Ada' })).toBeTruthy();
  });
});

describe('what this tab does', () => {
  it('is told to the others: tasks, answers, who it is', async () => {
    const heard: News[] = [];
    const stop = other.listen((news) => heard.push(news));
    const { say, user } = open();
    await say('Add milk');
    await screen.findByRole('article', { name: 'Assistant' });
    await waitFor(() => expect(heard).toEqual(['session', 'tasks', 'chat']));
    await user.click(await screen.findByRole('checkbox', { name: /Milk/ }));
    await waitFor(() => expect(heard).toEqual(['session', 'tasks', 'chat', 'tasks']));
    stop();
  });
});

describe('who returns to the page', () => {
  it.each(['focus', 'online', 'pageshow'])('by %s sees what has changed meanwhile', async (sign) => {
    const { backend, titles } = open({ tasks: [{ title: 'Milk' }] });
    await waitFor(() => expect(titles()).toEqual(['Milk']));
    addTask(backend.store, 'u1', 'Tea');
    await come(sign);
    await waitFor(() => expect(titles()).toEqual(['Milk', 'Tea']));
  });

  it('asks once although the browser gives several signs, and not at all without a network', async () => {
    const { backend, titles } = open({ tasks: [{ title: 'Milk' }] });
    await waitFor(() => expect(titles()).toEqual(['Milk']));
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    await come('focus');
    online.mockReturnValue(true);
    await come('online');
    await come('focus');
    await waitFor(() => expect(backend.requests.filter((line) => line === 'GET /api/u1/tasks')).toHaveLength(2));
  });
});

describe('without a network', () => {
  it('the page says so, keeps what is written, and sends when it is back', async () => {
    const { user, backend } = open();
    await screen.findByRole('list', { name: 'Suggestions' });
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    await come('offline');
    expect(screen.getByRole('alert').textContent).toContain('You are offline.');
    const box = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
    await user.type(box, 'Add milk{Enter}');
    expect(box.value).toBe('Add milk');
    expect(backend.requests).not.toContain('POST /api/auth/guest');
    online.mockReturnValue(true);
    await come('online');
    expect(screen.queryByRole('alert')).toBeNull();
    await user.type(box, '{Enter}');
    expect(await screen.findByRole('article', { name: 'Assistant' })).toBeTruthy();
  });
});

describe('a narrow page', () => {
  it('chooses between chat and tasks, and counts what is to do', async () => {
    const { user } = open({ tasks: [{ title: 'Milk' }, { title: 'Tea', completed: true }] });
    const tab = await screen.findByRole('button', { name: 'Tasks , 1 to do' });
    expect(screen.getByRole('button', { name: 'Chat' }).getAttribute('aria-current')).toBe('true');
    await user.click(tab);
    expect(tab.getAttribute('aria-current')).toBe('true');
  });

  it('has the conversations in a drawer that closes when one is chosen', async () => {
    const { user } = open({ conversations: [[{ role: 'user', content: 'Hello' }]] });
    await screen.findByRole('log');
    await user.click(screen.getByRole('button', { name: 'Conversations' }));
    const drawer = screen.getByRole('dialog', { name: 'Conversations' });
    await user.click(drawer.querySelector('li a') as HTMLElement);
    expect(screen.queryByRole('dialog', { name: 'Conversations' })).toBeNull();
  });
});
