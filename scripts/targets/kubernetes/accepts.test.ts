import { expect, test } from 'vitest';
import { memoryWorld } from '../../testing/world.ts';
import { acceptedBy } from './accepts.ts';
import { openDoor } from './door.ts';

const kubeconfig = {
  path: async () => '/private/kubeconfig',
  context: async () => 'minikube',
  close: async () => {},
};
const answered = (stderr: string) => {
  const { world } = memoryWorld({
    shell: [
      ['kubectl get namespace *', 'Active'],
      ['kubectl apply *', { code: 1, stderr }],
    ],
  });
  return acceptedBy(openDoor(world, kubeconfig), 'todo', [{ kind: 'Service' }]);
};

/** As kubectl 1.34 said it. */
test.each([
  [
    'The Service "x" is invalid: spec.ports[0].nodePort: Invalid value: 30999: provided port is already allocated',
    'manifest/invalid',
    'would not take a document: The Service "x" is invalid',
  ],
  [
    'Error from server (Forbidden): error when creating "STDIN": configmaps "x" is forbidden: unable to create new content in namespace todo because it is being terminated',
    'cluster/namespace-terminating',
    'The namespace todo is being removed',
  ],
  [
    'Error from server (Forbidden): error when creating "STDIN": secrets "x" is forbidden: exceeded quota: small, requested: secrets=1, used: secrets=5, limited: secrets=5',
    'release/refused',
    'The quota small of namespace todo has no room for secrets x',
  ],
  [
    'error: resource mapping not found for name: "x" namespace: "" from "STDIN": no matches for kind "Nosuch" in version "example.org/v1"',
    'release/kind-unknown',
    'the kind Nosuch of example.org/v1',
  ],
  [
    'error: You must be logged in to the server (Unauthorized)',
    'cluster/unauthorized',
    'does not know the credentials',
  ],
  [
    'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?',
    'cluster/unreachable',
    'does not answer at 127.0.0.1:1',
  ],
])('%s', async (stderr, code, says) => {
  const [found, ...more] = await answered(stderr);
  expect(more).toEqual([]);
  expect(found?.code).toBe(code);
  expect(found?.message).toContain(says);
  expect(found?.evidence?.length).toBeGreaterThan(0);
});

test('tries of kubectl before it gave up are no documents that were refused', async () => {
  const tries = 'E1125 19:53:09.625108 27247 memcache.go:265] "Unhandled Error" err="connect: connection refused"\n';
  const found = await answered(`${tries.repeat(3)}The connection to the server 127.0.0.1:1 was refused - did you?`);
  expect(found.map(({ code }) => code)).toEqual(['cluster/unreachable']);
});
