import type { Leak } from './leak.ts';
import { namesPassword, namesSecret } from './names.ts';
import { isPlaceholder, looksRandom } from './placeholder.ts';

/**
 * Values that their key calls a secret, as `PGPASSWORD: x` in data and `token = "x"` in code. A token must look random; a
 * password in a file of settings need not, for people choose those.
 */
export const namedIn = (file: string, text: string): readonly Leak[] => {
  const format = formatOf(file);
  return [...text.matchAll(noun)].flatMap((match): readonly Leak[] => {
    const end = match.index + match[0].length;
    const key = keyBefore(text, end);
    const isAuth = /^_?auth$/.test(key);
    if (!isAuth && !namesSecret(key)) return [];
    const value = valueAfter(text, end, format, /^[A-Z][A-Z\d_]*$/.test(key));
    if (!value) return [];
    const isSecret = isAuth ? isBasic(value.text) : isReal(key, value.text, format);
    const what = `the value of ${key}, which looks like a real one`;
    return isSecret
      ? [{ code: 'secret/named-value', what, start: value.start, end: value.start + value.text.length }]
      : [];
  });
};

/** How a file writes values: `lines` of settings take the rest of the line, `words` end at a space, `code` quotes them. */
type Format = 'lines' | 'words' | 'quoted' | 'code';

const formats: readonly (readonly [files: RegExp, format: Format])[] = [
  [/\.(ya?ml|env|ini|toml|properties|conf|cfg|tfvars|tpl)$|(^|\/)\.(env|npmrc|netrc|pypirc|pgpass)\b/, 'lines'],
  [/(^|\/)(Dockerfile|Containerfile)|\.(sh|bash|md|txt)$|(^|\/)\.[\w-]+rc$/, 'words'],
  [/\.(json|lock)$/, 'quoted'],
];

const formatOf = (file: string): Format => formats.find(([files]) => files.test(file))?.[1] ?? 'code';

/** The end of a key that may name a secret, before something is set to it. */
const noun = /(?:passw(?:or)?d|passphrase|pwd|pass|secret|token|key|key_base|auth)(?=["'`]?\]?\s*(?::|=))/gi;

const keyBefore = (text: string, end: number): string => {
  let start = end;
  while (start > Math.max(0, end - 80) && /[\w$.-]/.test(text[start - 1] ?? '')) start -= 1;
  return text.slice(start, end).replace(/^[.$-]+/, '');
};

type Value = { readonly text: string; readonly start: number };

/** The value that a key is set to; undefined where the value is an expression, a block or nothing. */
const valueAfter = (text: string, end: number, format: Format, isVariable: boolean): Value | undefined => {
  const line = text.slice(end, end + longest).split('\n')[0] ?? '';
  const operator = (format === 'code' ? setInCode : set).exec(line)?.[0];
  if (operator === undefined) return undefined;
  const rest = line.slice(operator.length);
  const start = end + operator.length;
  const quoted = /^(["'`])((?:\\.|(?!\1)[^\\])*)\1/.exec(rest)?.[2];
  if (quoted !== undefined) return quoted === '' ? undefined : { text: quoted, start: start + 1 };
  if (format === 'quoted' || (format === 'code' && !(isVariable && operator === '='))) return undefined;
  const bare = format === 'lines' ? wholeLine(rest) : (oneWord.exec(rest)?.[0] ?? '');
  return bare === '' || notText.test(bare) ? undefined : { text: bare, start };
};

/** Longer values are data; a line of a packed file may be as long as the file. */
const longest = 300;

const set = /^["']?\s*(?::=|=>|:|=(?!=))\s*/;
/** In code a type may stand between, and a comparison is no assignment. */
const setInCode = /^["'`]?\]?\s*(?::\s*[\w.<>[\]| ]+?\s*=(?![=>])|:=|=>|:(?!:)|=(?!=))\s*/;

/** To the end of the line without a comment; in a flow map to its comma. */
const wholeLine = (rest: string): string =>
  (/^[^\s"'`,{}[\]|>&*!#][^\r\n,{}[\]]*/.exec(rest)?.[0] ?? '').replace(/\s#.*$/, '').trimEnd();

const oneWord = /^[^\s"'`,;(){}[\]|<>\\]+/;

/** Values of other types: switches, short numbers, nothing. */
const notText = /^(?:true|false|null|~|\d{1,5}|yes|no|on|off)$/i;

const isReal = (key: string, value: string, format: Format): boolean => {
  if (isPlaceholder(value)) return false;
  const chosen = format === 'lines' && (namesPassword(key) || key.startsWith('_'));
  return chosen || looksRandom(value);
};

/** `user:password` in base64, as Docker's and npm's settings keep it. */
const isBasic = (value: string): boolean =>
  /^[A-Za-z\d+/]{8,}={0,2}$/.test(value) && /^[!-~]+:[!-~]{4,}$/.test(Buffer.from(value, 'base64').toString());
