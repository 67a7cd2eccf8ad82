import { backendSecret } from '../core/action.ts';
import { errorsOf, type Finding, finding } from '../core/finding.ts';
import type { ReleaseName, ReleaseSeen, WorkloadSeen } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { lacking, secretsLacked } from './settings.ts';
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

/** What keeps a release from being the wanted one; a key that somebody took from its Secret is in no fingerprint. */
const differences = async (world: World, name: ReleaseName): Promise<readonly Finding[]> => {
  const { releases } = await world.target.observe();
  const seen = releases.find((one) => one.name === name);
  if (!seen) return [finding('release/absent', `The release ${name} is not deployed`)];
  const revision = `Revision ${seen.revision} of ${name}`;
  if (seen.status.startsWith('pending'))
    return [finding('release/pending', `${revision} is ${seen.status}: a helm run was interrupted`)];
  if (seen.status !== 'deployed') return [finding('release/outdated', `${revision} is ${seen.status}`)];
  if (seen.fingerprint !== (await fingerprintOf(world, name)))
    return [
      finding('release/outdated', `${revision} was made from other files, values or images`, {
        ...(seen.drift.length > 0 ? { evidence: [driftOf(seen)] } : {}),
      }),
    ];
  return name === 'backend' ? lacking(backendSecret.name, await secretsLacked(world)) : [];
};

/** Every replica of each named release runs and is ready now, as the release asked for it, with no restart lately. */
export const replicasReady =
  (...names: readonly ReleaseName[]): Check =>
  async (world) =>
    (await Promise.all(ofThisRun(world, names).map((name) => shortcomings(world, name)))).flat();

/** Installs again what somebody changed by hand; what only needs time is waited for, and what is not as wanted is no drift. */
export const reinstall =
  (...names: readonly ReleaseName[]) =>
  async (world: World): Promise<void> => {
    for (const name of ofThisRun(world, names))
      if ((await drifted(world, name)) && (await differences(world, name)).length === 0)
        await world.target.install(await wantedOf(world, name));
  };

const drifted = async ({ target, config }: World, name: ReleaseName): Promise<boolean> => {
  const { releases, workloads } = await target.observe();
  const workload = workloads.find((one) => one.release === name);
  const drift = releases.find((one) => one.name === name)?.drift;
  return config.force || drift?.length !== 0 || !workload || workload.pods.length < workload.replicas;
};

/** What keeps a release's replicas from serving; a known cause is told instead of what follows from it. */
const shortcomings = async ({ target, clock }: World, name: ReleaseName): Promise<readonly Finding[]> => {
  const { workloads, releases } = await target.observe();
  const workload = workloads.find((one) => one.release === name);
  const pods = workload?.pods ?? [];
  const evidence = counted(workload);
  const ready = pods.filter((pod) => pod.running && pod.ready).length;
  if (!workload || ready < Math.max(pods.length, workload.replicas)) {
    const causes = errorsOf(workload?.findings ?? []);
    if (causes.length > 0) return causes;
    const kind = target.kind === 'local' ? 'process' : 'pod';
    return pods.length === 0
      ? [finding('pod/absent', `No ${kind} of ${name} is there`, { evidence })]
      : [finding('pod/not-ready', `${ready} of ${workload?.replicas} replicas of ${name} are ready`, { evidence })];
  }
  const shaken = pods.filter(({ lastRestart }) => lastRestart !== undefined && clock.now() - lastRestart < tenMinutes);
  return [
    ...workload.findings.filter(({ level }) => level === 'warning'),
    ...shaken.map((pod) => finding('pod/restarted', `${pod.name} restarted less than ten minutes ago`, { evidence })),
    ...changedByHand(releases.find((one) => one.name === name)),
  ];
};

const changedByHand = (seen: ReleaseSeen | undefined): readonly Finding[] =>
  !seen || seen.drift.length === 0
    ? []
    : [
        finding('release/outdated', `${seen.name} was changed by hand since it was deployed`, {
          evidence: [driftOf(seen)],
          remedy: 'Bring it back: `npx tsx scripts/deploy.ts`.',
        }),
      ];

const driftOf = ({ name, drift }: ReleaseSeen) => ({
  source: `${name}, as it is -> as it was deployed`,
  text: drift.join('\n'),
});

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
