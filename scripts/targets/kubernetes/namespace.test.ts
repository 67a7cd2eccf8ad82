import { describe, expect, test } from 'vitest';
import type { Script } from '../../testing/shell.ts';
import { memoryWorld } from '../../testing/world.ts';
import { openDoor } from './door.ts';
import { ensureNamespace } from './namespace.ts';

const kubeconfig = {
  path: async () => '/private/kubeconfig',
  context: async () => 'minikube',
  close: async () => {},
};
const asked = 'kubectl get namespace todo-chatbot --ignore-not-found -o json';

const open = (script: Script, config = {}) => {
  const memory = memoryWorld({ shell: script, config });
  const made = () =>
    memory.ran.filter(({ verb }) => verb === 'write').map(({ options }) => JSON.parse(options.input ?? ''));
  return { ...memory, made, ensure: () => ensureNamespace(memory.world, openDoor(memory.world, kubeconfig)) };
};

const terminating = (finalizers?: string): string =>
  JSON.stringify({
    status: {
      phase: 'Terminating',
      conditions: [
        { type: 'NamespaceDeletionDiscoveryFailure', status: 'False', message: 'All resources discovered' },
        { type: 'NamespaceContentRemaining', status: 'True', message: 'Some resources are remaining: pods. has 1' },
        ...(finalizers
          ? [
              {
                type: 'NamespaceFinalizersRemaining',
                status: 'True',
                message: `Some content in the namespace has finalizers remaining: ${finalizers} in 1 resource instances`,
              },
            ]
          : []),
      ],
    },
  });

describe('the namespace', () => {
  test('is made with our label where there is none', async () => {
    const { ensure, made } = open([
      [asked, ''],
      ['kubectl create -f -', ''],
    ]);
    await ensure();
    expect(made()).toMatchObject([
      {
        kind: 'Namespace',
        metadata: { name: 'todo-chatbot', labels: { 'app.kubernetes.io/part-of': 'todo-chatbot' } },
      },
    ]);
  });

  test('that another run made in the same moment is as good', async () => {
    const { ensure } = open([
      [asked, ''],
      ['kubectl create -f -', { code: 1, stderr: 'Error from server (AlreadyExists): namespaces already exists' }],
    ]);
    await ensure();
  });

  test('that cannot be made is a Problem', async () => {
    const { ensure } = open([
      [asked, ''],
      ['kubectl create -f -', { code: 1, stderr: 'Error from server (Forbidden): no' }],
    ]);
    await expect(ensure()).rejects.toMatchObject({ finding: { code: 'tool/failed' } });
  });

  test('that somebody else made is used as it is', async () => {
    const { ensure, made } = open([[asked, JSON.stringify({ status: { phase: 'Active' } })]]);
    await ensure();
    expect(made()).toEqual([]);
  });

  test('that an interrupted cleanup left on its way out is waited for, and made anew', async () => {
    let looks = 0;
    const { ensure, made, progress } = open([
      [asked, () => (++looks < 4 ? terminating('kubernetes.io/pvc-protection') : '')],
      ['kubectl create -f -', ''],
    ]);
    await ensure();
    expect([looks, made().length]).toEqual([4, 1]);
    expect(progress[0]).toBe(
      'waiting until the namespace todo-chatbot is gone: Some resources are remaining: pods. has 1',
    );
  });

  test('that a finalizer of somebody else holds is not waited for', async () => {
    const { ensure, world } = open([[asked, terminating('example.org/stay')]]);
    const before = world.clock.now();
    await expect(ensure()).rejects.toMatchObject({
      finding: {
        code: 'cluster/namespace-terminating',
        final: true,
        evidence: [{ text: expect.stringContaining('example.org/stay in 1 resource instances') }],
      },
    });
    expect(world.clock.now()).toBe(before);
  });

  test('that does not go is waited for two minutes', async () => {
    const { ensure, world } = open([[asked, terminating()]]);
    const before = world.clock.now();
    await expect(ensure()).rejects.toMatchObject({ finding: { code: 'cluster/namespace-terminating' } });
    expect(world.clock.now() - before).toBe(120_000);
  });

  test('of a cluster that does not answer is a Problem', async () => {
    const { ensure } = open([[asked, { code: 1, stderr: 'connection refused' }]]);
    await expect(ensure()).rejects.toMatchObject({ finding: { code: 'cluster/unreachable' } });
  });
});
