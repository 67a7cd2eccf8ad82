import { finding, Problem } from '../core/finding.ts';
import type { ReleaseName, Remnant } from '../core/target.ts';
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

/**
 * Takes away everything else of ours that the flags allow, verifies that it is gone, and names it. Other runs may begin
 * and end meanwhile: what was left to them, and what they made, is neither gone nor left over.
 */
export const removeRemnants = async (world: World): Promise<readonly string[]> => {
  const { config, target } = world;
  const doomed = (await target.remnants()).filter(({ flag }) => flag === undefined || config[flag]);
  if (doomed.length === 0) return [];
  const spared = namesOf(
    await target.down({ images: true, data: config.data, cache: config.cache, cluster: config.cluster }),
  );
  const taken = namesOf(doomed).filter((one) => !spared.includes(one));
  if (config.dryRun) return taken;
  const there = namesOf(await target.remnants());
  const left = taken.filter((one) => there.includes(one));
  if (left.length > 0) throw new Problem(finding('cleanup/left-over', `Still there: ${left.join(', ')}`));
  return taken;
};

const namesOf = (remnants: readonly Remnant[]): readonly string[] =>
  remnants.map(({ kind, name }) => `${kind} ${name}`);
