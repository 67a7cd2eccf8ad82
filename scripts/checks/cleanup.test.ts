import { describe, expect, it } from 'vitest';
import type { Observation, Remnant } from '../core/target.ts';
import { type Given, memoryWorld } from '../testing/world.ts';
import { removeReleases, removeRemnants } from './cleanup.ts';

const release = (name: string) => ({ name, revision: 1, status: 'deployed', fingerprint: '', drift: [] });

describe('releases', () => {
  it('are removed in the order named, those that are there', async () => {
    const { world, done } = memoryWorld({ seen: { releases: [release('database'), release('backend')] } });
    expect(await removeReleases('frontend', 'backend', 'database')(world)).toEqual([
      'release backend',
      'release database',
    ]);
    expect(done).toEqual(['uninstall backend', 'uninstall database']);
  });

  it('are left alone when they belong to somebody else', async () => {
    const { world, done } = memoryWorld({ seen: { releases: [release('monitoring')] } });
    expect(await removeReleases('frontend', 'backend')(world)).toEqual([]);
    expect(done).toEqual([]);
  });
});

describe('what is left after the releases', () => {
  const image: Remnant = { kind: 'image', name: 'backend:1' };
  const volume: Remnant = { kind: 'volume', name: 'data-database-0', flag: 'data' };
  const cluster: Remnant = { kind: 'cluster', name: 'minikube', flag: 'cluster' };

  /** A target on which `down` takes away what `gone` says. */
  const open = (gone: (remnant: Remnant) => boolean, config: Given['config'] = {}, spared: readonly Remnant[] = []) => {
    const asked: unknown[] = [];
    let remnants: readonly Remnant[] = [image, volume, cluster];
    const { world } = memoryWorld({
      config,
      target: {
        observe: async (): Promise<Observation> => ({
          platform: { up: true, facts: '', findings: [] },
          images: [],
          releases: [],
          workloads: [],
          services: [],
          causes: [],
          strangers: [],
        }),
        remnants: async () => remnants,
        down: async (options) => {
          asked.push(options);
          if (!config.dryRun) remnants = remnants.filter((one) => !gone(one));
          return spared;
        },
      },
    });
    return { world, asked };
  };

  it('is taken away and named; data and cluster stay unless they are meant', async () => {
    const { world, asked } = open((one) => one.flag === undefined);
    expect(await removeRemnants(world)).toEqual(['image backend:1']);
    expect(asked).toEqual([{ images: true, data: false, cache: false, cluster: false }]);
  });

  it('includes the data when it is meant', async () => {
    const { world, asked } = open((one) => one.flag !== 'cluster', { data: true });
    expect(await removeRemnants(world)).toEqual(['image backend:1', 'volume data-database-0']);
    expect(asked).toEqual([{ images: true, data: true, cache: false, cluster: false }]);
  });

  it('is an error when it is still there afterwards', async () => {
    await expect(removeRemnants(open((one) => one === image, { data: true }).world)).rejects.toMatchObject({
      finding: { code: 'cleanup/left-over', message: 'Still there: volume data-database-0' },
    });
  });

  it('is not said to be gone, nor left over, when it was left to another run', async () => {
    expect(await removeRemnants(open((one) => one === volume, { data: true }, [image]).world)).toEqual([
      'volume data-database-0',
    ]);
  });

  it('is only named under --dry-run', async () => {
    expect(await removeRemnants(open(() => true, { dryRun: true }).world)).toEqual(['image backend:1']);
  });

  it('is nothing on a clean machine', async () => {
    expect(await removeRemnants(memoryWorld().world)).toEqual([]);
  });
});
