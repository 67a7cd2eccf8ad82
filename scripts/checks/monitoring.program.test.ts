import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Code } from '../core/codes.ts';
import type { Config } from '../core/config.ts';
import { errorsOf, type Finding } from '../core/finding.ts';
import { type Check, isSkip } from '../core/task.ts';
import { staticTexts } from '../testing/project.ts';
import { memoryWorld } from '../testing/world.ts';
import { openCharts } from '../world/charts.ts';
import { openFiles } from '../world/files.ts';
import { openRedactor } from '../world/redact.ts';
import { openShell } from '../world/shell.ts';
import { openTemporary } from '../world/temporary.ts';
import { all } from './all.ts';
import { alertsSound, dashboardSound, metricsKept, metricsShown } from './monitoring.ts';

const root = resolve(import.meta.dirname, '..', '..');
const say = { progress: () => {}, note: () => {}, planned: () => {}, plannedLines: () => [] };
const signal = new AbortController().signal;
const { sh } = openShell({ root, env: process.env, signal, dryRun: false, say, redactor: openRedactor() });
const everything = all(metricsKept, alertsSound, dashboardSound, metricsShown);

/** A file, what stands there, and what stands there instead. */
type Edit = readonly [path: string, from: string | RegExp, to: string];

const changed = (text: string, [path, from, to]: Edit): string => {
  const after = text.replace(from, to);
  expect(after, `${path} has nothing to change`).not.toBe(text);
  return after;
};

/** A world with the project's files, its charts rendered by the real helm, after some edits. */
const worldOf = async (edits: readonly Edit[], config: Partial<Config> = {}) => {
  const copy = mkdtempSync(join(tmpdir(), 'monitoring-'));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  cpSync(join(root, 'helm'), join(copy, 'helm'), { recursive: true });
  const texts: Record<string, string> = { ...staticTexts() };
  for (const edit of edits) {
    const [path] = edit;
    texts[path] = changed(texts[path] ?? '', edit);
    if (path.startsWith('helm/'))
      writeFileSync(join(copy, path), changed(readFileSync(join(copy, path), 'utf8'), edit));
  }
  const { world } = memoryWorld({ files: texts, config });
  const charts = await openCharts({
    files: openFiles({ root: copy, dryRun: false, say }),
    sh: { ...sh, read: sh.with({ cwd: relative(root, copy) }).read },
    config: world.config,
    temporary: openTemporary(),
  });
  return { world: { ...world, charts }, texts };
};

const ask = async (edits: readonly Edit[], check: Check = everything): Promise<readonly Finding[]> => {
  const { world } = await worldOf(edits);
  const verdict = await check(world);
  return isSkip(verdict) ? [] : errorsOf(verdict);
};

const rules = 'helm/backend/templates/prometheusrule.yaml';
const monitor = 'helm/backend/templates/servicemonitor.yaml';
const dashboard = 'docs/grafana-dashboard.json';
const metrics = 'docs/metrics.json';

/** What is done, and the code, the message, the file and a text in the line of what must be found. */
type Sabotage = readonly [string, readonly Edit[], Code, RegExp, (readonly [file: string, text: string])?];

const renamed = (name: string, other: string): readonly Edit[] => [
  ['backend/app/metrics.py', name, other],
  [metrics, new RegExp(name, 'g'), other],
];

const sabotages: readonly Sabotage[] = [
  [
    'the application renames a metric',
    [['backend/app/metrics.py', 'chat_turns_total', 'turns_total']],
    'monitoring/stale',
    /was written for another backend\/app\/metrics\.py/,
    [metrics, 'sha256'],
  ],
  [
    'the application renames a metric and its list follows',
    renamed('database_up', 'postgres_up'),
    'monitoring/unknown-metric',
    /^TodoDatabaseDown: The application exposes no metric database_up/,
    [rules, 'expr: min(database_up'],
  ],
  [
    'the application renames a label and its list follows',
    [[metrics, /"outcome"\n/, '"result"\n']],
    'monitoring/unknown-label',
    /chat_turns_total has no label outcome/,
    [rules, 'expr: >-'],
  ],
  [
    'a route moves',
    [[metrics, /\/chat(?=["/])/g, '/talk']],
    'monitoring/unknown-value',
    /No route of the application is \.\+\/chat/,
  ],
  [
    'the application measures something new',
    [[metrics, '"families": [', '"families": [{ "type": "gauge", "help": "", "series": { "queue_length": [] } },']],
    'monitoring/unshown',
    /No alert and no panel asks for queue_length/,
    [metrics, 'queue_length'],
  ],
  [
    'the list of metrics is none',
    [[metrics, '"families"', '"familis"']],
    'monitoring/stale',
    /holds no list of metrics/,
  ],
  [
    'a panel asks for an unknown metric',
    [[dashboard, 'process_open_fds{', 'process_open_files{']],
    'monitoring/unknown-metric',
    /no metric process_open_files/,
    [dashboard, 'process_open_files{'],
  ],
  [
    'a panel asks for an unknown label',
    [[dashboard, 'sum by (tool, ok)', 'sum by (tool, okay)']],
    'monitoring/unknown-label',
    /a label okay/,
    [dashboard, 'okay'],
  ],
  [
    'a variable of the dashboard asks for an unknown metric',
    [[dashboard, 'label_values(http_requests_total', 'label_values(http_request_total']],
    'monitoring/unknown-metric',
    /no metric http_request_total/,
    [dashboard, 'label_values(http_request_total'],
  ],
  [
    'a panel has a broken expression',
    [[dashboard, '(chat_streams_open{', '((chat_streams_open{']],
    'monitoring/expression',
    /can not read it from its end on/,
    [dashboard, '((chat_streams_open{'],
  ],
  [
    'an alert has a broken expression',
    [[rules, 'min(database_up{ {{- $pods -}} }) == 0', 'min(database_up{ {{- $pods -}} } == 0']],
    'monitoring/expression',
    /^TodoDatabaseDown: Prometheus can not read it/,
    [rules, 'expr: min(database_up'],
  ],
  [
    'an alert takes the rate of a gauge',
    [[rules, 'changes(process_start', 'rate(process_start']],
    'monitoring/operand',
    /process_start_time_seconds is a gauge/,
    [rules, 'rate(process_start'],
  ],
  [
    'an alert waits for a quantile beyond the last bucket',
    [
      ['helm/backend/values.yaml', 'chatSeconds: 20', 'chatSeconds: 60'],
      ['helm/backend/values.schema.json', '"maximum": 59', '"maximum": 90'],
    ],
    'monitoring/operand',
    /never above 60/,
  ],
  [
    'an alert has no runbook',
    [[rules, / {12}runbook: .*\n/, '']],
    'monitoring/alert',
    /^TodoBackendDown has no runbook/,
    [rules, 'annotations:'],
  ],
  [
    'a runbook is no command of this product',
    [['helm/backend/templates/_helpers.tpl', 'diagnose --namespace', 'diagnos --namespace']],
    'monitoring/alert',
    /has no runbook with a command of this product/,
  ],
  [
    'an alert has no severity that is known',
    [[rules, 'severity: info', 'severity: page']],
    'monitoring/alert',
    /^TodoUsersRefused has no severity/,
    [rules, 'severity: page'],
  ],
  [
    'an alert tells of a label that it sums away',
    [[rules, 'sum by (pod) (changes', 'sum(changes']],
    'monitoring/alert',
    /tells of \$labels\.pod/,
  ],
  [
    'two alerts have one name',
    [[rules, 'alert: TodoModelFails', 'alert: TodoChatSlow']],
    'monitoring/alert',
    /TodoChatSlow is the name of two alerts/,
    [rules, 'alert: TodoChatSlow'],
  ],
  [
    'the page does not know an alert',
    [['docs/monitoring.md', '### TodoChatSlow', '### TodoSlow']],
    'docs/unlike',
    /does not say what TodoChatSlow means/,
  ],
  [
    'a rule has a field that its kind does not have',
    [[rules, '          for: 10m', '          fo: 10m']],
    'manifest/unknown-field',
    /spec\.groups\.0\.rules\.6\.fo is no field of it/,
    [rules, 'fo: 10m'],
  ],
  [
    'an endpoint has a field that its kind does not have',
    [[monitor, 'scrapeTimeout:', 'timeout:']],
    'manifest/unknown-field',
    /spec\.endpoints\.0\.timeout is no field of it/,
    [monitor, 'timeout:'],
  ],
  [
    'an interval is no time',
    [
      [
        'helm/backend/values.schema.json',
        '"pattern": "^[1-9][0-9]*[sm]$",\n          "default": "30s"',
        '"default": "30s"',
      ],
      ['helm/backend/values.yaml', 'scrapeInterval: 30s', 'scrapeInterval: often'],
    ],
    'manifest/invalid',
    /spec\.endpoints\.0\.interval/,
  ],
  [
    'the port of the Service has another name',
    [[monitor, 'port: http', 'port: web']],
    'monitoring/target',
    /asks the port web, which backend-service does not have/,
    [monitor, 'port: web'],
  ],
  [
    'the path is no route',
    [[monitor, 'path: /metrics', 'path: /metric']],
    'monitoring/target',
    /asks \/metric, which is no route/,
    [monitor, 'path: /metric'],
  ],
  [
    'the job is another one than the alerts ask for',
    [[monitor, 'jobLabel: app', 'jobLabel: app.kubernetes.io/component']],
    'monitoring/target',
    /makes the job api, and the alerts ask for backend/,
    [monitor, 'jobLabel:'],
  ],
  [
    'the labels select no Service',
    [[monitor, /\{\{- include "backend.selectorLabels" .*/, 'app: frontend']],
    'monitoring/target',
    /selects no Service/,
    [monitor, 'selector:'],
  ],
  [
    'the kinds are rendered unasked',
    [[monitor, '{{- if .Values.monitoring.enabled }}', '{{- if true }}']],
    'monitoring/switch',
    /Without monitoring\.enabled the chart renders a ServiceMonitor/,
    [monitor, '{{- if true }}'],
  ],
  [
    'the alerts are not rendered when they are asked for',
    [[rules, '{{- if .Values.monitoring.enabled }}', '{{- if false }}']],
    'monitoring/switch',
    /With monitoring\.enabled the chart renders no PrometheusRule/,
    [rules, '{{- if false }}'],
  ],
];

describe('alerts and panels', () => {
  it('are about what the application exposes, and whole', async () => {
    expect(await ask([])).toEqual([]);
  });

  it.each(sabotages.map((one) => [one[0], one] as const))(
    'are not when %s',
    async (_, [, edits, code, says, place]) => {
      const { world, texts } = await worldOf(edits);
      const verdict = await everything(world);
      const errors = isSkip(verdict) ? [] : errorsOf(verdict);
      const found = errors.find((one) => one.code === code && says.test(one.message));
      expect(found, JSON.stringify(errors, null, 2)).toBeDefined();
      expect(found?.remedy).toMatch(/\.$/);
      if (!place) return;
      const [file, text] = place;
      expect(found?.at?.file).toBe(file);
      expect(texts[file]?.split('\n')[(found?.at?.line ?? 0) - 1]).toContain(text);
    },
  );

  it('are told once, whatever the number of environments', async () => {
    const found = await ask([[rules, 'min(database_up', 'min(databas_up']]);
    expect(found.filter(({ code }) => code === 'monitoring/unknown-metric')).toHaveLength(1);
  });

  it('are not asked about when the run switches them off', async () => {
    const { world } = await worldOf([], { sets: ['backend.monitoring.enabled=false'] });
    expect(await alertsSound(world)).toMatchObject({ skip: expect.stringMatching(/monitoring\.enabled/) });
  });
});
