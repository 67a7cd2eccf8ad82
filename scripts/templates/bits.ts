import type { Spot } from './syntax.ts';
import type { Some, Value } from './value.ts';

/** A body that is there once, not at all, or, with `some`, as often as there are members. */
export type Block = { readonly some?: Some };

/**
 * What a template writes, in order: text with the place it comes from, if it comes from one, values, and where bodies
 * begin and end that a condition or a loop decides about.
 */
export type Bit =
  | TextBit
  | { readonly kind: 'out'; readonly value: Value; readonly at: Spot }
  | { readonly kind: 'open'; readonly block: Block }
  | { readonly kind: 'close'; readonly block: Block };

export type TextBit = { readonly kind: 'text'; readonly text: string; readonly at: Spot | undefined };

/** The lines of a text, each with its place; what a line end is part of goes on in the next one. */
export const linesOf = ({ text, at }: TextBit): readonly TextBit[] => {
  let offset = 0;
  return text.split('\n').map((line) => {
    const start = at && Math.min(at.end, at.start + offset);
    offset += line.length + 1;
    return {
      kind: 'text',
      text: line,
      at:
        at && start !== undefined
          ? { source: at.source, start, end: Math.min(at.end, start + line.length) }
          : undefined,
    };
  });
};

/** Bits with every line indented by so many spaces, as `indent` does it. */
export const indented = (bits: readonly Bit[], spaces: number): readonly Bit[] => {
  const pad = ' '.repeat(Math.max(0, Math.min(spaces, widest)));
  const made = (text: string): TextBit => ({ kind: 'text', text, at: undefined });
  const lines = (bit: TextBit): readonly Bit[] =>
    linesOf(bit).flatMap((line, index) => (index > 0 ? [made(`\n${pad}`), line] : [line]));
  return [made(pad), ...bits.flatMap((bit) => (bit.kind === 'text' ? lines(bit) : [bit]))];
};

/** Nobody indents further on purpose. */
const widest = 1000;

/** What is printed of a value by an expression at this place. */
export const printed = (value: Value, at: Spot): readonly Bit[] => {
  const [only] = value;
  if (value.length === 1 && only?.kind === 'word') return [{ kind: 'text', text: String(only.value), at }];
  const texts = value.flatMap((atom) => (atom.kind === 'text' ? atom.bits : []));
  const others = value.filter((atom) => atom.kind !== 'text');
  const bits: readonly Bit[] = others.length > 0 ? [{ kind: 'out', value: others, at }] : [];
  return [...texts, ...bits];
};
