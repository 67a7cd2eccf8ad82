import type { Document, Json, JsonMap } from '../core/charts.ts';
import { at, list, map } from '../core/json.ts';

/** Keys and indexes of a document, from its top. */
export type Path = readonly (string | number)[];

/** A container of a pod and where it stands in its document. */
export type Container = {
  readonly name: string;
  readonly body: JsonMap;
  readonly path: Path;
  readonly init: boolean;
};

/** The pod that a document makes, or is. */
export type Pod = {
  readonly document: Document;
  readonly spec: JsonMap;
  readonly path: Path;
  readonly labels: JsonMap;
  /** Those that serve, then those that run before them. */
  readonly containers: readonly Container[];
};

/** Where each kind of document keeps the spec of its pods. */
const specs: Readonly<Record<string, Path>> = {
  Pod: ['spec'],
  Deployment: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/** Kinds whose pods serve for as long as they are there. */
export const servingKinds: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']);

/** The pod of a document; undefined for documents that make none. */
export const podOf = (document: Document): Pod | undefined => {
  const path = specs[document.kind];
  if (!path) return undefined;
  const spec = map(at(document.body, ...path));
  return {
    document,
    spec,
    path,
    labels: map(at(document.body, ...path.slice(0, -1), 'metadata', 'labels')),
    containers: [...containersIn(spec, path, 'containers'), ...containersIn(spec, path, 'initContainers')],
  };
};

/** The pods of documents. */
export const podsOf = (documents: readonly Document[]): readonly Pod[] =>
  documents.flatMap((document) => podOf(document) ?? []);

const containersIn = (spec: JsonMap, path: Path, field: string): readonly Container[] =>
  list(spec[field]).map((one, index) => ({
    name: String(map(one).name ?? index),
    body: map(one),
    path: [...path, field, index],
    init: field === 'initContainers',
  }));

/** A setting of a container's securityContext: its own, or where it has none and the pod may give one, the pod's. */
export const securityOf = (pod: Pod, container: Container, field: string): Json | undefined =>
  at(container.body, 'securityContext', field) ?? at(pod.spec, 'securityContext', field);
