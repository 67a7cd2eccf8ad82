import { applyPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from '../core/action.ts';
import type { Chart, ChartName } from '../core/charts.ts';
import { chartNames } from '../core/charts.ts';
import type { Environment } from '../core/config.ts';
import { at } from '../core/json.ts';
import { projectChart } from '../testing/chart.ts';
import { gate } from '../values/gate.ts';
import { noLayers, readRun, valuesOf } from '../values/layers.ts';
import { type Files, isGiven, translate } from './translation.ts';

const charts = chartNames.map(projectChart);
const place = { context: 'minikube', namespace: 'todo' };
const filesOf = (env: Environment = 'dev', more: Partial<Files> = {}): Files => ({
  charts,
  env,
  run: noLayers,
  place,
  ...more,
});
const backend = { kind: 'Deployment', name: 'backend' } as const;
const database = { kind: 'StatefulSet', name: 'database' } as const;

/** Charts with an overlay of the backend. */
const withOverlay = (text: string, env: Environment = 'dev'): readonly Chart[] =>
  charts.map((one) =>
    one.name === 'backend' ? { ...one, files: new Map(one.files).set(`values-${env}.yaml`, text) } : one,
  );

const edit = (action: Action, files = filesOf()) => {
  const found = translate(action, files);
  if (found.kind !== 'edit') throw new Error(JSON.stringify(found));
  return found;
};

describe('the edit that makes an action true', () => {
  it('adds replicas to the overlay of dev, and keeps its comments and order', () => {
    const found = edit({ action: 'Scale', object: backend, replicas: 3 });
    const before = charts[1]?.files.get('values-dev.yaml') ?? '';
    expect(found.file).toBe('helm/backend/values-dev.yaml');
    expect(found.before).toBe(before);
    expect(found.text).toBe(`${before}replicaCount: 3\n`);
    expect(found.diff).toBe(
      [
        '--- a/helm/backend/values-dev.yaml',
        '+++ b/helm/backend/values-dev.yaml',
        '@@ -2,3 +2,4 @@',
        ' config:',
        '   ENVIRONMENT: dev',
        '   LOG_LEVEL: debug',
        '+replicaCount: 3',
        '',
      ].join('\n'),
    );
    expect(found.next).toBe('`npx tsx scripts/deploy.ts --namespace todo`');
  });

  it('changes replicas where the overlay of staging has them', () => {
    const found = edit({ action: 'Scale', object: backend, replicas: 3 }, filesOf('staging'));
    const before = charts[1]?.files.get('values-staging.yaml') ?? '';
    expect(found.text).toBe(before.replace('replicaCount: 2', 'replicaCount: 3'));
    expect(found.next).toBe('`npx tsx scripts/deploy.ts --namespace todo --env staging`');
  });

  it('sets each amount that is named, and no other', () => {
    const found = edit({
      action: 'SetResources',
      object: backend,
      requests: { cpu: '250m' },
      limits: { cpu: '1', memory: '1Gi' },
    });
    expect(found.text).toContain('resources:\n  requests:\n    cpu: 250m\n  limits:\n    cpu: "1"\n    memory: 1Gi\n');
    expect(found.text).toContain('# Development: every log line.\n');
  });

  it('makes the overlay that a chart does not have', () => {
    const found = edit({ action: 'SetResources', object: database, limits: { memory: '1Gi' } });
    expect(found).toMatchObject({
      file: 'helm/database/values-dev.yaml',
      before: undefined,
      text: 'resources:\n  limits:\n    memory: 1Gi\n',
    });
    expect(found.diff).toContain('--- /dev/null\n+++ b/helm/database/values-dev.yaml\n');
  });

  it('sets a value', () => {
    const action: Action = { action: 'SetHelmValue', release: 'backend', path: ['config', 'LOG_LEVEL'], value: 'info' };
    expect(edit(action).text).toContain('config:\n  ENVIRONMENT: dev\n  LOG_LEVEL: info\n');
  });

  it('hides what stands below secrets in the file', () => {
    const text = 'secrets:\n  PGPASSWORD: canary-value\nreplicaCount: 2\n';
    const found = edit(
      { action: 'Scale', object: backend, replicas: 3 },
      filesOf('dev', { charts: withOverlay(text) }),
    );
    expect(found.text).toBe(text.replace('2', '3'));
    expect(found.diff).toContain('-replicaCount: 2\n+replicaCount: 3\n');
    expect(found.diff).not.toContain('canary-value');
  });

  it('passes the values gate and gives what was asked, for all values that a repair sets, and the diff is the edit', () => {
    const amount = fc.constantFrom('100m', '250m', '1', '0.5');
    const memory = fc.constantFrom('128Mi', '1Gi', '600M');
    const name = fc.constantFrom<ChartName>('backend', 'frontend');
    const object = name.map((one) => ({ kind: 'Deployment', name: one }) as const);
    const actions: fc.Arbitrary<Action> = fc.oneof(
      fc.record({ action: fc.constant('Scale' as const), object, replicas: fc.integer({ min: 1, max: 5 }) }),
      fc.record({
        action: fc.constant('SetResources' as const),
        object,
        requests: fc.record({ cpu: amount, memory }),
        limits: fc.record({ cpu: amount, memory }),
      }),
      fc.record({
        action: fc.constant('SetHelmValue' as const),
        release: name,
        path: fc.constantFrom(['preStopSleepSeconds'], ['probes', 'liveness', 'failureThreshold']),
        value: fc.integer({ min: 1, max: 9 }),
      }),
    );
    let edits = 0;
    fc.assert(
      fc.property(actions, fc.constantFrom<Environment>('dev', 'staging'), (action, env) => {
        const found = translate(action, filesOf(env));
        if (found.kind === 'held') return;
        if (found.kind !== 'edit') throw new Error(JSON.stringify(found));
        edits += 1;
        const release =
          action.action === 'SetHelmValue' ? action.release : 'object' in action ? action.object.name : '';
        const after = charts.map((one) =>
          one.name === release ? { ...one, files: new Map(one.files).set(`values-${env}.yaml`, found.text) } : one,
        );
        expect(gate(after, env, noLayers)).toEqual([]);
        expect(applyPatch(found.before ?? '', found.diff)).toBe(found.text);
        expect(translate(action, filesOf(env, { charts: after })).kind).toBe('held');
        const chart = after.find((one) => one.name === release);
        const { values } = chart ? valuesOf(chart, env, noLayers).values : { values: {} };
        if (action.action === 'Scale') expect(at(values, 'replicaCount')).toBe(action.replicas);
        if (action.action === 'SetResources') expect(at(values, 'resources', 'limits')).toEqual(action.limits);
        if (action.action === 'SetHelmValue') expect(at(values, ...action.path)).toBe(action.value);
      }),
      { numRuns: 50, seed: 7 },
    );
    expect(edits).toBeGreaterThan(25);
  });
});

describe('no edit is made', () => {
  it('where the values say so already', () => {
    expect(translate({ action: 'Scale', object: backend, replicas: 1 }, filesOf())).toEqual({
      kind: 'held',
      next: '`npx tsx scripts/deploy.ts --namespace todo`',
    });
  });

  it.each<[string, Action, Partial<Files>, object]>([
    [
      'where the chart has no such value',
      { action: 'Scale', object: database, replicas: 2 },
      {},
      { code: 'ai/value-unknown', message: 'The chart database has no value replicaCount' },
    ],
    [
      'where --set wins',
      { action: 'Scale', object: backend, replicas: 3 },
      { run: readRun({ files: [], sets: ['backend.replicaCount=2'] }) },
      {
        code: 'ai/overridden',
        message: 'backend.replicaCount is set by --set, above the overlay',
        at: { file: '--set' },
      },
    ],
    [
      'where a file of --values wins',
      { action: 'Scale', object: backend, replicas: 3 },
      { run: readRun({ files: [{ path: 'mine.yaml', text: 'backend:\n  replicaCount: 2\n' }], sets: [] }) },
      { code: 'ai/overridden', at: { file: 'mine.yaml', line: 2 } },
    ],
    [
      'where deploy itself sets the value',
      { action: 'SetHelmValue', release: 'backend', path: ['config', 'ASSISTANT'], value: 'builtin' },
      { own: () => ({ config: { ASSISTANT: 'openai' } }) },
      {
        code: 'ai/overridden',
        message: 'backend.config.ASSISTANT is set by a setting of .env or of the shell, above the overlay',
      },
    ],
    [
      'where the schema refuses the value',
      { action: 'SetHelmValue', release: 'backend', path: ['config', 'LOG_LEVEL'], value: 'loud' },
      {},
      { code: 'ai/value-refused', at: { file: 'helm/backend/values-dev.yaml', line: 4 } },
    ],
    [
      'where the overlay shares the value',
      { action: 'Scale', object: backend, replicas: 3 },
      { charts: withOverlay('replicaCount: &n 2\npreStopSleepSeconds: *n\n') },
      {
        code: 'ai/overlay-form',
        at: { file: 'helm/backend/values-dev.yaml', line: 1 },
        remedy: 'Write into it by hand: `replicaCount: 3`.',
      },
    ],
    [
      'for what no chart makes',
      { action: 'Scale', object: { kind: 'Deployment', name: 'other' }, replicas: 3 },
      {},
      { code: 'ai/object-foreign' },
    ],
    [
      'for a secret that deploy makes',
      { action: 'SetHelmValue', release: 'backend', path: ['secrets', 'AUTH_SECRET'], value: 'canary-value' },
      {},
      { code: 'ai/value-guarded' },
    ],
  ])('%s', (_, action, more, finding) => {
    const found = translate(action, filesOf('dev', more));
    expect(found).toMatchObject({ kind: 'refused', findings: [finding] });
    expect(JSON.stringify(found)).not.toContain('canary-value');
  });
});

describe('what the files say already is held, and a deploy makes it true', () => {
  const held = { kind: 'held', next: '`npx tsx scripts/deploy.ts --namespace todo`' };
  const well = { revision: 4, drift: [], lacks: [] };
  const drift = ['Deployment backend spec.replicas: 1 -> 2'];
  const undo: Action = { action: 'RolloutUndo', object: backend };
  const url = 'postgresql://todo@database-service:5432/todo';
  const own: NonNullable<Files['own']> = () => ({ image: { tag: '0123456789ab' }, config: { DATABASE_URL: url } });
  const value = (path: readonly string[], to: string | number): Action => ({
    action: 'SetHelmValue',
    release: 'backend',
    path,
    value: to,
  });

  it.each<[string, Action, Partial<Files>]>([
    ['an undo of what somebody changed past the files', undo, { standing: { ...well, drift } }],
    ['that names the revision which is deployed', { ...undo, revision: 4 }, { standing: { ...well, drift } }],
    [
      'a key that the Secret lost',
      { action: 'SetSecretKey', key: 'AUTH_SECRET' },
      { standing: { ...well, lacks: ['AUTH_SECRET'] } },
    ],
    [
      'the password of an address',
      { action: 'SetSecretKey', key: 'DATABASE_URL' },
      { standing: { ...well, lacks: ['PGPASSWORD'] } },
    ],
    ['a tag that deploy gives', value(['image', 'tag'], '0123456789ab'), { own }],
    ['an address that deploy gives', value(['config', 'DATABASE_URL'], url), { own }],
    ['a port of the chart', value(['service', 'port'], 8000), {}],
  ])('%s', (_, action, more) => {
    expect(translate(action, filesOf('dev', more))).toEqual(held);
  });

  it.each<[string, Action, Partial<Files>]>([
    ['an undo where the cluster is as it was deployed', undo, { standing: well }],
    ['an undo where nothing is known of the cluster', undo, {}],
    ['an undo to an older revision', { ...undo, revision: 3 }, { standing: { ...well, drift } }],
    ['a key that the Secret has', { action: 'SetSecretKey', key: 'AUTH_SECRET' }, { standing: well }],
    [
      'a key where another one is lost',
      { action: 'SetSecretKey', key: 'OPENAI_API_KEY' },
      { standing: { ...well, lacks: ['AUTH_SECRET'] } },
    ],
  ])('but not %s', (_, action, more) => {
    expect(translate(action, filesOf('dev', more)).kind).toBe('instruction');
  });

  it('says that the files are what is wrong where the cluster agrees with them', () => {
    expect(translate(undo, filesOf('dev', { standing: well }))).toMatchObject({
      next: expect.stringMatching(
        /^The cluster is as it was deployed, so the files are what is wrong\. Put the files back/,
      ),
    });
  });

  it('knows which values are given, secrets apart', () => {
    const given = (path: readonly string[], to: string) =>
      isGiven({ action: 'SetHelmValue', release: 'backend', path, value: to }, filesOf('dev', { own }));
    expect([given(['image', 'tag'], '0123456789ab'), given(['image', 'tag'], 'latest'), given(['nosuch'], '')]).toEqual(
      [true, false, false],
    );
  });
});

it('a restart is made in the cluster, for no file says anything of it', () => {
  expect(translate({ action: 'RolloutRestart', object: backend }, filesOf())).toEqual({ kind: 'restart' });
});

describe('what no value does is a sentence for a person', () => {
  it.each<[Action, string]>([
    [
      { action: 'SetSecretKey', key: 'OPENAI_API_KEY' },
      'Write the key of the model provider behind `OPENAI_API_KEY=` in .env, then deploy: `npx tsx scripts/deploy.ts --namespace todo`.',
    ],
    [
      { action: 'SetSecretKey', key: 'DATABASE_URL' },
      'Write the address of the database, with its password behind `DATABASE_URL=` in .env, then deploy: `npx tsx scripts/deploy.ts --namespace todo`.',
    ],
    [
      { action: 'SetHelmValue', release: 'backend', path: ['secrets', 'OPENAI_API_KEY'], value: 'canary-value' },
      'Write the key of the model provider behind `OPENAI_API_KEY=` in .env, then deploy: `npx tsx scripts/deploy.ts --namespace todo`.',
    ],
    [{ action: 'SetSecretKey', key: 'AUTH_SECRET' }, 'backend-secret has AUTH_SECRET: deploy made it, and keeps it.'],
    [
      { action: 'RolloutUndo', object: backend },
      'Put the files back as they were at the deploy before (`helm history backend -n todo --kube-context minikube` and `git log -p -- helm/backend backend` show when and what), then deploy: `npx tsx scripts/deploy.ts --namespace todo`.',
    ],
    [
      { action: 'RolloutUndo', object: database, revision: 3 },
      'Put the files back as they were at revision 3 (`helm history database -n todo --kube-context minikube` and `git log -p -- helm/database` show when and what), then deploy: `npx tsx scripts/deploy.ts --namespace todo`.',
    ],
  ])('%j', (action, next) => {
    expect(translate(action, filesOf())).toEqual({ kind: 'instruction', next });
  });
});
