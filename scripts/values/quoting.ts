import type { Edit } from '../core/finding.ts';
import type { Schema } from './case.ts';
import { quoted, unquoted } from './rewriting.ts';
import { resolvePlain } from './scalar.ts';
import { setFile } from './set.ts';
import type { Node } from './tree.ts';

/** A value of the wrong type: what was wanted, and the node that was found. */
export type Advice = {
  readonly wanted: readonly string[];
  /** The key the value stands under; undefined for a list item. */
  readonly key: string | undefined;
  readonly node: Node | undefined;
  /** The value must not be shown. */
  readonly hidden: boolean;
  /** A line that would be right, when one is known. */
  readonly example: string | undefined;
  readonly schema: Schema;
};

/** What to do about a value of the wrong type: put it in quotes or take them away where that is the whole mistake. */
export const adviceOnType = (advice: Advice): string => {
  const { wanted, node, example, schema } = advice;
  const usual = `Write a value of type ${wanted.join(' or ')}${example ? `, for example \`${example}\`` : ''}.`;
  if (node?.kind !== 'scalar') return usual;
  if (wanted.includes('string') && node.value !== null)
    return allows(schema, node.source ?? String(node.value)) ? quoteIt(advice, node) : usual;
  if (wanted.includes('string')) return `Give it a value, or two quotes for none: ${line(advice.key, '""')}.`;
  return typeof node.value === 'string' ? (unquoteIt(advice, node.value, node.place?.file) ?? usual) : usual;
};

/**
 * The edits that put a value in quotes or take them away: only where a text and nothing else is wanted, and the value in
 * quotes is one that the schema allows, or where its quotes alone make it a text.
 */
export const mendedType = ({ wanted, node, schema }: Advice): readonly Edit[] => {
  if (node?.kind !== 'scalar' || node.value === null) return [];
  if (typeof node.value === 'string') return isUsual(node.value) && becomes(node.value, wanted) ? unquoted(node) : [];
  const textOnly = wanted.includes('string') && wanted.every((type) => type === 'string' || type === 'null');
  return textOnly && allows(schema, node.source ?? '') ? quoted(node) : [];
};

const allows = (schema: Schema, text: string): boolean =>
  (schema.enum?.includes(text) ?? true) &&
  (schema.const ?? text) === text &&
  (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(text));

/** A number or boolean as everybody reads it: `"010"` may mean ten or eight. */
const isUsual = (text: string): boolean => /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?|true|false)$/i.test(text);

/** True when a text without its quotes is of a wanted type. */
const becomes = (text: string, wanted: readonly string[]): boolean => {
  const plain = resolvePlain(text);
  if (!('value' in plain)) return false;
  const kind = Number.isInteger(plain.value) ? ['integer', 'number'] : [typeof plain.value];
  return kind.some((one) => wanted.includes(one));
};

const line = (key: string | undefined, value: string): string => (key === undefined ? value : `${key}: ${value}`);

type Scalar = Extract<Node, { kind: 'scalar' }>;

const quoteIt = ({ key, hidden }: Advice, node: Scalar): string => {
  const text = node.source ?? String(node.value);
  if (node.place?.file === setFile)
    return hidden
      ? 'Put it in quotes in a file and name the file with --values.'
      : `Put it in a file and name the file with --values: ${line(key, JSON.stringify(text))} (--set reads it as a ${typeof node.value}).`;
  if (hidden) return 'Put it in quotes.';
  const meaning = text === String(node.value) ? `a ${typeof node.value}` : String(node.value);
  return `Quote it: ${line(key, JSON.stringify(text))} (YAML reads ${text} as ${meaning}).`;
};

const unquoteIt = ({ key, hidden, wanted }: Advice, text: string, file: string | undefined): string | undefined =>
  hidden || file === setFile || !becomes(text, wanted) ? undefined : `Remove the quotes: ${line(key, text)}.`;
