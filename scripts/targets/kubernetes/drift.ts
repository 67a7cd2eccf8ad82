import type { Json, JsonMap } from '../../core/charts.ts';
import { at, map } from '../../core/json.ts';
import { quantityOf } from '../../manifests/quantity.ts';
import type { Resource } from './cluster.ts';

/** True when every rendered document is alive with all it rendered; the API's own additions do not count. */
export const isLive = (documents: readonly JsonMap[], objects: readonly Resource[]): boolean =>
  documents
    .filter((document) => readable.has(String(document.kind)))
    .every((document) =>
      objects.some((object) => isSame(document, object) && isAsRendered(object as JsonMap, document)),
    );

/** The kinds that a look at the cluster brings. */
const readable = new Set([
  'Deployment',
  'StatefulSet',
  'Service',
  'ConfigMap',
  'ServiceAccount',
  'PersistentVolumeClaim',
  'Job',
]);

const isSame = (document: JsonMap, object: Resource): boolean =>
  document.kind === object.kind && at(document, 'metadata', 'name') === object.metadata?.name;

/** Texts of a ConfigMap are compared letter by letter and key by key: nothing normalises them. */
const isAsRendered = (live: JsonMap, rendered: JsonMap): boolean =>
  contains({ ...live, data: null }, { ...rendered, data: null }) && isSameText(map(live.data), map(rendered.data));

const isSameText = (live: JsonMap, rendered: JsonMap): boolean =>
  Object.keys({ ...live, ...rendered }).every((key) => live[key] === rendered[key]);

/** The live value has everything of the rendered one; lists are equal item by item. */
const contains = (live: Json | undefined, rendered: Json): boolean => {
  if (isEmpty(rendered)) return live === undefined || isEmpty(live);
  if (Array.isArray(rendered))
    return (
      Array.isArray(live) &&
      live.length === rendered.length &&
      rendered.every((one: Json, index) => contains(live[index], one))
    );
  if (typeof rendered === 'object' && rendered !== null)
    return Object.entries(map(rendered)).every(([key, value]) => contains(map(live)[key], value));
  return (
    live === rendered || (live !== undefined && quantity(live) !== undefined && quantity(live) === quantity(rendered))
  );
};

/** The API drops what is empty: null, '', {}, [] and lists of such. */
const isEmpty = (value: Json): boolean =>
  value === null ||
  value === '' ||
  (typeof value === 'object' && Object.values(value).every((one: Json) => isEmpty(one)));

/** The number behind a quantity (`1000m` is 1, `65536Ki` is `64Mi`), since the API writes it in its own form. */
const quantity = (value: Json): number | undefined => {
  const number = quantityOf(String(value));
  return number === undefined ? undefined : Math.round(number * 1e6);
};
