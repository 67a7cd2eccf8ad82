import type { Edit, Finding } from '../core/finding.ts';
import { build, type Case, type Explain, exampleOf, keyPlace, listed } from './case.ts';
import { removed, renamed } from './rewriting.ts';
import { setFile } from './set.ts';
import { closest, isSlip, near, sole } from './suggest.ts';
import { type Entry, keyPlaceAt, nodeAt, pathText } from './tree.ts';

/** An unknown key and the required key it stands for. */
export type Misspelt = { readonly unknown: Case; readonly missing: Case };

/** The required key of the same map that an unknown key stands for. */
export const misspelt = (unknown: Case, cases: readonly Case[]): readonly Misspelt[] => {
  if (unknown.error.keyword !== 'additionalProperties') return [];
  const missing = cases.filter(
    ({ error }) => error.keyword === 'required' && error.instancePath === unknown.error.instancePath,
  );
  const meant = closest(
    unknownKey(unknown),
    missing.map(({ error }) => String(error.params.missingProperty)),
  );
  const found = missing.find(({ error }) => error.params.missingProperty === meant);
  const rivals = cases.filter(
    (one) => one.error.keyword === 'additionalProperties' && one.error.instancePath === unknown.error.instancePath,
  );
  const first = meant === undefined ? undefined : rivals.find((rival) => closest(unknownKey(rival), [meant]));
  return found && first === unknown ? [{ unknown, missing: found }] : [];
};

/** An unknown key that stands for a missing one: one mistake. */
export const explainRenamed = (unknown: Case, missing: Case, file: string): Finding => {
  const key = unknownKey(unknown);
  const path = [...unknown.path, key];
  const meant = String(missing.error.params.missingProperty);
  return build(
    'values/unknown-key',
    path,
    `unknown key "${key}"`,
    keyPlace(unknown, path, file),
    `Rename it to "${meant}", which is required and missing.`,
    onlyMeaning(unknown, key) === meant ? renamed(entryOf(unknown, key), meant) : [],
  );
};

/** The required key of another map that an unknown key is, by its exact name: it only stands in the wrong place. */
export const misplaced = (unknown: Case, cases: readonly Case[]): readonly Misspelt[] => {
  if (unknown.error.keyword !== 'additionalProperties') return [];
  const elsewhere = cases.filter(
    ({ error }) =>
      error.keyword === 'required' &&
      error.instancePath !== unknown.error.instancePath &&
      error.params.missingProperty === unknownKey(unknown),
  );
  const [missing, ...others] = elsewhere;
  return missing && others.length === 0 ? [{ unknown, missing }] : [];
};

/** A key in the wrong place: one mistake. */
export const explainMisplaced = (unknown: Case, missing: Case, file: string): Finding => {
  const key = unknownKey(unknown);
  const path = [...unknown.path, key];
  const where = missing.path.length > 0 ? `below ${pathText(missing.path)}` : 'to the top';
  return build(
    'values/unknown-key',
    path,
    `unknown key "${key}" here`,
    keyPlace(unknown, path, file),
    `Move it ${where}, where it is required and missing.`,
  );
};

/** A key that the schema does not know. */
export const explainUnknown: Explain = (one, file) => {
  const key = unknownKey(one);
  const path = [...one.path, key];
  return build(
    'values/unknown-key',
    path,
    `unknown key "${key}"`,
    keyPlace(one, path, file),
    unknownRemedy(one, key),
    unknownFix(one, key),
  );
};

/** A slip of the hand is renamed; what repeats the value of the key that was meant is taken out. */
const unknownFix = (one: Case, key: string): readonly Edit[] => {
  const meant = onlyMeaning(one, key);
  const map = nodeAt(one.tree, one.path);
  if (meant === undefined || map?.kind !== 'map') return [];
  const [entry, set] = [map.entries.get(key), map.entries.get(meant)];
  if (!set) return isSlip(key, meant) ? renamed(entry, meant) : [];
  const repeats = set.node.kind === 'scalar' && entry?.node.kind === 'scalar' && set.node.value === entry.node.value;
  return repeats && set.key?.file === entry.key?.file ? removed(entry) : [];
};

/** The known key that an unknown one stands for, when there is one alone, and no other unknown key may stand for it too. */
const onlyMeaning = (one: Case, key: string): string | undefined => {
  const known = Object.keys(one.schema.properties ?? {});
  const meant = sole(key, known);
  const map = nodeAt(one.tree, one.path);
  if (meant === undefined || map?.kind !== 'map') return undefined;
  const strangers = [...map.entries.keys()].filter((other) => other !== key && !known.includes(other));
  return strangers.some((other) => near(other, [meant]).length > 0) ? undefined : meant;
};

const entryOf = (one: Case, key: string): Entry | undefined => {
  const map = nodeAt(one.tree, one.path);
  return map?.kind === 'map' ? map.entries.get(key) : undefined;
};

const unknownRemedy = (one: Case, key: string): string => {
  const known = Object.keys(one.schema.properties ?? {});
  const meant = closest(key, known);
  if (meant === undefined) return known.length > 0 ? `Remove it: the keys here are ${listed(known)}.` : noNames(one);
  const set = keyPlaceAt(one.tree, [...one.path, meant]);
  if (!set) return `Rename it to "${meant}" if that is meant, or remove it.`;
  const where = `line ${set.line} of ${set.file}`;
  return set.file === keyPlaceAt(one.tree, [...one.path, key])?.file
    ? `Remove it: "${meant}" is set on ${where}.`
    : `Rename it to "${meant}", which ${where} sets too, or remove it.`;
};

const noNames = ({ schema }: Case): string => {
  const [pattern] = Object.keys(schema.patternProperties ?? {});
  return pattern === undefined
    ? 'Remove it: no key is allowed here.'
    : `Write the key so that it matches ${pattern} or remove it.`;
};

/** A key that is required and missing, or was deleted by a null. */
export const explainRequired: Explain = (one, file) => {
  const key = String(one.error.params.missingProperty);
  const parent = nodeAt(one.tree, one.path);
  const deleted = parent?.kind === 'map' ? parent.removed?.get(key) : undefined;
  const message = `missing required key "${key}"`;
  if (deleted)
    return build(
      'values/required',
      one.path,
      `${message}, deleted by a null`,
      deleted,
      deleted.file === setFile
        ? 'Leave this argument out: a null deletes the key of the chart.'
        : 'Remove this line: a null deletes the key of the chart.',
    );
  const example = exampleOf(key, one.schema.properties?.[key]);
  const where = one.path.length > 0 ? ` below ${pathText(one.path)}` : '';
  return build(
    'values/required',
    one.path,
    message,
    keyPlace(one, one.path, file),
    example ? `Add \`${example}\`${where}.` : `Add the key "${key}"${where}.`,
  );
};

/** A map that has nothing although several keys are required in it: one mistake. */
export const isEmptied = (one: Case): boolean => {
  const map = nodeAt(one.tree, one.path);
  return (
    map?.kind === 'map' &&
    map.entries.size === 0 &&
    (map.removed?.size ?? 0) === 0 &&
    (one.schema.required ?? []).length > 1
  );
};

/** Such a map: all of its required keys at once. */
export const explainEmpty: Explain = (one, file) => {
  const keys = one.schema.required ?? [];
  const where = one.path.length > 0 ? ` below ${pathText(one.path)}` : '';
  return build(
    'values/required',
    one.path,
    `no key stands here, and ${keys.length} are required: ${listed(keys)}`,
    keyPlace(one, one.path, file),
    one.path.length > 0
      ? `Add ${listed(keys)}${where}, as values.schema.json describes them.`
      : `Restore the file: \`git checkout -- ${file}\`.`,
  );
};

/** A key that does not have the form of a key. */
export const explainName: Explain = (one, file) => {
  const key = unknownKey(one);
  const path = [...one.path, key];
  return build(
    'values/pattern',
    path,
    `the key "${key}" does not have the form of a key here`,
    keyPlace(one, path, file),
    'Write the key in the form that the schema gives in propertyNames.',
  );
};

const unknownKey = ({ error }: Case): string => String(error.params.additionalProperty ?? error.params.propertyName);
