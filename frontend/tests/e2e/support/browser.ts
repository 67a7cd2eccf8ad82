import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';

/** Where the application answers. */
export const appUrl = inject('appUrl');

/** A person at a browser of their own. What goes wrong there unexpectedly fails the test. */
export type Visitor = {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Says that an answer of this status is part of the test; browsers write one into their console. */
  readonly expects: (status: number) => void;
};

/** How a visitor looks at the page. */
export const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

/** A phone, the narrowest that there is. */
export const phone: BrowserContextOptions = { viewport: { width: 320, height: 568 }, isMobile: true, hasTouch: true };

/** A test with a browser; `open` is a new person with cookies of its own. */
export const it = test.extend<{ browser: Browser; open: (options?: BrowserContextOptions) => Promise<Visitor> }>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to know what a fixture needs.
    async ({}, use) => {
      const browser = await launch();
      await use(browser);
      await browser.close();
    },
    { scope: 'file' },
  ],
  open: async ({ browser }, use) => {
    const ends: (() => Promise<void>)[] = [];
    await use(async (options = desktop) => {
      const { visitor, end } = await visit(browser, options);
      ends.push(end);
      return visitor;
    });
    for (const end of ends) await end();
  },
});

async function visit(browser: Browser, options: BrowserContextOptions) {
  const context = await browser.newContext({ ...options, reducedMotion: options.reducedMotion ?? 'reduce' });
  const troubles: string[] = [];
  const expected = new Set<number>();
  context.setDefaultTimeout(10_000);
  context.on('request', (request) => {
    if (!request.url().startsWith(`${appUrl}/`)) troubles.push(`asked ${request.url()}`);
  });
  context.on('console', (message) => {
    const status = Number(/the server responded with a status of (\d+)/.exec(message.text())?.[1]);
    if (message.type() === 'error' && !expected.has(status)) troubles.push(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => troubles.push(`threw ${error.error()}`));
  const page = await context.newPage();
  const visitor: Visitor = { context, page, expects: (status) => expected.add(status) };
  const end = async () => {
    await context.close();
    expect(troubles).toEqual([]);
  };
  return { visitor, end };
}

async function launch(): Promise<Browser> {
  const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const executablePath = process.env.CHROMIUM ?? places.find((path) => existsSync(path));
  if (!executablePath) throw new Error('No Chromium here: apt-get install chromium, or name one by CHROMIUM.');
  return chromium.launch({
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
}
