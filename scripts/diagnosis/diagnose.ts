import { type ContainerRule, casesOf } from './case.ts';
import { offer } from './commands.ts';
import { type Diagnosis, findingIn, type Match, type Subject } from './diagnosis.ts';
import { joined } from './join.ts';
import { currentPods, isOwned } from './rollout.ts';
import { nameUnknown } from './rules/addresses.ts';
import { refused } from './rules/admission.ts';
import { blindAutoscaler } from './rules/autoscalers.ts';
import { configMissing, keyMissing, runsAsRoot } from './rules/configuration.ts';
import { crash } from './rules/crashes.ts';
import { commandDenied, commandMissing, createFailed, wrongPlatform } from './rules/creation.ts';
import { databaseCrash } from './rules/database.ts';
import { evicted } from './rules/eviction.ts';
import { imageMissing, imageName, imagePull } from './rules/images.ts';
import { brokenIngress } from './rules/ingresses.ts';
import { failedJob } from './rules/jobs.ts';
import { outOfMemory } from './rules/memory.ts';
import { sickNodes } from './rules/nodes.ts';
import type { PodRule } from './rules/pod.ts';
import { killedByProbe, unready } from './rules/probes.ts';
import { providerRefuses } from './rules/provider.ts';
import { scaledDown, stuck, subjectOf } from './rules/rollouts.ts';
import { sandboxFailed } from './rules/sandbox.ts';
import { unscheduled } from './rules/scheduling.ts';
import { deadService } from './rules/services.ts';
import { unboundClaims, volumeFailed } from './rules/volumes.ts';
import { type ClusterSnapshot, nameOf, type Pod, releaseOf, type Workload } from './snapshot.ts';

/**
 * What is wrong in a namespace, causes before consequences, each once. Only the newest revision of each workload is
 * judged. `wanted` gives the replicas that each release asks for; without it a workload's own number counts.
 */
export const diagnose = (
  snapshot: ClusterSnapshot,
  wanted: Readonly<Record<string, number>> = {},
): readonly Diagnosis[] => {
  const releaseUsing = (claim: string): string | undefined => {
    const user = snapshot.workloads.find((one) =>
      currentPods(snapshot, one).some((pod) => claimsOf(pod).includes(claim)),
    );
    return user && releaseOf(user);
  };
  return joined([
    ...sickNodes(snapshot),
    ...unboundClaims(snapshot, releaseUsing),
    ...snapshot.workloads.flatMap((workload) => ofWorkload(snapshot, workload, wanted[releaseOf(workload)])),
    ...othersIn(snapshot).flatMap((pod) => alike(ofPod(snapshot, pod, lonelyRelease(pod)))),
    ...snapshot.services.flatMap((service) => deadService(snapshot, service)),
    ...snapshot.ingresses.flatMap((ingress) => brokenIngress(snapshot, ingress)),
    ...snapshot.autoscalers.flatMap((autoscaler) => blindAutoscaler(snapshot, autoscaler)),
    ...snapshot.jobs.flatMap((job) => failedJob(snapshot, job)),
  ]).map((one) => offered(snapshot, one));
};

/** A repair is offered where its cause is told. */
const offered = (snapshot: ClusterSnapshot, one: Diagnosis): Diagnosis => {
  const { action, remedy } = one.finding;
  const more = action ? offer(snapshot, action) : '';
  return more === '' ? one : { ...one, finding: { ...one.finding, remedy: `${remedy} ${more}` } };
};

/** What may be wrong with a pod as a whole; then none of its containers tells more. */
const podRules: readonly PodRule[] = [unscheduled, evicted, sandboxFailed, volumeFailed];

/** What may be wrong with a container: the first that matches counts, so causes stand before what they lead to. */
const containerRules: readonly ContainerRule[] = [
  imageMissing,
  imagePull,
  imageName,
  configMissing,
  keyMissing,
  runsAsRoot,
  wrongPlatform,
  commandMissing,
  commandDenied,
  createFailed,
  outOfMemory,
  databaseCrash,
  nameUnknown,
  killedByProbe,
  crash,
  unready,
  providerRefuses,
];

const ofWorkload = (
  snapshot: ClusterSnapshot,
  workload: Workload,
  wanted: number | undefined,
): readonly Diagnosis[] => {
  const release = releaseOf(workload);
  const refusal = refused(snapshot, workload);
  return [
    ...scaledDown(snapshot, workload, wanted ?? 1),
    ...(refusal ? [diagnosisOf(refusal, [subjectOf(workload)], release)] : []),
    ...alike(currentPods(snapshot, workload).flatMap((pod) => ofPod(snapshot, pod, release))),
    ...stuck(snapshot, workload),
  ];
};

/** A diagnosis of a pod, with what tells two alike: their code and their container. */
type OfPod = { readonly alike: string; readonly diagnosis: Diagnosis };

const ofPod = (snapshot: ClusterSnapshot, pod: Pod, release: string | undefined): readonly OfPod[] => {
  const subject = podSubject(pod);
  for (const rule of podRules) {
    const match = rule(snapshot, pod);
    if (!match) continue;
    const claims = claimsOf(pod).map((name) => ({ kind: 'PersistentVolumeClaim', name }));
    const because = match.code === 'pod/claim-unbound' ? { because: claims } : {};
    return [{ alike: match.code, diagnosis: { ...diagnosisOf(match, [subject], release), ...because } }];
  }
  return casesOf(snapshot, pod).flatMap((one) => {
    for (const rule of containerRules) {
      const match = rule(one);
      if (match)
        return [{ alike: `${match.code} ${one.status.name}`, diagnosis: diagnosisOf(match, [subject], release) }];
    }
    return [];
  });
};

/** Replicas that are sick in the same way are told once. */
const alike = (all: readonly OfPod[]): readonly Diagnosis[] =>
  [...Map.groupBy(all, (one) => one.alike).values()].flatMap((group) => {
    const [first, ...more] = group.map(({ diagnosis }) => diagnosis);
    if (!first || more.length === 0) return first ?? [];
    const others = more.flatMap(({ subjects }) => subjects);
    const evidence = [
      ...(first.finding.evidence ?? []),
      { source: 'the same in other pods', text: others.map(({ name }) => name).join('\n') },
    ];
    return { ...first, subjects: [...first.subjects, ...others], finding: { ...first.finding, evidence } };
  });

const diagnosisOf = (match: Match, subjects: readonly Subject[], release: string | undefined): Diagnosis => ({
  ...(release === undefined ? {} : { release }),
  subjects,
  finding: findingIn(match),
  patience: match.patience,
});

const podSubject = (pod: Pod): Subject => ({ kind: 'Pod', name: nameOf(pod) });

/** Pods that are no part of a rollout: of jobs, made by hand, or of an owner that could not be read. */
const othersIn = ({ pods, workloads, replicaSets }: ClusterSnapshot): readonly Pod[] => {
  const owners = [...workloads, ...replicaSets];
  return pods.filter(
    (pod) =>
      !pod.metadata?.deletionTimestamp &&
      pod.status?.phase !== 'Succeeded' &&
      !owners.some((owner) => isOwned(pod, owner)),
  );
};

/** A pod whose ReplicaSet could not be read still belongs to its release; others concern no rollout. */
const lonelyRelease = (pod: Pod): string | undefined =>
  (pod.metadata?.ownerReferences ?? []).some(({ kind }) => kind === 'ReplicaSet') ? releaseOf(pod) : undefined;

const claimsOf = (pod: Pod): readonly string[] =>
  (pod.spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
