/**
 * The text of somebody else (a log, an event, what a tool printed) without keys of any form, the data of Secrets, and every
 * value whose name says key, token, secret, password or URL. A word too much does no harm there.
 */
export const strictly = (text: string): string => {
  const holds = /\bkind\\{0,7}"?: *\\{0,7}"?Secret\b/.test(text);
  const cut = holds ? text.replace(secretData, (_, yaml, json) => (yaml ? `${yaml} ***\n` : `${json}"***"`)) : text;
  return strictShapes.reduce((result, [shape, by]) => result.replace(shape, by), cut);
};

/** The names of settings whose values nobody is shown; bounded, for a log may hold a word of any length. */
const named = String.raw`[\w.-]{0,99}?(?:key|token|secret|pass|url|credential)[\w.-]{0,99}`;

/** A quote as it stands in JSON, and in JSON that is a string of JSON, as kubectl keeps what was applied. */
const quote = String.raw`\\{0,7}"`;

/** A blank, or one that JSON wrote as `\\n`. */
const blank = String.raw`(?:\s|\\{1,7}[nrt])`;

/** A value as settings, YAML, JSON and code write it: quoted, or to the end of the word. */
const value = String.raw`(?:${quote}(?:[^"\\\n]|\\+[^"\\\n])*${quote}|'[^'\n]*'|[^\s,;"'{}[\]\\]+)`;

/** What nobody is shown. Digests of images stay: they say which image it is and open nothing. */
const strictShapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*-----[\s\S]*?(?:-----END [A-Z ]*-----|$)/g, '***'],
  // `name: X` and `value: Y` of the environment in YAML and JSON, and as describe prints it.
  [
    new RegExp(
      `((?:${quote})?name(?:${quote})?: ?(?:${quote})?${named}(?:${quote})?(?:,${blank}*|${blank}+)(?:${quote})?value(?:${quote})?: ?)${value}`,
      'gi',
    ),
    '$1***',
  ],
  [
    new RegExp(
      String.raw`((?<![\w.-])\\{0,7}["']?${named}\\{0,7}["']?[ \t]*(?:=|:(?!//))[ \t]*)(?!\*\*\*)${value}`,
      'gi',
    ),
    '$1***',
  ],
  [/((?<![a-z0-9+.-])[a-z0-9+.-]+:\/\/)[^\s/?#@"']+@/gi, '$1***@'],
  [/(?<!sha256:)(?<![\w+/=-])(?=[\w+/-]*\d)(?=[\w+/-]*[A-Za-z])[\w+/-]{40,}={0,2}/g, '***'],
];

/** The data of a Secret: in YAML as far as it is indented, in JSON to its bracket. */
const secretData =
  /^([ \t]*(?:data|stringData):)[ \t]*\n(?:[ \t]+.*(?:\n|$))+|(\\{0,7}"(?:data|stringData)\\{0,7}": ?)\{[^}]*\}/gm;
