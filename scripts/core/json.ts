import type { Json, JsonMap } from './charts.ts';

/** The value at a path of keys and indexes, or undefined. */
export const at = (value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined =>
  path.reduce<Json | undefined>((inner, key) => step(inner, key), value);

/** A map, or an empty one. */
export const map = (value: Json | undefined): JsonMap => (isMap(value) ? value : {});

/** A list, or an empty one. */
export const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

const isMap = (value: Json | undefined): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const step = (value: Json | undefined, key: string | number): Json | undefined =>
  typeof key === 'number' ? list(value)[key] : map(value)[key];
