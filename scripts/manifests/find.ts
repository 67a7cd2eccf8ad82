import type { Document, Json, JsonMap } from '../core/charts.ts';

/** The value at a path of keys and indexes, or undefined. */
export const at = (value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined =>
  path.reduce<Json | undefined>((inner, key) => step(inner, key), value);

/** A map, or an empty one. */
export const map = (value: Json | undefined): JsonMap => (isMap(value) ? value : {});

/** A list, or an empty one. */
export const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** The document of a kind and a name. */
export const documentOf = (documents: readonly Document[], kind: string, name: string): Document | undefined =>
  documents.find((document) => document.kind === kind && document.name === name);

/** The pod template's spec of a workload. */
export const podSpec = (workload: Document | undefined): JsonMap => map(at(workload?.body, 'spec', 'template', 'spec'));

/** Containers and init containers of a workload. */
export const containersOf = (workload: Document | undefined): readonly JsonMap[] =>
  [...list(at(podSpec(workload), 'initContainers')), ...list(at(podSpec(workload), 'containers'))].map((one) =>
    map(one),
  );

/** What the environment variables of a container refer to by their own name: `Secret backend-secret AUTH_SECRET`. */
export const referencesOf = (container: JsonMap): readonly string[] =>
  list(container.env).flatMap((entry) =>
    [
      ['Secret', 'secretKeyRef'],
      ['ConfigMap', 'configMapKeyRef'],
    ].flatMap(([kind, key]) => {
      const ref = map(at(entry, 'valueFrom', key ?? ''));
      return ref.name && ref.key === at(entry, 'name') ? [`${kind} ${String(ref.name)} ${String(ref.key)}`] : [];
    }),
  );

const isMap = (value: Json | undefined): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const step = (value: Json | undefined, key: string | number): Json | undefined =>
  typeof key === 'number' ? list(value)[key] : map(value)[key];
