import { describe, expect, it } from 'vitest';
import { isSkip } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { clusterDouble } from '../testing/cluster-double.ts';
import type { Script } from '../testing/shell.ts';
import type { Seen } from '../testing/target.ts';
import { memoryWorld } from '../testing/world.ts';
import { silently } from './deploying.ts';
import { cleanupLeavesNothing } from './leavings.ts';

const platform = { up: true, facts: 'a cluster', findings: [] };
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

const proof = (script: Script, { seen = {}, deploys = true }: { seen?: Seen; deploys?: boolean } = {}) => {
  const memory = memoryWorld({
    config: { databaseUrl: 'postgresql://me@db.example/todo' },
    target: { cluster: clusterDouble(script).cluster },
    elsewhere: { seen: { platform, ...seen } },
  });
  const undone: string[] = [];
  const databases: unknown[] = [];
  const step = (name: string) => ({
    check: async ({ config }: World) => {
      databases.push(config.databaseUrl);
      return deploys
        ? []
        : ([{ code: 'release/timeout', level: 'error', message: '', remedy: '', final: true }] as const);
    },
    undo: async () => {
      undone.push(name);
      return [name];
    },
  });
  const deploying = silently({ T052: step('backend'), T053: step('frontend') });
  const ask = async () => {
    const verdict = await cleanupLeavesNothing(deploying)(memory.world);
    return isSkip(verdict)
      ? verdict
      : verdict.map(({ code, evidence = [] }) => [code, ...evidence.map(({ text }) => text)]);
  };
  return { ...memory, ask, undone, databases };
};

const removal = 'todo-chatbot-proof: down {"data":true,"images":false,"cache":false,"cluster":false}';

describe('after cleanup of a copy', () => {
  it('only the data is left, the copy is undone in reverse, and then that is taken away too', async () => {
    const { ask, undone, done } = proof(leaving(data));
    expect(await ask()).toEqual([]);
    expect(undone).toEqual(['frontend', 'backend']);
    expect(done.filter((line) => line.includes('down'))).toEqual([
      'todo-chatbot-proof: down {"data":false,"images":false,"cache":false,"cluster":false}',
      removal,
    ]);
  });

  it('nothing of it reached the database of the live deployment: it had one of its own', async () => {
    const { ask, databases } = proof(leaving(data));
    expect(await ask()).toEqual([]);
    expect(new Set(databases)).toEqual(new Set([undefined]));
  });

  it('what the cluster takes away a moment later is not left', async () => {
    expect(await proof(leaving(`replicaset.apps/backend-1\n${data}`, data)).ask()).toEqual([]);
  });

  it('an object that stays is named, and the copy is taken away all the same', async () => {
    const { ask, done } = proof(leaving(`configmap/backend-config\n${data}`));
    expect(await ask()).toEqual([['cleanup/left-over', 'configmap/backend-config']]);
    expect(done).toContain(removal);
  });

  it('is read of the kinds that answer, when one group of the cluster does not', async () => {
    const [kinds, ...rest] = leaving(data);
    const partly = { code: 1, stdout: String(kinds?.[1]), stderr: 'unable to retrieve metrics.k8s.io/v1beta1' };
    expect(await proof([['kubectl api-resources *', partly], ...rest]).ask()).toEqual([]);
  });

  it('nothing is claimed where the cluster does not tell', async () => {
    const away = { code: 1, stderr: 'connection refused' };
    expect(await proof([['kubectl api-resources *', away]]).ask()).toEqual([['cleanup/unread', 'connection refused']]);
    const denied: Script = [...leaving(data).slice(0, 1), ['kubectl get *', { code: 1, stderr: 'forbidden' }]];
    expect(await proof(denied).ask()).toEqual([['cleanup/unread', 'forbidden']]);
  });

  it('a copy that cannot be deployed says why', async () => {
    const { ask, undone, done } = proof(leaving(data), { deploys: false });
    expect(await ask()).toEqual([['release/timeout']]);
    expect([undone, done.includes(removal)]).toEqual([[], true]);
  });

  it('a namespace that somebody else made is not touched', async () => {
    const strangers = [{ kind: 'namespace', name: 'todo-chatbot-proof', flag: 'data' }] as const;
    const { ask, undone } = proof(leaving(data), { seen: { strangers } });
    expect(await ask()).toEqual([['cleanup/not-ours']]);
    expect(undone).toEqual([]);
  });
});
