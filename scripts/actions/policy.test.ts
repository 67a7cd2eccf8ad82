import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action, Amounts } from '../core/action.ts';
import { type ClusterSnapshot, emptySnapshot, type Pod, type Workload } from '../diagnosis/snapshot.ts';
import { projectChart } from '../testing/chart.ts';
import { type Ground, judge } from './policy.ts';

const charts = [projectChart('database'), projectChart('backend'), projectChart('frontend')];
const object = { kind: 'Deployment', name: 'backend' } as const;
const usual = { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '500m', memory: '512Mi' } };

/** What the backend's pods have, and what is around them. */
type Around = {
  readonly resources?: { readonly requests?: Amounts; readonly limits?: Amounts };
  readonly replicas?: number;
  /** Node of its pods; null for pods that wait for one. */
  readonly nodeName?: string | null;
  readonly others?: readonly Pod[];
};

const snapshotOf = (ground: Around = {}, more: Partial<ClusterSnapshot> = {}): ClusterSnapshot => {
  const { resources = usual, replicas = 1, nodeName = 'one', others = [] } = ground;
  const spec = {
    initContainers: [{ name: 'migrate', resources }],
    containers: [{ name: 'backend', resources }],
  };
  const labels = { 'app.kubernetes.io/instance': 'backend' };
  const workload: Workload = {
    kind: 'Deployment',
    metadata: { name: 'backend', uid: 'd', labels },
    spec: { replicas, template: { spec } },
  };
  const pods = Array.from(
    { length: replicas },
    (_, index): Pod => ({
      metadata: { name: `backend-1-${index}`, labels, ownerReferences: [{ uid: 'r' }] },
      spec: { ...spec, ...(nodeName ? { nodeName } : {}) },
      status: { phase: nodeName ? 'Running' : 'Pending' },
    }),
  );
  return {
    ...emptySnapshot,
    namespace: 'todo',
    workloads: [workload],
    replicaSets: [{ metadata: { name: 'backend-1', uid: 'r', ownerReferences: [{ uid: 'd' }] } }],
    pods: [...pods, ...others],
    nodes: [{ metadata: { name: 'one' }, status: { allocatable: { cpu: '4', memory: '8Gi' } } }],
    ...more,
  };
};

const scale = (replicas: number): Action => ({ action: 'Scale', object, replicas });
const requests = (amounts: Amounts): Action => ({ action: 'SetResources', object, requests: amounts });
const limits = (amounts: Amounts): Action => ({ action: 'SetResources', object, limits: amounts });
const codesOf = (action: Action, snapshot = snapshotOf()) =>
  judge(action, { snapshot, charts }).map(({ code }) => code);
const first = (action: Action, snapshot = snapshotOf()) => judge(action, { snapshot, charts })[0];

const nodes = (cpu: string, memory = '8Gi', unschedulable = false) => [
  { status: { allocatable: { cpu, memory } }, spec: { unschedulable } },
];
const quota = (hard: Readonly<Record<string, string>>, used: Readonly<Record<string, string>>) => ({
  quotas: [{ metadata: { name: 'small' }, status: { hard, used } }],
});
const range = (item: object) => ({ limitRanges: [{ metadata: { name: 'bounds' }, spec: { limits: [item] } }] });

describe('the object of an action', () => {
  it('of our release may be changed by each of the actions', () => {
    const all: readonly Action[] = [
      scale(3),
      requests({ cpu: '250m' }),
      { action: 'RolloutRestart', object },
      { action: 'RolloutUndo', object },
      { action: 'SetHelmValue', release: 'backend', path: ['config', 'LOG_LEVEL'], value: 'debug' },
      { action: 'SetSecretKey', key: 'OPENAI_API_KEY' },
    ];
    expect(all.map((one) => codesOf(one))).toEqual(all.map(() => []));
  });

  it('that the namespace does not have is ai/object-absent', () => {
    expect(codesOf({ action: 'RolloutRestart', object: { ...object, name: 'other' } })).toEqual(['ai/object-absent']);
    expect(codesOf({ action: 'RolloutRestart', object: { kind: 'StatefulSet', name: 'backend' } })).toEqual([
      'ai/object-absent',
    ]);
    expect(codesOf({ action: 'SetHelmValue', release: 'frontend', path: ['preStopSleepSeconds'], value: 3 })).toEqual([
      'ai/object-absent',
    ]);
  });

  it.each([
    [{ 'app.kubernetes.io/instance': 'shop' }, 'is of the release shop, which is none of ours'],
    [{ app: 'backend' }, 'is of no release'],
  ])('with the labels %j is ai/object-foreign', (labels, why) => {
    const [workload] = snapshotOf().workloads;
    const snapshot = snapshotOf({}, { workloads: [{ ...workload, metadata: { name: 'backend', labels } }] });
    for (const action of [scale(2), { action: 'RolloutUndo', object } as const]) {
      expect(codesOf(action, snapshot)).toEqual(['ai/object-foreign']);
      expect(first(action, snapshot)?.message).toContain(why);
    }
  });

  it('is not guessed at where Deployments may not be read', () => {
    const gaps = [{ what: 'deployments', why: 'forbidden' }];
    expect(first(scale(2), snapshotOf({}, { workloads: [], gaps }))).toMatchObject({
      code: 'ai/unread',
      evidence: [{ source: 'deployments', text: 'forbidden' }],
    });
  });

  it('without the container that is named is ai/object-absent, with those that it has', () => {
    const action: Action = { action: 'SetResources', object, container: 'sidecar', limits: { cpu: '1' } };
    expect(first(action)).toMatchObject({ code: 'ai/object-absent', remedy: 'Name one of backend, migrate.' });
    expect(codesOf({ ...action, container: 'migrate' })).toEqual([]);
  });
});

describe('replicas', () => {
  it.each([
    [0, ['ai/replicas']],
    [1, []],
    [5, []],
    [6, ['ai/replicas']],
  ])('%i', (replicas, codes) => {
    expect(codesOf(scale(replicas))).toEqual(codes);
    const value: Action = { action: 'SetHelmValue', release: 'backend', path: ['replicaCount'], value: replicas };
    expect(codesOf(value), 'as a value').toEqual(codes);
  });

  const scaler = (name: string) => ({
    metadata: { name: 'auto' },
    spec: { scaleTargetRef: { kind: 'Deployment', name } },
  });

  it('that an autoscaler sets are ai/autoscaled, and one of another workload does not matter', () => {
    expect(first(scale(2), snapshotOf({}, { autoscalers: [scaler('backend')] }))).toMatchObject({
      code: 'ai/autoscaled',
      remedy: 'Change its bounds: `kubectl -n todo edit hpa auto`.',
    });
    expect(codesOf(scale(2), snapshotOf({}, { autoscalers: [scaler('frontend')] }))).toEqual([]);
    expect(codesOf(limits({ cpu: '1' }), snapshotOf({}, { autoscalers: [scaler('backend')] }))).toEqual([]);
  });

  it.each(['horizontalpodautoscalers', 'pods', 'resourcequotas', 'limitranges'])(
    'are not set where %s may not be read',
    (what) => {
      expect(codesOf(scale(2), snapshotOf({}, { gaps: [{ what, why: 'forbidden' }] }))).toEqual(['ai/unread']);
    },
  );
});

describe('amounts', () => {
  it.each(['0', '-1', '1x', 'much', '250 m', '', '1e400', '0m', 'Mi'])('%j is ai/quantity', (cpu) => {
    expect(codesOf(requests({ cpu }))).toEqual(['ai/quantity']);
    expect(codesOf(limits({ memory: cpu }))).toEqual(['ai/quantity']);
  });

  it.each([
    [requests({ cpu: '400m' }), []],
    [requests({ memory: '512Mi' }), []],
    [requests({ memory: '513Mi' }), ['ai/request-over-limit']],
    [requests({ memory: '0.5Gi' }), []],
    [limits({ cpu: '100m' }), ['ai/step']],
    [limits({ memory: '255Mi' }), ['ai/request-over-limit']],
    [limits({ memory: '256Mi' }), []],
  ] as const)('%j beside 100m, 256Mi and limits of 500m, 512Mi: %j', (action, codes) => {
    expect(codesOf(action)).toEqual(codes);
  });

  it('of both parts are judged together', () => {
    const both: Action = { action: 'SetResources', object, requests: { memory: '1Gi' }, limits: { memory: '1Gi' } };
    expect(codesOf(both)).toEqual([]);
  });

  it.each([
    ['2000m', []],
    ['2001m', ['ai/step']],
    ['125m', []],
    ['124m', ['ai/step']],
  ])('a CPU limit of 500m may become %s: %j', (cpu, codes) => {
    expect(codesOf(limits({ cpu }))).toEqual(codes);
  });

  it('may go back to what the chart gives, however far they are from it', () => {
    const tiny = snapshotOf({ resources: { requests: { cpu: '100m', memory: '16Mi' }, limits: { memory: '16Mi' } } });
    expect(codesOf(limits({ memory: '512Mi' }), tiny)).toEqual([]);
    expect(codesOf(limits({ memory: '2Gi' }), tiny)).toEqual([]);
    expect(codesOf(limits({ memory: '2049Mi' }), tiny)).toEqual(['ai/step']);
    const huge = snapshotOf({
      resources: { requests: { cpu: '64', memory: '256Mi' }, limits: { cpu: '64', memory: '512Mi' } },
      nodeName: null,
    });
    expect(codesOf(requests({ cpu: '100m' }), huge)).toEqual([]);
    expect(codesOf(requests({ cpu: '25m' }), huge)).toEqual([]);
    expect(codesOf(requests({ cpu: '24m' }), huge)).toEqual(['ai/step']);
  });

  it('as a value of the chart are judged alike', () => {
    const value = (text: string): Action => ({
      action: 'SetHelmValue',
      release: 'backend',
      path: ['resources', 'limits', 'cpu'],
      value: text,
    });
    expect(codesOf(value('2'))).toEqual([]);
    expect(codesOf(value('64'))).toEqual(['ai/step']);
    expect(codesOf(value('much'))).toEqual(['ai/quantity']);
  });

  it('are not set where nothing says what the pods consist of', () => {
    const [workload] = snapshotOf().workloads;
    const bare: Workload = { kind: 'Deployment', ...(workload?.metadata ? { metadata: workload.metadata } : {}) };
    expect(codesOf(limits({ cpu: '1' }), snapshotOf({}, { workloads: [bare], pods: [] }))).toEqual(['ai/unread']);
    expect(codesOf(limits({ cpu: '1' }), snapshotOf({}, { workloads: [bare] })), 'a pod tells it too').toEqual([]);
  });
});

describe('room on the nodes', () => {
  it.each([
    ['500m', []],
    ['499m', ['ai/capacity']],
  ])('five replicas of 100m on nodes with %s: %j', (cpu, codes) => {
    expect(codesOf(scale(5), snapshotOf({}, { nodes: nodes(cpu) }))).toEqual(codes);
  });

  it('counts the other pods of the namespace that have not ended', () => {
    const other = (phase: string): Pod => ({
      metadata: { name: 'other' },
      spec: { nodeName: 'one', containers: [{ resources: { requests: { cpu: '300m' } } }] },
      status: { phase },
    });
    const on = (phase: string) => snapshotOf({ others: [other(phase)] }, { nodes: nodes('500m') });
    expect(codesOf(scale(2), on('Running'))).toEqual([]);
    expect(codesOf(scale(3), on('Running'))).toEqual(['ai/capacity']);
    expect(codesOf(scale(3), on('Succeeded'))).toEqual([]);
    expect(codesOf(scale(3), on('Failed'))).toEqual([]);
  });

  it.each([
    ['500m', []],
    ['499m', ['ai/capacity']],
  ])('holds the old pod beside its successor while they are replaced, 100m and 400m on %s: %j', (cpu, codes) => {
    expect(codesOf(requests({ cpu: '400m' }), snapshotOf({}, { nodes: nodes(cpu) }))).toEqual(codes);
  });

  it('is counted by what its pods have, and not by what the workload asks for since somebody patched it', () => {
    const { workloads, ...rest } = snapshotOf();
    const [deployment] = workloads;
    const containers = [{ name: 'backend', resources: { requests: { cpu: '64' } } }];
    const patched = { ...deployment, spec: { ...deployment?.spec, template: { spec: { containers } } } };
    const snapshot = { ...rest, workloads: [patched as Workload], nodes: nodes('300m') };
    expect(codesOf(requests({ cpu: '200m' }), snapshot)).toEqual([]);
  });

  it('is not taken by a pod that waits for a node', () => {
    const resources = { requests: { cpu: '400m', memory: '256Mi' }, limits: { cpu: '500m', memory: '512Mi' } };
    const waiting = snapshotOf({ resources, nodeName: null }, { nodes: nodes('300m') });
    expect(codesOf(requests({ cpu: '200m' }), waiting)).toEqual([]);
    expect(codesOf(requests({ cpu: '200m' }), snapshotOf({ resources }, { nodes: nodes('300m') }))).toEqual([
      'ai/capacity',
    ]);
  });

  it('must be on one node for one pod, and closed nodes have none', () => {
    const small = [...nodes('300m'), ...nodes('300m'), ...nodes('300m')];
    expect(first(requests({ cpu: '400m' }), snapshotOf({}, { nodes: small }))?.message).toBe(
      'One pod would request 400m of CPU, and the largest node has 300m',
    );
    expect(codesOf(scale(1), snapshotOf({}, { nodes: nodes('4', '8Gi', true) }))).toEqual([
      'ai/capacity',
      'ai/capacity',
    ]);
  });

  it('is counted for memory as well', () => {
    expect(codesOf(scale(4), snapshotOf({}, { nodes: nodes('4', '1Gi') }))).toEqual([]);
    expect(first(scale(5), snapshotOf({}, { nodes: nodes('4', '1Gi') }))?.message).toBe(
      'The pods of the namespace would request 1.3Gi of memory, and the nodes have 1Gi',
    );
  });

  it('is a warning where nodes may not be read, as for everyone with rights in one namespace', () => {
    const found = judge(scale(2), { charts, snapshot: snapshotOf({}, { nodes: null }) });
    expect(found).toMatchObject([{ code: 'ai/unread', level: 'warning' }]);
  });

  it('of a StatefulSet is that of its pods, for none runs beside its successor', () => {
    const [deployment] = snapshotOf().workloads;
    const set: Workload = {
      ...deployment,
      kind: 'StatefulSet',
      metadata: { name: 'database', uid: 'r', labels: { 'app.kubernetes.io/instance': 'database' } },
    };
    const action: Action = {
      action: 'SetResources',
      object: { kind: 'StatefulSet', name: 'database' },
      requests: { cpu: '400m' },
    };
    expect(codesOf(action, snapshotOf({}, { workloads: [set], nodes: nodes('400m') }))).toEqual([]);
    expect(codesOf(action, snapshotOf({}, { workloads: [set], nodes: nodes('399m') }))).toEqual(['ai/capacity']);
  });
});

describe('a quota', () => {
  it.each([
    [{ 'requests.cpu': '300m' }, []],
    [{ 'requests.cpu': '299m' }, ['ai/quota']],
    [{ cpu: '299m' }, ['ai/quota']],
    [{ 'requests.memory': '768Mi' }, []],
    [{ memory: '767Mi' }, ['ai/quota']],
    [{ 'limits.cpu': '1500m' }, []],
    [{ 'limits.cpu': '1499m' }, ['ai/quota']],
    [{ 'limits.memory': '1536Mi' }, []],
    [{ 'limits.memory': '1535Mi' }, ['ai/quota']],
    [{ pods: '3' }, []],
    [{ pods: '2' }, ['ai/quota']],
    [{ 'count/pods': '2' }, ['ai/quota']],
    [{ services: '0' }, []],
  ] as const)('with one pod used, %j and three replicas: %j', (hard, codes) => {
    const used = {
      ...{ 'requests.cpu': '100m', cpu: '100m', 'requests.memory': '256Mi', memory: '256Mi' },
      ...{ 'limits.cpu': '500m', 'limits.memory': '512Mi', pods: '1', 'count/pods': '1' },
    };
    expect(codesOf(scale(3), snapshotOf({}, quota(hard, used)))).toEqual(codes);
  });

  it('says what it allows, what is used and what would be needed', () => {
    expect(
      first(scale(3), snapshotOf({}, quota({ 'requests.cpu': '200m' }, { 'requests.cpu': '100m' }))),
    ).toMatchObject({
      message: 'The quota small allows 200m of requests.cpu, 100m are used, and 200m more would be needed',
      remedy: 'Ask for less, or raise the quota: `kubectl -n todo edit resourcequota small`.',
    });
  });

  it('must have room for the pod that runs beside the old one', () => {
    const used = { 'requests.cpu': '100m', pods: '1' };
    expect(codesOf(requests({ cpu: '200m' }), snapshotOf({}, quota({ 'requests.cpu': '300m' }, used)))).toEqual([]);
    expect(codesOf(requests({ cpu: '200m' }), snapshotOf({}, quota({ 'requests.cpu': '299m' }, used)))).toEqual([
      'ai/quota',
    ]);
    expect(codesOf(requests({ cpu: '200m' }), snapshotOf({}, quota({ pods: '1' }, used)))).toEqual(['ai/quota']);
  });

  it('never forbids fewer replicas, however full it is', () => {
    const full = quota({ 'requests.cpu': '50m', pods: '0' }, { 'requests.cpu': '400m', pods: '4' });
    expect(codesOf(scale(1), snapshotOf({ replicas: 4 }, full))).toEqual([]);
  });

  it('that does not say what is used is ai/unread', () => {
    expect(codesOf(scale(2), snapshotOf({}, { quotas: [{ metadata: { name: 'new' } }] }))).toEqual(['ai/unread']);
  });
});

describe('a LimitRange', () => {
  it.each([
    [{ type: 'Container', max: { memory: '1Gi' } }, []],
    [{ type: 'Container', max: { memory: '1023Mi' } }, ['ai/limit-range']],
    [{ type: 'Container', min: { memory: '256Mi' } }, []],
    [{ type: 'Container', min: { memory: '257Mi' } }, ['ai/limit-range']],
    [{ type: 'Container', maxLimitRequestRatio: { memory: '4' } }, []],
    [{ type: 'Container', maxLimitRequestRatio: { memory: '3' } }, ['ai/limit-range']],
    [{ type: 'Pod', max: { memory: '1Gi' } }, []],
    [{ type: 'Pod', max: { memory: '1023Mi' } }, ['ai/limit-range']],
    [{ type: 'PersistentVolumeClaim', max: { memory: '1' } }, []],
    [{}, []],
  ] as const)('%j and a memory limit of 1Gi: %j', (item, codes) => {
    expect(codesOf(limits({ memory: '1Gi' }), snapshotOf({}, range(item)))).toEqual(codes);
  });

  it('keeps new pods from being made as well', () => {
    const found = first(scale(2), snapshotOf({}, range({ type: 'Container', max: { cpu: '400m' } })));
    expect(found).toMatchObject({
      code: 'ai/limit-range',
      message: 'The LimitRange bounds: a container may have 400m of CPU at most, and would have 500m',
    });
  });
});

describe('a value of a chart', () => {
  const value = (path: string, to: string | number | boolean, release: 'backend' | 'database' = 'backend'): Action => ({
    action: 'SetHelmValue',
    release,
    path: path.split('.'),
    value: to,
  });

  it.each([
    'image.tag',
    'image.repository',
    'securityContext.readOnlyRootFilesystem',
    'podSecurityContext.runAsUser',
    'serviceAccount.automountServiceAccountToken',
    'service.type',
    'config.DATABASE_URL.x',
    'config.AUTH_ISSUER',
    'config.OPENAI_BASE_URL',
    'config.MIGRATION_DATABASE_URL',
    'config.AUTH_JWKS_URL',
    'config.ENVIRONMENT',
    'config.COOKIE_SECURE',
    'config',
    'config.LOG_LEVEL.x',
    'secrets.AUTH_SECRET',
    'secrets.x',
    'nodeSelector.disk',
    'constructor',
    'replicaCount.x',
    'resources.limits.gpu',
  ])('%s is ai/value-guarded', (path) => {
    expect(codesOf(value(path, 'x'))).toEqual(['ai/value-guarded']);
  });

  it.each(['config.LOG_LEVEL', 'probes.readiness.path', 'probes.liveness.failureThreshold', 'preStopSleepSeconds'])(
    '%s may be set',
    (path) => {
      expect(codesOf(value(path, 'x'))).toEqual([]);
    },
  );

  it('that names those which may be set is the remedy', () => {
    expect(first(value('service.port', 1, 'database'))?.remedy).toBe(
      'Of database a repair may set probes.*.periodSeconds, probes.*.timeoutSeconds, probes.*.failureThreshold, terminationGracePeriodSeconds; write anything else into the files yourself, and deploy.',
    );
  });

  it.each(['image.tag', 'service.port', 'config.AUTH_ISSUER', 'podSecurityContext.runAsUser'])(
    '%s may be set to what the files give it, and to nothing else',
    (path) => {
      const isGiven: Ground['isGiven'] = ({ value: to }) => to === 'given';
      const codes = (to: string) =>
        judge(value(path, to), { snapshot: snapshotOf(), charts, isGiven }).map(({ code }) => code);
      expect([codes('given'), codes('other')]).toEqual([[], ['ai/value-guarded']]);
    },
  );

  it('that is an address of the database with a password is ai/value-guarded, whatever the files give', () => {
    const isGiven = () => true;
    for (const address of [
      'postgresql://todo:canary-value@db/todo',
      'postgresql://db/todo?password=canary-value',
      '',
    ]) {
      const [found] = judge(value('config.DATABASE_URL', address), { snapshot: snapshotOf(), charts, isGiven });
      expect(found?.code).toBe('ai/value-guarded');
      expect(JSON.stringify(found)).not.toContain('canary-value');
    }
    expect(
      judge(value('config.DATABASE_URL', 'postgresql://todo@db/todo'), { snapshot: snapshotOf(), charts, isGiven }),
    ).toEqual([]);
  });

  it('that a secret has is not asked of the files', () => {
    const isGiven = () => true;
    expect(judge(value('secrets.AUTH_SECRET', 'x'), { snapshot: snapshotOf(), charts, isGiven })[0]?.code).toBe(
      'ai/value-guarded',
    );
  });
});

/** A namespace of a real cluster, as `npm run record` kept it. */
const recorded = (name: string): ClusterSnapshot =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../diagnosis/recorded', `${name}.json`), 'utf8'));

describe('namespaces of a real cluster', () => {
  const app = { kind: 'Deployment', name: 'app' } as const;
  /** The workload as if it were ours, with the template that recordings leave out where there is no pod to tell it. */
  const ours = (name: string, resources?: object): ClusterSnapshot => {
    const snapshot = recorded(name);
    const template = { spec: { containers: [{ name: 'app', ...(resources ? { resources } : {}) }] } };
    return {
      ...snapshot,
      workloads: snapshot.workloads.map((one) => ({
        ...one,
        metadata: { ...one.metadata, labels: { 'app.kubernetes.io/instance': 'backend' } },
        spec: { ...one.spec, ...(resources ? { template } : {}) },
      })),
    };
  };
  const asks = (memory: string): Action => ({
    action: 'SetResources',
    object: app,
    requests: { cpu: '100m', memory },
    limits: { cpu: '500m', memory: '512Mi' },
  });
  const twice: Action = { action: 'Scale', object: app, replicas: 2 };

  it('a healthy one takes the examples of the request', () => {
    const both: Action = { action: 'SetResources', object, requests: { cpu: '250m' }, limits: { memory: '512Mi' } };
    expect([scale(3), both].map((one) => codesOf(one, recorded('healthy')))).toEqual([[], []]);
  });

  it('a request for more CPU than a node has is no ground for a second pod, and may be taken back', () => {
    expect(first(twice, ours('insufficient-cpu'))?.message).toBe(
      'One pod would request 64 of CPU, and the largest node has 2',
    );
    expect(codesOf(asks('256Mi'), ours('insufficient-cpu'))).toEqual([]);
    expect(codesOf(twice, ours('insufficient-memory'))).toEqual(['ai/capacity']);
    expect(codesOf(asks('256Mi'), ours('insufficient-memory'))).toEqual([]);
  });

  it('a limit that killed a container may be raised to what the chart gives', () => {
    expect(codesOf(asks('256Mi'), ours('out-of-memory'))).toEqual([]);
  });

  it('a quota and a LimitRange that keep pods away keep repairs away that do not change that', () => {
    expect(codesOf(twice, ours('quota-exceeded', { requests: { memory: '64Mi' } }))).toEqual(['ai/quota']);
    expect(codesOf(asks('128Mi'), ours('quota-exceeded', { requests: { memory: '64Mi' } }))).toEqual(['ai/quota']);
    const large = { requests: { memory: '32Mi' }, limits: { memory: '64Mi' } };
    expect(codesOf(twice, ours('limit-range', large))).toEqual(['ai/limit-range']);
    const small: Action = {
      action: 'SetResources',
      object: app,
      requests: { memory: '16Mi' },
      limits: { memory: '16Mi' },
    };
    expect(codesOf(small, ours('limit-range', large)), 'within its bounds').toEqual([]);
  });

  it.each(['database-host', 'image-pull', 'rollout-stuck'])('an object of nobody is left alone (%s)', (name) => {
    expect(codesOf(twice, recorded(name))).toEqual(['ai/object-foreign']);
  });
});

describe('whatever the snapshot', () => {
  const actions: readonly Action[] = [
    scale(2),
    requests({ cpu: '250m' }),
    limits({ memory: '512Mi' }),
    { action: 'RolloutRestart', object },
  ];

  it('judging throws never, and what lacks its labels is not changed', () => {
    const partial = (one: unknown): fc.Arbitrary<unknown> => {
      if (Array.isArray(one)) return fc.tuple(...one.map((item) => partial(item))).chain((all) => fc.subarray(all));
      if (typeof one !== 'object' || one === null) return fc.constant(one);
      return fc.record(Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, partial(inner)])), {
        requiredKeys: [],
      });
    };
    const whole = snapshotOf(
      { replicas: 2 },
      {
        ...quota({ 'requests.cpu': '300m' }, { 'requests.cpu': '200m' }),
        ...range({ type: 'Container', max: { cpu: '1' } }),
        autoscalers: [{ spec: { scaleTargetRef: { kind: 'Deployment', name: 'other' } } }],
      },
    );
    const { workloads, replicaSets, pods, nodes: some, quotas, limitRanges, autoscalers } = whole;
    const parts = { workloads, replicaSets, pods, nodes: some, quotas, limitRanges, autoscalers };
    const snapshots = fc.record(
      Object.fromEntries(Object.entries(parts).map(([key, all]) => [key, partial(all)])),
    ) as fc.Arbitrary<Partial<ClusterSnapshot>>;
    let judged = 0;
    fc.assert(
      fc.property(snapshots, fc.constantFrom(...actions), (some, action) => {
        const snapshot: ClusterSnapshot = { ...emptySnapshot, ...some };
        const codes = codesOf(action, snapshot);
        const isOurs = snapshot.workloads.some(
          ({ kind, metadata }) =>
            kind === 'Deployment' &&
            metadata?.name === 'backend' &&
            metadata.labels?.['app.kubernetes.io/instance'] === 'backend',
        );
        if (isOurs) judged += 1;
        else expect(codes).toHaveLength(1);
      }),
      { numRuns: 1000, seed: 7 },
    );
    expect(judged).toBeGreaterThan(20);
  });
});
