import type { JsonMap } from '../../core/charts.ts';
import { type Finding, finding } from '../../core/finding.ts';
import type { Said } from '../../core/world.ts';
import {
  type ClusterSnapshot,
  type Condition,
  type EndpointSlice,
  type Event,
  isCrashed,
  type Logs,
  type Metadata,
  nameOf,
  type Pod,
  type ReplicaSet,
  type Service,
  statusesOf,
  type Workload,
} from '../../diagnosis/snapshot.ts';
import type { Door } from './door.ts';
import { selector } from './names.ts';

/** An object as the API gives it. */
export type Resource = {
  readonly kind?: string;
  readonly metadata?: Metadata;
  readonly spec?: JsonMap;
  readonly status?: JsonMap;
};

export type Node = {
  readonly metadata?: Metadata;
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly nodeInfo?: { readonly containerRuntimeVersion?: string; readonly kubeletVersion?: string };
  };
};

/** One look at the cluster: all objects of the namespace but Secrets. */
export type Cluster = {
  readonly objects: readonly Resource[];
  readonly nodes: readonly Node[];
  readonly namespace: Resource | undefined;
  readonly snapshot: ClusterSnapshot;
  /** Why the cluster could not be read. */
  readonly trouble?: Finding;
};

const kinds = [
  'nodes',
  'namespaces',
  'deployments.apps',
  'statefulsets.apps',
  'replicasets.apps',
  'pods',
  'services',
  'endpointslices.discovery.k8s.io',
  'persistentvolumeclaims',
  'configmaps',
  'serviceaccounts',
  'jobs.batch',
  'events',
].join(',');

/** Reads everything in one process; logs of containers that are not well come after. */
export const lookAtCluster = async (door: Door, namespace: string): Promise<Cluster> => {
  const all = await door.ask(['kubectl', 'get', kinds, '-n', namespace, '--request-timeout=15s', '-o', 'json']);
  const objects = itemsOf(all);
  if (!objects) return { ...nothing(namespace), trouble: troubleOf(all) };
  const of = <T>(...names: readonly string[]) =>
    objects.filter(({ kind }) => names.includes(kind ?? '')) as readonly unknown[] as readonly T[];
  const pods = of<Pod>('Pod');
  return {
    objects: objects.filter(({ kind }) => !['Node', 'Namespace', 'Event'].includes(kind ?? '')),
    nodes: of<Node>('Node'),
    namespace: of<Resource>('Namespace').find((one) => nameOf(one) === namespace),
    snapshot: {
      namespace,
      workloads: of<Workload>('Deployment', 'StatefulSet'),
      replicaSets: of<ReplicaSet>('ReplicaSet'),
      pods,
      services: of<Service>('Service'),
      endpointSlices: of<EndpointSlice>('EndpointSlice'),
      events: of<Event>('Event'),
      logs: await logsOf(door, namespace, pods),
    },
  };
};

const nothing = (namespace: string): Omit<Cluster, 'trouble'> => ({
  objects: [],
  nodes: [],
  namespace: undefined,
  snapshot: {
    namespace,
    workloads: [],
    replicaSets: [],
    pods: [],
    services: [],
    endpointSlices: [],
    events: [],
    logs: {},
  },
});

/** kubectl prints what it could read even when it may not read every kind, and then ends with 1. */
const itemsOf = (said: Said): readonly Resource[] | undefined => {
  try {
    return (JSON.parse(said.stdout) as { readonly items?: readonly Resource[] }).items;
  } catch {
    return undefined;
  }
};

/** The names of the Secrets that carry our label; never their data. */
export const secretsOfOurs = async (door: Door, namespace: string): Promise<readonly string[]> => {
  const words = ['kubectl', 'get', 'secrets', '-n', namespace, '--request-timeout=15s', '-l', selector, '-o', 'name'];
  return (await door.ask(words)).stdout.split('\n').flatMap((line) => line.trim().replace(/^secret\//, '') || []);
};

/** A cluster that does not answer, in the words of kubectl. */
const troubleOf = (said: Said): Finding =>
  finding('cluster/unreachable', 'The cluster does not answer', {
    evidence: [{ source: 'kubectl', text: said.stderr.trim().split('\n').slice(-5).join('\n') }],
  });

/** Crashed containers say why in their logs; those that run and are not ready, too. */
const logsOf = async (door: Door, namespace: string, pods: readonly Pod[]): Promise<Readonly<Record<string, Logs>>> => {
  const unwell = pods.flatMap((pod) =>
    statusesOf(pod)
      .filter((status) => isCrashed(status) || (status.state?.running !== undefined && !status.ready))
      .map((status) => ({ pod: nameOf(pod), container: status.name ?? '', restarted: (status.restartCount ?? 0) > 0 })),
  );
  const entries = unwell.map(async ({ pod, container, restarted }): Promise<[string, Logs]> => {
    const words = ['kubectl', 'logs', pod, '-c', container, '-n', namespace, '--tail=40', '--request-timeout=10s'];
    const [current, previous] = await Promise.all([
      door.ask(words),
      restarted ? door.ask([...words, '--previous']) : undefined,
    ]);
    const text = (said: Said | undefined): string => (said?.code === 0 ? said.stdout : '');
    return [`${pod}/${container}`, { current: text(current), previous: text(previous) }];
  });
  return Object.fromEntries(await Promise.all(entries));
};
