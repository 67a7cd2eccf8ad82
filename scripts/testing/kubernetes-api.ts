import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ClusterSnapshot, Metadata, Pod } from '../diagnosis/snapshot.ts';

/** A server of the Kubernetes API that has what a snapshot holds, for programs that only read; on a free port of loopback. */
export type SnapshotServer = {
  readonly kubeconfig: string;
  /** Method and path of each request. */
  readonly seen: () => readonly string[];
  readonly close: () => Promise<void>;
};

type Held = { readonly metadata?: Metadata };

/** The Deployments, with the number of ready pods that recordings leave out. */
const deploymentsOf = ({ workloads, replicaSets, pods }: ClusterSnapshot): readonly Held[] =>
  workloads
    .filter(({ kind }) => kind === 'Deployment')
    .map((one) => {
      const sets = replicaSets.filter((set) => isOf(set, one));
      const ready = pods.filter((pod) => sets.some((set) => isOf(pod, set)) && isReady(pod));
      return { ...one, status: { ...one.status, readyReplicas: ready.length } };
    });

const isOf = (one: Held, owner: Held): boolean =>
  (one.metadata?.ownerReferences ?? []).some(({ uid }) => uid === owner.metadata?.uid);

const isReady = (pod: Pod): boolean =>
  (pod.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');

/** Kinds of lists by the plural in their path. */
const kinds: Readonly<Record<string, readonly [kind: string, of: (snapshot: ClusterSnapshot) => readonly Held[]]>> = {
  pods: ['Pod', ({ pods }) => pods],
  deployments: ['Deployment', deploymentsOf],
  replicasets: ['ReplicaSet', ({ replicaSets }) => replicaSets],
  services: ['Service', ({ services }) => services],
  endpoints: ['Endpoints', () => []],
  ingresses: ['Ingress', ({ ingresses }) => ingresses],
  horizontalpodautoscalers: ['HorizontalPodAutoscaler', ({ autoscalers }) => autoscalers],
  events: ['Event', () => []],
};

/** Serves the lists, the objects and the logs of a snapshot; 403 for the plurals that are `denied`, 404 for all else. */
export const serveSnapshot = async (
  snapshot: ClusterSnapshot,
  denied: readonly string[] = [],
): Promise<SnapshotServer> => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://loopback');
    seen.push(`${request.method} ${url.pathname}`);
    if (url.pathname === '/version') return json(response, 200, { major: '1', minor: '34', gitVersion: 'v1.34.4' });
    const match = /^\/(?:api|apis\/([^/]+))\/([^/]+)\/namespaces\/[^/]+\/([a-z]+)(?:\/([^/]+))?(\/log)?$/.exec(
      url.pathname,
    );
    const [, group, version, plural = '', name, log] = match ?? [];
    const known = kinds[plural];
    if (denied.includes(plural)) return refuse(response, 403, 'Forbidden', `${plural} is forbidden`);
    if (!known) return refuse(response, 404, 'NotFound', 'the server could not find the requested resource');
    if (log) return text(response, logOf(snapshot, name, url.searchParams));
    const apiVersion = group ? `${group}/${version}` : version;
    const [kind, of] = known;
    const items = of(snapshot).map((one) => ({
      ...one,
      metadata: { ...one.metadata, namespace: snapshot.namespace },
    }));
    if (name === undefined) return json(response, 200, { kind: `${kind}List`, apiVersion, metadata: {}, items });
    const one = items.find(({ metadata }) => metadata.name === name);
    return one ? json(response, 200, { apiVersion, kind, ...one }) : refuse(response, 404, 'NotFound', `no ${name}`);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    kubeconfig: kubeconfigOf((server.address() as AddressInfo).port),
    seen: () => seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};

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

const kubeconfigOf = (port: number): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'snapshot', cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: 'snapshot', user: {} }],
    contexts: [{ name: 'snapshot', context: { cluster: 'snapshot', user: 'snapshot' } }],
    'current-context': 'snapshot',
  });
