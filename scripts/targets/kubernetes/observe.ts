import type { JsonMap } from '../../core/charts.ts';
import type { Finding } from '../../core/finding.ts';
import { at } from '../../core/json.ts';
import type {
  ImageSeen,
  Observation,
  Platform,
  PodSeen,
  ReleaseSeen,
  Remnant,
  WorkloadSeen,
} from '../../core/target.ts';
import { diagnose } from '../../diagnosis/diagnose.ts';
import type { Diagnosis, Subject } from '../../diagnosis/diagnosis.ts';
import { currentPods } from '../../diagnosis/rollout.ts';
import { readyEndpoints } from '../../diagnosis/rules/services.ts';
import {
  type ClusterSnapshot,
  type Condition,
  nameOf,
  type Pod,
  releaseOf,
  statusesOf,
  type Workload,
} from '../../diagnosis/snapshot.ts';
import type { Cluster, Resource } from './cluster.ts';
import { differenceText, drift } from './differences.ts';
import type { Kept } from './images.ts';
import { ours, services, workloads } from './names.ts';
import { isForeign, type StoredRelease } from './releases.ts';

/** All that one look brought, before it is put in order. */
export type Seen = {
  readonly cluster: Cluster;
  readonly releases: readonly StoredRelease[];
  /** Secrets of ours, their texts as digests; undefined where they could not be read. */
  readonly secrets: readonly JsonMap[] | undefined;
  readonly images: readonly ImageSeen[];
  readonly versions: { readonly client: string; readonly server: string } | undefined;
  /** What is wrong below the cluster: the machine, the programs. */
  readonly findings: readonly Finding[];
};

/** Puts what was seen in the order that checks read. */
export const observationOf = (seen: Seen): Observation => {
  const { cluster } = seen;
  const releases = seen.releases.filter((release) => !isForeign(release));
  const wanted = Object.fromEntries(releases.map((release) => [release.name, replicasOf(release)]));
  const diagnoses = diagnose(cluster.snapshot, wanted);
  const platform = platformOf(seen, diagnoses);
  return {
    platform,
    images: seen.images,
    releases: releases.map((release): ReleaseSeen => releaseSeen(release, seen)),
    workloads: cluster.snapshot.workloads
      .filter((one) => isOurs(one))
      .map((workload) => workloadSeen(cluster, workload, wanted, diagnoses)),
    services: cluster.snapshot.services
      .filter((one) => isOurs(one))
      .map((service) => ({
        name: nameOf(service),
        type: service.spec?.type ?? 'ClusterIP',
        ports: (service.spec?.ports ?? []).flatMap(({ port }) => port ?? []),
        selector: service.spec?.selector ?? {},
        readyEndpoints: readyEndpoints(cluster.snapshot, service),
        findings: diagnoses.filter(isAbout('Service', nameOf(service))).map((one) => one.finding),
      })),
    causes: diagnoses.map((one) => one.finding),
    strangers: strangersIn(cluster, seen.releases),
  };
};

/** Nothing at all, for a platform that is down for the reasons given. */
export const nothingSeen = (findings: readonly Finding[]): Observation => ({
  platform: { up: false, facts: 'not reached', findings },
  images: [],
  releases: [],
  workloads: [],
  services: [],
  causes: [],
  strangers: [],
});

const platformOf = ({ cluster, versions, findings }: Seen, diagnoses: readonly Diagnosis[]): Platform => {
  const errors = [...findings, ...(cluster.trouble && findings.length === 0 ? [cluster.trouble] : [])];
  const nodes = diagnoses.filter(isAbout('Node')).map((one) => one.finding);
  const all = [...errors, ...nodes];
  return {
    up: !all.some((one) => one.level === 'error'),
    facts: cluster.trouble ? 'not reached' : factsOf(cluster),
    findings: all,
    ...(versions ? { versions } : {}),
  };
};

/** True for a diagnosis of an object of the kind, of that name where one is given. */
const isAbout =
  (kind: Subject['kind'], name?: string) =>
  ({ subjects: [first] }: Diagnosis): boolean =>
    first?.kind === kind && (name === undefined || first.name === name);

const isReady = (conditions: readonly Condition[] | undefined): boolean =>
  conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false;

const factsOf = ({ nodes }: Cluster): string => {
  const { kubeletVersion, containerRuntimeVersion } = nodes[0]?.status?.nodeInfo ?? {};
  return `Kubernetes ${kubeletVersion ?? '?'}, ${containerRuntimeVersion?.split(':')[0] ?? '?'}, ${nodes.length} node${nodes.length === 1 ? '' : 's'}`;
};

/** Replicas that a release's workload was rendered with. */
const replicasOf = ({ documents }: StoredRelease): number => {
  const workload = documents.find(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
  return Number(at(workload, 'spec', 'replicas') ?? 1);
};

const releaseSeen = ({ documents, ...release }: StoredRelease, { cluster, secrets }: Seen): ReleaseSeen => ({
  ...release,
  drift: drift(
    documents.filter(({ kind }) => secrets || kind !== 'Secret'),
    [...cluster.objects, ...(secrets ?? [])],
  ).map(differenceText),
});

const workloadSeen = (
  { snapshot }: Cluster,
  workload: Workload,
  wanted: Readonly<Record<string, number>>,
  diagnoses: readonly Diagnosis[],
): WorkloadSeen => {
  const release = releaseOf(workload);
  return {
    release,
    replicas: wanted[release] ?? workload.spec?.replicas ?? 1,
    pods: currentPods(snapshot, workload).map((pod) => podSeen(snapshot, pod, release)),
    findings: diagnoses.filter((one) => one.release === release && !isAbout('Service')(one)).map((one) => one.finding),
  };
};

const podSeen = (snapshot: ClusterSnapshot, pod: Pod, release: string): PodSeen => {
  const statuses = statusesOf(pod);
  const moved = sandboxChanged(snapshot, pod);
  const ends = statuses.flatMap(({ restartCount, lastState }) => {
    const end = restartCount ? Date.parse(lastState?.terminated?.finishedAt ?? '') : Number.NaN;
    return end > moved ? [end] : [];
  });
  return {
    name: nameOf(pod),
    release,
    running: pod.status?.phase === 'Running',
    ready: isReady(pod.status?.conditions),
    restarts: statuses.reduce((sum, { restartCount }) => sum + (restartCount ?? 0), 0),
    ...(ends.length > 0 ? { lastRestart: Math.max(...ends) } : {}),
  };
};

/** When the pod last got a new sandbox (a stopped and started node): what ended before that did not end by itself. */
const sandboxChanged = ({ events }: ClusterSnapshot, pod: Pod): number =>
  Math.max(
    0,
    ...events
      .filter((event) => event.reason === 'SandboxChanged' && event.involvedObject?.name === nameOf(pod))
      .map((event) => Date.parse(event.lastTimestamp ?? '') || 0),
  );

const isOurs = (object: { readonly metadata?: Resource['metadata'] }): boolean =>
  object.metadata?.labels?.[ours.key] === ours.value;

/** What is left in a cluster, and what says whose it is. */
export type Left = Pick<Seen, 'cluster' | 'releases' | 'images'> & {
  /** Names of Secrets that carry our label. */
  readonly secrets: readonly string[];
  /** Images that other namespaces use, as `backend:tag`: not ours to remove. */
  readonly elsewhere: Kept;
};

/** What carries our label and is nobody's part; data and the namespace go only with --data. */
export const remnantsIn = ({ cluster, releases, images, secrets, elsewhere }: Left): readonly Remnant[] => [
  ...releases.filter((one) => !isForeign(one)).map(({ name }): Remnant => ({ kind: 'release', name })),
  ...cluster.objects
    .filter((one) => isOurs(one) && !one.metadata?.ownerReferences?.length)
    .map((one): Remnant => {
      const remnant = { kind: (one.kind ?? '').toLowerCase(), name: nameOf(one) };
      return one.kind === 'PersistentVolumeClaim' ? { ...remnant, flag: 'data' } : remnant;
    }),
  ...secrets.map(
    (name): Remnant => (name === 'database-secret' ? { kind: 'secret', name, flag: 'data' } : { kind: 'secret', name }),
  ),
  ...(cluster.namespace && isOurs(cluster.namespace)
    ? [{ kind: 'namespace', name: nameOf(cluster.namespace), flag: 'data' } as const]
    : []),
  ...imagesLeft(images, elsewhere),
];

/** Workloads and Services as the charts name them, `deployment/backend`. */
const expected = new Set([...Object.values(workloads), ...services.map((name) => `service/${name}`)]);

/** What stands where ours would, and is not ours; the namespace only where it would be asked for. */
const strangersIn = ({ objects, namespace }: Cluster, releases: readonly StoredRelease[]): readonly Remnant[] => [
  ...releases.filter(isForeign).map(({ name }): Remnant => ({ kind: 'release', name })),
  ...objects
    .filter((one) => !isOurs(one))
    .map((one): Remnant => ({ kind: (one.kind ?? '').toLowerCase(), name: nameOf(one) }))
    .filter(({ kind, name }) => expected.has(`${kind}/${name}`)),
  ...(namespace && !isOurs(namespace) ? [{ kind: 'namespace', name: nameOf(namespace), flag: 'data' } as const] : []),
];

const imagesLeft = (images: readonly ImageSeen[], elsewhere: Kept): readonly Remnant[] =>
  [...new Set(images.map(({ name, tag }) => `${name}:${tag}`))]
    .filter((name) => !elsewhere.has(name))
    .map((name) => ({ kind: 'image', name }));
