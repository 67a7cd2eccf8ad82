import type { ReleaseName } from '../../core/target.ts';
import type { Ground } from '../../core/world.ts';
import type { Door } from './door.ts';
import { historyOf, lastGood, planRecovery, type Revision, refuseForeign } from './releases.ts';
import { uninstallRelease } from './uninstall.ts';

/** The history of a release that can be upgraded: what an interrupted run left pending is healed first. Throws cleanup/not-ours. */
export const recovered = async (ground: Ground, door: Door, release: ReleaseName): Promise<readonly Revision[]> => {
  const { namespace } = ground.config;
  const history = await historyOf(door, namespace, release);
  if (history.length > 0) await refuseForeign(door, namespace, release);
  const plan = planRecovery(history);
  if (plan.do === 'nothing') return history;
  ground.say.note(
    `Release ${release} is ${history.at(-1)?.status} after an interrupted run: ${plan.do === 'rollback' ? `going back to revision ${plan.to}` : 'removing it'}`,
  );
  if (plan.do === 'rollback')
    await rollback(door, namespace, release, plan.to, []); // the upgrade that follows waits
  else await uninstallRelease(ground, door, release);
  return historyOf(door, namespace, release);
};

/** Takes back what a failed run began, and says in words what was done. */
export const takeBack = async (
  ground: Ground,
  door: Door,
  release: ReleaseName,
  before: readonly Revision[],
): Promise<string> => {
  const { namespace } = ground.config;
  const now = await historyOf(door, namespace, release);
  if (now.length === 0 || (now.at(-1)?.revision === before.at(-1)?.revision && now.at(-1)?.status === 'deployed'))
    return 'nothing was changed';
  const good = lastGood(before);
  try {
    if (good === undefined) {
      await uninstallRelease(ground, door, release);
      return 'the release was removed again';
    }
    await rollback(door, namespace, release, good, ['--wait', '--timeout', '120s']);
    return `the release is back at revision ${good}`;
  } catch (error) {
    return `going back failed as well (${error instanceof Error ? error.message : String(error)})`;
  }
};

/** Helm 4 applies on the server, where other managers' changes would be conflicts: what the chart says goes. Helm 3 merges. */
export const ownership = async (door: Door): Promise<readonly string[]> => {
  const said = await door.askOnce(['helm', 'version', '--short']);
  return /^v?3\./.test(said.stdout.trim()) ? [] : ['--server-side=true', '--force-conflicts'];
};

const rollback = async (
  door: Door,
  namespace: string,
  release: string,
  to: number,
  waiting: readonly string[],
): Promise<void> =>
  door.change(['helm', 'rollback', release, String(to), '-n', namespace, ...waiting, ...(await ownership(door))]);
