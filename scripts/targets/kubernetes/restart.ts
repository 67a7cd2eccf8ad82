import { type Finding, finding, Problem } from '../../core/finding.ts';
import type { ReleaseName } from '../../core/target.ts';
import type { Ground } from '../../core/world.ts';
import { takeSnapshot } from './cluster.ts';
import type { Door } from './door.ts';
import { workloads } from './names.ts';
import { attended, causeOf, type Ending, withEvidence } from './rollout.ts';

/** Longest wait for the new pods, as kubectl writes it; as long as for a release. */
const timeout = '300s';

/**
 * Replaces the pods of a release, one after the other, and waits until the new ones are ready. The annotation by which kubectl
 * does it is left alone by Helm, so nothing drifts from the files.
 */
export const restartRelease = async (ground: Ground, door: Door, release: ReleaseName): Promise<void> => {
  const { namespace, dryRun } = ground.config;
  const place = [workloads[release], '-n', namespace];
  if (dryRun) return door.change(['kubectl', 'rollout', 'restart', ...place]);
  const before = await takeSnapshot(door, namespace);
  const began = ground.clock.now();
  await door.change(['kubectl', 'rollout', 'restart', ...place]);
  const waiting = await door.stream(['kubectl', 'rollout', 'status', ...place, `--timeout=${timeout}`]);
  const { hopeless, said } = await attended(ground, door, waiting, { release, before, began });
  if (!hopeless && said.code === 0) return;
  const failure = await failureOf(ground, door, { release, began, hopeless, said });
  const back = await takeBack(door, place);
  throw new Problem({ ...failure, message: `${failure.message}; ${back}`, final: true });
};

const failureOf = async (
  ground: Ground,
  door: Door,
  ending: Ending & { readonly release: ReleaseName },
): Promise<Finding> => {
  const { release, hopeless } = ending;
  const snapshot = hopeless?.snapshot ?? (await takeSnapshot(door, ground.config.namespace));
  const cause =
    hopeless?.diagnosis.finding ??
    causeOf(snapshot, release) ??
    finding('release/timeout', `The new pods of ${release} were not ready in time`);
  const words = { program: 'the restart', command: `kubectl rollout status ${workloads[release]}` };
  return withEvidence(cause, { ...ending, snapshot, now: ground.clock.now() }, words);
};

/** The pods of before serve on while new ones come, so the way back is to want these again; a StatefulSet has none of them left. */
const takeBack = async (door: Door, place: readonly string[]): Promise<string> => {
  if (!place[0]?.startsWith('deployment/')) return 'it is left as it is';
  try {
    await door.change(['kubectl', 'rollout', 'undo', ...place]);
    return 'the pods of before stay';
  } catch (error) {
    return `going back failed as well (${error instanceof Error ? error.message : String(error)})`;
  }
};
