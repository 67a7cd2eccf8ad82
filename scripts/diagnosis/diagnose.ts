import { type Evidence, type Finding, finding } from '../core/finding.ts';
import { currentPods, currentReplicaSet } from './rollout.ts';
import { containerRules, type Patience } from './rules.ts';
import {
  type ClusterSnapshot,
  type Condition,
  type ContainerStatus,
  nameOf,
  type Pod,
  releaseOf,
  type Service,
  statusesOf,
  type Workload,
} from './snapshot.ts';

/** A finding about one release, and how long a rollout may live with it. */
export type Diagnosis = {
  readonly release: string;
  /** The pod it is about, when it is about one. */
  readonly pod?: string;
  readonly finding: Finding;
  readonly patience: Patience;
};

/**
 * What is wrong in a namespace, causes before consequences. Only the newest revision of each workload is judged.
 * `wanted` gives the replicas that each release asks for; without it a workload's own number counts.
 */
export const diagnose = (
  snapshot: ClusterSnapshot,
  wanted: Readonly<Record<string, number>> = {},
): readonly Diagnosis[] => {
  const causes = snapshot.workloads.flatMap((workload) => [
    ...scaledDown(workload, wanted),
    ...refused(snapshot, workload),
    ...currentPods(snapshot, workload).flatMap((pod) => podDiagnoses(snapshot, releaseOf(workload), pod)),
  ]);
  const explained = new Set(causes.map((one) => one.release));
  const services = snapshot.services.filter((service) => !explained.has(releaseOf(service)));
  return [...causes, ...services.flatMap((service) => withoutEndpoints(snapshot, service))];
};

const scaledDown = (workload: Workload, wanted: Readonly<Record<string, number>>): readonly Diagnosis[] => {
  const release = releaseOf(workload);
  const asked = workload.spec?.replicas ?? 1;
  const should = wanted[release] ?? 1;
  if (asked >= should) return [];
  const name = `${workload.kind ?? 'Deployment'} ${nameOf(workload)}`;
  return [
    {
      release,
      patience: 'timeout',
      finding: finding('pod/scaled-down', `${name} asks for ${asked} of the ${should} replicas of release ${release}`, {
        evidence: [{ source: name, text: `spec.replicas: ${asked}` }],
      }),
    },
  ];
};

/** The cluster refuses to create the pods at all: a quota, a limit range, an admission policy. */
const refused = (snapshot: ClusterSnapshot, workload: Workload): readonly Diagnosis[] => {
  const conditions = [
    ...(currentReplicaSet(snapshot, workload)?.status?.conditions ?? []),
    ...fromEvents(snapshot, workload),
  ];
  const failed = conditions.find((one) => one.type === 'ReplicaFailure' && one.status === 'True');
  if (!failed) return [];
  return [
    {
      release: releaseOf(workload),
      patience: 0,
      finding: finding(
        'pod/refused',
        `The cluster refuses to create pods of ${nameOf(workload)}: ${failed.message ?? failed.reason ?? ''}`,
        {
          evidence: [{ source: `${failed.reason} of ${nameOf(workload)}`, text: failed.message ?? '' }],
          remedy: `Look at the limits of the namespace: \`kubectl describe quota,limitrange -n ${snapshot.namespace}\`.`,
        },
      ),
    },
  ];
};

/** A StatefulSet says it by an event only, and the event outlives its cause: it counts while there is no pod. */
const fromEvents = (snapshot: ClusterSnapshot, workload: Workload): readonly Condition[] =>
  workload.kind === 'StatefulSet' && (workload.spec?.replicas ?? 1) > 0 && currentPods(snapshot, workload).length === 0
    ? snapshot.events
        .filter((one) => one.reason === 'FailedCreate' && one.involvedObject?.name === nameOf(workload))
        .map(({ message }) => ({
          type: 'ReplicaFailure',
          status: 'True',
          reason: 'FailedCreate',
          message: message ?? '',
        }))
    : [];

const podDiagnoses = (snapshot: ClusterSnapshot, release: string, pod: Pod): readonly Diagnosis[] => {
  const unscheduled = unschedulable(release, pod);
  if (unscheduled) return [unscheduled];
  const events = snapshot.events.filter((event) => event.involvedObject?.name === nameOf(pod));
  return statusesOf(pod).flatMap((status) => {
    const container = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])].find(
      ({ name }) => name === status.name,
    );
    const logs = snapshot.logs[`${nameOf(pod)}/${status.name}`] ?? {};
    const own = events.filter(({ involvedObject }) => isAbout(involvedObject?.fieldPath, status));
    for (const rule of containerRules) {
      const match = rule.match({ namespace: snapshot.namespace, release, pod, status, container, events: own, logs });
      if (!match) continue;
      const { message, remedy, evidence = [], patience = rule.patience } = match;
      const details = { evidence: [stateOf(pod, status), ...evidence], ...(remedy ? { remedy } : {}) };
      return [{ release, pod: nameOf(pod), patience, finding: finding(rule.code, message, details) }];
    }
    return [];
  });
};

/** Events name their container as `spec.containers{name}`; those of the whole pod name none. */
const isAbout = (path: string | undefined, status: ContainerStatus): boolean =>
  path === undefined || !path.includes('{') || path.includes(`{${status.name}}`);

const unschedulable = (release: string, pod: Pod): Diagnosis | undefined => {
  const condition = pod.status?.conditions?.find((one) => one.type === 'PodScheduled' && one.status === 'False');
  if (!condition || !['Unschedulable', 'SchedulingGated'].includes(condition.reason ?? '')) return undefined;
  return {
    release,
    pod: nameOf(pod),
    patience: 20_000,
    finding: finding(
      'pod/unschedulable',
      `No node can take pod ${nameOf(pod)}: ${condition.message ?? condition.reason ?? ''}`,
      {
        evidence: [{ source: `pod ${nameOf(pod)}`, text: condition.message ?? '' }],
      },
    ),
  };
};

const withoutEndpoints = (snapshot: ClusterSnapshot, service: Service): readonly Diagnosis[] => {
  const { selector } = service.spec ?? {};
  if (!selector || readyEndpoints(snapshot, service) > 0) return [];
  const matching = snapshot.pods.filter((pod) =>
    Object.entries(selector).every(([key, value]) => pod.metadata?.labels?.[key] === value),
  );
  return [
    {
      release: releaseOf(service),
      patience: 'timeout',
      finding: finding(
        'service/no-endpoints',
        `${nameOf(service)} has no ready endpoint: ${matching.length} pods match its selector`,
        {
          evidence: [{ source: `selector of ${nameOf(service)}`, text: JSON.stringify(selector) }],
          remedy: `Compare its selector with the pod labels: \`kubectl get svc,pod -n ${snapshot.namespace} --show-labels\`.`,
        },
      ),
    },
  ];
};

/** How many endpoints of a Service take traffic; an endpoint that does not say counts as ready (EndpointSlice API). */
export const readyEndpoints = (snapshot: ClusterSnapshot, service: Service): number =>
  snapshot.endpointSlices
    .filter((slice) => slice.metadata?.labels?.['kubernetes.io/service-name'] === nameOf(service))
    .flatMap((slice) => slice.endpoints ?? [])
    .filter((endpoint) => endpoint.conditions?.ready !== false).length;

const stateOf = (pod: Pod, status: ContainerStatus): Evidence => ({
  source: `pod ${nameOf(pod)}`,
  text: `${status.name ?? '?'}: ${described(status)}, ${status.restartCount ?? 0} restarts`,
});

/** The state of a container in a few words, as `kubectl get pods` would say it. */
export const described = (status: ContainerStatus): string => {
  const { waiting, terminated, running } = status.state ?? {};
  if (waiting) return [waiting.reason, waiting.message].filter(Boolean).join(': ');
  if (terminated) return `${terminated.reason ?? 'terminated'} (exit code ${terminated.exitCode ?? '?'})`;
  return running ? (status.ready ? 'running' : 'running, not ready') : 'not started';
};
