import type { ErrorObject } from 'ajv';
import type { Json } from '../core/charts.ts';
import type { Code } from '../core/codes.ts';
import { type Edit, type Finding, finding, type Place } from '../core/finding.ts';
import { concealUrls } from './conceal.ts';
import { keyPlaceAt, type MapNode, nodeAt, type Path, pathOf, pathText } from './tree.ts';

/** The parts of a draft-07 schema that explanations use. */
export type Schema = {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly default?: Json;
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly writeOnly?: boolean;
};

/** One violation with what it is about. */
export type Case = {
  readonly error: ErrorObject;
  readonly tree: MapNode;
  readonly path: Path;
  readonly schema: Schema;
  /** The value must not be shown. */
  readonly hidden: boolean;
};

/** What an error of ajv is about. */
export const caseOf = (error: ErrorObject, tree: MapNode): Case => {
  const path = pathOf(tree, error.instancePath);
  const schema = (error.parentSchema ?? {}) as Schema;
  return { error, tree, path, schema, hidden: path.includes('secrets') || schema.writeOnly === true };
};

/** Explains a violation; the file is named when no layer holds the value. */
export type Explain = (one: Case, file: string) => Finding;

/** A finding about the value or key at a path, with the edits that mend it when they are known. */
export const build = (
  code: Code,
  path: Path,
  message: string,
  at: Place,
  remedy: string,
  fix: readonly Edit[] = [],
): Finding =>
  finding(code, path.length > 0 ? `${pathText(path)}: ${message}` : message, {
    at,
    remedy,
    ...(fix.length > 0 ? { fix } : {}),
  });

/** The nearest place above a path; the first line of the chart's values when no layer holds anything on the way. */
export const nearest = ({ tree }: Case, path: Path, file: string): Place => {
  for (let length = path.length; length > 0; length -= 1) {
    const place = nodeAt(tree, path.slice(0, length))?.place;
    if (place) return place;
  }
  return { file, line: 1, column: 1 };
};

/** Where the key at a path stands, or the nearest place above it. */
export const keyPlace = (one: Case, path: Path, file: string): Place =>
  keyPlaceAt(one.tree, path) ?? nearest(one, path, file);

/** A value for people: shortened, passwords of URLs hidden; nothing of a secret. */
export const shown = ({ hidden }: Case, value: Json): string => {
  if (hidden) return '***';
  const text = concealUrls(JSON.stringify(value));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};

/** Words in a row; of many the first twelve. */
export const listed = (words: readonly string[]): string =>
  words.length > 13 ? `${words.slice(0, 12).join(', ')} and ${words.length - 12} more` : words.join(', ');

/** `type: ClusterIP`, from the default of the schema or its first allowed value. */
export const exampleOf = (key: string, schema: Schema | undefined): string | undefined => {
  const value = schema?.default ?? schema?.enum?.[0];
  if (value === undefined || schema?.writeOnly) return undefined;
  return `${key}: ${typeof value === 'string' && /^[A-Za-z][\w./-]*$/.test(value) ? value : JSON.stringify(value)}`;
};
