import { describe, expect, it } from 'vitest';
import { insideWords, readInside } from '../../checks/inside.ts';
import type { Script } from '../../testing/shell.ts';
import { memoryWorld } from '../../testing/world.ts';
import { minikube } from '../minikube.ts';

const labels = { 'app.kubernetes.io/part-of': 'todo-chatbot', 'app.kubernetes.io/instance': 'backend' };
const kubeconfig = JSON.stringify({ contexts: [{ name: 'minikube', context: {} }] });
const items = [
  { kind: 'ConfigMap', metadata: { name: 'backend-config', labels }, data: { LOG_LEVEL: 'info' } },
  { kind: 'ConfigMap', metadata: { name: 'kube-root-ca.crt' }, data: { 'ca.crt': 'x' } },
];
const encoded = (text: string): string => Buffer.from(text).toString('base64');
const opened = (script: Script) => {
  const memory = memoryWorld({ shell: [['kubectl config view *', kubeconfig], ...script] });
  return { ...memory, target: minikube(memory.world, 'asked for') };
};

describe('the settings of a release in a cluster', () => {
  const script: Script = [
    ['kubectl get nodes,*', JSON.stringify({ items })],
    [
      'kubectl get secret backend-secret database-secret *',
      JSON.stringify({
        items: [
          {
            kind: 'Secret',
            type: 'Opaque',
            metadata: { name: 'backend-secret', labels },
            data: { AUTH_SECRET: encoded('a'), PGPASSWORD: encoded('b') },
          },
          { kind: 'Secret', type: 'Opaque', metadata: { name: 'database-secret' }, data: { OTHER: encoded('c') } },
        ],
      }),
    ],
    ['kubectl logs *', ''],
  ];

  it('are its ConfigMap, and of its Secret name, type and keys', async () => {
    const { target } = opened(script);
    expect(await target.settings()).toEqual([
      {
        release: 'backend',
        config: { name: 'backend-config', values: { LOG_LEVEL: 'info' } },
        secret: { name: 'backend-secret', type: 'Opaque', keys: ['AUTH_SECRET', 'PGPASSWORD'] },
      },
    ]);
  });

  it('are none where nothing of ours is', async () => {
    const none: Script = [['kubectl get nodes,*', JSON.stringify({ items: [items[1]] })], ...script];
    expect(await opened([['kubectl get secret *', ''], ...none]).target.settings()).toEqual([]);
  });
});

describe('the logs of a cluster', () => {
  it('are the lines of all containers of ours, each with its pod and release', async () => {
    const said = '[pod/backend-1-x/migrate] done\n[pod/frontend-1-y/frontend] Ready\n[pod/other-z/other] no\n';
    const { target, ran } = opened([['kubectl logs *', said]]);
    expect(await target.logs()).toEqual([
      { release: 'backend', source: 'backend-1-x', text: 'done' },
      { release: 'frontend', source: 'frontend-1-y', text: 'Ready' },
    ]);
    expect(ran.at(-1)?.text).toContain('-l app.kubernetes.io/part-of=todo-chatbot --all-containers --prefix');
  });
});

describe('a name of an image that is given back', () => {
  const node = (runtime: string) => ({
    kind: 'Node',
    metadata: { name: 'minikube' },
    status: { nodeInfo: { containerRuntimeVersion: runtime } },
  });
  const discarded = async (runtime: string): Promise<readonly string[]> => {
    const { target, ran } = opened([
      ['kubectl get nodes,*', JSON.stringify({ items: [node(runtime)] })],
      ['kubectl get namespace *', '{"status": {"phase": "Active"}}'],
      ['kubectl create *', ''],
      ['minikube * docker-env *', 'DOCKER_HOST=tcp://node\n'],
      ['*', ''],
    ]);
    await target.discard({ name: 'frontend', tag: '0123456789ab', directory: 'frontend' });
    return ran.flatMap(({ text }) => (/ rm /.test(text) ? [text] : []));
  };

  it('goes from the engine that builds, and from the node where that has its own store', async () => {
    expect(await discarded('docker://28.0')).toEqual(['docker image rm frontend:0123456789ab']);
    expect(await discarded('containerd://2.0')).toEqual([
      'minikube -p minikube image rm docker.io/library/frontend:0123456789ab',
      'docker image rm frontend:0123456789ab',
    ]);
  });
});

describe('what a process says of itself', () => {
  it('names no value of a secret, and is nothing where the program failed', () => {
    expect(insideWords(['PGPASSWORD']).slice(-1)).toEqual(['PGPASSWORD']);
    expect(readInside({ code: 126, stdout: '', stderr: 'no sh' })).toBeUndefined();
    const said =
      'env A=b=c\nstatus Uid:\t1001\t1001\nroot overlay / overlay ro,relatime 0 0\nmemory.max max\ncpu.max max 100000\n';
    expect(readInside({ code: 0, stdout: said, stderr: '' })).toEqual({
      env: new Map([['A', 'b=c']]),
      status: new Map([['Uid', '1001 1001']]),
      root: ['ro', 'relatime'],
      memory: undefined,
      cpu: undefined,
    });
  });
});
