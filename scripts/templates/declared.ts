import type { Json, JsonMap } from '../core/charts.ts';
import type { Path } from '../values/tree.ts';

/** A part of a schema that says something about a value, where in the schema it stands, and whether a `$ref` leads to it. */
type Part = { readonly schema: JsonMap; readonly path: Path; readonly referred: boolean };

/** All parts of a schema that are about one value: behind `$ref`, `allOf`, `anyOf`, `oneOf`, `if`, `then` and `else`. */
export type Described = { readonly root: JsonMap; readonly parts: readonly Part[] };

/** What a schema says about a member: what it describes, that any is welcome, or that there is none. */
export type Member = Described | 'free' | 'none';

/** A key that a schema describes, and where in the schema it stands. */
export type Declared = { readonly key: string; readonly at: Path; readonly member: Described };

/** What a schema says about the values themselves. */
export const described = (root: JsonMap): Described => ({ root, parts: partsOf(root, root, []) });

/** What is said about the member of that name or index. */
export const memberOf = (one: Described, key: string | number): Member => {
  const children = one.parts.flatMap((part) => childrenOf(one.root, part, key));
  if (children.length > 0) return { root: one.root, parts: children };
  if (one.parts.length === 0 || one.parts.some((part) => isFree(part, key))) return 'free';
  return one.parts.some(({ schema }) => says(schema)) ? 'none' : 'free';
};

/**
 * The keys that are described, in their order; undefined for a value that is no map, for a map that takes free keys, and
 * for one that contains itself.
 */
export const keysOf = ({ root, parts }: Described): readonly Declared[] | undefined => {
  const names = new Set(parts.flatMap(({ schema }) => Object.keys(mapOf(schema.properties) ?? {})));
  if (names.size === 0 || parts.some((part) => takesOthers(part.schema)) || containsItself(root, parts))
    return undefined;
  return [...names].map((key) => {
    const holder = parts.find(({ schema }) => Object.hasOwn(mapOf(schema.properties) ?? {}, key));
    const member = { root, parts: parts.flatMap((part) => childrenOf(root, part, key)) };
    return { key, at: [...(holder?.path ?? []), 'properties', key], member };
  });
};

const containsItself = (root: JsonMap, parts: readonly Part[]): boolean => {
  const own = new Set(parts.flatMap(({ schema, referred }) => (referred ? [schema] : [])));
  const seen = new Map((own.size > 0 ? parts : []).map((part) => [part.schema, part]));
  for (const part of seen.values())
    for (const inner of allChildrenOf(root, part)) {
      if (own.has(inner.schema)) return true;
      seen.set(inner.schema, inner);
    }
  return false;
};

const allChildrenOf = (root: JsonMap, part: Part): readonly Part[] =>
  [...Object.keys(mapOf(part.schema.properties) ?? {}), 0].flatMap((key) => childrenOf(root, part, key));

const childrenOf = (root: JsonMap, { schema, path }: Part, key: string | number): readonly Part[] => {
  if (typeof key === 'number') {
    const items = mapOf(schema.items);
    return items ? partsOf(root, items, [...path, 'items']) : [];
  }
  const properties = mapOf(schema.properties) ?? {};
  const child = Object.hasOwn(properties, key) ? mapOf(properties[key]) : undefined;
  return child ? partsOf(root, child, [...path, 'properties', key]) : [];
};

/** True when a part takes a member without describing it. */
const isFree = ({ schema }: Part, key: string | number): boolean => {
  if (typeof key === 'number')
    return typesOf(schema).some((type) => type === 'array' || type === 'any') && !mapOf(schema.items);
  return takesOthers(schema) || mapOf(schema.properties)?.[key] === true;
};

/** True when a map takes keys beside those that are described by name. */
const takesOthers = ({ additionalProperties, patternProperties }: JsonMap): boolean =>
  additionalProperties === true || mapOf(additionalProperties) !== undefined || mapOf(patternProperties) !== undefined;

/** True when a part says what members there are, or that there are none. */
const says = (schema: JsonMap): boolean =>
  mapOf(schema.properties) !== undefined ||
  schema.additionalProperties === false ||
  !typesOf(schema).some((type) => type === 'object' || type === 'any');

const typesOf = ({ type }: JsonMap): readonly Json[] => (type === undefined ? ['any'] : [type].flat());

const partsOf = (
  root: JsonMap,
  schema: JsonMap,
  path: Path,
  referred = false,
  seen = new Set<JsonMap>(),
): readonly Part[] => {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const deeper = (inner: Json | undefined, ...steps: Path): readonly Part[] => {
    const map = mapOf(inner);
    return map ? partsOf(root, map, [...path, ...steps], referred, seen) : [];
  };
  const choices = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) =>
    listOf(schema[keyword]).flatMap((inner, index) => deeper(inner, keyword, index)),
  );
  const cases = ['if', 'then', 'else'].flatMap((keyword) => deeper(schema[keyword], keyword));
  return [{ schema, path, referred }, ...choices, ...cases, ...referredBy(root, schema, seen)];
};

/** What a `$ref` inside of the same schema leads to. */
const referredBy = (root: JsonMap, { $ref }: JsonMap, seen: Set<JsonMap>): readonly Part[] => {
  if (typeof $ref !== 'string' || !$ref.startsWith('#')) return [];
  const steps = $ref
    .split('/')
    .slice(1)
    .map((step) => decode(step).replaceAll('~1', '/').replaceAll('~0', '~'));
  const target = steps.reduce<Json | undefined>(
    (inner, step) => (Array.isArray(inner) ? inner[Number(step)] : mapOf(inner)?.[step]),
    root,
  );
  const map = mapOf(target);
  return map ? partsOf(root, map, steps, true, seen) : [];
};

const decode = (step: string): string => {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
};

const mapOf = (value: Json | undefined): JsonMap | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonMap) : undefined;

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
