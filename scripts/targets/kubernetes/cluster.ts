import type { JsonMap } from '../../core/charts.ts';
import type { Finding } from '../../core/finding.ts';
import type { Said } from '../../core/world.ts';
import {
  type ClusterSnapshot,
  emptySnapshot,
  type Gap,
  isKnown,
  type Metadata,
  type Node,
  nameOf,
} from '../../diagnosis/snapshot.ts';
import type { Door } from './door.ts';
import { clusterFinding } from './kubectl-errors.ts';
import { chatterOf, logsOf } from './logs.ts';
import { selector } from './names.ts';

/** What asks a cluster and changes nothing. */
export type Asking = Pick<Door, 'ask' | 'context'>;

/** An object as the API gives it. */
export type Resource = {
  readonly kind?: string;
  readonly metadata?: Metadata;
  readonly spec?: JsonMap;
  readonly status?: JsonMap;
  /** Of a ConfigMap. */
  readonly data?: Readonly<Record<string, string>>;
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

/** Every kind that is read, by the plural that kubectl and its errors use. */
const kinds = {
  nodes: 'nodes',
  namespaces: 'namespaces',
  deployments: 'deployments.apps',
  statefulsets: 'statefulsets.apps',
  replicasets: 'replicasets.apps',
  pods: 'pods',
  services: 'services',
  endpointslices: 'endpointslices.discovery.k8s.io',
  persistentvolumeclaims: 'persistentvolumeclaims',
  configmaps: 'configmaps',
  serviceaccounts: 'serviceaccounts',
  jobs: 'jobs.batch',
  ingresses: 'ingresses.networking.k8s.io',
  ingressclasses: 'ingressclasses.networking.k8s.io',
  horizontalpodautoscalers: 'horizontalpodautoscalers.autoscaling',
  resourcequotas: 'resourcequotas',
  limitranges: 'limitranges',
  events: 'events',
} as const;

/** Kinds that are read to judge by, and are nothing that a release consists of. */
const aside: readonly string[] = ['Node', 'Namespace', 'Event', 'IngressClass'];

/** Whether the backend's log is read too where it is well: only it tells of the provider. */
type Depth = 'unwell' | 'chatter';

/** Reads everything in one process; logs of containers that are not well come after. */
export const lookAtCluster = async (door: Asking, namespace: string, depth: Depth = 'unwell'): Promise<Cluster> => {
  const { snapshot, objects, trouble } = await look(door, namespace, depth);
  return {
    objects: objects.filter(({ kind }) => !aside.includes(kind ?? '')),
    nodes: snapshot.nodes ?? [],
    namespace: objects.find((one) => one.kind === 'Namespace' && nameOf(one) === namespace),
    snapshot,
    ...(trouble ? { trouble } : {}),
  };
};

/** The names of the Secrets that carry our label; never their data. */
export const secretsOfOurs = async (door: Asking, namespace: string): Promise<readonly string[]> => {
  const words = ['kubectl', 'get', 'secrets', '-n', namespace, '--request-timeout=15s', '-l', selector, '-o', 'name'];
  return (await door.ask(words)).stdout.split('\n').flatMap((line) => line.trim().replace(/^secret\//, '') || []);
};

type Look = {
  readonly snapshot: ClusterSnapshot;
  readonly objects: readonly Resource[];
  readonly trouble?: Finding;
};

/** The namespace as the rules of diagnosis read it: one process, and one for each log. */
export const takeSnapshot = async (
  door: Asking,
  namespace: string,
  depth: Depth = 'unwell',
): Promise<ClusterSnapshot> => (await look(door, namespace, depth)).snapshot;

const look = async (door: Asking, namespace: string, depth: Depth): Promise<Look> => {
  const words = ['kubectl', 'get', Object.values(kinds).join(','), '-n', namespace, '--request-timeout=15s'];
  const [said, context, chatter] = await Promise.all([
    door.ask([...words, '-o', 'json']),
    door.context(),
    depth === 'chatter' ? chatterOf(door, namespace) : {},
  ]);
  const objects = itemsOf(said);
  const around = { ...emptySnapshot, namespace, ...(context ? { context } : {}) };
  const gaps = gapsIn(said);
  const blind = gaps?.find(({ what }) => what === 'pods');
  if (!objects || gaps === undefined || blind)
    return { objects: [], snapshot: around, trouble: clusterFinding(blind?.why ?? said.stderr, 'kubectl get') };
  const plain = { ...around, ...sorted(objects, { ...around, gaps }) };
  const { logs, gaps: all } = await logsOf(door, plain);
  return { objects, snapshot: { ...plain, logs: { ...chatter, ...logs }, gaps: all } };
};

const sorted = (objects: readonly Resource[], around: ClusterSnapshot): ClusterSnapshot => {
  const of = <T>(...names: readonly string[]) =>
    objects.filter(({ kind }) => names.includes(kind ?? '')) as readonly unknown[] as readonly T[];
  return {
    ...around,
    workloads: of('Deployment', 'StatefulSet'),
    replicaSets: of('ReplicaSet'),
    pods: of('Pod'),
    services: of('Service'),
    endpointSlices: of('EndpointSlice'),
    ingresses: of('Ingress'),
    autoscalers: of('HorizontalPodAutoscaler'),
    claims: of('PersistentVolumeClaim'),
    jobs: of('Job'),
    quotas: of('ResourceQuota'),
    limitRanges: of('LimitRange'),
    events: of('Event'),
    nodes: isKnown(around, 'nodes') ? of('Node') : null,
    ingressClasses: isKnown(around, 'ingressclasses') ? of('IngressClass') : null,
  };
};

/** kubectl prints what it could read even when it may not read every kind, and then ends with 1. */
const itemsOf = (said: Said): readonly Resource[] | undefined => {
  try {
    return (JSON.parse(said.stdout) as { readonly items?: readonly Resource[] }).items;
  } catch {
    return undefined;
  }
};

/** The kinds that may not be read; undefined when kubectl failed for another reason: then an empty list says nothing. */
const gapsIn = ({ code, stderr }: Said): readonly Gap[] | undefined => {
  if (code === 0) return [];
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Warning:'));
  const gaps = lines.flatMap((line): readonly Gap[] => {
    const kind = /^Error from server \(Forbidden\): (\w+)[\w.]* is forbidden/.exec(line)?.[1];
    return kind === undefined ? [] : [{ what: kind, why: line.replace(/^Error from server /, '') }];
  });
  return gaps.length > 0 && gaps.length === lines.length ? gaps : undefined;
};
