import type { JsonMap } from '../core/charts.ts';
import type { ClusterDoor } from '../core/target.ts';
import { type Ran, type Script, scriptedShell } from './shell.ts';

/** A cluster in memory: what was asked of it and changed in it. */
export type ClusterDouble = {
  readonly cluster: ClusterDoor;
  readonly ran: readonly Ran[];
  readonly writes: () => readonly string[];
};

/** What a door in memory has besides its script: forwards by `NAMESPACE/SERVICE:PORT`, none by default. */
type More = { readonly dryRun?: boolean; readonly forwards?: Readonly<Record<string, string>> };

/** A door to a cluster that answers by a script; a command that the script does not have throws. */
export const clusterDouble = (script: Script, { dryRun = false, forwards = {} }: More = {}): ClusterDouble => {
  const { sh, ran } = scriptedShell(script, { dryRun, planned: () => {} });
  return {
    ran,
    writes: () => ran.filter(({ verb }) => verb === 'write').map(({ text }) => text),
    cluster: {
      context: async () => 'minikube',
      ask: (words, options = {}) => sh.with(options).read`${words}`,
      change: (words, options = {}) => sh.with(options).write`${words}`,
      restart: (release) => sh.write`restart ${release}`,
      kubeconfig: async () =>
        JSON.stringify({
          clusters: [{ name: 'one', cluster: { server: 'https://127.0.0.1:1' } }],
          contexts: [{ name: 'minikube', context: { cluster: 'one' } }],
          'current-context': 'minikube',
        }),
      forward: async (namespace, service, port) => forwards[`${namespace}/${service}:${port}`],
    },
  };
};

const labels = (name: string): JsonMap => ({
  app: name,
  'app.kubernetes.io/instance': name,
  'app.kubernetes.io/part-of': 'todo-chatbot',
});
const revision: JsonMap = { 'deployment.kubernetes.io/revision': '1' };
const resources: JsonMap = { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '500m', memory: '512Mi' } };

/** The objects of a Deployment of ours with one pod; `pod` and `workload` are merged over what is well. */
export const objectsOf = (
  name: string,
  own: { readonly replicas?: number; readonly status?: JsonMap; readonly instance?: string } = {},
): readonly JsonMap[] => {
  const mine =
    own.instance === undefined ? labels(name) : { ...labels(name), 'app.kubernetes.io/instance': own.instance };
  const containers = [{ name, image: `${name}:1`, resources }];
  const ready: JsonMap = {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [{ name, ready: true, restartCount: 0, state: { running: {} } }],
  };
  const replicas = own.replicas ?? 1;
  return [
    {
      kind: 'Deployment',
      metadata: { name, uid: `d-${name}`, labels: mine, annotations: revision },
      spec: { replicas, template: { spec: { containers } } },
    },
    {
      kind: 'ReplicaSet',
      metadata: { name: `${name}-1`, uid: `r-${name}`, annotations: revision, ownerReferences: [{ uid: `d-${name}` }] },
    },
    ...Array.from(
      { length: replicas },
      (_, index): JsonMap => ({
        kind: 'Pod',
        metadata: { name: `${name}-1-${index}`, labels: mine, ownerReferences: [{ uid: `r-${name}` }] },
        spec: { nodeName: 'one', containers },
        status: own.status ?? ready,
      }),
    ),
  ];
};

const node: JsonMap = {
  kind: 'Node',
  metadata: { name: 'one' },
  status: { conditions: [{ type: 'Ready', status: 'True' }], allocatable: { cpu: '4', memory: '8Gi' } },
};

/** The answers of kubectl for a namespace that holds these objects, without an account and kagent; its logs say nothing. */
export const looks = (objects: readonly JsonMap[]): Script => [
  [/^kubectl get nodes,namespaces,/, JSON.stringify({ items: [node, ...objects] })],
  [/^kubectl logs /, ''],
  ['kubectl get service kagent-controller *', ''],
  ['kubectl get serviceaccount *', ''],
];

/** A container that may not pull its image, as the kubelet tells it. */
export const imageMissing = (name: string): JsonMap => ({
  phase: 'Pending',
  containerStatuses: [{ name, ready: false, restartCount: 0, state: { waiting: { reason: 'ErrImageNeverPull' } } }],
});
