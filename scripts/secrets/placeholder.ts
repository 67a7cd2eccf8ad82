/** Whether a value refers to a secret that stands elsewhere: `${X}`, `$(X)`, `{{ .x }}`, `%s`, a call, a path. */
export const isReference = (value: string): boolean =>
  /^\$\w|\$[({]|^<[^<>]*>$|^\{|\{[\w.]+\}|^%[sd(]/.test(value) ||
  /^(?:\.{0,2}|~)(?:\/[a-z_.][a-z\d_.-]*)+\/?$/.test(value) ||
  /^[\w.]*\b(?:process\.env|environ|getenv|env)\b/.test(value) ||
  /^[A-Za-z_][\w.]*\(/.test(value);

/** Whether a value stands for a secret without being one: a reference, a mask, or words such as `changeme` and `your-key`. */
export const isPlaceholder = (value: string): boolean =>
  value.length < shortest ||
  isReference(value) ||
  /\*{3}|…|\.{3}|x{4}|X{3}/.test(value) ||
  /^(.)\1*$/.test(value) ||
  /^(?:0x)?(?:0?1234\d*|abcdefghij[a-z]*)+$/i.test(value) ||
  spellings(value).some(onlyWords);

/** Whether a value looks made by a machine, or by a person with care: long and mixed, and no phrase of plain words. */
export const looksRandom = (value: string): boolean => {
  if (value.length < 8 || /\s/.test(value) || isPhrase(value)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(value)).length;
  if (value.length < 16) return kinds >= 3 && /\d/.test(value);
  return /\d/.test(value) && /[A-Za-z]/.test(value) && bitsPerSign(value) >= 3;
};

/** Shorter values are letters of an example, as in `u:p@host`. */
const shortest = 4;

/** What people write where a secret would stand. */
const words = new Set(
  [
    'a an and any as at be by can for from here i in is it me my no none not of on or our own some that the their this to us what with your you',
    'change changeme changeit change_me replace replaceme insert put enter type add set fill use make generate generated',
    'example examples sample samples dummy fake mock demo dev test tests testing tested todo tbd fixme placeholder default',
    'pass passw passwd password passwords passphrase pwd secret secrets token tokens key keys api apikey auth value values word words',
    'bearer basic credential credentials login account user username admin administrator root owner name string text',
    'random long short strong real actual valid invalid wrong bad good new old other another one two first second least characters chars bytes',
    'redacted hidden masked removed empty null nil undefined true false yes',
    'sk proj foo bar baz qux abc abcd abcdef def ghi xyz asdf qwerty letmein hunter geheim postgres postgresql mysql redis mongo rabbitmq guest canary',
  ].flatMap((line) => line.split(' ')),
);

/** A value as written, percent-decoded, and with the usual signs for letters read as those. */
const spellings = (value: string): readonly string[] => {
  const plain = decoded(value);
  return [plain, plain.replace(/@/g, 'a').replace(/0/g, 'o').replace(/3/g, 'e').replace(/4/g, 'a').replace(/\$/g, 's')];
};

/** Only words of the list and numbers that are short or count up, and at least one such word. */
const onlyWords = (value: string): boolean => {
  const parts = value
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+|(?<=[a-z])(?=\d)/)
    .filter((part) => part !== '');
  const means = (part: string): boolean => words.has(part) || /^(?:\d{1,3}|0?1234\d*)$/.test(part);
  return parts.some((part) => words.has(part)) && parts.every(means);
};

/** Words in plain spelling, joined: `a-signing-secret-of-32-characters`, `task-list-v2`; a single word has no digit. */
const isPhrase = (value: string): boolean => {
  const parts = value.split(/[-_.:/ ]+/);
  const isWord = (part: string): boolean => /^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+)$/.test(part);
  return parts.every((part) => isWord(part) || (parts.length > 1 && /^(?:[a-z]*\d{1,3})?$/.test(part)));
};

/** Shannon's entropy of the signs of a text. */
const bitsPerSign = (value: string): number => {
  const counts = new Map<string, number>();
  for (const sign of value) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  const shares = [...counts.values()].map((count) => count / value.length);
  return -shares.reduce((sum, share) => sum + share * Math.log2(share), 0);
};

const decoded = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};
