import { type Finding, Problem } from '../../core/finding.ts';
import type { Wanted } from '../../core/target.ts';
import type { Ground } from '../../core/world.ts';
import { releaseOf } from '../../diagnosis/snapshot.ts';
import { takeSnapshot } from './cluster.ts';
import type { Door } from './door.ts';
import { ensureNamespace } from './namespace.ts';
import { ownership, recovered, takeBack } from './recovery.ts';
import { attended, failureOf } from './rollout.ts';
import { waitUntilGone } from './uninstall.ts';

/** Longest wait for a release, as Helm writes it; the charts' startup probes allow two minutes per container. */
const timeout = '300s';

/** Installs or upgrades a release and waits until it is ready. A rollout without a future is ended at once, explained and taken back. */
export const installRelease = async (ground: Ground, door: Door, wanted: Wanted): Promise<void> => {
  const { release } = wanted;
  await ensureNamespace(ground, door);
  const history = await recovered(ground, door, release);
  const finding = await ground.privately('values.json', JSON.stringify(wanted.overlay), (file) =>
    upgrade(ground, door, wanted, file),
  );
  if (!finding) return;
  const back = await takeBack(ground, door, release, history);
  throw new Problem({ ...finding, message: `${finding.message}; ${back}`, final: true });
};

/** Runs helm with a watch beside it; why it failed, or undefined when the release is ready. */
const upgrade = async (ground: Ground, door: Door, wanted: Wanted, file: string): Promise<Finding | undefined> => {
  const { config } = ground;
  const { release, fingerprint } = wanted;
  const target = [release, `helm/${release}`, '-n', config.namespace, '-f', file, '--description', fingerprint];
  const words = ['helm', 'upgrade', '--install', ...target, '--wait', '--timeout', timeout, ...(await ownership(door))];
  if (config.dryRun) {
    await door.change(words);
    return undefined;
  }
  const before = await takeSnapshot(door, config.namespace);
  if (before.workloads.some((one) => releaseOf(one) === release && one.metadata?.deletionTimestamp))
    await waitUntilGone(ground, door, release);
  const began = ground.clock.now();
  const helm = await door.stream(words, { changes: true });
  const { hopeless, said } = await attended(ground, door, helm, { release, before, began });
  return said.code === 0 ? undefined : failureOf(ground, door, { release, began, hopeless, said });
};
