import { errorsOf, type Finding, finding } from '../core/finding.ts';
import type { ReleaseName, WorkloadSeen } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { fingerprintOf, releasesOf, wantedOf } from './wanted.ts';

/** The newest revision of each named release is deployed at the wanted fingerprint. */
export const releasesDeployed =
  (...names: readonly ReleaseName[]): Check =>
  async (world) =>
    (await Promise.all(ofThisRun(world, names).map((name) => differences(world, name)))).flat();

/** Installs or upgrades each named release that is not as wanted, in order. */
export const installReleases =
  (...names: readonly ReleaseName[]) =>
  async (world: World): Promise<void> => {
    for (const name of ofThisRun(world, names))
      if (world.config.force || (await differences(world, name)).length > 0)
        await world.target.install(await wantedOf(world, name));
  };

const ofThisRun = (world: World, names: readonly ReleaseName[]): readonly ReleaseName[] =>
  names.filter((name) => releasesOf(world).includes(name));

/** What keeps a release from being the wanted one. */
const differences = async (world: World, name: ReleaseName): Promise<readonly Finding[]> => {
  const { releases } = await world.target.observe();
  const seen = releases.find((one) => one.name === name);
  if (!seen) return [finding('release/absent', `The release ${name} is not deployed`)];
  const revision = `Revision ${seen.revision} of ${name}`;
  if (seen.status.startsWith('pending'))
    return [finding('release/pending', `${revision} is ${seen.status}: a helm run was interrupted`)];
  if (seen.status !== 'deployed') return [finding('release/outdated', `${revision} is ${seen.status}`)];
  return seen.fingerprint === (await fingerprintOf(world, name))
    ? []
    : [finding('release/outdated', `${revision} was made from other files, values or images`)];
};

/** Every replica of the release runs and is ready now, as the release asked for it, with no restart lately. */
export const replicasReady =
  (name: ReleaseName): Check =>
  async ({ target, clock }) => {
    const { workloads, releases } = await target.observe();
    const workload = workloads.find((one) => one.release === name);
    const causes = errorsOf(workload?.findings ?? []);
    if (!workload || workload.pods.length === 0)
      return causes.length > 0
        ? causes
        : [
            finding('pod/absent', `No ${target.kind === 'local' ? 'process' : 'pod'} of ${name} is there`, {
              evidence: counted(workload),
            }),
          ];
    const waiting = workload.pods.filter((pod) => !pod.running || !pod.ready);
    if (waiting.length > 0 || workload.pods.length < workload.replicas)
      return causes.length > 0
        ? causes
        : [
            finding(
              'pod/not-ready',
              `${workload.pods.length - waiting.length} of ${workload.replicas} replicas of ${name} are ready`,
              {
                evidence: counted(workload),
              },
            ),
          ];
    const drifted = releases.find((one) => one.name === name)?.live === false;
    return [
      ...workload.pods
        .filter((pod) => pod.lastRestart !== undefined && clock.now() - pod.lastRestart < tenMinutes)
        .map((pod) =>
          finding('pod/restarted', `${pod.name} restarted less than ten minutes ago`, { evidence: counted(workload) }),
        ),
      ...(drifted
        ? [
            finding('release/outdated', `${name} was changed by hand since it was deployed`, {
              remedy: 'Bring it back: `npx tsx scripts/deploy.ts`.',
            }),
          ]
        : []),
    ];
  };

/** Brings what drifted back to what the release says, by installing it again; a release that is not as wanted is no drift. */
export const reinstall =
  (name: ReleaseName) =>
  async (world: World): Promise<void> => {
    if ((await differences(world, name)).length === 0) await world.target.install(await wantedOf(world, name));
  };

const tenMinutes = 600_000;

const counted = (workload: WorkloadSeen | undefined): Finding['evidence'] & {} =>
  workload
    ? [
        {
          source: `${workload.release}: ${workload.replicas} wanted`,
          text:
            workload.pods.length === 0
              ? 'no pod'
              : workload.pods
                  .map(
                    ({ name, running, ready, restarts }) =>
                      `${name}  running ${running}  ready ${ready}  restarts ${restarts}`,
                  )
                  .join('\n'),
        },
      ]
    : [];
