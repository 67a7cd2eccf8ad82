import { describe, expect, test } from 'vitest';
import { type Given, memoryWorld } from '../../testing/world.ts';
import { contextOf } from './context.ts';
import { openKubeconfig } from './kubeconfig.ts';

const context = (given: Given): Promise<string> => contextOf(memoryWorld(given).world);
const current = (name: string): Given => ({ shell: [['kubectl config current-context', name]] });

describe('the context of a run', () => {
  test('is the one that was named, whatever it is', async () => {
    expect(await context({ config: { context: 'production' } })).toBe('production');
  });

  test.each(['minikube', 'kind-dev', 'k3d-dev', 'docker-desktop', 'rancher-desktop'])(
    'is the current one, %s, when that is local',
    async (name) => {
      expect(await context(current(`${name}\n`))).toBe(name);
    },
  );

  test.each(['production', 'my-minikube', 'arn:aws:eks:eu-west-1:1:cluster/x'])(
    'is refused when the current one, %s, is not local',
    async (name) => {
      await expect(context(current(`${name}\n`))).rejects.toMatchObject({
        finding: { code: 'target/not-local', remedy: expect.stringContaining(`--context ${name}`) },
      });
    },
  );

  test('is refused when there is none', async () => {
    await expect(context({ shell: [['kubectl config current-context', { code: 1 }]] })).rejects.toHaveProperty(
      'finding.code',
      'target/not-local',
    );
  });
});

describe('the private kubeconfig', () => {
  const view = { contexts: [{ name: 'a', context: { cluster: 'c', user: 'u' } }], clusters: [], users: [] };

  test('holds the one context with our namespace, and is made once until it is closed', async () => {
    const { world, handed, ran } = memoryWorld({
      shell: [['kubectl config view --raw --minify --flatten --context a -o json', JSON.stringify(view)]],
    });
    const kubeconfig = openKubeconfig(world, async () => 'a');
    expect(await Promise.all([kubeconfig.path(), kubeconfig.path()])).toEqual([
      '/private/kubeconfig',
      '/private/kubeconfig',
    ]);
    expect(ran).toHaveLength(1);
    expect(JSON.parse(handed[0]?.text ?? '')).toEqual({
      ...view,
      contexts: [{ name: 'a', context: { cluster: 'c', user: 'u', namespace: 'todo-chatbot' } }],
      'current-context': 'a',
    });
    await kubeconfig.close();
    await kubeconfig.path();
    expect(handed).toHaveLength(2);
  });

  test('says which context kubectl does not know, and asks again the next time', async () => {
    let known = false;
    const { world } = memoryWorld({
      shell: [
        ['kubectl config view *', () => (known ? JSON.stringify(view) : { code: 1, stderr: 'context was not found' })],
      ],
    });
    const kubeconfig = openKubeconfig(world, async () => 'a');
    await expect(kubeconfig.path()).rejects.toMatchObject({
      finding: { code: 'cluster/unreachable', message: expect.stringContaining('no context a') },
    });
    known = true;
    expect(await kubeconfig.path()).toBe('/private/kubeconfig');
  });
});
