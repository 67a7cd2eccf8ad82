import { describe, expect, test } from 'vitest';
import type { Said } from '../../core/world.ts';
import type { Script } from '../../testing/shell.ts';
import { memoryWorld } from '../../testing/world.ts';
import { lookAtCluster, secretsOfOurs, takeSnapshot } from './cluster.ts';
import { openDoor } from './door.ts';

const kubeconfig = {
  path: async () => '/private/kubeconfig',
  context: async () => 'dev',
  close: async () => {},
};
const opened = (script: Script) => {
  const memory = memoryWorld({ shell: [...script, ['kubectl get secrets *', 'secret/backend-secret\n']] });
  return { ...memory, door: openDoor(memory.world, kubeconfig) };
};
const pod = (name: string, status: object, labels = {}) => ({
  kind: 'Pod',
  metadata: { name, labels },
  status: { containerStatuses: [{ name: 'c', ...status }] },
});
const items = (...all: readonly object[]): string => JSON.stringify({ items: all });
const forbidden = (kind: string): string =>
  `Error from server (Forbidden): ${kind} is forbidden: User "dev" cannot list resource "${kind.split('.')[0]}" in API group "" at the cluster scope\n`;

describe('a look at a cluster', () => {
  test('puts every kind in its place, with the context for commands', async () => {
    const kinds = ['Deployment', 'StatefulSet', 'ReplicaSet', 'Pod', 'Service', 'EndpointSlice', 'Ingress', 'Job'];
    const more = ['HorizontalPodAutoscaler', 'PersistentVolumeClaim', 'ResourceQuota', 'LimitRange', 'Event', 'Node'];
    const all = [...kinds, ...more, 'IngressClass', 'ConfigMap'].map((kind) => ({ kind, metadata: { name: kind } }));
    const { door, ran } = opened([['kubectl get nodes,*', items(...all)]]);
    const { snapshot, objects } = await lookAtCluster(door, 'todo');
    expect(snapshot).toMatchObject({ v: 1, context: 'dev', namespace: 'todo', gaps: [] });
    const lists = Object.values(snapshot).filter(Array.isArray) as readonly (readonly { readonly kind?: string }[])[];
    expect(
      lists
        .flat()
        .map((one) => one.kind)
        .toSorted(),
    ).toEqual(
      all
        .map(({ kind }) => kind)
        .filter((kind) => kind !== 'ConfigMap')
        .toSorted(),
    );
    expect(objects.map(({ kind }) => kind)).not.toContain('IngressClass');
    expect(await secretsOfOurs(door, 'todo')).toEqual(['backend-secret']);
    expect(ran.filter(({ text }) => text.includes('secret')).map(({ text }) => text.endsWith('-o name'))).toEqual([
      true,
    ]);
  });

  test('holds what may not be read as gaps, and what belongs to no namespace as null', async () => {
    const stderr = `${forbidden('nodes')}${forbidden('ingressclasses.networking.k8s.io')}${forbidden('resourcequotas')}`;
    const { door } = opened([['kubectl get nodes,*', { code: 1, stdout: items(pod('a', { ready: true })), stderr }]]);
    const { snapshot, nodes, trouble } = await lookAtCluster(door, 'todo');
    expect(trouble).toBeUndefined();
    expect(snapshot.pods).toHaveLength(1);
    expect([snapshot.nodes, snapshot.ingressClasses, nodes]).toEqual([null, null, []]);
    expect(snapshot.gaps.map(({ what }) => what)).toEqual(['nodes', 'ingressclasses', 'resourcequotas']);
    expect(snapshot.gaps[0]?.why).toContain('User "dev" cannot list resource "nodes"');
  });

  test.each<readonly [string, Partial<Said>, string]>([
    [
      'nobody answers',
      { code: 1, stderr: 'The connection to the server 127.0.0.1:1 was refused' },
      'cluster/unreachable',
    ],
    [
      'the credentials are unknown, though kubectl prints an empty list',
      { code: 1, stdout: items(), stderr: 'error: You must be logged in to the server (Unauthorized)' },
      'cluster/unauthorized',
    ],
    [
      'the certificate is not trusted, though kubectl prints an empty list',
      {
        code: 1,
        stdout: items(),
        stderr: 'Unable to connect to the server: x509: certificate signed by unknown authority',
      },
      'cluster/certificate',
    ],
    ['pods may not be read', { code: 1, stdout: items(), stderr: forbidden('pods') }, 'cluster/forbidden'],
  ])('is in trouble where %s', async (_, answer, code) => {
    const { door } = opened([['kubectl get nodes,*', answer]]);
    const { snapshot, trouble, objects } = await lookAtCluster(door, 'todo');
    expect(trouble?.code).toBe(code);
    expect([...objects, ...snapshot.pods]).toEqual([]);
  });

  test('goes without a context where there is none', async () => {
    const { world } = memoryWorld({ shell: [['kubectl get nodes,*', items()]] });
    const none = { ...kubeconfig, context: () => Promise.reject(new Error('no such context')) };
    expect(await takeSnapshot(openDoor(world, none), 'todo')).not.toHaveProperty('context');
  });
});

describe('the logs of a snapshot', () => {
  const crashed = { ready: false, restartCount: 2, state: { waiting: { reason: 'CrashLoopBackOff' } } };
  const logged = (script: Script, ...pods: readonly object[]) =>
    takeSnapshot(opened([['kubectl get nodes,*', items(...pods)], ...script]).door, 'todo', 'chatter');

  test('are those of containers that are not well: of this run, and of the one before where there was one', async () => {
    const { logs, gaps } = await logged(
      [
        ['kubectl logs a -c c -n todo --tail=80 --request-timeout=10s --previous', 'before\n'],
        [/^kubectl logs [ab] -c c/, 'now\n'],
        ['kubectl logs -l *', ''],
      ],
      pod('a', crashed),
      pod('b', { ready: false, restartCount: 0, state: { running: {} } }),
      pod('well', { ready: true, state: { running: {} } }),
      pod('waiting', { ready: false, state: { waiting: { reason: 'ContainerCreating' } } }),
    );
    expect(logs).toEqual({ 'a/c': { current: 'now\n', previous: 'before\n' }, 'b/c': { current: 'now\n' } });
    expect(gaps).toEqual([]);
  });

  test('that could not be had are a gap, also where the kubelet calls it a success', async () => {
    const { logs, gaps } = await logged(
      [
        ['kubectl logs a *', { code: 1, stderr: 'Error from server: pod is gone' }],
        ['kubectl logs b *', 'unable to retrieve container logs for docker://66d4\n'],
        ['kubectl logs -l *', ''],
      ],
      pod('a', { ...crashed, restartCount: 0 }),
      pod('b', { ...crashed, restartCount: 0 }),
    );
    expect(logs).toEqual({ 'a/c': {}, 'b/c': {} });
    expect(gaps).toEqual([
      { what: 'log of a/c', why: 'Error from server: pod is gone' },
      { what: 'log of b/c', why: '' },
    ]);
  });

  test('are those of the backend too while it is well, asked by its label', async () => {
    const said = '[pod/backend-1-x/backend] one\n[pod/backend-1-x/backend] two\n[pod/backend-1-y/backend] three\n';
    const { logs } = await logged([
      ['kubectl logs -l app=backend -c backend -n todo --tail=80 --prefix --request-timeout=10s', said],
    ]);
    expect(logs).toEqual({
      'backend-1-x/backend': { current: 'one\ntwo\n' },
      'backend-1-y/backend': { current: 'three\n' },
    });
  });
});
