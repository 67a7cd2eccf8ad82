import { resolvePlain } from '../values/scalar.ts';
import type { Block } from './bits.ts';
import { type Out, outsIn, placeholder, type Row } from './rows.ts';
import type { Literal, Spot } from './syntax.ts';
import type { Value } from './value.ts';

/** A part of the YAML that a template writes: a document, what stands under a key, or an item. */
export type Outline = {
  /** Its key, or its dash. */
  readonly at: Spot | undefined;
  /** The bodies that it stands in. */
  readonly blocks: readonly Block[];
  readonly parts: Part[];
  /** The values that its text consists of. */
  readonly outs: Out[];
  /** Its text, when no value is part of it. */
  literal?: Literal;
};

/** What an outline consists of. */
export type Part = Entry | Member;

export type Entry = {
  readonly kind: 'entry';
  /** Values in it are placeholders. */
  readonly key: string;
  readonly outs: readonly Out[];
  readonly node: Outline;
};

export type Member = Item | Embed;

export type Item = { readonly kind: 'item'; readonly node: Outline };

/** A value in a place of its own: as YAML, so that its members stand there, or a text that may be YAML. */
export type Embed = {
  readonly kind: 'embed';
  readonly value: Value;
  readonly at: Spot;
  readonly blocks: readonly Block[];
};

/** The bodies that a part stands in. */
export const blocksOf = (part: Part): readonly Block[] => (part.kind === 'embed' ? part.blocks : part.node.blocks);

/** An outline without anything in it. */
export const newOutline = (at: Spot | undefined, blocks: readonly Block[]): Outline => ({
  at,
  blocks,
  parts: [],
  outs: [],
});

/** What a text says, and the values in it, as what stands under a key or as an item. */
export const fill = (node: Outline, row: Row, from: number, to: number): void => {
  const text = row.text.slice(from, to).trim();
  const outs = outsIn(row, from, to);
  const only = [...text].every((character) => character === placeholder);
  for (const out of outs) {
    if (only && out.value.some(({ kind }) => kind === 'yaml'))
      node.parts.push({ kind: 'embed', ...out, blocks: row.blocks });
    else node.outs.push(out);
  }
  if (outs.length === 0 && text !== '') node.literal = literalOf(text);
};

/** A key without its quotes. */
export const keyText = (text: string): string => (/^["']/.test(text) ? String(literalOf(text)) : text);

const literalOf = (text: string): Literal => {
  if (text.startsWith("'")) return text.slice(1, text.endsWith("'") ? -1 : undefined).replaceAll("''", "'");
  if (text.startsWith('"')) return unescaped(text);
  const resolved = resolvePlain(text);
  return 'value' in resolved ? resolved.value : text;
};

const unescaped = (text: string): string => {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.replace(/^"|"$/g, '');
  }
};
