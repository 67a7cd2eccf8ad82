import type { Image, ReleaseName } from '../../core/target.ts';
import type { Files, LockName } from '../../core/world.ts';

/** Everything this target keeps lies here, relative to the root; git ignores it. */
export const home = '.local';

/** Its parts: run/, logs/ and secrets/ live as long as the deployment; data/ and cache/ outlive a plain cleanup. */
export const places = {
  run: `${home}/run`,
  logs: `${home}/logs`,
  secrets: `${home}/secrets`,
  data: `${home}/data`,
  cache: `${home}/cache`,
  images: `${home}/cache/images`,
} as const;

/** Which process of a release: the one that serves, or the one that must prove itself beside it first. */
export type Slot = 'current' | 'next';

/** Held by the run that changes something here; its folder, while there is one, is `.local/lock`. */
export const lock: LockName = { of: 'checkout', name: 'lock' };

/** The record of a release's process. */
export const recordFile = (release: ReleaseName, slot: Slot): string =>
  `${places.run}/${release}${slot === 'next' ? '-next' : ''}.json`;

/** What a release's process writes. */
export const logFile = (release: ReleaseName, slot: Slot): string =>
  `${places.logs}/${release}${slot === 'next' ? '-next' : ''}.log`;

/** The one secret that is kept, mode 0600. */
export const authSecretFile = `${places.secrets}/AUTH_SECRET`;

/** The SQLite database. */
export const databaseFile = `${places.data}/todo.db`;

/** The folder of a built image; its recipe lies beside it and is written last, so that it says: complete. */
export const imageFolder = (image: Pick<Image, 'name' | 'tag'>): string =>
  `${places.images}/${image.name}-${image.tag}`;

/** The names of the JSON files directly in a directory, without their ending, sorted. */
export const jsonNames = async (files: Files, directory: string): Promise<readonly string[]> => {
  const entries = await files.list(directory, (path) => !path.endsWith('.json'));
  return entries.map((entry) => entry.path.slice(entry.path.lastIndexOf('/') + 1, -'.json'.length));
};
