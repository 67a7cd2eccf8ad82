import type { ReleaseName } from '../../core/target.ts';
import type { Ground } from '../../core/world.ts';
import type { Door } from './door.ts';
import { workloads } from './names.ts';

/** Longest wait for the pods of a release to end. */
const timeout = '180s';

/** Uninstalls a release that exists and waits until its pods are gone. */
export const uninstallRelease = async (ground: Ground, door: Door, release: ReleaseName): Promise<void> => {
  const { namespace, dryRun } = ground.config;
  // Foreground: the workload stays until its pods are gone. Helm's own --wait does not wait for that.
  await door.change(['helm', 'uninstall', release, '-n', namespace, '--cascade', 'foreground', '--timeout', timeout]);
  if (!dryRun) await waitUntilGone(ground, door, release);
};

/** Waits for a workload that is on its way out: what is applied to it meanwhile would vanish with it. */
export const waitUntilGone = async ({ config, say }: Ground, door: Door, release: ReleaseName): Promise<void> => {
  say.progress(`${release}: waiting until its pods have ended`);
  const words = ['wait', '--for=delete', workloads[release], '-n', config.namespace, `--timeout=${timeout}`];
  await door.change(['kubectl', ...words], { deadline: 200_000 });
};
