import { describe, expect, it } from 'vitest';
import { clusterDouble } from '../testing/cluster-double.ts';
import type { Script } from '../testing/shell.ts';
import { memoryWorld } from '../testing/world.ts';
import { silently } from './deploying.ts';
import { leavingsOf } from './leavings.ts';

const data = 'persistentvolumeclaim/data-database-0\nsecret/database-secret\n';

/** A cluster in which these are left, one text for each look. */
const leaving = (...looks: readonly string[]): Script => {
  let look = 0;
  return [
    [
      /^kubectl api-resources /,
      'pods\nevents\nevents.events.k8s.io\nconfigmaps\npods.metrics.k8s.io\nleases.coordination.k8s.io\n',
    ],
    [
      /^kubectl get pods,configmaps,leases\.coordination\.k8s\.io -n todo-chatbot-proof -l app\.kubernetes\.io\/part-of=todo-chatbot -o name$/,
      () => {
        const text = looks[Math.min(look, looks.length - 1)] ?? '';
        look += 1;
        return text;
      },
    ],
  ];
};

/** A copy that is taken back in such a cluster, and what was done for it, in order. */
const takenBack = async (script: Script) => {
  const { world, done } = memoryWorld({ elsewhere: { target: { cluster: clusterDouble(script).cluster } } });
  const copy = await world.otherwise({ namespace: 'todo-chatbot-proof' });
  const undone: string[] = [];
  const step = (name: string) => ({
    check: async () => [],
    undo: async () => {
      undone.push(name);
      return [name];
    },
  });
  const leavings = await leavingsOf(copy, silently({ T052: step('backend'), T053: step('frontend') }));
  const told =
    'trouble' in leavings ? [leavings.trouble.code, leavings.trouble.evidence?.[0]?.text] : [...leavings.names];
  return { told, undone, done };
};

describe('a copy that is taken back', () => {
  it('is undone in reverse, gives its lock back before anybody looks, and leaves nothing but the data', async () => {
    const { told, undone, done } = await takenBack(leaving(data));
    expect(told).toEqual([]);
    expect(undone).toEqual(['frontend', 'backend']);
    expect(done).toEqual([
      'todo-chatbot-proof: down {"data":false,"images":false,"cache":false,"cluster":false}',
      'todo-chatbot-proof: close',
    ]);
  });

  it('leaves nothing that the cluster takes away a moment later', async () => {
    expect((await takenBack(leaving(`replicaset.apps/backend-1\n${data}`, data))).told).toEqual([]);
  });

  it('leaves an object that stays, which is named', async () => {
    expect((await takenBack(leaving(`configmap/backend-config\n${data}`))).told).toEqual(['configmap/backend-config']);
  });

  it('is looked for among the kinds that answer, when one group of the cluster does not', async () => {
    const [kinds, ...rest] = leaving(data);
    const partly = { code: 1, stdout: String(kinds?.[1]), stderr: 'unable to retrieve metrics.k8s.io/v1beta1' };
    expect((await takenBack([['kubectl api-resources *', partly], ...rest])).told).toEqual([]);
  });

  it('is said to leave nothing only where the cluster tells', async () => {
    const away = { code: 1, stderr: 'connection refused' };
    expect((await takenBack([['kubectl api-resources *', away]])).told).toEqual([
      'cleanup/unread',
      'connection refused',
    ]);
    const denied: Script = [...leaving(data).slice(0, 1), ['kubectl get *', { code: 1, stderr: 'forbidden' }]];
    expect((await takenBack(denied)).told).toEqual(['cleanup/unread', 'forbidden']);
  });
});
