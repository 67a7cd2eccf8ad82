import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { appUrl, desktop, it, phone } from './support/browser.ts';
import { add, answers, arrive, box, composer, refuseNext, say, show, slowAnswers, tasks } from './support/person.ts';

/** What axe finds against WCAG 2.2 A and AA and its own best practices, one line for each kind. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const found = await axe.run(document, { runOnly });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  });
}

const looks = [
  { name: 'light on a desk', options: { ...desktop, colorScheme: 'light' } },
  { name: 'dark on a desk', options: { ...desktop, colorScheme: 'dark' } },
  { name: 'light on a phone', options: { ...phone, colorScheme: 'light' } },
  { name: 'dark on a phone', options: { ...phone, colorScheme: 'dark' } },
] as const;

describe.each(looks)('$name, axe finds nothing to object to', ({ options }) => {
  it('in an empty list, a full one, while a task is edited, and after one was deleted', async ({ open }) => {
    const { page } = await open(options);
    await arrive(page);
    expect(await violations(page)).toEqual([]);
    await show(page, 'Tasks');
    await page.getByText('Nothing to do').waitFor();
    expect(await violations(page)).toEqual([]);
    await add(page, 'Buy groceries');
    await add(page, 'Call mom');
    await box(page, 'Call mom').check();
    await page.getByText('1 of 2 done').waitFor();
    expect(await violations(page)).toEqual([]);
    await tasks(page).getByRole('listitem').first().hover();
    await page.getByRole('button', { name: 'Edit Buy groceries' }).click();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Delete Buy groceries' }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('while an answer is thought about and written, once it is there, and when it was stopped', async ({ open }) => {
    const { page } = await open(options);
    await slowAnswers(page, 30);
    await arrive(page);
    await composer(page).fill('Add a task to buy groceries');
    await composer(page).press('Enter');
    await page.getByTestId('turn').waitFor();
    expect(await violations(page)).toEqual([]);
    await answers(page).waitFor();
    expect(await violations(page)).toEqual([]);
    await composer(page).fill('Show me all my tasks');
    await composer(page).press('Enter');
    await page.locator('.streaming').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('You stopped this answer.').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('in the menu, the keys, the question before leaving and the conversations', async ({ open }) => {
    const { page } = await open(options);
    await arrive(page);
    await say(page, 'Add a task to buy groceries');
    await page.getByRole('button', { name: 'Account: Guest' }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Keyboard' }).click();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Account: Guest' }).click();
    await page.getByRole('button', { name: 'Leave the guest session' }).click();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    const drawer = page.getByRole('button', { name: 'Conversations' });
    if (!(await drawer.isVisible())) return;
    await drawer.click();
    expect(await violations(page)).toEqual([]);
  });

  it('when something failed, has to wait, is offline or has ended', async ({ open }) => {
    const { page, context, expects } = await open(options);
    for (const status of [401, 429, 503]) expects(status);
    await arrive(page);
    await say(page, 'Add a task to buy groceries');
    const refusal = { code: 'database_unavailable', detail: 'The database is away.' };
    await show(page, 'Tasks');
    await refuseNext(page, '/complete', 503, refusal);
    await box(page, 'Buy groceries').click();
    await page.getByText('The database is away.').waitFor();
    expect(await violations(page)).toEqual([]);
    await show(page, 'Chat');
    const limit = { code: 'too_many_messages', detail: 'That was many messages in a short time; wait a moment.' };
    await refuseNext(page, '/chat/stream', 429, limit, { 'retry-after': '42' });
    await composer(page).fill("What's pending?");
    await composer(page).press('Enter');
    await page.getByText('That was many messages').waitFor();
    expect(await violations(page)).toEqual([]);
    await context.setOffline(true);
    await page.getByText('You are offline.').waitFor();
    expect(await violations(page)).toEqual([]);
    await context.setOffline(false);
    await refuseNext(page, '/api/session', 503, refusal);
    await page.reload();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await context.addCookies([{ name: 'todo_session', value: 'expired', url: appUrl }]);
    await page.reload();
    await page.getByText('Your session has ended.').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('on the pages for logging in and registering, with problems too, and where there is no page', async ({ open }) => {
    const { page, expects } = await open(options);
    for (const status of [401, 404]) expects(status);
    await page.goto(`${appUrl}/sign-in`);
    await page.getByRole('button', { name: 'Continue as a guest' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('E-mail').fill('nobody@example.org');
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('main').getByRole('alert').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.goto(`${appUrl}/register`);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('Enter your password.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.goto(`${appUrl}/nowhere`);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    expect(await violations(page)).toEqual([]);
  });
});
