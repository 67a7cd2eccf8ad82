import { at } from '../core/json.ts';
import { closest } from '../values/suggest.ts';
import type { Fault } from './blame.ts';

/**
 * Faults without those that only follow from others: a field is said to be absent, and the document has it under a name
 * that no schema knows; a document is said to be missing, and one has a kind or name that cannot be.
 */
export const withoutFollowUps = (faults: readonly Fault[]): readonly Fault[] =>
  faults.filter((fault) => fault.code === 'manifest/unknown-field' || followedFrom(fault, faults) === undefined);

/** The fault that another one follows from. */
export const followedFrom = (fault: Fault, faults: readonly Fault[]): Fault | undefined => {
  const absent = absentSteps(fault);
  return faults.find((one) => isMisspelt(one, fault, absent) || isMisnamed(one, fault));
};

const isMisspelt = (one: Fault, { document }: Fault, absent: readonly string[]): boolean =>
  one.code === 'manifest/unknown-field' &&
  one.document === document &&
  absent.length > 0 &&
  namesOf(one).some((name) => absent.includes(name) || closest(name, absent) !== undefined);

const isMisnamed = ({ code, document: { kind }, path }: Fault, { absent }: Fault): boolean =>
  absent !== undefined &&
  (kind === absent || closest(kind, [absent]) !== undefined) &&
  (code === 'manifest/unknown-kind' || (code === 'manifest/name' && path.join('.') === 'metadata.name'));

/** The steps of a path from the first on that the document does not have. */
const absentSteps = ({ document, path }: Fault): readonly string[] => {
  const first = path.findIndex((_, index) => at(document.body, ...path.slice(0, index + 1)) === undefined);
  return first < 0 ? [] : path.slice(first).map(String);
};

/** A fault may be about several names of one map. */
const namesOf = ({ path, names }: Fault): readonly string[] => names ?? [String(path.at(-1))];
