import type { Chart, Coalesced, Document, Json } from '../core/charts.ts';
import type { Code } from '../core/codes.ts';
import { type Finding, finding, type Level, type Place, type Related } from '../core/finding.ts';
import { at } from '../core/json.ts';
import { type Location, locate } from '../templates/locate.ts';
import { pathText } from '../values/tree.ts';
import type { Path } from './pods.ts';

/** What is wrong with a field of a rendered document. */
export type Fault = {
  readonly code: Code;
  readonly level?: Level;
  readonly document: Document;
  /** The field; for one that is absent the path where it would stand. */
  readonly path: Path;
  readonly message: string;
  readonly remedy: string;
  /** The part of the field's text that is wrong, where a template puts the text together. */
  readonly part?: string;
  /** Names of one map that no schema knows, when there are several. */
  readonly names?: readonly string[];
  /** What is said to be missing: another document of the release. */
  readonly absent?: string;
  /** Whatever the value is, the template does the wrong thing with it. */
  readonly byTemplate?: true;
};

/**
 * The finding of a fault: at the value, where a template only writes what a layer says, else at the line of the template
 * that writes the field. The other of the two, and what else goes into the field, is named beside it.
 */
export const findingAt = (chart: Chart, values: Coalesced, fault: Fault): Finding => {
  const { code, level, document, path, message, remedy } = fault;
  const location = locate(chart, document.source, path, document.body);
  const value = culprit(values, fault, location);
  const place = value ?? location.template;
  const related: readonly Related[] = [
    ...(value ? [{ at: location.template, message: 'is where the template writes it' }] : []),
    ...location.reads.slice(0, 3).flatMap((read) => {
      const known = nearest(values, read);
      return known ? [{ at: known.at, message: `is the value that it reads: ${pathText(known.path)}` }] : [];
    }),
  ].filter((one) => !isSame(one.at, place));
  return finding(code, message, {
    at: place,
    remedy,
    ...(level ? { level } : {}),
    ...(related.length > 0 ? { related } : {}),
  });
};

/** Whether two faults are about one field. */
export const isField = (one: Fault, other: Fault): boolean =>
  one.document === other.document && one.path.join('.') === other.path.join('.');

/** Whether two places begin at the same sign. */
export const isSame = (one: Place | undefined, other: Place | undefined): boolean =>
  one?.file === other?.file && one?.line === other?.line && one?.column === other?.column;

/**
 * Where the value stands that is to blame: the one that the field shows as it is. A field that is absent and a name that no
 * schema knows are the template's.
 */
const culprit = (values: Coalesced, fault: Fault, { value, reads }: Location): Place | undefined => {
  if (fault.byTemplate || fault.code === 'manifest/unknown-field') return undefined;
  const shown = at(fault.document.body, ...fault.path);
  if (shown === undefined) return undefined;
  const wrong = value ? shown : fault.part;
  const paths = (value ? [value] : reads).filter((path) => isAlike(at(values.values, ...path), wrong, fault.code));
  return paths.length === 1 && paths[0] ? values.placeOf(paths[0]) : undefined;
};

/** A number is often written as text, in quotes; where types matter, that was the template. */
const isAlike = (one: Json | undefined, other: Json | undefined, code: Code): boolean => {
  if (one === undefined || other === undefined) return false;
  const exact = code === 'manifest/invalid' || typeof one === 'object' || typeof other === 'object';
  return exact ? JSON.stringify(one) === JSON.stringify(other) : String(one) === String(other);
};

/** A value that a layer has, or the map around one that none has. */
const nearest = (values: Coalesced, path: Path): { readonly at: Place; readonly path: Path } | undefined =>
  path
    .map((_, index) => path.slice(0, path.length - index))
    .flatMap((some) => {
      const place = values.placeOf(some);
      return place ? [{ at: place, path: some }] : [];
    })[0];
