import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { appUrl } from './browser.ts';

/** The field for a message. */
export const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' });

/** The finished answers. */
export const answers = (page: Page) => page.getByRole('article', { name: 'Assistant' });

/** The task list. */
export const tasks = (page: Page) => page.getByRole('list', { name: 'Tasks' });

/** The box of a task. */
export const box = (page: Page, title: string) => tasks(page).getByRole('checkbox', { name: title });

/** Opens the application and waits until it can be used. */
export async function arrive(page: Page): Promise<void> {
  await page.goto(appUrl);
  await composer(page).waitFor();
  await page.getByRole('list', { name: 'Suggestions' }).or(answers(page)).first().waitFor();
}

/** Sends a message and gives the text of its answer. */
export async function say(page: Page, message: string): Promise<string> {
  const before = await answers(page).count();
  await composer(page).fill(message);
  await composer(page).press('Enter');
  await expect.poll(() => answers(page).count(), { timeout: 15_000 }).toBe(before + 1);
  return (await answers(page).last().textContent()) ?? '';
}

/** Adds a task without the chat. */
export async function add(page: Page, title: string): Promise<void> {
  await page.getByRole('textbox', { name: 'New task' }).fill(title);
  await page.keyboard.press('Enter');
  await box(page, title).waitFor();
}

/** Presses a button that shows while the pointer is on its task: pointed at again where the list moved under the pointer. */
export async function press(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name });
  await vi.waitFor(
    async () => {
      await tasks(page).getByRole('listitem').filter({ has: button }).hover({ timeout: 1000 });
      await button.click({ timeout: 1000 });
    },
    { timeout: 10_000 },
  );
}

/** On a narrow page, shows the chat or the tasks. */
export async function show(page: Page, view: 'Chat' | 'Tasks'): Promise<void> {
  const tab = page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view });
  if (await tab.isVisible()) await tab.click();
}

/** Makes the network slow: answers of the chat arrive in parts of seven bytes, wherever that splits them. */
export async function slowAnswers(page: Page, milliseconds = 20): Promise<void> {
  await page.addInitScript((wait) => {
    const { fetch } = window;
    window.fetch = async (input, init) => {
      const answer = await fetch(input, init);
      if (!String(input).endsWith('/chat/stream') || !answer.body) return answer;
      const slowly = new TransformStream<Uint8Array, Uint8Array>({
        async transform(bytes, controller) {
          for (let from = 0; from < bytes.length; from += 7) {
            await new Promise((resolve) => setTimeout(resolve, wait));
            init?.signal?.throwIfAborted();
            controller.enqueue(bytes.slice(from, from + 7));
          }
        },
      });
      return new Response(answer.body.pipeThrough(slowly), { status: answer.status, headers: answer.headers });
    };
  }, milliseconds);
}

/** Has the server refuse the next request to this address. */
export async function refuseNext(
  page: Page,
  path: string,
  status: number,
  body: { readonly code: string; readonly detail: string },
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  await page.route(`**${path}`, (route) => route.fulfill({ status, json: body, headers }), { times: 1 });
}
