import type { YAMLParseError } from 'yaml';

/** A mistake of YAML in words, at the offsets where it began: the library tells where it was noticed. */
export type SyntaxFault = {
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly remedy?: string;
};

/** Levels of maps and lists that are read. */
export const deepest = 100;

/** What is told of collections that go deeper. */
export const tooDeep = {
  message: `The values are nested more than ${deepest} levels deep`,
  remedy: 'Write them with fewer levels.',
} as const;

/** The mistake behind an error of the library. */
export const faultOf = ({ code, message, pos: [from, to] }: YAMLParseError, text: string): SyntaxFault => {
  if (code === 'RESOURCE_EXHAUSTION') {
    const start = tooDeepAt(text);
    return { ...tooDeep, start, end: start + 1 };
  }
  const quote = /Missing closing (["'])/.exec(message)?.[1];
  if (quote !== undefined) {
    const start = openedQuote(text, from, quote);
    return { message: 'A quote is not closed', start, end: start + 1, remedy: `Close it with ${quote}.` };
  }
  const closing = /end with an? ([}\]])/.exec(message)?.[1];
  if (closing !== undefined) {
    const start = openedCollection(text, from);
    return {
      message: `A ${text.charAt(start)} is not closed`,
      start,
      end: start + 1,
      remedy: `Close it with ${closing}.`,
    };
  }
  return { message, start: from, end: to, ...words[code] };
};

/** What the codes of the library mean, where its own words speak of the inside of YAML. */
const words: Readonly<Record<string, { readonly message?: string; readonly remedy: string }>> = {
  TAB_AS_INDENT: { message: 'A tab indents this line', remedy: 'Indent with spaces.' },
  MISSING_CHAR: { remedy: 'Add the missing character, or put the text in quotes.' },
  BAD_INDENT: {
    message: 'This line is indented otherwise than its neighbours',
    remedy: 'Indent the keys of one map, and the items of one list, alike.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'A colon with a space behind it stands inside of a text',
    remedy: 'Put the text in quotes if the colon belongs to it, or write the map on lines of its own.',
  },
  MULTILINE_IMPLICIT_KEY: {
    message: 'This line has no colon with a space behind it, so it is no key',
    remedy: 'Write `key: value`, with a space behind the colon.',
  },
};

/** The last quote before an offset that no backslash escapes: a closed one would have ended the text. */
const openedQuote = (text: string, before: number, quote: string): number => {
  for (let at = before - 1; at >= 0; at -= 1)
    if (
      text.charAt(at) === quote &&
      (quote === "'" || !/(?<!\\)(?:\\\\)*\\$/.test(text.slice(Math.max(0, at - 50), at)))
    )
      return at;
  return 0;
};

/** The innermost brace or bracket that is open at an offset. */
const openedCollection = (text: string, before: number): number => {
  let closed = 0;
  for (let at = before - 1; at >= 0; at -= 1) {
    const sign = text.charAt(at);
    if (sign === '}' || sign === ']') closed += 1;
    if ((sign === '{' || sign === '[') && closed-- === 0) return at;
  }
  return 0;
};

/** Where a collection begins that is one level too deep: the library notices it wherever its own memory ends. */
const tooDeepAt = (text: string): number => {
  const blocks: number[] = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    let indent = line.search(/[^\s]/);
    while (indent >= 0 && blocks.length > 0 && (blocks.at(-1) ?? 0) >= indent) blocks.pop();
    for (let level = 0; indent >= 0 && indent < line.length; ) {
      blocks.push(indent);
      if (blocks.length + level > deepest) return offset + indent;
      const dash = /^- +/.exec(line.slice(indent));
      if (dash) indent += dash[0].length;
      else {
        for (let at = indent; at < line.length; at += 1) {
          if (line[at] === '[' || line[at] === '{') level += 1;
          if (line[at] === ']' || line[at] === '}') level -= 1;
          if (blocks.length + level > deepest) return offset + at;
        }
        break;
      }
    }
    offset += line.length + 1;
  }
  return 0;
};
