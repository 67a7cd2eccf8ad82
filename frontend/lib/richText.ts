/** A stretch of text inside a line. */
export type Span =
  | { readonly kind: 'text' | 'bold' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

/** A block of an answer: a paragraph of lines, or a list of items. */
export type Block = {
  readonly kind: 'paragraph' | 'bullets' | 'numbers';
  readonly start: number;
  readonly lines: readonly (readonly Span[])[];
};

type Line = { readonly kind: Block['kind']; readonly text: string; readonly start: number };

/** Reads the safe subset of Markdown that answers use: bold, code, lists and http(s) addresses. Anything else is text. */
export function parseRichText(source: string): readonly Block[] {
  const blocks: { kind: Block['kind']; start: number; lines: (readonly Span[])[] }[] = [];
  let continues = false;
  for (const raw of source.split('\n')) {
    if (raw.trim() === '') {
      continues = false;
      continue;
    }
    const line = readLine(raw);
    const last = blocks.at(-1);
    if (continues && last?.kind === line.kind) last.lines.push(parseSpans(line.text));
    else blocks.push({ kind: line.kind, start: line.start, lines: [parseSpans(line.text)] });
    continues = true;
  }
  return blocks;
}

/** A text whose end has not come yet, without the marks of a form that is only half there. */
export function withoutHalfForms(source: string): string {
  const begin = source.lastIndexOf('\n') + 1;
  let line = source.slice(begin).replace(/(?<!\*)\*$/, '');
  if (/^\s*([-*•]|\d{1,6}[.)]?)\s*$/.test(line)) return source.slice(0, begin);
  for (const mark of ['**', '`']) {
    if (line.split(mark).length % 2 === 1) continue;
    line = line.endsWith(mark) ? line.slice(0, -mark.length) : line + mark;
  }
  return source.slice(0, begin) + line;
}

function readLine(raw: string): Line {
  const bullet = /^\s*[-*•]\s+(\S.*)$/.exec(raw);
  if (bullet?.[1]) return { kind: 'bullets', text: bullet[1], start: 1 };
  const number = /^\s*(\d{1,6})[.)]\s+(\S.*)$/.exec(raw);
  if (number?.[1] && number[2]) return { kind: 'numbers', text: number[2], start: Number(number[1]) };
  return { kind: 'paragraph', text: raw, start: 1 };
}

function parseSpans(text: string): readonly Span[] {
  const spans: Span[] = [];
  let end = 0;
  for (const match of text.matchAll(/\*\*([^*]+)\*\*|`([^`]+)`|https?:\/\/[^\s<>"')]*[^\s<>"').,;:!?]/g)) {
    if (match.index > end) spans.push({ kind: 'text', text: text.slice(end, match.index) });
    const [whole, bold, code] = match;
    if (bold !== undefined) spans.push({ kind: 'bold', text: bold });
    else if (code !== undefined) spans.push({ kind: 'code', text: code });
    else spans.push({ kind: 'link', text: whole, href: whole });
    end = match.index + whole.length;
  }
  if (end < text.length) spans.push({ kind: 'text', text: text.slice(end) });
  return spans;
}
