import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type ChartName, chartNames } from '../core/charts.ts';
import type { Config } from '../core/config.ts';
import { openCharts } from './charts.ts';
import { openFiles } from './files.ts';
import { openRedactor } from './redact.ts';
import { openShell } from './shell.ts';
import { openTemporary } from './temporary.ts';

const root = resolve(import.meta.dirname, '..', '..');
const say = { progress: () => {}, note: () => {}, planned: () => {}, plannedLines: () => [] };

/** The project's charts with the real helm; `replaced` are texts that stand in for those of the disk. */
const open = async (replaced: Readonly<Record<string, string>> = {}, config: Partial<Config> = {}) => {
  const redactor = openRedactor();
  const { sh, log } = openShell({
    root,
    env: process.env,
    signal: new AbortController().signal,
    dryRun: false,
    say,
    redactor,
  });
  const files = openFiles({ root, dryRun: false, say });
  const charts = await openCharts({
    files: { ...files, read: async (path) => replaced[path] ?? files.read(path) },
    sh,
    config: { values: [], sets: [], env: 'dev', namespace: 'todo-chatbot', ...config },
    temporary: openTemporary(),
  });
  return { charts, log };
};

const secrets: Readonly<Record<ChartName, Readonly<Record<string, string>>>> = {
  backend: { AUTH_SECRET: 'canary-auth-secret-of-thirty-two-characters', PGPASSWORD: 'canary-password' },
  frontend: {},
  database: { POSTGRES_PASSWORD: 'canary-password' },
};
const ownOf = (name: ChartName) => (name === 'frontend' ? {} : { secrets: secrets[name] });

describe('with the real helm', () => {
  test.each(chartNames.flatMap((name) => [[name, 'dev'] as const, [name, 'staging'] as const]))(
    '%s renders in %s, every document of it from a template that is there',
    async (name, env) => {
      const { charts } = await open();
      const { documents, findings } = await charts.render(name, env, ownOf(name));
      expect(findings).toEqual([]);
      expect(documents.length).toBeGreaterThan(1);
      const templates = [...charts.of(name).files.keys()].map((path) => `helm/${name}/${path}`);
      for (const document of documents) expect(templates).toContain(document.source);
    },
  );

  test('values come to helm without standing on a command line or staying on the disk', async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'charts-')));
    vi.stubEnv('TMPDIR', folder);
    onTestFinished(() => {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    });
    const { charts, log } = await open();
    const { documents } = await charts.render('backend', 'dev', ownOf('backend'));
    expect(JSON.stringify(documents)).toContain(Buffer.from('canary-password').toString('base64'));
    expect(JSON.stringify(log)).not.toContain('canary');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('--set wins over what deploy adds', async () => {
    const { charts } = await open({}, { sets: ['frontend.replicaCount=3'] });
    const { documents } = await charts.render('frontend', 'dev', { replicaCount: 2 });
    expect(documents.find((one) => one.kind === 'Deployment')?.body).toMatchObject({ spec: { replicas: 3 } });
  });

  test('values that break the schema of a chart do not render', async () => {
    const { charts } = await open({}, { sets: ['frontend.replicaCount=many'] });
    expect(charts.findings).toMatchObject([{ code: 'values/type', at: { file: '--set' } }]);
    expect((await charts.render('frontend', 'dev')).findings).toMatchObject([{ code: 'chart/render' }]);
  });
});
