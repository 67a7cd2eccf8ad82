import { spawnSync } from 'node:child_process';

/** What is in a namespace, without what is different each time. */
export type ClusterState = {
  /** The newest revision's status of each release, and revisions that no helm run ended. */
  readonly releases: Readonly<Record<string, string>>;
  readonly unfinished: readonly string[];
  /** `Deployment/backend app=… part-of=…` of all that is not Kubernetes' own. */
  readonly objects: readonly string[];
  readonly workloads: readonly unknown[];
  /** Data of the ConfigMaps. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Labels of the namespace; undefined when there is none. */
  readonly namespace: Readonly<Record<string, string>> | undefined;
};

/** Asks kubectl, past the product, with the context `minikube`. */
export const kubectl = (...words: readonly string[]): string =>
  spawnSync('kubectl', ['--context', 'minikube', ...words], { encoding: 'utf8', maxBuffer: 1e8 }).stdout ?? '';

/** The state of a namespace as the cluster has it. */
export const clusterState = (namespace: string): ClusterState => {
  const all = list(namespace, 'deployments,statefulsets,services,configmaps,serviceaccounts,secrets,pvc,leases,jobs');
  const revisions = all.flatMap(({ metadata: { labels = {} } }) => (labels.owner === 'helm' ? [labels] : []));
  const newest = new Map(
    revisions
      .toSorted((one, other) => Number(one.version) - Number(other.version))
      .map((one) => [one.name ?? '', one.status ?? '']),
  );
  return {
    releases: Object.fromEntries([...newest].toSorted()),
    unfinished: revisions.flatMap(({ name, status = '' }) =>
      /^(pending|uninstalling)/.test(status) ? `${name} ${status}` : [],
    ),
    objects: all
      .filter(
        ({ metadata: { name, labels } }) => labels?.owner !== 'helm' && !['kube-root-ca.crt', 'default'].includes(name),
      )
      .map(({ kind, metadata: { name, labels, deletionTimestamp } }) =>
        [`${kind}/${name}`, labels?.app, labels?.['app.kubernetes.io/part-of'], deletionTimestamp ? 'going' : ''].join(
          ' ',
        ),
      )
      .toSorted(),
    workloads: all.flatMap(({ kind, metadata: { name }, spec, status }) =>
      kind === 'Deployment' || kind === 'StatefulSet'
        ? [
            {
              name,
              replicas: spec?.replicas,
              ready: status?.readyReplicas,
              images: JSON.stringify(spec).match(/"image":"[^"]+"/g),
            },
          ]
        : [],
    ),
    settings: Object.fromEntries(
      all.flatMap(({ kind, metadata: { name, labels }, data }) =>
        kind === 'ConfigMap' && labels?.app ? [[name, data]] : [],
      ),
    ),
    namespace: JSON.parse(kubectl('get', 'namespace', namespace, '--ignore-not-found', '-o', 'json') || '{}').metadata
      ?.labels,
  };
};

/** Secrets that must outlive every interruption: they keep people signed in, and the database's volume open. */
export const lastingSecrets = (namespace: string): readonly string[] =>
  ['backend-secret', 'database-secret'].map((name) =>
    kubectl('-n', namespace, 'get', 'secret', name, '--ignore-not-found', '-o', 'jsonpath={.data}'),
  );

type Thing = {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly data?: unknown;
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly readyReplicas?: number };
};

const list = (namespace: string, kinds: string): readonly Thing[] =>
  JSON.parse(kubectl('-n', namespace, 'get', kinds, '-o', 'json') || '{"items":[]}').items;
