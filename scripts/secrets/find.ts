import { type Code, codes } from '../core/codes.ts';
import { type Finding, finding, type Place } from '../core/finding.ts';
import { type Secret, secret } from '../core/secret.ts';
import { judged } from '../core/suppression.ts';
import { encodedIn, secretEntries } from './encoded.ts';
import { apart } from './leak.ts';
import { namedIn } from './named.ts';
import { providersIn } from './providers.ts';
import { shapesIn } from './shapes.ts';

/**
 * The secrets of a text, each at its line and column and never in words: what secretlint finds, and what it misses:
 * passwords in URLs of any scheme, values under telling keys, base64 in Secrets, signed tokens. `hide` is given every
 * value, silenced ones too, so that no frame shows it. `validate-ignore CODE: reason` silences one.
 */
export const findSecrets = async (
  file: string,
  text: string,
  hide: (value: Secret) => void = () => {},
): Promise<readonly Finding[]> => {
  const entries = secretEntries(text);
  const leaks = apart([
    ...(await providersIn(text)),
    ...shapesIn(text),
    ...encodedIn(entries),
    ...namedIn(file, text).filter((leak) => !entries.some((one) => leak.start >= one.start && leak.end <= one.end)),
  ]);
  for (const { start, end } of leaks) hide(secret(text.slice(start, end)));
  const findings = leaks.map(({ code, what, start, end }) =>
    finding(code, `${file} holds ${what}`, {
      at: placeOf(file, text, start, end),
      remedy: `${codes[code].remedy} If it is no secret, say so in a comment: \`validate-ignore ${code}: reason\`.`,
    }),
  );
  return judged(file, text, findings, (code) => made.has(code) || !(code in codes));
};

/** The codes of secrets in texts; a suppression of one of them must silence something. */
const made: ReadonlySet<string> = new Set<Code>([
  'secret/token',
  'secret/url-password',
  'secret/private-key',
  'secret/named-value',
  'secret/encoded',
]);

const placeOf = (file: string, text: string, start: number, end: number): Required<Place> => {
  const [line, column] = lineAndColumn(text, start);
  const [endLine, endColumn] = lineAndColumn(text, end);
  return { file, line, column, endLine, endColumn };
};

const lineAndColumn = (text: string, offset: number): readonly [line: number, column: number] => {
  const before = text.slice(0, offset).split('\n');
  return [before.length, (before.at(-1)?.length ?? 0) + 1];
};
