import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clone, cloneWithModules } from './testing/clone.ts';
import { clusterState, kubectl } from './testing/cluster-state.ts';
import { productIn } from './testing/product.ts';
import { quick } from './testing/quick.ts';
import { openRegistry, type Registry } from './testing/registry.ts';

const namespace = 'todo-registry';

describe('any Kubernetes, with images that travel through a registry', () => {
  let clone: Clone;
  let registry: Registry;
  let product: ReturnType<typeof productIn>;
  const flags = ['--target', 'context', '--context', 'minikube', '--namespace', namespace, ...quick];
  const through = (): readonly string[] => ['--registry', `${registry.host}/todo`];

  beforeAll(async () => {
    clone = cloneWithModules();
    product = productIn(clone, flags);
    registry = await openRegistry();
  });
  afterAll(async () => {
    await product('cleanup', '--data', '--cache');
    await registry.close();
    clone.remove();
  });

  const imagesOfPods = (): readonly string[] =>
    kubectl('-n', namespace, 'get', 'pods', '-o', 'jsonpath={range .items[*]}{.spec.containers[*].image}{"\\n"}{end}')
      .split('\n')
      .filter((image) => image.includes('/todo/'))
      .toSorted();

  it('says that a registry is needed before it installs anything', async () => {
    const ran = await product('deploy');
    expect(ran.codes, ran.said).toContain('usage/bad-value');
    expect(ran.report.outcomes.flatMap(({ findings }) => findings).map(({ remedy }) => remedy)).toContain(
      'Name one that they can pull from: `--registry HOST/PATH`.',
    );
    expect(ran.code).toBe(2);
    expect(clusterState(namespace).workloads).toEqual([]);
  });

  it('pushes both images, and the node pulls them', async () => {
    const ran = await product('deploy', ...through());
    expect(ran.code, ran.said).toBe(0);
    const images = imagesOfPods();
    expect(images).toHaveLength(2);
    for (const name of ['backend', 'frontend']) {
      const [tag = ''] = await registry.tags(`todo/${name}`);
      expect(images).toContain(`${registry.host}/todo/${name}:${tag}`);
    }
  });

  it('holds everything the second time, and pushes nothing', async () => {
    const ran = await product('deploy', ...through());
    expect(ran.code, ran.said).toBe(0);
    expect(ran.tasks('changed')).toEqual([]);
  });

  it('tells a version that the node cannot pull within seconds, and is back at the one before', async () => {
    const before = clusterState(namespace).workloads;
    const ran = await product('deploy', ...through(), '--set', 'backend.image.tag=never-pushed');
    expect(ran.code, ran.said).toBe(60);
    expect(ran.codes).toContain('pod/image-pull');
    expect(clusterState(namespace).workloads).toEqual(before);
  });

  it('says where it wanted to push to when nothing answers there', async () => {
    const ran = await product('deploy', '--registry', '127.0.0.1:9/todo');
    expect(ran.code, ran.said).toBe(50);
    expect(ran.said).toContain('127.0.0.1:9/todo/backend');
  });

  it('leaves nothing in the cluster and on this machine after cleanup, and does not touch the registry', async () => {
    const pushed = await registry.tags('todo/backend');
    const ran = await product('cleanup', '--data');
    expect(ran.code, ran.said).toBe(0);
    expect(clusterState(namespace)).toMatchObject({ releases: {}, namespace: undefined });
    expect(execFileSync('docker', ['images', '--format', '{{.Repository}}'], { encoding: 'utf8' })).not.toContain(
      registry.host,
    );
    expect(await registry.tags('todo/backend')).toEqual(pushed);
  });
});
