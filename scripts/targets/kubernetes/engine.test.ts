import { describe, expect, test } from 'vitest';
import type { Image } from '../../core/target.ts';
import type { Script } from '../../testing/shell.ts';
import { memoryWorld } from '../../testing/world.ts';
import { openDoor } from './door.ts';
import { openEngine, storedIn } from './engine.ts';
import { hostEnvironment } from './host.ts';

const kubeconfig = {
  path: async () => '/private/kubeconfig',
  context: async () => 'minikube',
  close: async () => {},
};
const image: Image = { name: 'backend', tag: '0123456789ab', directory: 'backend' };
const engine = (shell: Script, registry?: string) => {
  const memory = memoryWorld({ shell });
  const door = openDoor(memory.world, kubeconfig);
  return {
    ...memory,
    door,
    engine: openEngine(memory.world, door, async () => ({ DOCKER_HOST: 'tcp://node' }), registry),
  };
};

describe('a build', () => {
  test('carries our label, runs in the engine of the environment and shows its progress', async () => {
    const { engine: docker, ran, progress } = engine([['docker build *', '#7 [build 2/6] RUN pip install\n']]);
    await docker.build(image);
    expect(ran[0]).toMatchObject({
      verb: 'write',
      text: 'docker build --label app.kubernetes.io/part-of=todo-chatbot -t backend:0123456789ab backend',
      options: { env: { DOCKER_HOST: 'tcp://node' } },
    });
    expect(progress).toEqual(['backend: build 2/6  RUN pip install']);
  });

  test.each([
    ['ERROR: process "/bin/sh -c npm run build" did not complete successfully: exit code: 1', 'image/build-failed'],
    [
      'nope:1: failed to resolve source metadata for docker.io/library/nope:1: failed to do request: Head "https://registry-1.docker.io/v2/library/nope/manifests/1": dial tcp: lookup registry-1.docker.io on 10.0.0.53:53: no such host',
      'image/base-unreachable',
    ],
    [
      'ERROR: failed to resolve source metadata for docker.io/library/python:3.11-slim: toomanyrequests: You have reached your unauthenticated pull rate limit.',
      'image/registry-limit',
    ],
    ['failed to read dockerfile: open Dockerfile: no such file or directory', 'image/no-dockerfile'],
    ['write /var/lib/docker: no space left on device', 'image/disk-full'],
    ['ERROR: BuildKit is enabled but the buildx component is missing or broken.', 'tool/buildx-missing'],
    [
      "failed to dial gRPC: cannot connect to the Docker daemon. Is 'docker daemon' running on this host?: dial tcp 127.0.0.1:1: connect: connection refused",
      'tool/docker-down',
    ],
    ['permission denied while trying to connect to the Docker daemon socket', 'tool/docker-denied'],
    ['Cannot connect to the Docker daemon at unix:///var/run/docker.sock.', 'tool/docker-down'],
  ])('that ends with "%s" is %s', async (stderr, code) => {
    const { engine: docker } = engine([['docker build *', { code: 1, stderr }]]);
    await expect(docker.build(image)).rejects.toMatchObject({
      finding: { code, final: true, evidence: [{ text: stderr }] },
    });
  });
});

test('a base image that cannot be had is named, with the command that shows why', async () => {
  const stderr =
    '127.0.0.1:1/nope:1: failed to resolve source metadata for 127.0.0.1:1/nope:1: failed to do request: Head "https://127.0.0.1:1/v2/nope/manifests/1": dial tcp 127.0.0.1:1: connect: connection refused';
  const { engine: docker } = engine([['docker build *', { code: 1, stderr }]]);
  await expect(docker.build(image)).rejects.toMatchObject({
    finding: {
      message: 'The base image 127.0.0.1:1/nope:1 of backend cannot be pulled: connection refused',
      remedy: expect.stringContaining('`docker pull 127.0.0.1:1/nope:1`'),
    },
  });
});

describe('the store of an engine', () => {
  const line = (Repository: string, Tag: string, Digest = '<none>') =>
    JSON.stringify({ ID: 'sha256:aa', Repository, Tag, Digest });

  test('lists images of ours by name, tag and id, and whether a registry has them', () => {
    const stdout = [
      line('backend', 'a'),
      line('docker.io/library/frontend', 'b'),
      line('<none>', '<none>'),
      line('other', 'c'),
      '',
    ].join('\n');
    expect(storedIn({ code: 0, stdout, stderr: '' })).toEqual([
      { id: 'sha256:aa', name: 'backend', repository: 'backend', tag: 'a', pushed: false },
      { id: 'sha256:aa', name: 'frontend', repository: 'docker.io/library/frontend', tag: 'b', pushed: false },
      { id: 'sha256:aa', repository: '<none>', tag: '<none>', pushed: false },
      { id: 'sha256:aa', repository: 'other', tag: 'c', pushed: false },
    ]);
  });

  test('knows only what stands under the registry of the run, and removes what stands under others too', async () => {
    const repository = 'host:5000/todo/backend';
    const stdout = [line(repository, 'a', 'sha256:bb'), line('backend', 'a'), line('other:5000/backend', 'b')].join(
      '\n',
    );
    const said = { code: 0, stdout, stderr: '' };
    const named = (registry?: string) => storedIn(said, registry).filter(({ name }) => name !== undefined);
    expect(named('host:5000/todo')).toEqual([{ id: 'sha256:aa', name: 'backend', repository, tag: 'a', pushed: true }]);
    expect(named()).toMatchObject([{ repository: 'backend', pushed: false }]);
    const { engine: docker, ran } = engine([
      ['docker images *', stdout.replace('sha256:aa', 'sha256:cc')],
      ['docker image rm *', ''],
    ]);
    await docker.remove({ has: (one) => one === 'backend:b' });
    expect(ran.at(-1)?.text).toBe('docker image rm -f sha256:cc');
  });

  test('tells an image with its history, oldest first, and nothing of one it does not have', async () => {
    const { engine: docker } = engine([
      [
        'docker image inspect backend:0123456789ab',
        JSON.stringify([{ Id: 'sha256:aa', Config: { User: '1001:1001', Env: ['A=1'], Labels: null } }]),
      ],
      ['docker history *', 'CMD last\nRUN first\n'],
      ['docker image inspect *', { code: 1, stdout: '[]' }],
    ]);
    expect(await docker.inspect(image)).toEqual({
      id: 'sha256:aa',
      user: '1001:1001',
      env: ['A=1'],
      labels: {},
      history: ['RUN first', 'CMD last'],
    });
    expect(await docker.inspect({ ...image, tag: 'b' })).toBeUndefined();
  });

  test('is emptied of what is ours by id, each once, and left alone when there is nothing', async () => {
    const { engine: docker, ran } = engine([
      ['docker images *', `${line('backend', 'a')}\n${line('backend', 'b')}\n`],
      ['docker image rm -f sha256:aa', ''],
    ]);
    await docker.remove(new Set());
    expect(ran.at(-1)?.text).toBe('docker image rm -f sha256:aa');
    await docker.remove(new Set(['backend:b']));
    expect(ran.filter(({ verb }) => verb === 'write')).toHaveLength(1);
    const empty = engine([['docker images *', '']]);
    await empty.engine.remove(new Set());
    expect(empty.ran).toHaveLength(1);
  });
});

test('the host engine is found again where the shell was turned to a node', async () => {
  const turned = engine([['printenv MINIKUBE_ACTIVE_DOCKERD', 'minikube\n']]);
  expect(Object.keys(await hostEnvironment(turned.door)())).toContain('DOCKER_HOST');
  const plain = engine([['printenv MINIKUBE_ACTIVE_DOCKERD', { code: 1 }]]);
  expect(await hostEnvironment(plain.door)()).toEqual({});
});
