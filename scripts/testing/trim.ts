import type { ClusterSnapshot } from '../diagnosis/snapshot.ts';

/** Maps that are kept whole: their keys are names that people chose. */
const maps = new Set([
  'labels',
  'nodeSelector',
  'selector',
  'requests',
  'limits',
  'allocatable',
  'hard',
  'used',
  'min',
  'max',
]);

/** Annotations by which releases and revisions are known. */
const annotations = new Set(['meta.helm.sh/release-name', 'deployment.kubernetes.io/revision']);

/** What rules read of an object; everything else, environments and their secrets included, is left out. */
const kept = new Set([
  ...['kind', 'metadata', 'name', 'uid', 'generation', 'deletionTimestamp', 'ownerReferences'],
  ...['spec', 'status', 'replicas', 'observedGeneration', 'updateRevision', 'conditions', 'type', 'reason', 'message'],
  ...['nodeName', 'initContainers', 'containers', 'volumes', 'persistentVolumeClaim', 'claimName', 'phase'],
  ...[
    'initContainerStatuses',
    'containerStatuses',
    'ready',
    'restartCount',
    'state',
    'lastState',
    'waiting',
    'running',
  ],
  ...['terminated', 'exitCode', 'startedAt', 'finishedAt', 'image', 'command', 'ports', 'containerPort', 'resources'],
  ...['livenessProbe', 'readinessProbe', 'startupProbe', 'httpGet', 'tcpSocket', 'exec', 'path', 'port', 'targetPort'],
  ...[
    'endpoints',
    'ingressClassName',
    'defaultBackend',
    'rules',
    'host',
    'http',
    'paths',
    'backend',
    'service',
    'number',
  ],
  ...['scaleTargetRef', 'storageClassName', 'limitRanges', 'unschedulable', 'nodeInfo', 'architecture'],
  ...[
    'containerRuntimeVersion',
    'kubeletVersion',
    'lastTimestamp',
    'eventTime',
    'count',
    'involvedObject',
    'fieldPath',
  ],
]);

/** A snapshot with what rules read and nothing else, for a file that people review. */
export const trimmed = (snapshot: ClusterSnapshot): ClusterSnapshot => {
  const lists = Object.entries(snapshot).map(([key, value]) => [key, wholly.has(key) ? value : cut(value)]);
  return Object.fromEntries(lists);
};

const wholly = new Set(['v', 'context', 'namespace', 'logs', 'gaps']);

/** Without what is empty: for a rule an empty field is the same as none. */
const cut = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(cut);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).flatMap(([key, inner]: readonly [string, unknown]): readonly Field[] => {
    if (unread(value, key)) return [];
    if (maps.has(key) && typeof inner === 'object' && !Array.isArray(inner)) return [[key, inner]];
    if (key === 'annotations') return annotated(inner);
    return kept.has(key) || maps.has(key) ? [[key, cut(inner)]] : [];
  });
  return Object.fromEntries(fields.filter(([, inner]) => !isEmpty(inner)));
};

const isEmpty = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0);

/** Fields that are read in other objects. */
const unread = (object: object, key: string): boolean =>
  (key === 'metadata' && 'involvedObject' in object) ||
  (key === 'observedGeneration' && 'type' in object) ||
  (key === 'labels' && Object.keys(Object(Reflect.get(object, key))).includes('kubernetes.io/hostname'));

type Field = readonly [string, unknown];

const annotated = (all: unknown): readonly Field[] => {
  const some = Object.entries(all as object).filter(([key]) => annotations.has(key));
  return some.length > 0 ? [['annotations', Object.fromEntries(some)]] : [];
};
