// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { open } from '../support/page.tsx';

const two = { tasks: [{ title: 'Buy milk' }, { title: 'Call mom', completed: true }] } as const;
const box = (name: RegExp) => screen.findByRole<HTMLInputElement>('checkbox', { name });

describe('the task list', () => {
  it('is a list of boxes with the count of those done', async () => {
    const { titles } = open(two);
    const list = within(await screen.findByRole('list', { name: 'Tasks' }));
    expect(titles()).toEqual(['Buy milk', 'Call mom']);
    expect(list.getAllByRole('checkbox').map((one) => (one as HTMLInputElement).checked)).toEqual([false, true]);
    expect(screen.getByText('1 of 2 done')).toBeTruthy();
  });

  it('is read to its end when the server gives it in parts', async () => {
    const { titles, backend } = open({ tasks: ['A', 'B', 'C', 'D', 'E'].map((title) => ({ title })), pageSize: 2 });
    await waitFor(() => expect(titles()).toEqual(['A', 'B', 'C', 'D', 'E']));
    expect(backend.requests.filter((line) => line === 'GET /api/u1/tasks')).toHaveLength(3);
  });

  it('says so when there is nothing in it, without asking for somebody who is nobody yet', async () => {
    const { backend } = open();
    expect(await screen.findByText('Nothing to do')).toBeTruthy();
    expect(screen.queryByRole('list', { name: 'Tasks' })).toBeNull();
    expect(backend.requests).toEqual(['GET /api/auth/me', 'GET /api/meta']);
  });

  it('says why it cannot be loaded and loads when asked again', async () => {
    const { user, titles } = open(two, (stub) => stub.failNext('GET /api/u1/tasks', 503));
    expect((await screen.findByRole('alert')).textContent).toContain('The database is away.');
    await user.click(screen.getByRole('button', { name: 'Reload' }));
    await waitFor(() => expect(titles()).toEqual(['Buy milk', 'Call mom']));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('waits as long as the server asks before it is loaded again', async () => {
    const { user, backend, titles } = open(two, (stub) => {
      const refusal = { detail: 'Too many requests.', code: 'too_many_requests' };
      stub.failNext('GET /api/u1/tasks', 429, refusal, { 'retry-after': '1' });
    });
    await user.click(await screen.findByRole('button', { name: 'Reload in 1 s' }));
    expect(backend.requests.filter((line) => line === 'GET /api/u1/tasks')).toHaveLength(1);
    await user.click(await screen.findByRole('button', { name: 'Reload' }, { timeout: 3000 }));
    await waitFor(() => expect(titles()).toEqual(['Buy milk', 'Call mom']));
  });
});

describe('the filter', () => {
  it('shows all, those to do or those done, and counts each', async () => {
    const { user, titles } = open(two);
    await user.click(await screen.findByRole('button', { name: 'To do 1' }));
    expect(titles()).toEqual(['Buy milk']);
    await user.click(screen.getByRole('button', { name: 'Done 1' }));
    expect(titles()).toEqual(['Call mom']);
    expect(screen.getByRole('button', { name: 'Done 1' }).getAttribute('aria-pressed')).toBe('true');
    await user.click(screen.getByRole('button', { name: 'All 2' }));
    expect(titles()).toEqual(['Buy milk', 'Call mom']);
  });

  it('says what it means that nothing is left', async () => {
    const { user } = open(two);
    await user.click(await screen.findByRole('button', { name: 'To do 1' }));
    await user.click(await box(/Buy milk/));
    expect(await screen.findByText('All done')).toBeTruthy();
  });
});

describe('ticking a box', () => {
  it('completes the task', async () => {
    const { user, backend } = open(two);
    await user.click(await box(/Buy milk/));
    expect(await screen.findByText('2 of 2 done')).toBeTruthy();
    expect(backend.requests).toContain('PATCH /api/u1/tasks/1/complete');
  });

  it('is taken back when the server refuses it', async () => {
    const { user, backend } = open(two);
    const milk = await box(/Buy milk/);
    backend.failNext('PATCH', 503);
    await user.click(milk);
    expect((await screen.findByRole('alert')).textContent).toContain('The database is away.');
    expect(milk.checked).toBe(false);
  });
});

describe('adding', () => {
  it('puts the task into the list and empties the field', async () => {
    const { user, titles } = open(two);
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'New task' });
    await user.type(field, '  Pay bills {Enter}');
    await waitFor(() => expect(titles()).toEqual(['Buy milk', 'Call mom', 'Pay bills']));
    expect(field.value).toBe('');
  });

  it('keeps the text when the server refuses it, and sends it again under the same key', async () => {
    const { user, backend, titles } = open(two);
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'New task' });
    await user.type(field, '   {Enter}');
    expect(backend.requests).not.toContain('POST /api/u1/tasks');
    backend.failNext('POST /api/u1/tasks', 502, { detail: 'Away.', code: 'api_unreachable' });
    await user.clear(field);
    await user.type(field, 'Pay bills{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('Away.');
    expect(field.value).toBe('Pay bills');
    await user.type(field, '{Enter}');
    await waitFor(() => expect(titles()).toContain('Pay bills'));
    await user.type(field, 'Pay bills{Enter}');
    await waitFor(() => expect(backend.keys).toHaveLength(3));
    expect(backend.keys[1]).toBe(backend.keys[0]);
    expect(backend.keys[2]).not.toBe(backend.keys[0]);
  });
});

describe('editing', () => {
  it('happens in the place of the task: Enter saves title and notes, and the focus returns to the task', async () => {
    const { user, titles, backend } = open(two);
    await user.click(await screen.findByRole('button', { name: 'Edit Buy milk' }));
    const title = screen.getByRole<HTMLInputElement>('textbox', { name: 'Title' });
    expect(document.activeElement).toBe(title);
    await user.type(screen.getByRole('textbox', { name: 'Notes' }), 'Two litres');
    await user.clear(title);
    await user.type(title, 'Buy oat milk{Enter}');
    await waitFor(() => expect(titles()).toEqual(['Buy oat milkTwo litres', 'Call mom']));
    expect(backend.requests).toContain('PUT /api/u1/tasks/1');
    await waitFor(() => expect(document.activeElement?.id).toBe('task-1'));
  });

  it('is left by Escape or Cancel as it was', async () => {
    const { user, titles, backend } = open(two);
    await user.click(await screen.findByRole('button', { name: 'Edit Buy milk' }));
    await user.type(screen.getByRole('textbox', { name: 'Title' }), ' and more{Escape}');
    expect(titles()).toEqual(['Buy milk', 'Call mom']);
    await user.click(screen.getByRole('button', { name: 'Edit Call mom' }));
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(titles()).toEqual(['Buy milk', 'Call mom']);
    expect(backend.requests.some((line) => line.startsWith('PUT'))).toBe(false);
  });

  it('stays open with its text when the server refuses it', async () => {
    const { user, backend } = open(two);
    await user.click(await screen.findByRole('button', { name: 'Edit Buy milk' }));
    backend.failNext('PUT', 503);
    const title = screen.getByRole<HTMLInputElement>('textbox', { name: 'Title' });
    await user.clear(title);
    await user.type(title, 'Other{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('The database is away.');
    expect(title.value).toBe('Other');
    expect(title.isConnected).toBe(true);
  });

  it('saves no empty title', async () => {
    const { user, backend } = open(two);
    await user.click(await screen.findByRole('button', { name: 'Edit Buy milk' }));
    await user.clear(screen.getByRole('textbox', { name: 'Title' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(screen.getByRole('textbox', { name: 'Title' })).toBeTruthy();
    expect(backend.requests.some((line) => line.startsWith('PUT'))).toBe(false);
  });
});

describe('the keyboard', () => {
  it('goes from task to task, edits and deletes', async () => {
    const { user, titles } = open(two);
    (await box(/Buy milk/)).focus();
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement?.id).toBe('task-2');
    await user.keyboard('{ArrowDown}{ArrowUp}{F2}');
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Title' }).value).toBe('Buy milk');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement?.id).toBe('task-1'));
    await user.keyboard('{Delete}');
    await waitFor(() => expect(titles()).toEqual(['Call mom']));
    await user.keyboard('{Enter}');
    await waitFor(() => expect(titles()).toEqual(['Buy milk', 'Call mom']));
  });

  it.each([
    ['message field', 'Skip to the message field', 'message'],
    ['tasks', 'Skip to your tasks', 'new-task'],
  ])('has a way past the header to the %s', async (_, name, id) => {
    const { user } = open(two);
    await screen.findByRole('list', { name: 'Tasks' });
    await user.click(screen.getByRole('link', { name }));
    await waitFor(() => expect(document.activeElement?.id).toBe(id));
  });
});

describe('deleting', () => {
  it('takes the task away, moves the focus to Undo, and Undo brings it back', async () => {
    const { user, titles } = open(two);
    await user.click(await screen.findByRole('button', { name: 'Delete Buy milk' }));
    const undo = await screen.findByRole('button', { name: 'Undo' });
    expect(titles()).toEqual(['Call mom']);
    expect(document.activeElement).toBe(undo);
    await user.click(undo);
    await waitFor(() => expect(titles()).toEqual(['Buy milk', 'Call mom']));
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  it('by chat can be undone too, and the offer can be dismissed', async () => {
    const { user, say, titles } = open(two);
    await say('Delete task 2');
    await waitFor(() => expect(titles()).toEqual(['Buy milk']));
    expect(screen.getByText('Deleted “Call mom”', { selector: 'p' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(titles()).toEqual(['Buy milk', 'Call mom']));
    await say('Delete task 1');
    await user.click(await screen.findByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
    expect(titles()).toEqual(['Call mom']);
  });

  it('of several by one message is undone as a whole', async () => {
    const { user, say, titles } = open(two);
    await say('Delete everything');
    await screen.findByText('Nothing to do');
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(titles()).toEqual(['Buy milk', 'Call mom']));
  });

  it('is taken back when the server refuses it', async () => {
    const { user, backend, titles } = open(two);
    await screen.findByRole('list', { name: 'Tasks' });
    backend.failNext('DELETE', 503);
    await user.click(screen.getByRole('button', { name: 'Delete Buy milk' }));
    await screen.findByRole('alert');
    expect(titles()).toEqual(['Buy milk', 'Call mom']);
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });
});
