import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clone, cloneWithModules } from './testing/clone.ts';
import { clusterState, kubectl } from './testing/cluster-state.ts';
import { howToGet, peer } from './testing/peers.ts';
import { productIn } from './testing/product.ts';
import { quick, withoutImage } from './testing/quick.ts';

const namespace = 'todo-helm3';

describe('Helm 3, the own one of a user', () => {
  let clone: Clone;
  let product: ReturnType<typeof productIn>;
  const folder = mkdtempSync(join(tmpdir(), 'helm3-'));
  const log = join(folder, 'log');
  const asked = (): string => readFileSync(log, 'utf8');

  beforeAll(() => {
    const helm = peer('helm3');
    if (!helm) throw new Error(howToGet('helm3'));
    writeFileSync(join(folder, 'helm'), `#!/bin/sh\necho "$@" >>'${log}'\nexec '${helm}' "$@"\n`);
    chmodSync(join(folder, 'helm'), 0o755);
    clone = cloneWithModules();
    const path = [folder, process.env.PATH ?? ''].join(delimiter);
    product = productIn(clone, ['--target', 'minikube', '--namespace', namespace, ...quick], { PATH: path });
  });
  afterAll(async () => {
    await product('cleanup', '--data', '--cache');
    clone.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('installs the releases', async () => {
    const ran = await product('deploy');
    expect(ran.code, ran.said).toBe(0);
    expect(asked()).toMatch(/^upgrade --install backend helm\/backend /m);
    expect(asked()).not.toContain('--server-side');
    expect(clusterState(namespace).releases).toEqual({
      backend: 'deployed',
      database: 'deployed',
      frontend: 'deployed',
    });
  });

  it('holds everything the second time', async () => {
    const ran = await product('deploy');
    expect(ran.code, ran.said).toBe(0);
    expect(ran.tasks('changed')).toEqual([]);
  });

  it('is back at the version before when one has no future, and says why', async () => {
    const before = clusterState(namespace).workloads;
    const ran = await product('deploy', ...withoutImage);
    expect(ran.code, ran.said).toBe(60);
    expect(ran.codes).toContain('pod/image-missing');
    expect(clusterState(namespace)).toMatchObject({ releases: { backend: 'deployed' }, workloads: before });
  });

  it('upgrades for a new value, and takes back what was changed by hand', async () => {
    kubectl('-n', namespace, 'patch', 'service', 'backend-service', '-p', '{"spec":{"selector":{"app":"nobody"}}}');
    const ran = await product('deploy', '--set', 'backend.config.LOG_LEVEL=warning');
    expect(ran.code, ran.said).toBe(0);
    expect(ran.tasks('changed')).toEqual(['T052']);
    expect(clusterState(namespace).settings['backend-config']).toMatchObject({ LOG_LEVEL: 'warning' });
    expect(kubectl('-n', namespace, 'get', 'service', 'backend-service', '-o', 'jsonpath={.spec.selector.app}')).toBe(
      'backend',
    );
  });

  it('removes all of ours', async () => {
    const ran = await product('cleanup', '--data');
    expect(ran.code, ran.said).toBe(0);
    expect(clusterState(namespace)).toMatchObject({ releases: {}, namespace: undefined });
  });
});
