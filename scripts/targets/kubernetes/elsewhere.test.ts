import { expect, test } from 'vitest';
import { memoryWorld } from '../../testing/world.ts';
import { openDoor } from './door.ts';
import { lookElsewhere } from './elsewhere.ts';

const kubeconfig = {
  path: async () => '/private/kubeconfig',
  context: async () => 'minikube',
  close: async () => {},
};

const look = (lines: readonly unknown[], alive = true) => {
  const stdout = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const { world } = memoryWorld({
    shell: [
      ['kubectl get pods,leases.coordination.k8s.io -A --field-selector metadata.namespace!=todo-chatbot *', stdout],
    ],
    processes: { alive: async () => alive },
    config: { registry: 'registry:5000/todo' },
  });
  return lookElsewhere(world, openDoor(world, kubeconfig));
};

const lease = (machine: string, renewTime: string) => ({
  metadata: {
    namespace: 'todo-other',
    annotations: {
      'todo-chatbot/holder': JSON.stringify({
        who: 'grace@laptop',
        pid: 12,
        command: 'scripts/deploy.ts',
        machine,
        mark: { pid: 11, started: 'then' },
      }),
    },
  },
  spec: { renewTime },
});
const [now, longAgo] = ['2030-01-01T00:00:00.000000Z', '2029-12-31T23:50:00.000000Z'];

test('images of pods in other namespaces stay, and no others', async () => {
  const { images, runs } = await look(['postgres:15', 'backend:aa', 'registry:5000/todo/frontend:bb', '']);
  expect(runs).toEqual([]);
  expect(['backend:aa', 'frontend:bb', 'backend:bb'].map((name) => images.has(name))).toEqual([true, true, false]);
});

test('all images stay while a run is at work in another namespace: it may have built one and not started it yet', async () => {
  const { images, runs } = await look([lease('laptop', now)]);
  expect(runs).toMatchObject([{ namespace: 'todo-other', who: 'grace@laptop', pid: 12 }]);
  expect(images.has('backend:bb')).toBe(true);
});

test.each([
  ['that was killed on this machine', lease('desk', now), false],
  ['on another machine that has been silent for minutes', lease('laptop', longAgo), true],
  ['that never renewed its lock', lease('laptop', ''), true],
] as const)('a run %s holds nothing up', async (_, lock, alive) => {
  const { images, runs } = await look([lock], alive);
  expect([runs, images.has('backend:bb')]).toEqual([[], false]);
});
