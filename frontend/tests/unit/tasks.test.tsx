// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { open } from '../support/page.tsx';

const two = { signedIn: true, tasks: [{ title: 'Buy milk' }, { title: 'Call mom', completed: true }] } as const;

describe('the task list', () => {
  it('is a list of boxes with the count of those done', async () => {
    const { titles } = open(two);
    const list = within(await screen.findByRole('list', { name: 'Tasks' }));
    expect(titles()).toEqual(['Buy milk', 'Call mom']);
    expect(list.getAllByRole('checkbox').map((box) => (box as HTMLInputElement).checked)).toEqual([false, true]);
    expect(screen.getByText('1 of 2 done')).toBeTruthy();
  });

  it('says so when there is nothing in it', async () => {
    open({ signedIn: true });
    expect(await screen.findByText(/Nothing to do/)).toBeTruthy();
    expect(screen.queryByRole('list', { name: 'Tasks' })).toBeNull();
  });

  it('says why it cannot be loaded and loads when asked again', async () => {
    const { user, titles } = open(two, (stub) => stub.failNext('GET /api/u1/tasks', 503));
    expect((await screen.findByRole('alert')).textContent).toContain('The database is away.');
    await user.click(screen.getByRole('button', { name: 'Reload' }));
    await waitFor(() => expect(titles()).toEqual(['Buy milk', 'Call mom']));
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('ticking a box', () => {
  it('completes the task', async () => {
    const { user, backend } = open(two);
    await user.click(await screen.findByRole('checkbox', { name: /Buy milk/ }));
    expect(await screen.findByText('2 of 2 done')).toBeTruthy();
    expect(backend.requests).toContain('PATCH /api/u1/tasks/1/complete');
  });

  it('is taken back when the server refuses it', async () => {
    const { user, backend } = open(two);
    const box = await screen.findByRole<HTMLInputElement>('checkbox', { name: /Buy milk/ });
    backend.failNext('PATCH', 503);
    await user.click(box);
    expect((await screen.findByRole('alert')).textContent).toContain('The database is away.');
    expect(box.checked).toBe(false);
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

  it('keeps the text when the server refuses it, and asks nothing for a blank one', async () => {
    const { user, backend } = open(two);
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'New task' });
    await user.type(field, '   {Enter}');
    expect(backend.requests).not.toContain('POST /api/u1/tasks');
    backend.failNext('POST /api/u1/tasks', 422, { detail: 'The title is too long.', code: 'invalid' });
    await user.clear(field);
    await user.type(field, 'Pay bills{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('The title is too long.');
    expect(field.value).toBe('Pay bills');
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
