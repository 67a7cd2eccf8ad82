import type { Place } from '../core/finding.ts';
import { placer } from '../values/position.ts';

/** Offsets in a text, the end exclusive. */
export type Span = { readonly start: number; readonly end: number };

/** A text with templates in it: what it is called in places, and where its offsets are. */
export type Source = { readonly file: string; readonly text: string; readonly place: (span: Span) => Place };

/** A span of a certain source. */
export type Spot = Span & { readonly source: Source };

/** A name in a chain of fields, without its dot. */
export type Name = Span & { readonly text: string };

/** What a literal can be; null for nil. */
export type Literal = string | number | boolean | null;

/** What a chain of fields starts from. */
export type Base =
  | { readonly kind: 'dot' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'word'; readonly value: Literal }
  | { readonly kind: 'pipe'; readonly pipe: Pipe };

/** One word of a command: `.a.b`, `$x.a`, `(…).a`, `"text"`, `default`. */
export type Operand = Span & { readonly base: Base; readonly names: readonly Name[] };

/** A function with its arguments, or one operand; never empty. */
export type Command = Span & { readonly operands: readonly Operand[] };

/** Commands where each gets what the one before it gives; `declared` are the variables before `:=` or `=`. */
export type Pipe = Span & {
  readonly declared: readonly string[];
  readonly assigns: boolean;
  readonly commands: readonly Command[];
};

/** What the body of a template consists of. */
export type Node =
  | (Span & { readonly kind: 'text'; readonly text: string })
  | { readonly kind: 'print'; readonly pipe: Pipe }
  | Branch
  | { readonly kind: 'call'; readonly name: string; readonly pipe: Pipe | undefined; readonly span: Span };

/** `if`, `with` or `range` with its two bodies. */
export type Branch = {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: Pipe;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
};

/** A template that can be called by its name: of `define`, of `block`, or a file. */
export type Template = { readonly name: string; readonly source: Source; readonly body: readonly Node[] };

/** A source of this text. */
export const sourceOf = (file: string, text: string): Source => {
  let place: ReturnType<typeof placer> | undefined;
  return {
    file,
    text,
    place: ({ start, end }) => {
      place ??= placer(file, text);
      return place(start, end);
    },
  };
};

/** The place of a spot. */
export const placeOf = ({ source, start, end }: Spot): Place => source.place({ start, end });
