import { describe, expect } from 'vitest';
import { appUrl, it, phone } from './support/browser.ts';
import {
  add,
  answers,
  arrive,
  box,
  composer,
  press,
  refuseNext,
  say,
  show,
  slowAnswers,
  tasks,
} from './support/person.ts';

const password = 'correct horse battery';
const someone = () => `ada.${Date.now()}.${Math.random().toString(36).slice(2, 8)}@example.org`;

describe('a first visit', () => {
  it('comes to a completed task in under five actions, without an account', async ({ open }) => {
    const { page, context } = await open();
    await arrive(page);
    expect(await context.cookies()).toEqual([]);
    let actions = 0;
    const act = async (action: Promise<unknown>) => {
      await action;
      actions += 1;
    };
    await act(composer(page).fill('Add a task to buy groceries'));
    await act(page.getByRole('button', { name: 'Send' }).click());
    await act(box(page, 'Buy groceries').check());
    await page.getByText('1 of 1 done').waitFor();
    expect(actions).toBeLessThan(5);
    const [session] = await context.cookies();
    expect(session).toMatchObject({ name: 'todo_session', httpOnly: true, sameSite: 'Lax', path: '/' });
  });

  it('is told which assistant answers', async ({ open }) => {
    const { page } = await open();
    await arrive(page);
    await page.getByText('Built-in assistant (rules, no AI model)').waitFor();
  });

  it('gets a page that browsers may run nothing else in', async ({ open }) => {
    const { page } = await open();
    const answer = await page.goto(appUrl);
    const policy = answer?.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe-eval');
  });
});

describe('a conversation', () => {
  it('shows an answer while it is written, and whole characters of it only', async ({ open }) => {
    const { page } = await open();
    await slowAnswers(page);
    await arrive(page);
    for (const title of ['Buy čaj 🍵 for everyone', 'Żółć', '買い物']) await add(page, title);
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      new MutationObserver(() => {
        const text = document.querySelector('[data-testid=turn] .streaming')?.textContent;
        if (text && text !== seen.at(-1)) seen.push(text);
      }).observe(document.body, { childList: true, subtree: true, characterData: true });
    });
    const answer = await say(page, 'Show me all my tasks');
    expect(answer).toContain('čaj 🍵');
    const seen = await page.evaluate(() => (window as unknown as { seen: readonly string[] }).seen);
    expect(seen.length).toBeGreaterThan(2);
    const words = seen.map((text) => text.replace(/\s+/g, ''));
    expect(words.every((text, index) => text.startsWith(words[index - 1] ?? ''))).toBe(true);
    expect(seen.join('')).not.toContain('\uFFFD');
    expect(await page.getByTestId('turn').count()).toBe(0);
  });

  it('changes the task list while the answer is still being written', async ({ open }) => {
    const { page } = await open();
    await slowAnswers(page, 30);
    await arrive(page);
    await composer(page).fill('Add a task to water the plants');
    await composer(page).press('Enter');
    await box(page, 'Water the plants').waitFor();
    expect(await page.getByRole('button', { name: 'Stop' }).isVisible()).toBe(true);
    expect(await answers(page).count()).toBe(0);
    await answers(page).waitFor();
  });

  it('stops an answer when asked to, and asks again', async ({ open }) => {
    const { page } = await open();
    await slowAnswers(page, 30);
    await arrive(page);
    await composer(page).fill('Show me all my tasks');
    await composer(page).press('Enter');
    await page.getByTestId('turn').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('You stopped this answer.').waitFor();
    await page.getByRole('button', { name: 'Retry' }).click();
    await expect.poll(() => page.getByRole('main').getByRole('alert').count()).toBe(0);
    await page.getByRole('button', { name: 'Send' }).waitFor();
    expect(await answers(page).count()).toBe(1);
  });

  it('stays at its end while its reader does, and where its reader is who went up', async ({ open }) => {
    const { page } = await open();
    await slowAnswers(page, 2);
    await arrive(page);
    await add(page, 'Task 0');
    const { user } = await (await page.request.get(`${appUrl}/api/session`)).json();
    for (let number = 1; number < 16; number += 1) {
      await page.request.post(`${appUrl}/api/${user.id}/tasks`, {
        data: { title: `Task ${number}` },
        headers: { origin: appUrl },
      });
    }
    await say(page, 'Show me all my tasks');
    const log = page.getByRole('log', { name: 'Conversation' });
    const fromEnd = () => log.evaluate((box) => Math.round(box.scrollHeight - box.clientHeight - box.scrollTop));
    expect(await fromEnd()).toBe(0);
    await page.setViewportSize({ width: 1280, height: 500 });
    await expect.poll(fromEnd).toBe(0);
    await composer(page).fill('Show me all my tasks');
    await composer(page).press('Enter');
    await page.locator('.streaming').waitFor();
    await log.evaluate((box) => box.scrollTo(0, 40));
    await page.getByRole('button', { name: 'Newest' }).waitFor();
    await expect.poll(() => answers(page).count(), { timeout: 30_000 }).toBe(2);
    expect(await log.evaluate((box) => box.scrollTop)).toBe(40);
    await page.getByRole('button', { name: 'Newest' }).click();
    await expect.poll(fromEnd).toBe(0);
    expect(await page.getByRole('button', { name: 'Newest' }).count()).toBe(0);
  });

  it('is there after a reload, and so is the one before it', async ({ open }) => {
    const { page } = await open();
    await arrive(page);
    await say(page, 'Add a task to buy groceries');
    await page.reload();
    await answers(page).waitFor();
    await page.getByRole('article', { name: 'You' }).getByText('Add a task to buy groceries').waitFor();
    await page.getByRole('list', { name: 'What was done' }).getByText('Added “Buy groceries”').waitFor();
    await page.getByRole('button', { name: 'New conversation' }).click();
    await say(page, "What's pending?");
    const list = page.getByRole('list', { name: 'Conversations' });
    await expect
      .poll(() => list.getByRole('link').allTextContents())
      .toEqual(["What's pending?", 'Add a task to buy groceries']);
    await list.getByRole('link', { name: 'Add a task to buy groceries' }).click();
    await page.getByRole('heading', { name: 'Add a task to buy groceries' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Add a task to buy groceries' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: "What's pending?" }).waitFor();
  });
});

describe('the tasks', () => {
  it('are edited in their place and brought back when deleted', async ({ open }) => {
    const { page } = await open();
    await arrive(page);
    await add(page, 'Call mom');
    await press(page, 'Edit Call mom');
    await page.getByRole('textbox', { name: 'Title' }).fill('Call mom tonight');
    await page.getByRole('textbox', { name: 'Notes' }).fill('After eight');
    await page.getByRole('button', { name: 'Save' }).click();
    await tasks(page).getByText('After eight').waitFor();
    await press(page, 'Delete Call mom tonight');
    await page.getByText('Nothing to do').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await box(page, 'Call mom tonight').waitFor();
    await say(page, 'Delete the call mom tonight task');
    await page.getByText('Nothing to do').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await box(page, 'Call mom tonight').waitFor();
  });

  it('are filtered', async ({ open }) => {
    const { page } = await open();
    await arrive(page);
    await add(page, 'One');
    await add(page, 'Two');
    await box(page, 'One').click();
    await page.getByRole('button', { name: 'Done 1' }).click();
    await expect.poll(() => tasks(page).getByRole('checkbox').count()).toBe(1);
    await page.getByRole('button', { name: 'To do 1' }).click();
    await box(page, 'Two').click();
    await page.getByText('All done').waitFor();
  });
});

describe('another tab', () => {
  it('sees at once what this one does: tasks, messages, a new conversation', async ({ open }) => {
    const { page, context } = await open();
    await arrive(page);
    await say(page, 'Add a task to buy groceries');
    const second = await context.newPage();
    await arrive(second);
    await box(second, 'Buy groceries').waitFor();
    await box(page, 'Buy groceries').check();
    await second.getByText('1 of 1 done').waitFor();
    await say(second, 'Add a task to pay bills');
    await box(page, 'Pay bills').waitFor();
    await expect.poll(() => answers(page).count()).toBe(2);
    await page.getByRole('button', { name: 'New conversation' }).click();
    await say(page, "What's pending?");
    await second.getByRole('link', { name: "What's pending?" }).waitFor();
  });
});

describe('an account', () => {
  it('keeps what the guest had, is left, and is entered from another browser, which sees changes on its return', async ({
    open,
  }) => {
    const email = someone();
    const { page } = await open();
    await arrive(page);
    await say(page, 'Add a task to buy groceries');
    await page.getByRole('link', { name: 'Save your list' }).click();
    await page.getByText('Your guest list becomes yours').waitFor();
    await page.getByLabel('Name (optional)').fill('Ada');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await box(page, 'Buy groceries').waitFor();
    await page.getByRole('button', { name: 'Account: Ada' }).waitFor();
    await answers(page).waitFor();

    const other = await open();
    await other.page.goto(`${appUrl}/sign-in`);
    await other.page.getByLabel('E-mail').fill(email);
    await other.page.getByLabel('Password', { exact: true }).fill(password);
    await other.page.keyboard.press('Enter');
    await box(other.page, 'Buy groceries').waitFor();
    const stored = page.waitForResponse((answer) => answer.url().endsWith('/complete'));
    await box(page, 'Buy groceries').check();
    await stored;
    await other.page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await other.page.getByText('1 of 1 done').waitFor();

    await page.getByRole('button', { name: 'Account: Ada' }).click();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByText('You are logged out.').waitFor();
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await box(page, 'Buy groceries').waitFor();
  });

  it('is refused with a wrong password, and one e-mail has one account', async ({ open }) => {
    const email = someone();
    const { page, expects } = await open();
    expects(401);
    expects(409);
    await page.goto(`${appUrl}/sign-in`);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('main').getByRole('alert').waitFor();
    for (const outcome of ['in', 'refused']) {
      await page.context().clearCookies();
      await page.goto(`${appUrl}/register`);
      await page.getByLabel('E-mail').fill(email);
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Create account' }).click();
      if (outcome === 'in') await composer(page).waitFor();
      else await page.getByText(/There is an account with this e-mail/).waitFor();
    }
  });

  it('is not needed: one click on the page for logging in goes on as a guest', async ({ open }) => {
    const { page } = await open();
    await page.goto(`${appUrl}/sign-in`);
    await page.getByRole('button', { name: 'Continue as a guest' }).click();
    await composer(page).waitFor();
    await page.getByRole('button', { name: 'Account: Guest' }).waitFor();
  });

  it('that has expired meanwhile is said, in the middle of a message and at the next visit', async ({ open }) => {
    const { page, context, expects } = await open();
    expects(401);
    await arrive(page);
    await say(page, 'Add a task to buy groceries');
    const [cookie] = await context.cookies();
    await context.addCookies([{ name: 'todo_session', value: 'expired', url: appUrl }]);
    await composer(page).fill('Add a task to pay bills');
    await composer(page).press('Enter');
    await page.getByText('Your guest session has ended.').waitFor();
    await page.getByText('Not sent', { exact: true }).waitFor();
    await page.reload();
    await page.getByText('Your session has ended.').waitFor();
    await context.addCookies([{ name: 'todo_session', value: cookie?.value ?? '', url: appUrl }]);
    await page.reload();
    await box(page, 'Buy groceries').waitFor();
  });
});

describe('when something is in the way', () => {
  it('of the network, the page says so, keeps what is written and catches up afterwards', async ({ open }) => {
    const { page, context } = await open();
    await arrive(page);
    await say(page, 'Add a task to buy groceries');
    await context.setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await composer(page).fill("What's pending?");
    await composer(page).press('Enter');
    expect(await composer(page).inputValue()).toBe("What's pending?");
    await context.setOffline(false);
    await expect.poll(() => page.getByText('You are offline.').count()).toBe(0);
    await page.waitForLoadState('networkidle');
    await composer(page).press('Enter');
    await expect.poll(() => answers(page).count()).toBe(2);
  });

  it('of a message, it says why and sends it again', async ({ open }) => {
    const { page, expects } = await open();
    expects(503);
    await arrive(page);
    await refuseNext(page, '/chat/stream', 503, { code: 'database_unavailable', detail: 'The database is away.' });
    await composer(page).fill('Add a task to buy groceries');
    await composer(page).press('Enter');
    await page.getByText('The database is away.').waitFor();
    await page.getByRole('button', { name: 'Retry' }).click();
    await box(page, 'Buy groceries').waitFor();
    expect(await page.getByRole('article', { name: 'You' }).count()).toBe(1);
  });

  it('of a change to the list, it takes the change back', async ({ open }) => {
    const { page, expects } = await open();
    expects(503);
    await arrive(page);
    await add(page, 'Call mom');
    await refuseNext(page, '/complete', 503, { code: 'database_unavailable', detail: 'The database is away.' });
    await box(page, 'Call mom').click();
    await page.getByText('The database is away.').waitFor();
    expect(await box(page, 'Call mom').isChecked()).toBe(false);
  });

  it('because there were too many messages, it counts the seconds until the next one', async ({ open }) => {
    const { page, expects } = await open();
    expects(429);
    await arrive(page);
    await say(page, 'Show me all my tasks');
    const { user } = await (await page.request.get(`${appUrl}/api/session`)).json();
    const message = { data: { message: 'Show me all my tasks' }, headers: { origin: appUrl } };
    let status = 200;
    for (let sent = 0; status === 200 && sent < 40; sent += 1) {
      status = (await page.request.post(`${appUrl}/api/${user.id}/chat/stream`, message)).status();
    }
    expect(status).toBe(429);
    await composer(page).fill('Add a task to buy groceries');
    await composer(page).press('Enter');
    await page.getByRole('button', { name: /^Retry in \d+ s$/ }).waitFor();
    await page.getByText(/^You can send again in \d+ s\.$/).waitFor();
  });
});

describe('the keyboard alone', () => {
  it('does everything, and every stop shows where it is', async ({ open }) => {
    const { page } = await open();
    const { keyboard } = page;
    await arrive(page);
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await keyboard.type('Add a task to buy groceries');
    await keyboard.press('Enter');
    await answers(page).waitFor();
    await keyboard.press('ArrowUp');
    expect(await composer(page).inputValue()).toBe('Add a task to buy groceries');

    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    const without: string[] = [];
    for (let stop = 0; stop < 24; stop += 1) {
      await keyboard.press('Tab');
      const name = await page.evaluate(() => {
        const seen = document.activeElement as HTMLElement;
        const rings = [seen, seen.parentElement].map((one) => one && getComputedStyle(one));
        const ringed = rings.some(
          (style) => style && style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2,
        );
        return seen === document.body || ringed ? '' : seen.outerHTML.slice(0, 120);
      });
      if (name) without.push(name);
    }
    expect(without).toEqual([]);

    await page.getByRole('textbox', { name: 'New task' }).focus();
    await keyboard.type('Call mom');
    await keyboard.press('Enter');
    await box(page, 'Call mom').waitFor();
    await box(page, 'Buy groceries').focus();
    await keyboard.press('ArrowDown');
    await keyboard.press('Space');
    await expect.poll(() => box(page, 'Call mom').isChecked()).toBe(true);
    await keyboard.press('F2');
    await keyboard.type('Call mom tonight');
    await keyboard.press('Enter');
    await box(page, 'Call mom tonight').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('checkbox');
    await keyboard.press('Delete');
    await page.getByText('Deleted “Call mom tonight”').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Undo');
    await keyboard.press('Enter');
    await box(page, 'Call mom tonight').waitFor();

    await page.getByRole('button', { name: 'Account: Guest' }).focus();
    await keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Account' }).waitFor();
    await keyboard.press('Escape');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Account: Guest');
  });
});

describe('a phone', () => {
  it('shows chat or tasks, scrolls in one direction only, and has targets for thumbs', async ({ open }) => {
    const { page } = await open(phone);
    await arrive(page);
    await say(page, 'Add a task to buy a rather long list of groceries for everybody who is coming tonight');
    const look = () =>
      page.evaluate(() => {
        const wide = document.documentElement.scrollWidth > window.innerWidth;
        const targets = [
          ...document.querySelectorAll('button, header a, nav a, input:not([type=checkbox]), textarea, label'),
        ];
        const small = targets
          .filter((one) => one.checkVisibility() && !one.classList.contains('sr-only'))
          .filter((one) => one.getBoundingClientRect().height < 44 || one.getBoundingClientRect().width < 44)
          .map((one) => one.outerHTML.slice(0, 100));
        return { wide, small };
      });
    expect(await look()).toEqual({ wide: false, small: [] });
    expect(await tasks(page).isVisible()).toBe(false);
    await show(page, 'Tasks');
    await tasks(page).waitFor();
    expect(await look()).toEqual({ wide: false, small: [] });
    await page.getByRole('button', { name: /^Edit / }).click();
    expect(await look()).toEqual({ wide: false, small: [] });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Conversations' }).click();
    await page.getByRole('dialog', { name: 'Conversations' }).getByRole('button', { name: 'New conversation' }).click();
    await page.getByRole('list', { name: 'Suggestions' }).waitFor();
    expect(await look()).toEqual({ wide: false, small: [] });
  });
});

describe('who wants no motion', () => {
  it('sees none, not even while an answer is written', async ({ open }) => {
    const { page } = await open();
    await slowAnswers(page, 30);
    await arrive(page);
    await composer(page).fill('Add a task to buy groceries');
    await composer(page).press('Enter');
    await page.getByTestId('turn').waitFor();
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    await box(page, 'Buy groceries').waitFor();
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    await answers(page).waitFor();
  });

  it('is who asked for it: others see the answer being thought about', async ({ open }) => {
    const { page } = await open({ viewport: { width: 1280, height: 800 }, reducedMotion: 'no-preference' });
    await slowAnswers(page, 30);
    await arrive(page);
    await composer(page).fill('Add a task to buy groceries');
    await composer(page).press('Enter');
    await page.getByTestId('turn').waitFor();
    expect(await page.evaluate(() => document.getAnimations().length)).toBeGreaterThan(0);
    await answers(page).waitFor();
  });
});
