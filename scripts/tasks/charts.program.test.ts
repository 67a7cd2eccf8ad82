import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Code } from '../core/codes.ts';
import { errorsOf, type Finding } from '../core/finding.ts';
import { isSkip, type TaskId } from '../core/task.ts';
import { staticTexts } from '../testing/project.ts';
import { memoryWorld } from '../testing/world.ts';
import { openCharts } from '../world/charts.ts';
import { openFiles } from '../world/files.ts';
import { openRedactor } from '../world/redact.ts';
import { openShell } from '../world/shell.ts';
import { openTemporary } from '../world/temporary.ts';
import { backendChart } from './backend-chart.ts';
import { frontendChart } from './frontend-chart.ts';

const root = resolve(import.meta.dirname, '..', '..');
const say = { progress: () => {}, note: () => {}, planned: () => {}, plannedLines: () => [] };
const signal = new AbortController().signal;
const { sh } = openShell({ root, env: process.env, signal, dryRun: false, say, redactor: openRedactor() });
const rendering = Object.entries({ ...backendChart, ...frontendChart }).filter(([, { needs }]) =>
  needs?.includes('T005'),
);

/** A file below helm/, what stands there, and what stands there instead. */
type Edit = readonly [path: string, from: string | RegExp, to: string];

/** The errors of the tasks that let the real helm render, by task, for a copy of the charts with one edit. */
const ask = async (edit?: Edit): Promise<Readonly<Record<string, readonly Finding[]>>> => {
  const copy = mkdtempSync(join(tmpdir(), 'sabotage-'));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  cpSync(join(root, 'helm'), join(copy, 'helm'), { recursive: true });
  if (edit) change(join(copy, 'helm', edit[0]), edit);
  const { world } = memoryWorld({ files: staticTexts() });
  const charts = await openCharts({
    files: openFiles({ root: copy, dryRun: false, say }),
    sh: { ...sh, read: sh.with({ cwd: relative(root, copy) }).read },
    config: world.config,
    temporary: openTemporary(),
  });
  const answers = rendering.map(async ([id, task]) => {
    const verdict = await task.check({ ...world, charts });
    return [id, isSkip(verdict) ? [] : errorsOf(verdict)] as const;
  });
  return Object.fromEntries((await Promise.all(answers)).filter(([, errors]) => errors.length > 0));
};

const change = (file: string, [path, from, to]: Edit): void => {
  const text = readFileSync(file, 'utf8');
  const changed = text.replace(from, to);
  expect(changed, `${path} has nothing to change`).not.toBe(text);
  writeFileSync(file, changed);
};

/** What is done to the charts, the task that must find it and how, and other tasks about the same thing. */
type Sabotage = readonly [does: string, edit: Edit, found: readonly [TaskId, Code, RegExp, ...also: TaskId[]]];

const backend = 'backend/templates';
const frontend = 'frontend/templates';
const everything: Readonly<Record<'backend' | 'frontend', readonly TaskId[]>> = {
  backend: ['T036', 'T037', 'T038', 'T039', 'T041', 'T042'],
  frontend: ['T045', 'T046', 'T047', 'T049', 'T050'],
};

const sabotages: readonly Sabotage[] = [
  [
    'the backend gets its settings under other names',
    [`${backend}/_helpers.tpl`, '- name: {{ $key }}', '- name: MY_{{ $key }}'],
    [
      'T036',
      'artifact/setting',
      /gives the backend MY_LOG_LEVEL, which backend\/app\/settings.py does not read/,
      'T050',
    ],
  ],
  [
    'the backend takes a secret from the ConfigMap',
    [`${backend}/_helpers.tpl`, /secretKeyRef(?=:\n.*\n.*key: AUTH_SECRET)/, 'configMapKeyRef'],
    ['T036', 'policy/env-value-from', /reads ConfigMap backend-secret, which the release does not have/, 'T042'],
  ],
  [
    'liveness of the backend asks another path',
    ['backend/values.yaml', /(liveness:\n {4}path:) \/health/, '$1 /'],
    ['T036', 'artifact/probe-route', /livenessProbe of backend asks \//, 'T050'],
  ],
  [
    'the backend has no limit for memory',
    [
      `${backend}/deployment.yaml`,
      /resources:\n.*toYaml .Values.resources(?=[\s\S]*volumes)/g,
      'resources:\n            {{- toYaml (omit .Values.resources "limits")',
    ],
    ['T036', 'policy/unset-memory-requirements', /no limits for memory/, 'T042'],
  ],
  [
    'the backend may run as root',
    [
      `${backend}/deployment.yaml`,
      '{{- toYaml .Values.podSecurityContext',
      '{{- toYaml (omit .Values.podSecurityContext "runAsNonRoot")',
    ],
    ['T036', 'policy/run-as-non-root', /may run as root/, 'T042'],
  ],
  [
    'the root file system of the backend may be written',
    [
      `${backend}/deployment.yaml`,
      /(\s*securityContext:\n.*)(\.Values\.securityContext)(?![\s\S]*\2)/,
      '$1(omit $2 "readOnlyRootFilesystem")',
    ],
    ['T036', 'policy/no-read-only-root-fs', /may write into its image/, 'T042'],
  ],
  [
    'the Service of the backend has another name',
    [`${backend}/service.yaml`, '{{ .Values.service.name }}', 'backend'],
    ['T037', 'manifest/unlike', /there is a Service backend-service/, 'T050'],
  ],
  [
    'the Service of the backend is open to the outside',
    [`${backend}/service.yaml`, '{{ .Values.service.type }}', 'NodePort'],
    ['T037', 'manifest/unlike', /its type is ClusterIP/],
  ],
  [
    'the Service of the backend selects nothing',
    [`${backend}/service.yaml`, '{{- include "backend.selectorLabels" . | nindent 4 }}', 'app: api'],
    ['T037', 'policy/dangling-service', /no pod of the release has these labels/, 'T042'],
  ],
  [
    'a key of the ConfigMap is lost',
    [`${backend}/configmap.yaml`, '.Values.config }}', 'omit .Values.config "LOG_LEVEL" }}'],
    ['T038', 'policy/env-value-from', /reads the key LOG_LEVEL of ConfigMap backend-config/, 'T042'],
  ],
  [
    'a secret stands in the ConfigMap',
    [`${backend}/configmap.yaml`, '\ndata:\n', '\ndata:\n  AUTH_SECRET: {{ .Values.secrets.AUTH_SECRET | quote }}\n'],
    ['T038', 'secret/in-manifest', /ConfigMap backend-config holds a secret that the values give under AUTH_SECRET/],
  ],
  [
    'credentials stand in a value of the ConfigMap',
    [`${backend}/configmap.yaml`, '\ndata:\n', '\ndata:\n  BROKER: amqp://me:pass@host\n'],
    ['T038', 'secret/in-manifest', /ConfigMap backend-config holds a password inside a URL under BROKER/],
  ],
  [
    'empty secrets are kept',
    [`${backend}/secret.yaml`, '{{- if $value }}', '{{- if true }}'],
    ['T039', 'manifest/unlike', /an empty OPENAI_API_KEY is left out/],
  ],
  [
    'the chart makes a secret of its own',
    [`${backend}/secret.yaml`, 'apiVersion:', '{{- $_ := set $given "OWN" (randAlphaNum 8) }}\napiVersion:'],
    ['T039', 'manifest/unlike', /OWN comes from the values/],
  ],
  [
    'the chart changes a secret',
    [`${backend}/secret.yaml`, 'b64enc $value', 'b64enc (trunc 3 $value)'],
    ['T039', 'manifest/unlike', /PGPASSWORD is the given one/, 'T038'],
  ],
  [
    'a field has a name that Kubernetes does not know',
    [`${backend}/deployment.yaml`, 'terminationGracePeriodSeconds:', 'gracePeriodSeconds:'],
    ['T042', 'manifest/unknown-field', /spec\.template\.spec\.gracePeriodSeconds is no field/],
  ],
  [
    'a number is a text',
    [`${backend}/service.yaml`, '{{ .Values.service.port }}', '"{{ .Values.service.port }}"'],
    ['T042', 'manifest/invalid', /spec\.ports\.0\.port must be integer/, 'T037'],
  ],
  [
    'a template cannot be read',
    [`${backend}/service.yaml`, '{{ .Values.service.type }}', '{{ .Values.service.type'],
    ['T042', 'chart/render', /./, ...everything.backend],
  ],
  [
    'helm lint has a complaint',
    ['backend/Chart.yaml', /^version: .*$/m, 'version: 1'],
    ['T041', 'chart/lint', /version/],
  ],
  [
    'the frontend gets no address of the backend',
    [`${frontend}/_helpers.tpl`, /key: (\{\{ \$key \}\}|NEXT_PUBLIC_API_URL)/, 'key: API_URL'],
    ['T045', 'policy/env-value-from', /reads the key API_URL of ConfigMap frontend-config/, 'T050'],
  ],
  [
    'readiness of the frontend asks another path',
    ['frontend/values.yaml', /(readiness:\n {4}path:) \/api\/health/, '$1 /'],
    ['T045', 'manifest/unlike', /readiness asks \/api\/health/],
  ],
  [
    'the Service of the frontend has another port',
    [`${frontend}/service.yaml`, '{{ .Values.service.port }}', '80'],
    ['T046', 'manifest/unlike', /its port is 3000/],
  ],
  [
    'the frontend asks the backend of another namespace',
    ['frontend/values.yaml', 'http://backend-service:8000', 'http://backend-service.other:8000'],
    ['T047', 'artifact/api-url', /not in its own namespace/, 'T050'],
  ],
  [
    'helm lint has a complaint about the frontend',
    ['frontend/Chart.yaml', /^version: .*$/m, 'version: 1'],
    ['T049', 'chart/lint', /version/],
  ],
  [
    'a document of the frontend is of no kind',
    [`${frontend}/serviceaccount.yaml`, 'kind: ServiceAccount', 'kind: Account'],
    ['T050', 'manifest/unknown-kind', /no schema is known for v1 Account/],
  ],
];

describe('the charts, rendered by the real helm', () => {
  it('are as every task about them says', async () => {
    expect(rendering.map(([id]) => id)).toEqual([...everything.backend, ...everything.frontend]);
    expect(await ask()).toEqual({});
  });

  it('are each found untrue by some edit', () => {
    expect([...new Set(sabotages.map(([, , [task]]) => task))].toSorted()).toEqual(
      rendering.map(([id]) => id).toSorted(),
    );
  });

  it.each(sabotages)('are untrue when %s', async (_, edit, [task, code, says, ...also]) => {
    const errors = await ask(edit);
    const found = errors[task]?.find((one) => one.code === code && says.test(one.message));
    expect(found, JSON.stringify(errors, null, 2)).toBeDefined();
    expect(found?.remedy).toMatch(/\.$/);
    if (code !== 'chart/lint') expect(found?.at?.file).toMatch(/^helm\/(backend|frontend)\/(templates\/|values\.yaml)/);
    expect(Object.keys(errors).toSorted()).toEqual([...new Set([task, ...also])].toSorted());
  });
});
