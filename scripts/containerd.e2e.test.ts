import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clone, cloneWithModules } from './testing/clone.ts';
import { clusterState, kubectl } from './testing/cluster-state.ts';
import { productIn } from './testing/product.ts';
import { quick, withoutImage } from './testing/quick.ts';

const namespace = 'todo-containerd';

describe('a Minikube whose runtime is containerd', () => {
  let clone: Clone;
  let product: ReturnType<typeof productIn>;

  beforeAll(() => {
    clone = cloneWithModules();
    const env = { MINIKUBE_CONTAINER_RUNTIME: 'containerd' };
    product = productIn(clone, ['--target', 'minikube', '--namespace', namespace, ...quick], env);
    spawnSync('minikube', ['delete']);
  });
  afterAll(async () => {
    await product('cleanup', '--data', '--cache', '--cluster');
    clone.remove();
  });

  /** Names and ids of our images in the node, as its runtime tells them. */
  const images = (): readonly string[] => {
    const { stdout } = spawnSync('docker', ['exec', 'minikube', 'crictl', 'images', '-o', 'json'], {
      encoding: 'utf8',
    });
    const all: readonly { readonly id: string; readonly repoTags: readonly string[] }[] = JSON.parse(stdout).images;
    return all
      .flatMap(({ id, repoTags }) => repoTags.map((tag) => `${tag} ${id}`))
      .filter((one) => /\/(?:backend|frontend):/.test(one))
      .toSorted();
  };

  it('is started, gets both images built here, and runs them', async () => {
    const ran = await product('deploy');
    expect(ran.code, ran.said).toBe(0);
    expect(kubectl('get', 'nodes', '-o', 'jsonpath={.items[0].status.nodeInfo.containerRuntimeVersion}')).toMatch(
      /^containerd:/,
    );
    expect(images()).toHaveLength(2);
  });

  it('holds everything the second time', async () => {
    const before = images();
    const ran = await product('deploy');
    expect(ran.code, ran.said).toBe(0);
    expect(ran.tasks('changed')).toEqual([]);
    expect(images()).toEqual(before);
  });

  it('gets the image that changed, and not the other one', async () => {
    const before = images();
    appendFileSync(join(clone.root, 'backend/app/main.py'), '\n# changed\n');
    expect(clone.run(['npm', 'run', '-s', 'freeze']).code).toBe(0);
    const ran = await product('deploy');
    expect(ran.code, ran.said).toBe(0);
    const frontend = (one: string) => one.includes('/frontend:');
    expect(images().filter(frontend)).toEqual(before.filter(frontend));
    expect(images().filter((one) => !before.includes(one))).toHaveLength(1);
    expect(ran.tasks('changed').length).toBeGreaterThan(0);
  });

  it('gets an image again that somebody removed from the node', async () => {
    const [, reference = ''] = /^(\S+)/.exec(images().find((one) => one.includes('/frontend:')) ?? '') ?? [];
    kubectl('-n', namespace, 'delete', 'deployment', 'frontend');
    spawnSync('docker', ['exec', 'minikube', 'crictl', 'rmi', reference]);
    expect(images().some((one) => one.startsWith(reference))).toBe(false);
    const ran = await product('deploy');
    expect(ran.code, ran.said).toBe(0);
    expect(images().some((one) => one.startsWith(reference))).toBe(true);
  });

  it('is back at the version before when the node has no such image', async () => {
    const ran = await product('deploy', ...withoutImage);
    expect(ran.code, ran.said).toBe(60);
    expect(ran.codes).toContain('pod/image-missing');
  });

  it('has nothing of ours after cleanup, images included', async () => {
    const ran = await product('cleanup', '--data');
    expect(ran.code, ran.said).toBe(0);
    expect(clusterState(namespace)).toMatchObject({ releases: {}, namespace: undefined });
    expect(images()).toEqual([]);
  });
});
