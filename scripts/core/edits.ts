import type { Edit, Finding, Place } from './finding.ts';

/** What became of findings that carry edits. */
export type Mended = {
  /** The texts that changed, by file. */
  readonly texts: ReadonlyMap<string, string>;
  /** Findings whose edits were made; of several with the same edits, the first. */
  readonly fixed: readonly Finding[];
  /** Findings whose edits overlap others, or do not fit the text. */
  readonly left: readonly Finding[];
};

/**
 * Texts with the edits of findings made. The edits of a finding are made together or not at all; of edits that touch each
 * other the first finding's win. What a deletion empties goes as a whole line. Everything else stays as it is.
 */
export const mend = (texts: ReadonlyMap<string, string>, findings: readonly Finding[]): Mended => {
  const made: Span[] = [];
  const fixed: Finding[] = [];
  const left: Finding[] = [];
  for (const finding of findings) {
    const spans = (finding.fix ?? []).map((edit) => spanOf(edit, texts));
    const fitting = spans.filter((span) => span !== undefined);
    if (fitting.length < spans.length || clash(fitting)) left.push(finding);
    else if (fitting.every((span) => made.some((one) => equal(one, span)))) continue;
    else if (fitting.some((span) => made.some((one) => touch(one, span)))) left.push(finding);
    else {
      made.push(...fitting);
      fixed.push(finding);
    }
  }
  const changed = new Set(made.map((span) => span.file));
  return { texts: new Map([...changed].map((file) => [file, edited(texts.get(file) ?? '', file, made)])), fixed, left };
};

/** An edit by offsets, the end exclusive. */
type Span = { readonly file: string; readonly start: number; readonly end: number; readonly text: string };

/** Undefined where the text has no such place. */
const spanOf = ({ at, text }: Edit, texts: ReadonlyMap<string, string>): Span | undefined => {
  const source = texts.get(at.file);
  if (source === undefined) return undefined;
  const start = offsetOf(source, at.line, at.column);
  const end = offsetOf(source, at.endLine, at.endColumn);
  if (start === undefined || end === undefined || end < start) return undefined;
  const span = { file: at.file, start, end, text };
  return text === '' && end > start ? wholeLines(source, span) : span;
};

const offsetOf = (source: string, line: Place['line'], column: Place['column']): number | undefined => {
  if (line < 1) return undefined;
  let start = 0;
  for (let number = 1; number < line; number += 1) {
    const next = source.indexOf('\n', start);
    if (next < 0) return undefined;
    start = next + 1;
  }
  const next = source.indexOf('\n', start);
  const length = (next < 0 ? source.length : next) - start;
  return column < 1 || column > length + 1 ? undefined : start + column - 1;
};

/** A deletion that would leave nothing but white space in its lines takes them with it. */
const wholeLines = (source: string, span: Span): Span => {
  const start = source.lastIndexOf('\n', span.start - 1) + 1;
  const next = source.indexOf('\n', span.end);
  const end = next < 0 ? source.length : next + 1;
  const rest = source.slice(start, span.start) + source.slice(span.end, end);
  return rest.trim() === '' ? { ...span, start, end } : span;
};

const equal = (one: Span, other: Span): boolean =>
  one.file === other.file && one.start === other.start && one.end === other.end && one.text === other.text;

/** Spans that only meet touch as well: what stands between them would depend on their order. */
const touch = (one: Span, other: Span): boolean =>
  one.file === other.file && one.start <= other.end && other.start <= one.end;

/** Edits of one finding may meet, for their order is given; they may not overlap. */
const clash = (spans: readonly Span[]): boolean =>
  spans.some((one, index) =>
    spans.slice(index + 1).some((other) => one.file === other.file && one.start < other.end && other.start < one.end),
  );

const edited = (source: string, file: string, made: readonly Span[]): string => {
  let text = '';
  let at = 0;
  for (const span of made.filter((one) => one.file === file).toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    text += source.slice(at, span.start) + span.text;
    at = span.end;
  }
  return text + source.slice(at);
};
