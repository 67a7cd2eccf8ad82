/** A mistake of JSON (RFC 8259) in words, and the offset where it stands. */
export type JsonFault = { readonly message: string; readonly offset: number };

/** Where a text that JSON.parse refuses stops to be JSON, which that does not tell of long texts. */
export const jsonFault = (text: string): JsonFault => {
  const open: string[] = [];
  let wanted: Wanted = 'value';
  let offset = 0;
  for (;;) {
    token.lastIndex = offset;
    const { index = offset, groups = {} } = token.exec(text) ?? {};
    const found = groups.string ?? groups.word ?? groups.sign;
    const at = index + (groups.space ?? '').length;
    if (found === undefined) return { message: strangeAt(text, at, open), offset: Math.min(at, text.length) };
    const next = follow(wanted, groups, open);
    if (next === undefined) return { message: `${found} stands where ${words[wanted]} belongs`, offset: at };
    wanted = next;
    offset = at + found.length;
  }
};

/** What may come next. */
type Wanted = 'value' | 'item' | 'key' | 'first key' | 'colon' | 'end' | 'nothing';

const words: Readonly<Record<Wanted, string>> = {
  value: 'a value',
  item: 'a value or ]',
  key: 'a key in double quotes',
  'first key': 'a key in double quotes or }',
  colon: 'a colon',
  end: 'a comma or the end',
  nothing: 'the end of the file',
};

const token =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in a string
  /(?<space>[ \t\r\n]*)(?:(?<string>"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(?<word>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])|(?:true|false|null)\b)|(?<sign>[[\]{},:])|)/y;

type Token = Readonly<Record<string, string | undefined>>;

const follow = (wanted: Wanted, { string, word, sign }: Token, open: string[]): Wanted | undefined => {
  const closed = (): Wanted => (open.length > 0 ? 'end' : 'nothing');
  if (wanted === 'value' || wanted === 'item') {
    if (string !== undefined || word !== undefined) return closed();
    if (sign === '{' || sign === '[') {
      open.push(sign);
      return sign === '{' ? 'first key' : 'item';
    }
    if (wanted === 'value' || sign !== ']') return undefined;
    open.pop();
    return closed();
  }
  if (wanted === 'key' || wanted === 'first key') {
    if (string !== undefined) return 'colon';
    if (wanted === 'key' || sign !== '}') return undefined;
    open.pop();
    return closed();
  }
  if (wanted === 'colon') return sign === ':' ? 'value' : undefined;
  if (wanted === 'nothing') return undefined;
  if (sign === ',') return open.at(-1) === '{' ? 'key' : 'value';
  if (sign !== (open.at(-1) === '{' ? '}' : ']')) return undefined;
  open.pop();
  return closed();
};

/** What is no token of JSON at all. */
const strangeAt = (text: string, at: number, open: readonly string[]): string => {
  const rest = text.slice(at, at + 20);
  if (rest === '')
    return text.trim() === '' ? 'the file is empty' : `the file ends before ${open.at(-1) ?? 'it'} is closed`;
  if (rest.startsWith('"')) return 'a text in quotes is not ended, or holds what needs a backslash';
  return /^(?:\/\/|\/\*|#)/.test(rest)
    ? 'JSON has no comments'
    : `${/^[^\s,:[\]{}]+/.exec(rest)?.[0] ?? rest} is no JSON`;
};
