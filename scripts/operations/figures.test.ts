import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot } from '../diagnosis/snapshot.ts';
import { emptySnapshot } from '../diagnosis/snapshot.ts';
import { clusterDouble, objectsOf } from '../testing/cluster-double.ts';
import { adviceOn, figuresOf, type Usage } from './figures.ts';

const mebibyte = 2 ** 20;
const metrics = '/apis/metrics.k8s.io/v1beta1/namespaces/todo/pods';

const snapshot = (...names: readonly string[]): ClusterSnapshot => {
  const all = names.flatMap((name) => objectsOf(name));
  const of = (kind: string) => all.filter((one) => one.kind === kind) as readonly unknown[] as readonly never[];
  return {
    ...emptySnapshot,
    namespace: 'todo',
    workloads: of('Deployment'),
    replicaSets: of('ReplicaSet'),
    pods: of('Pod'),
  };
};
const used = (memory: number, cpu = 0.003): Usage => ({
  pod: 'backend-1-0',
  container: 'backend',
  cpu,
  memory: memory * mebibyte,
});
const advice = (...figures: readonly Usage[]) => adviceOn(snapshot('backend'), figures)[0];

describe('live figures', () => {
  it('are those of the metrics API, in cores and bytes', async () => {
    const list = {
      items: [{ metadata: { name: 'p' }, containers: [{ name: 'c', usage: { cpu: '2504n', memory: '82Mi' } }] }],
    };
    const { cluster } = clusterDouble([[`kubectl get --raw ${metrics}`, JSON.stringify(list)]]);
    const [one] = (await figuresOf(cluster, 'todo')) ?? [];
    expect(one).toMatchObject({ pod: 'p', container: 'c', memory: 82 * mebibyte });
    expect(one?.cpu).toBeCloseTo(2504e-9);
  });

  it('are those of the kubelets where there is no metrics API, and of this namespace alone', async () => {
    const container = { name: 'c', cpu: { usageNanoCores: 5_000_000 }, memory: { workingSetBytes: 1000 } };
    const summary = {
      pods: [
        { podRef: { name: 'p', namespace: 'todo' }, containers: [container] },
        { podRef: { name: 'other', namespace: 'shop' }, containers: [container] },
      ],
    };
    const { cluster } = clusterDouble([
      [`kubectl get --raw ${metrics}`, { code: 1, stderr: 'the server could not find the requested resource' }],
      ['kubectl get nodes -o name', 'node/one\n'],
      ['kubectl get --raw /api/v1/nodes/one/proxy/stats/summary', JSON.stringify(summary)],
    ]);
    expect(await figuresOf(cluster, 'todo')).toEqual([{ pod: 'p', container: 'c', cpu: 0.005, memory: 1000 }]);
  });

  it('are none where nobody measures, or what is said cannot be read', async () => {
    const { cluster } = clusterDouble([
      [`kubectl get --raw ${metrics}`, 'no json'],
      ['kubectl get nodes -o name', { code: 1 }],
    ]);
    expect(await figuresOf(cluster, 'todo')).toBeUndefined();
  });
});

describe('advice on resources', () => {
  it('is none where what is set aside suits what is used, and says both', () => {
    expect(advice(used(100))).toEqual({
      release: 'backend',
      text: 'backend uses 3m of CPU and 100Mi of memory; it requests 256Mi, and may use 512Mi',
    });
  });

  it.each<readonly [string, Usage, object]>([
    ['sets aside less, where four times as much is held back', used(40), { requests: { memory: '80Mi' } }],
    ['never takes away more than three quarters', used(1), { requests: { memory: '64Mi' } }],
    ['sets aside more, where more is used', used(300), { requests: { memory: '464Mi' } }],
    ['raises a limit that is near', used(450), { requests: { memory: '688Mi' }, limits: { memory: '1024Mi' } }],
    [
      'raises a limit that the request would be above',
      used(400),
      { requests: { memory: '608Mi' }, limits: { memory: '1024Mi' } },
    ],
    ['raises a CPU limit that is near', used(100, 0.45), { limits: { cpu: '1000m' } }],
  ])('%s', (_, figure, change) => {
    const { action } = advice(figure) ?? {};
    const { action: kind, object, ...changed } = action ?? {};
    expect([kind, object?.name, changed]).toEqual(['SetResources', 'backend', change]);
  });

  it('goes by the replica that uses most', () => {
    const two = objectsOf('backend', { replicas: 2 }).filter(({ kind }) => kind === 'Pod') as readonly unknown[];
    const both = adviceOn({ ...snapshot('backend'), pods: two as readonly never[] }, [
      used(100),
      { ...used(300), pod: 'backend-1-1' },
    ]);
    expect(both[0]?.action?.requests).toEqual({ memory: '464Mi' });
  });

  it('leaves out what was not measured, and what is not ours', () => {
    expect(adviceOn(snapshot('backend'), [])).toEqual([]);
    expect(adviceOn(snapshot('shop'), [{ ...used(100), pod: 'shop-1-0', container: 'shop' }])).toEqual([]);
  });
});
