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
};

/** What to do about a value of the wrong type: put it in quotes or take them away where that is the whole mistake. */
export const adviceOnType = (advice: Advice): string => {
  const { wanted, node, example } = advice;
  const usual = `Write a value of type ${wanted.join(' or ')}${example ? `, for example \`${example}\`` : ''}.`;
  if (node?.kind !== 'scalar') return usual;
  if (wanted.includes('string') && node.value !== null) return quoteIt(advice, node);
  if (wanted.includes('string')) return `Give it a value, or two quotes for none: ${line(advice.key, '""')}.`;
  return typeof node.value === 'string' ? (unquoteIt(advice, node.value, node.place?.file) ?? usual) : usual;
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

const unquoteIt = ({ key, hidden, wanted }: Advice, text: string, file: string | undefined): string | undefined => {
  const plain = resolvePlain(text);
  if (hidden || file === setFile || !('value' in plain)) return undefined;
  const kind = Number.isInteger(plain.value) ? ['integer', 'number'] : [typeof plain.value];
  return kind.some((one) => wanted.includes(one)) ? `Remove the quotes: ${line(key, text)}.` : undefined;
};
