import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

/** Where distributions put the browser; tests use the system's own and download none. */
const executables = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Opens a page in the system's Chromium, uses it, and closes the browser; console errors of the page fail the test. */
export const withPage = async (
  url: string,
  use: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> => {
  const executablePath = executables.find((path) => existsSync(path));
  if (!executablePath) throw new Error('No Chromium here: apt-get install chromium');
  const browser: Browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(url);
    await use(page);
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
  }
};

/** Adds, lists, completes and deletes a task by chat, as a person would. */
export const chatThroughATask = async (page: Page): Promise<void> => {
  const say = async (message: string): Promise<string> => {
    const answers = page.getByRole('article', { name: 'Assistant' });
    const before = await answers.count();
    await page.getByLabel('Message', { exact: true }).fill(message);
    await page.getByRole('button', { name: 'Send' }).click();
    await expect.poll(() => answers.count(), { timeout: 20_000 }).toBe(before + 1);
    return (await answers.last().textContent()) ?? '';
  };
  const tasks = page.getByRole('list', { name: 'Tasks' });
  await say('Add a task to buy groceries');
  await tasks.getByText('Buy groceries').waitFor({ timeout: 20_000 });
  expect(await say('Show me all my tasks')).toMatch(/Buy groceries/);
  expect(await tasks.getByRole('checkbox').isChecked()).toBe(false);
  await say('I finished buy groceries');
  await expect.poll(() => tasks.getByRole('checkbox').isChecked(), { timeout: 20_000 }).toBe(true);
  await say('Delete the groceries task');
  await expect.poll(() => tasks.getByText('Buy groceries').count(), { timeout: 20_000 }).toBe(0);
};
