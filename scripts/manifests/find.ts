import type { Document, JsonMap } from '../core/charts.ts';
import { at, list, map } from '../core/json.ts';

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
