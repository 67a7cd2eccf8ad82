import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ClusterSnapshot, Metadata, Pod } from '../diagnosis/snapshot.ts';

/** A server of the Kubernetes API that has what a snapshot holds, for programs that only read; on a free port of loopback. */
export type SnapshotServer = {
  readonly base: string;
  readonly kubeconfig: string;
  /** Method and path of each request. */
  readonly seen: () => readonly string[];
  readonly close: () => Promise<void>;
};

type Event = ClusterSnapshot['events'][number];
type Held = { readonly kind?: string; readonly metadata?: Metadata } & Pick<
  Event,
  'type' | 'reason' | 'message' | 'involvedObject'
>;

/** A kind that is served: where its list is, and what of a snapshot it holds. */
type Served = {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly of: (snapshot: ClusterSnapshot) => readonly Held[];
  /** Its objects lie in no namespace. */
  readonly wide?: true;
};

const isOf = (one: Held, owner: Held): boolean =>
  (one.metadata?.ownerReferences ?? []).some(({ uid }) => uid === owner.metadata?.uid);

type Labels = Readonly<Record<string, string>> | undefined;

const matches = (labels: Labels, selector: Labels): boolean =>
  selector !== undefined && Object.entries(selector).every(([key, value]) => labels?.[key] === value);

const isReady = (pod: Pod): boolean =>
  (pod.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');

/** The pods of an owner, through its ReplicaSets where it has some. */
const podsOf = ({ replicaSets, pods }: ClusterSnapshot, owner: Held): readonly Pod[] => {
  const owners = [owner, ...replicaSets.filter((set) => isOf(set, owner))];
  return pods.filter((pod) => owners.some((one) => isOf(pod, one)));
};

/** Workloads with the numbers of pods and the template that recordings leave out. */
const workloadsOf = (snapshot: ClusterSnapshot, wanted: string): readonly Held[] =>
  snapshot.workloads
    .filter(({ kind }) => kind === wanted)
    .map((one) => {
      const pods = podsOf(snapshot, one);
      const ready = pods.filter(isReady).length;
      const labels = pods[0]?.metadata?.labels ?? one.metadata?.labels;
      const template = { metadata: { labels }, spec: pods[0]?.spec ?? { containers: [] } };
      const replicas = one.spec?.replicas ?? 1;
      const serviceName = snapshot.services.find(({ spec }) => matches(labels, spec?.selector))?.metadata?.name;
      return {
        ...one,
        spec: { ...one.spec, replicas, template, ...(serviceName ? { serviceName } : {}) },
        status: { replicas: pods.length, ...one.status, readyReplicas: ready, availableReplicas: ready },
      };
    });

/** Pods with what the server sets by default, and recordings leave out. */
const servedPods = ({ pods }: ClusterSnapshot): readonly Held[] =>
  pods.map(({ metadata, spec, ...more }) => ({
    ...more,
    metadata: {
      ...metadata,
      ownerReferences: (metadata?.ownerReferences ?? []).map((owner) => ({ ...owner, controller: true })),
    },
    spec: { serviceAccountName: 'default', ...spec },
  }));

/** Sets as of now: a number of ready pods, and how many are wanted. */
const setsOf = (snapshot: ClusterSnapshot): readonly Held[] =>
  snapshot.replicaSets.map((one) => {
    const pods = podsOf(snapshot, one);
    const ready = pods.filter(isReady).length;
    return { ...one, status: { replicas: pods.length, ...one.status, readyReplicas: ready, availableReplicas: ready } };
  });

/** Endpoints, the old form of slices, with the pods behind them: programs read both. */
const endpointsOf = ({ services, endpointSlices, pods }: ClusterSnapshot): readonly Held[] =>
  services.map(({ metadata, spec }) => {
    const slices = endpointSlices.filter(
      (one) => one.metadata?.labels?.['kubernetes.io/service-name'] === metadata?.name,
    );
    const behind = pods.filter((pod) => matches(pod.metadata?.labels, spec?.selector));
    const addresses = (ready: boolean) =>
      slices
        .flatMap(({ endpoints }) => endpoints ?? [])
        .filter(({ conditions }) => (conditions?.ready !== false) === ready)
        .map((_, index) => ({
          ip: `10.0.${ready ? 0 : 1}.${index + 1}`,
          targetRef: { kind: 'Pod', name: behind.filter((pod) => isReady(pod) === ready)[index]?.metadata?.name ?? '' },
        }));
    const [well, unwell] = [addresses(true), addresses(false)];
    const ports = slices.flatMap((one) => one.ports ?? []);
    const subset = {
      ...(well.length > 0 ? { addresses: well } : {}),
      ...(unwell.length > 0 ? { notReadyAddresses: unwell } : {}),
      ports,
    };
    return { metadata: { name: metadata?.name ?? '' }, subsets: well.length + unwell.length > 0 ? [subset] : [] };
  });

/** Jobs with the number of failed pods that recordings leave out. */
const jobsOf = ({ jobs }: ClusterSnapshot): readonly Held[] =>
  jobs.map((one) => {
    const isFailed = (one.status?.conditions ?? []).some(({ type, status }) => type === 'Failed' && status === 'True');
    return { ...one, status: { ...one.status, ...(isFailed ? { failed: 1 } : {}) } };
  });

/** The latest first: of those of one second, a program that looks for the latest takes the first that it gets. */
const eventsOf = ({ events }: ClusterSnapshot): readonly Held[] =>
  events.map((one, index) => ({ ...one, metadata: { name: `event-${index}` } })).toReversed();

const none = (): readonly Held[] => [];

/** All kinds: what a snapshot holds, and what it does not, as empty lists. */
const served: readonly Served[] = (
  [
    ['', 'v1', 'pods', 'Pod', servedPods],
    ['', 'v1', 'services', 'Service', ({ services }) => services],
    ['', 'v1', 'endpoints', 'Endpoints', endpointsOf],
    ['', 'v1', 'events', 'Event', eventsOf],
    ['', 'v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', ({ claims }) => claims],
    ['', 'v1', 'resourcequotas', 'ResourceQuota', ({ quotas }) => quotas],
    ['', 'v1', 'limitranges', 'LimitRange', ({ limitRanges }) => limitRanges],
    ['', 'v1', 'configmaps', 'ConfigMap', none],
    ['', 'v1', 'secrets', 'Secret', none],
    ['', 'v1', 'serviceaccounts', 'ServiceAccount', () => [{ metadata: { name: 'default' } }]],
    ['', 'v1', 'namespaces', 'Namespace', namespacesOf, true],
    ['', 'v1', 'nodes', 'Node', ({ nodes }) => nodes ?? [], true],
    ['', 'v1', 'persistentvolumes', 'PersistentVolume', none, true],
    ['apps', 'v1', 'deployments', 'Deployment', (snapshot) => workloadsOf(snapshot, 'Deployment')],
    ['apps', 'v1', 'statefulsets', 'StatefulSet', (snapshot) => workloadsOf(snapshot, 'StatefulSet')],
    ['apps', 'v1', 'replicasets', 'ReplicaSet', setsOf],
    ['apps', 'v1', 'daemonsets', 'DaemonSet', none],
    ['batch', 'v1', 'jobs', 'Job', jobsOf],
    ['batch', 'v1', 'cronjobs', 'CronJob', none],
    ['networking.k8s.io', 'v1', 'ingresses', 'Ingress', ({ ingresses }) => ingresses],
    ['networking.k8s.io', 'v1', 'networkpolicies', 'NetworkPolicy', none],
    ['networking.k8s.io', 'v1', 'ingressclasses', 'IngressClass', (one) => one.ingressClasses ?? [], true],
    ['autoscaling', 'v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', (one) => one.autoscalers],
    ['autoscaling', 'v1', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', (one) => one.autoscalers],
    ['discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice', ({ endpointSlices }) => endpointSlices],
    ['policy', 'v1', 'poddisruptionbudgets', 'PodDisruptionBudget', none],
    ['rbac.authorization.k8s.io', 'v1', 'roles', 'Role', none],
    ['rbac.authorization.k8s.io', 'v1', 'rolebindings', 'RoleBinding', none],
    ['rbac.authorization.k8s.io', 'v1', 'clusterroles', 'ClusterRole', none, true],
    ['rbac.authorization.k8s.io', 'v1', 'clusterrolebindings', 'ClusterRoleBinding', none, true],
    ['storage.k8s.io', 'v1', 'storageclasses', 'StorageClass', none, true],
  ] satisfies readonly (readonly [string, string, string, string, Served['of'], true?])[]
).map(([group, version, plural, kind, of, wide]) => ({ group, version, plural, kind, of, ...(wide ? { wide } : {}) }));

function namespacesOf({ namespace }: ClusterSnapshot): readonly Held[] {
  const spec = { spec: {}, status: { phase: 'Active' } };
  return [{ metadata: { name: namespace }, ...spec }];
}

/** Serves the lists, the objects and the logs of a snapshot; 403 for the plurals that are `denied`, 404 for all else. */
export const serveSnapshot = async (
  snapshot: ClusterSnapshot,
  denied: readonly string[] = [],
): Promise<SnapshotServer> => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://loopback');
    seen.push(`${request.method} ${url.pathname}`);
    const told = discovery(url.pathname);
    if (told) return json(response, 200, told);
    if (request.method === 'POST') return json(response, 201, reviewOf(url.pathname));
    const place =
      /^\/(?:api|apis\/([^/]+))\/([^/]+)(?:\/namespaces\/[^/]+)?\/([a-z]+)(?:\/([^/]+))?(\/log)?$/.exec(url.pathname) ??
      [];
    const [, group = '', version, plural = '', name, log] = place;
    if (denied.includes(plural)) return refuse(response, 403, 'Forbidden', `${plural} is forbidden`);
    const known = served.find((one) => one.group === group && one.version === version && one.plural === plural);
    if (!known) return refuse(response, 404, 'NotFound', 'the server could not find the requested resource');
    if (log) return text(response, logOf(snapshot, name, url.searchParams));
    const { kind, of, wide } = known;
    const apiVersion = group ? `${group}/${version}` : version;
    const items = of(snapshot).map((one) => ({
      ...one,
      metadata: { ...one.metadata, ...(wide ? {} : { namespace: snapshot.namespace }) },
    }));
    if (name === undefined) {
      const chosen = items.filter((one) => isChosen(one, url.searchParams.get('fieldSelector')));
      const isTable = plural === 'events' && request.headers.accept?.includes('as=Table') === true;
      return json(
        response,
        200,
        isTable ? tableOf(chosen) : { kind: `${kind}List`, apiVersion, metadata: {}, items: chosen },
      );
    }
    const one = items.find(({ metadata }) => metadata.name === name);
    return one ? json(response, 200, { ...one, apiVersion, kind }) : refuse(response, 404, 'NotFound', `no ${name}`);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    base,
    kubeconfig: kubeconfigOf(base),
    seen: () => seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};

/** What the server says of itself: its version, its groups, and the kinds of each. */
const discovery = (path: string): object | undefined => {
  if (path === '/version') return { major: '1', minor: '34', gitVersion: 'v1.34.4' };
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  const groups = Map.groupBy(served, ({ group }) => group);
  if (path === '/apis')
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: [...groups].flatMap(([name, kinds]) => {
        const versions = [...new Set(kinds.map(({ version }) => version))].map((version) => ({
          groupVersion: `${name}/${version}`,
          version,
        }));
        return name === '' ? [] : [{ name, versions, preferredVersion: versions[0] }];
      }),
    };
  const [, group = '', version] = /^\/(?:api|apis\/([^/]+))\/([^/]+)$/.exec(path) ?? [];
  const kinds = served.filter((one) => one.group === group && one.version === version);
  if (kinds.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    groupVersion: group ? `${group}/${version}` : version,
    resources: kinds.map(({ plural, kind, wide }) => ({
      name: plural,
      singularName: kind.toLowerCase(),
      namespaced: !wide,
      kind,
      verbs: ['get', 'list', 'watch'],
    })),
  };
};

/** Every right is there: what a program may not read is asked elsewhere. */
const reviewOf = (path: string): object => ({
  kind: path.includes('rules') ? 'SelfSubjectRulesReview' : 'SelfSubjectAccessReview',
  apiVersion: 'authorization.k8s.io/v1',
  status: { allowed: true },
});

/** Whether an object is one that a selector of fields asks for: the fields by which events are selected. */
const isChosen = (one: Held, selector: string | null): boolean => {
  const fields: Readonly<Record<string, string | undefined>> = {
    type: one.type,
    'involvedObject.name': one.involvedObject?.name,
    'involvedObject.kind': one.involvedObject?.kind,
  };
  return (selector ?? '')
    .split(',')
    .map((part) => part.split('='))
    .every(([field = '', value]) => !(field in fields) || fields[field] === value);
};

const columns = [
  'Last Seen',
  'Type',
  'Reason',
  'Object',
  'Subobject',
  'Source',
  'Message',
  'First Seen',
  'Count',
  'Name',
];

/** Events as a server prints them, for programs that want no objects. */
const tableOf = (events: readonly Held[]): object => ({
  kind: 'Table',
  apiVersion: 'meta.k8s.io/v1',
  metadata: {},
  columnDefinitions: columns.map((name) => ({ name, type: name === 'Count' ? 'integer' : 'string', priority: 0 })),
  rows: events.map(({ type, reason, message, involvedObject }) => {
    const object = `${involvedObject?.kind}/${involvedObject?.name}`;
    return { cells: ['1m', type, reason, object, '', '', message, '1m', 1, object] };
  }),
});

const logOf = ({ logs }: ClusterSnapshot, pod: string | undefined, query: URLSearchParams): string => {
  const kept = logs[`${pod}/${query.get('container')}`];
  return (query.get('previous') === 'true' ? kept?.previous : kept?.current) ?? '';
};

const text = (response: ServerResponse, body: string): void => {
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.end(body);
};

const json = (response: ServerResponse, status: number, data: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(data));
};

const refuse = (response: ServerResponse, code: number, reason: string, message: string): void =>
  json(response, code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code, message });

const kubeconfigOf = (base: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'snapshot', cluster: { server: base } }],
    users: [{ name: 'snapshot', user: {} }],
    contexts: [{ name: 'snapshot', context: { cluster: 'snapshot', user: 'snapshot' } }],
    'current-context': 'snapshot',
  });
