import { expect, test } from 'vitest';
import type { Image } from '../../core/target.ts';
import type { Script } from '../../testing/shell.ts';
import { memoryWorld } from '../../testing/world.ts';
import { openDoor } from './door.ts';
import { openEngine } from './engine.ts';
import { registryImages } from './registry.ts';

const kubeconfig = {
  path: async () => '/private/kubeconfig',
  context: async () => 'minikube',
  close: async () => {},
};
const image: Image = { name: 'backend', tag: '0123456789ab', directory: 'backend' };
const opened = (context: string, shell: Script, registry?: string) => {
  const memory = memoryWorld({ shell, config: { context, ...(registry ? { registry } : {}) } });
  const door = openDoor(memory.world, kubeconfig);
  return {
    ...memory,
    images: registryImages(
      memory.world,
      door,
      openEngine(memory.world, door, async () => ({}), registry),
    ),
  };
};
const stored = (Repository: string, Digest: string) =>
  JSON.stringify({ ID: 'sha256:aa', Repository, Tag: image.tag, Digest });

test('an image is pushed, and counts as delivered once the registry has it', async () => {
  let digest = '<none>';
  const { images, ran } = opened(
    'remote',
    [
      ['docker images *', () => stored('host:5000/todo/backend', digest)],
      [
        'docker push host:5000/todo/backend:0123456789ab',
        () => {
          digest = 'sha256:bb';
          return '';
        },
      ],
    ],
    'host:5000/todo',
  );
  expect((await images.seen()).map(({ where }) => where)).toEqual(['builder']);
  await images.deliver(image);
  expect(ran.at(-1)?.text).toBe('docker push host:5000/todo/backend:0123456789ab');
  expect((await images.seen()).map(({ where }) => where)).toEqual(['builder', 'node']);
});

/** As docker 20.10 and 26 said it. */
test.each([
  [
    'Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused',
    'image/push-unreachable',
    'The registry host:5000 cannot be reached: connection refused',
  ],
  [
    'Get "https://host:5000/v2/": dial tcp: lookup host on 10.0.0.53:53: no such host',
    'image/push-unreachable',
    'cannot be reached: no such host',
  ],
  [
    'Get "https://host:5000/v2/": http: server gave HTTP response to HTTPS client',
    'image/push-unreachable',
    'server gave HTTP response to HTTPS client',
  ],
  [
    'denied: requested access to the resource is denied',
    'image/push-denied',
    'does not take host:5000/todo/backend:0123456789ab from this user',
  ],
  ['unauthorized: authentication required', 'image/push-denied', 'from this user'],
  ['received unexpected HTTP status: 500', 'image/push-failed', 'did not take host:5000/todo/backend:0123456789ab'],
])('a push that ends with "%s" is %s', async (stderr, code, says) => {
  const { images } = opened('remote', [['docker push *', { code: 1, stderr }]], 'host:5000/todo');
  await expect(images.deliver(image)).rejects.toMatchObject({
    finding: { code, final: true, message: expect.stringContaining(says), evidence: [{ text: stderr }] },
  });
});

test('a cluster that uses the engine of this machine needs no registry', async () => {
  const { images, ran } = opened('docker-desktop', [['docker images *', stored('backend', '<none>')]]);
  await images.deliver(image);
  expect(ran).toEqual([]);
  expect((await images.seen()).map(({ where }) => where)).toEqual(['builder', 'node']);
});

test('any other cluster needs one', async () => {
  await expect(opened('remote', []).images.deliver(image)).rejects.toMatchObject({
    finding: { code: 'usage/bad-value', remedy: expect.stringContaining('--registry') },
  });
});
