import { RE2JS } from 're2js';

/** What is wrong with a pattern that Helm (RE2, as Go has it) and ajv (ECMAScript with the flag u) both have to read. */
export type PatternFault = {
  readonly code: 'schema/regex-re2' | 'schema/regex-ecma' | 'schema/regex-meaning';
  readonly message: string;
  readonly remedy: string;
};

/** The first fault of a pattern, in the words of the engine that has it; undefined when both read it the same way. */
export const patternFault = (pattern: string): PatternFault | undefined => {
  if (!known.has(pattern)) known.set(pattern, fault(pattern));
  return known.get(pattern);
};

/** A memory of pure results: charts repeat their patterns, and compiling one for RE2 takes a millisecond. */
const known = new Map<string, PatternFault | undefined>();

const fault = (pattern: string): PatternFault | undefined => {
  const re2 = failure(() => RE2JS.compile(pattern));
  if (re2)
    return {
      code: 'schema/regex-re2',
      message: `Helm cannot read the pattern ${JSON.stringify(pattern)}: ${re2.replace(/^error parsing regexp: /, '')}`,
      remedy:
        'Write it without look-around, backreferences, \\u and counts above 1000: every helm command fails otherwise.',
    };
  const ecma = failure(() => new RegExp(pattern, 'u'));
  if (ecma)
    return {
      code: 'schema/regex-ecma',
      message: `ajv and editors cannot read the pattern ${JSON.stringify(pattern)}: ${ecma.replace(/^Invalid regular expression: \/.*\/u: /s, '')}`,
      remedy: 'Escape only what has a meaning, name groups as (?<name>…), and use no flags inside the pattern.',
    };
  const differs = tokensOf(pattern).find((token) => meanings[token] !== undefined);
  return differs === undefined
    ? undefined
    : {
        code: 'schema/regex-meaning',
        message: `${differs} in the pattern ${JSON.stringify(pattern)} ${meanings[differs]}`,
        remedy: `Write the characters out, for example ${differs === '.' ? '[^\\n]' : '[ \\t\\r\\n]'}.`,
      };
};

/** Tokens that the two engines read differently (re2 syntax page; ECMA-262, CharacterClassEscape and LineTerminator). */
const meanings: Readonly<Record<string, string>> = {
  '.': 'is any character but \\n to Helm, and also stops at \\r, U+2028 and U+2029 for ajv',
  '\\s': 'is a space of ASCII to Helm, and any space of Unicode for ajv',
  '\\S': 'is all but the spaces of ASCII to Helm, and all but any space of Unicode for ajv',
};

/** Escapes, and points outside of classes. */
const tokensOf = (pattern: string): readonly string[] => {
  const tokens: string[] = [];
  let inClass = false;
  for (const [token] of pattern.matchAll(/\\[\s\S]|[\s\S]/g)) {
    if (token === '[' && !inClass) inClass = true;
    else if (token === ']') inClass = false;
    if (token.length > 1 || !inClass) tokens.push(token);
  }
  return tokens;
};

const failure = (compile: () => unknown): string | undefined => {
  try {
    compile();
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
};
