import { describe, expect, test } from 'vitest';
import { emptySnapshot } from '../../diagnosis/snapshot.ts';
import type { Script } from '../../testing/shell.ts';
import { memoryWorld } from '../../testing/world.ts';
import { openDoor } from './door.ts';
import { failureOf, watchRollout } from './rollout.ts';

const kubeconfig = {
  path: async () => '/private/kubeconfig',
  context: async () => 'minikube',
  close: async () => {},
};
const labels = { 'app.kubernetes.io/instance': 'backend' };
const revision = (number: number) => ({ 'deployment.kubernetes.io/revision': String(number) });
const set = (number: number) => ({
  kind: 'ReplicaSet',
  metadata: {
    name: `backend-${number}`,
    uid: `r${number}`,
    labels,
    annotations: revision(number),
    ownerReferences: [{ uid: 'd' }],
  },
});
const pod = (name: string, owner: string, state: object) => ({
  kind: 'Pod',
  metadata: { name, labels, ownerReferences: [{ uid: owner }] },
  spec: { nodeName: 'minikube', containers: [{ name: 'c', image: 'backend:1' }] },
  status: {
    phase: 'Pending',
    conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady', message: 'unready: [c]' }],
    containerStatuses: [{ name: 'c', ready: false, restartCount: 0, state }],
  },
});
const missing = { waiting: { reason: 'ErrImageNeverPull', message: 'Container image is not present' } };
const pulling = { waiting: { reason: 'ErrImagePull', message: 'not found' } };
const unready = { running: {} };
const namespace = (...pods: readonly object[]) =>
  JSON.stringify({
    items: [
      { kind: 'Node', metadata: { name: 'minikube' }, status: { conditions: [{ type: 'Ready', status: 'True' }] } },
      { kind: 'Deployment', metadata: { name: 'backend', uid: 'd', labels, annotations: revision(2) } },
      set(1),
      set(2),
      ...pods,
      {
        kind: 'Event',
        type: 'Warning',
        reason: 'Unhealthy',
        message: 'Readiness probe failed: HTTP probe failed with statuscode: 503',
        involvedObject: { kind: 'Pod', name: 'backend-2-x' },
      },
    ],
  });

const watched = (looks: string, given: { readonly until?: number; readonly before?: typeof emptySnapshot } = {}) => {
  const shell: Script = [
    ['kubectl get nodes,*', looks],
    ['kubectl get --raw *', ''],
    ['kubectl config view *', ''],
    ['kubectl logs *', 'last words\n'],
  ];
  const memory = memoryWorld({ shell, now: 0 });
  const { clock } = memory.world;
  // The memory's clock stands still unless somebody sleeps: a look takes a tenth of a second here.
  let spent = 0;
  const world = {
    ...memory.world,
    clock: {
      ...clock,
      now: () => clock.now() + spent++ * 100,
      sleep: () => new Promise<void>((done) => setTimeout(done)),
    },
  };
  const door = openDoor(world, kubeconfig);
  const began = world.clock.now();
  const rollout = {
    release: 'backend',
    before: given.before ?? emptySnapshot,
    began,
    ended: new Promise<void>(() => {}),
    over: () => world.clock.now() >= (given.until ?? Number.POSITIVE_INFINITY),
  };
  return { world, door, began, hopeless: watchRollout(world, door, rollout) };
};

describe('a rollout', () => {
  test('is given up at once for what no time heals, and tells how long it had lasted', async () => {
    const hopeless = await watched(namespace(pod('backend-2-x', 'r2', missing))).hopeless;
    expect(hopeless?.diagnosis.finding.code).toBe('pod/image-missing');
    expect(hopeless?.ms).toBeLessThan(2000);
  });

  test('is given up for what may heal only after its grace', async () => {
    const hopeless = await watched(namespace(pod('backend-2-x', 'r2', pulling))).hopeless;
    expect(hopeless?.diagnosis.finding.code).toBe('pod/image-pull');
    expect(hopeless?.ms).toBeGreaterThanOrEqual(20_000);
  });

  test('is never given up for pods that are merely not ready, or of an older revision', async () => {
    expect(await watched(namespace(pod('backend-2-x', 'r2', unready)), { until: 400_000 }).hopeless).toBeUndefined();
    expect(await watched(namespace(pod('backend-1-x', 'r1', missing)), { until: 60_000 }).hopeless).toBeUndefined();
  });
});

describe('the failure of a rollout', () => {
  const sources = (evidence: readonly { readonly source: string }[] | undefined) =>
    (evidence ?? []).map(({ source }) => source);

  test('that was given up shows the cause, the time, its pods, events and nodes', async () => {
    const { world, door, began, hopeless } = watched(namespace(pod('backend-2-x', 'r2', missing)));
    const finding = await failureOf(world, door, {
      release: 'backend',
      began,
      hopeless: await hopeless,
      said: { code: 1, stdout: '', stderr: 'Error: interrupted' },
    });
    expect(finding.code).toBe('pod/image-missing');
    expect(sources(finding.evidence)).toEqual([
      'pod/backend-2-x status.containerStatuses[0].state.waiting.reason',
      'pod/backend-2-x status.containerStatuses[0].state.waiting.message',
      'rollout of backend',
      'pods of backend',
      'events of backend',
      'nodes',
    ]);
    const text = (source: string) => finding.evidence?.find((one) => one.source === source)?.text;
    expect(text('rollout of backend')).toMatch(/^given up \d\.\d s after helm began$/);
    expect(text('pods of backend')).toBe(
      [
        'backend-2-x  Pending  on minikube',
        '  c: ErrImageNeverPull: Container image is not present, 0 restarts',
        '  Ready=False ContainersNotReady: unready: [c]',
      ].join('\n'),
    );
    expect(text('events of backend')).toContain('Unhealthy pod/backend-2-x: Readiness probe failed');
    expect(text('nodes')).toBe('minikube  Ready=True');
  });

  test.each([
    ['after the timeout is what its pods show', 'Error: context deadline exceeded', 'pod/probe-unavailable'],
    ['after another error of helm is what helm says', 'Error: something new', 'release/failed'],
  ])('%s', async (_, stderr, code) => {
    const { world, door, began, hopeless } = watched(namespace(pod('backend-2-x', 'r2', unready)), { until: 0 });
    const finding = await failureOf(world, door, {
      release: 'backend',
      began,
      hopeless: await hopeless,
      said: { code: 1, stdout: '', stderr },
    });
    expect(finding.code).toBe(code);
    expect(finding.evidence?.find(({ source }) => source === 'helm upgrade backend')?.text).toBe(stderr);
    expect(sources(finding.evidence)).toContain('pods of backend');
  });
});
