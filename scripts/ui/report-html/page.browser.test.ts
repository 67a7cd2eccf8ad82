import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { finding } from '../../core/finding.ts';
import { withPage } from '../../testing/browser.ts';
import type { Report } from '../report.ts';
import { outcome, recordOf, report, settingFor, typo } from '../samples.ts';
import { reportHtml } from './page.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const log = Array.from({ length: 300 }, (_, nth) => `{"line": ${nth}, "event": "retry"}`).join('\n');
const crash = finding('pod/crash-loop', 'Container backend of pod backend-7c9-x2 ends again and again', {
  consequences: [{ code: 'service/no-endpoints', message: 'backend-service has no ready endpoint' }],
  remedy: 'Read its last words: `kubectl logs backend-7c9-x2 --previous`.',
  evidence: [
    { source: 'log of container backend', text: log },
    { source: 'nodes', text: 'minikube  MemoryPressure=False Ready=True' },
    { source: 'pods of backend', text: `backend-7c9-x2  ${'x'.repeat(400)}` },
  ],
});
const warning = finding('env/unknown-key', '.env sets NAMESPAC, which no script reads', { level: 'warning' });
const skipped = { ...outcome('skipped', [], 'T003', 'Deployment'), reason: 'needs T002' };

const runs: Readonly<Record<string, Report>> = {
  'that succeeded': report([outcome('held'), outcome('changed', [warning], 'T002', 'Deployment')]),
  'that failed, with evidence': report(
    [outcome('held', [typo]), outcome('failed', [crash], 'T002', 'Deployment'), skipped],
    [typo],
  ),
  'that was interrupted': report([outcome('failed', [finding('interrupted/signal', 'The run was interrupted')])]),
  'that ended at the door': report([], [typo]),
};

const scripts = ['sh -c \'docker save "$1"\'', `kubectl get ${'pods,services,'.repeat(30)}`];

const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [1280, 360].map((width) => ({ colorScheme, width })),
);

/** Opens the page of a run in a browser. */
const inPage = async (one: Report | undefined, use: (page: Page) => Promise<void>) => {
  const folder = mkdtempSync(join(tmpdir(), 'todo-report-'));
  try {
    const file = join(folder, 'report.html');
    writeFileSync(file, reportHtml(recordOf(one ?? report([]), scripts), settingFor().setting));
    await withPage(pathToFileURL(file).href, use, { permissions: ['clipboard-read', 'clipboard-write'] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

describe.each(Object.keys(runs))('the page of a run %s', (name) => {
  it('is accessible in light and dark, wide and narrow, folded and unfolded, and nothing sticks out', async () => {
    await inPage(runs[name], async (page) => {
      await page.evaluate(axe);
      for (const { colorScheme, width } of looks)
        for (const open of [false, true]) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 800 });
          await page.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = ${open}; })`);
          const found: AxeResults = await page.evaluate('axe.run()');
          const where = `${colorScheme}, ${width}, ${open ? 'unfolded' : 'folded'}`;
          expect(troubles(found.violations), where).toEqual([]);
          expect(troubles(found.incomplete), where).toEqual([]);
          expect(found.passes.map(({ id }) => id)).toContain('color-contrast');
          expect(await page.evaluate('document.documentElement.scrollWidth'), where).toBe(width);
        }
    });
  });
});

const troubles = (results: AxeResults['violations']) =>
  results.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);

describe('the page in a browser', () => {
  it('opens a task with the keyboard, and copies a command', async () => {
    await inPage(runs['that failed, with evidence'], async (page) => {
      const task = page.locator('#T002');
      await task.locator('summary').focus();
      await page.keyboard.press('Enter');
      expect(await task.getAttribute('open')).toBe('');
      await page.getByRole('button', { name: 'Copy: kubectl logs backend-7c9-x2 --previous' }).press('Enter');
      await page.getByText('Copied').waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe('kubectl logs backend-7c9-x2 --previous');
    });
  });

  it('opens the task that a finding leads to', async () => {
    await inPage(runs['that failed, with evidence'], async (page) => {
      await page.getByRole('link', { name: 'T002' }).click();
      await page.locator('#T002[open]').waitFor();
    });
  });

  it('has nothing folded on paper', async () => {
    await inPage(runs['that failed, with evidence'], async (page) => {
      const folded = () => page.locator('details:not([open])').count();
      expect(await folded()).toBeGreaterThan(0);
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
      expect(await folded()).toBe(0);
      await page.evaluate("dispatchEvent(new Event('afterprint'))");
      expect(await folded()).toBeGreaterThan(0);
    });
  });

  it('shows markup in what was found as it is written, and runs none of it', async () => {
    const nasty = `<img src=x onerror="alert(1)"></script><script>alert(2)</script>&amp;'"\u202e`;
    const one = finding('tool/failed', nasty, {
      remedy: `Run \`${nasty}\`.`,
      evidence: [{ source: nasty, text: `${nasty}\n</pre>` }],
    });
    await inPage(report([{ ...outcome('failed', [one]), title: nasty, phase: nasty }]), async (page) => {
      page.on('dialog', () => expect.unreachable());
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.locator('script').count()).toBe(1);
      expect(await page.locator('.finding .message').textContent()).toBe(nasty.replace('\u202e', '·'));
      expect(await page.locator('.finding pre').textContent()).toBe(`${nasty.replace('\u202e', '·')}\n</pre>`);
    });
  });
});
