import { finding, Problem } from '../core/finding.ts';
import type { ReleaseName } from '../core/target.ts';
import type { World } from '../core/world.ts';

/** Uninstalls each named release that exists, and names those it took away. */
export const removeReleases =
  (...names: readonly ReleaseName[]) =>
  async (world: World): Promise<readonly string[]> => {
    const taken: string[] = [];
    for (const name of names) {
      const { releases } = await world.target.observe();
      if (!releases.some((one) => one.name === name)) continue;
      await world.target.uninstall(name);
      taken.push(`release ${name}`);
    }
    return taken;
  };

/** Takes away everything else of ours that the flags allow, verifies that it is gone, and names it. */
export const removeRemnants = async (world: World): Promise<readonly string[]> => {
  const { config, target } = world;
  const doomed = (await target.remnants()).filter(({ flag }) => flag === undefined || config[flag]);
  if (doomed.length === 0) return [];
  await target.down({ images: true, data: config.data, cache: config.cache, cluster: config.cluster });
  if (config.dryRun) return doomed.map(({ kind, name }) => `${kind} ${name}`);
  const left = (await target.remnants()).filter(({ flag }) => flag === undefined || config[flag]);
  if (left.length > 0)
    throw new Problem(
      finding('cleanup/left-over', `Still there: ${left.map(({ kind, name }) => `${kind} ${name}`).join(', ')}`),
    );
  return doomed.map(({ kind, name }) => `${kind} ${name}`);
};
