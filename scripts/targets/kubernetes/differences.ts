import { createHash } from 'node:crypto';
import type { Json, JsonMap } from '../../core/charts.ts';
import { at, map } from '../../core/json.ts';
import { quantityOf } from '../../manifests/quantity.ts';

/** One field that is not as it should be: `Deployment backend spec.replicas: 1 -> 2`. Texts of Secrets are never in it. */
export type Difference = {
  readonly object: string;
  /** Of the field; empty for an object as a whole. */
  readonly path: string;
  readonly from: string;
  readonly to: string;
};

/** A difference in words. */
export const differenceText = ({ object, path, from, to }: Difference): string =>
  path === '' ? `${object}: ${from} -> ${to}` : `${object} ${path}: ${from} -> ${to}`;

/** What of the rendered documents is not alive as rendered; the API's own additions do not count. */
export const drift = (documents: readonly JsonMap[], objects: readonly object[]): readonly Difference[] =>
  documents.filter(isReadable).flatMap((document) => differing(known(find(objects, document), [document]), document));

/**
 * What an upgrade would change, field by field: what is alive, and for kinds that are not looked at what the release holds
 * (`stored`), beside what was rendered; then what was rendered once and is no more.
 */
export const upgradeDifferences = (
  wanted: readonly JsonMap[],
  stored: readonly JsonMap[],
  objects: readonly object[],
): readonly Difference[] => {
  const after = wanted.map(withoutSecrets);
  const alive = (document: JsonMap) => {
    const before = find(stored, document);
    const live = find(isReadable(document) ? objects : stored, document);
    // Secrets may not be readable.
    return known(live ?? (document.kind === 'Secret' ? before : undefined), [document, before]);
  };
  return [
    ...after.flatMap((document) => {
      const before = find(stored, document);
      return [...differing(alive(document), document), ...(before ? dropped(alive(document), before, document) : [])];
    }),
    ...stored
      .filter((document) => !find(after, document))
      .map((document) => ({ object: nameOf(document), path: '', from: 'present', to: 'absent' })),
  ];
};

/**
 * A document whose secret texts are replaced by their hashes: equal or not is all that may be known of them. `stringData` is
 * among `data`, encoded, as the API keeps it.
 */
export const withoutSecrets = <T extends JsonMap>(document: T): T => {
  if (document.kind !== 'Secret') return document;
  const given = Object.entries(map(document.stringData)).map(([key, text]) => [key, encode(text)]);
  return { ...document, data: hashed({ ...map(document.data), ...Object.fromEntries(given) }), stringData: {} };
};

const encode = (text: Json): string => Buffer.from(String(text)).toString('base64');

const hashed = (texts: JsonMap): JsonMap =>
  Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, createHash('sha256').update(String(text)).digest('hex')]),
  );

/** The kinds that a look at the cluster brings; Secrets, their texts as digests, where it may read them. */
const readable = new Set([
  'Deployment',
  'StatefulSet',
  'Service',
  'ConfigMap',
  'Secret',
  'ServiceAccount',
  'PersistentVolumeClaim',
  'Job',
]);

const isReadable = ({ kind }: JsonMap): boolean => readable.has(String(kind));

/** Of texts only the keys that these documents have: one that was put there by hand stays in an upgrade, and is told by itself. */
const known = (live: JsonMap | undefined, documents: readonly (JsonMap | undefined)[]): JsonMap | undefined => {
  if (live?.data === undefined) return live;
  const isKnown = ([key]: readonly [string, unknown]) => documents.some((one) => map(one?.data)[key] !== undefined);
  return { ...live, data: Object.fromEntries(Object.entries(map(live.data)).filter(isKnown)) };
};

const nameOf = (document: JsonMap): string => `${String(document.kind)} ${String(at(document, 'metadata', 'name'))}`;

const find = (objects: readonly object[], document: JsonMap): JsonMap | undefined =>
  (objects as readonly JsonMap[]).find((one) => nameOf(one) === nameOf(document));

const differing = (live: JsonMap | undefined, rendered: JsonMap): readonly Difference[] => {
  const object = nameOf(rendered);
  if (!live) return [{ object, path: '', from: 'absent', to: 'present' }];
  const texts = ['data', 'stringData', 'binaryData'];
  const rest = (document: JsonMap) =>
    Object.fromEntries(Object.entries(document).filter(([key]) => !texts.includes(key)));
  const show = rendered.kind === 'Secret' ? hidden : shown;
  return [
    ...unlike(rest(live), rest(rendered), []).map(({ path, from, to }) => ({
      object,
      path: path.join('.'),
      from: shown(from),
      to: shown(to),
    })),
    ...texts.flatMap((part) =>
      unlikeTexts(map(live[part]), map(rendered[part])).map((key) => ({
        object,
        path: `${part}.${key}`,
        from: show(map(live[part])[key]),
        to: show(map(rendered[part])[key]),
      })),
    ),
  ];
};

/** Texts are compared letter by letter and key by key: nothing normalises them. */
const unlikeTexts = (live: JsonMap, rendered: JsonMap): readonly string[] =>
  Object.keys({ ...live, ...rendered }).filter((key) => live[key] !== rendered[key]);

type Field = {
  readonly path: readonly (string | number)[];
  readonly from: Json | undefined;
  readonly to: Json | undefined;
};

/** Fields of the rendered value that the live one has not, or has otherwise; lists are compared item by item. */
const unlike = (live: Json | undefined, rendered: Json, path: Field['path']): readonly Field[] => {
  if (isEmpty(rendered)) return live === undefined || isEmpty(live) ? [] : [{ path, from: live, to: rendered }];
  if (Array.isArray(rendered))
    return Array.isArray(live) && live.length === rendered.length
      ? rendered.flatMap((one: Json, index) => unlike(live[index], one, [...path, index]))
      : [{ path, from: live, to: rendered }];
  if (typeof rendered === 'object' && rendered !== null)
    return typeof live === 'object' && live !== null && !Array.isArray(live)
      ? Object.entries(map(rendered)).flatMap(([key, value]) => unlike(map(live)[key], value, [...path, key]))
      : [{ path, from: live, to: rendered }];
  return isSame(live, rendered) ? [] : [{ path, from: live, to: rendered }];
};

const isSame = (live: Json | undefined, rendered: Json): boolean =>
  live === rendered || (live !== undefined && quantity(live) !== undefined && quantity(live) === quantity(rendered));

/** Fields that were rendered, are alive, and would be rendered no more. */
const dropped = (live: JsonMap | undefined, before: JsonMap, after: JsonMap): readonly Difference[] => {
  const gone = (
    was: Json | undefined,
    is: Json | undefined,
    alive: Json | undefined,
    path: Field['path'],
  ): readonly Field[] => {
    if (was === undefined || isEmpty(was) || alive === undefined) return [];
    if (is === undefined) return [{ path, from: alive, to: undefined }];
    if (typeof was !== 'object' || Array.isArray(was)) return [];
    return Object.keys(map(was)).flatMap((key) => gone(map(was)[key], map(is)[key], map(alive)[key], [...path, key]));
  };
  const { data, stringData, binaryData, ...rest } = before;
  return gone(rest, after, live, []).map(({ path, from }) => ({
    object: nameOf(after),
    path: path.join('.'),
    from: shown(from),
    to: 'absent',
  }));
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

/** Long values show their beginning: the place tells the rest. */
const shown = (value: Json | undefined): string => {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

const hidden = (value: Json | undefined): string => (value === undefined ? 'absent' : '***');
