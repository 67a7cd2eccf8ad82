import { type Code, codes } from '../core/codes.ts';
import { type Finding, finding, type Place } from '../core/finding.ts';
import { type Secret, secret } from '../core/secret.ts';
import { canBeSilenced, judged } from '../core/suppression.ts';
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
  if (leaks.length === 0 && !text.includes('validate-ignore')) return [];
  const placeOf = placesIn(file, text);
  for (const { start, end } of leaks) hide(secret(text.slice(start, end)));
  const findings = leaks.map(({ code, what, start, end }) =>
    finding(code, `${file} holds ${what}`, {
      at: placeOf(start, end),
      remedy: `${codes[code].remedy.replace('--path FILE', `--path ${file}`)} If it is no secret, say so in a comment: \`validate-ignore ${code}: reason\`.`,
    }),
  );
  return judged(file, text, findings, (code) => made.has(code) || !(code in codes) || !canBeSilenced(code));
};

/** The codes of secrets in texts; a suppression of one of them must silence something. */
const made: ReadonlySet<string> = new Set<Code>([
  'secret/token',
  'secret/url-password',
  'secret/private-key',
  'secret/named-value',
  'secret/encoded',
]);

/** Gives the place between two offsets of a text. */
const placesIn = (file: string, text: string): ((start: number, end: number) => Required<Place>) => {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const lineOf = (offset: number): number => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low;
  };
  return (start, end) => {
    const [line, endLine] = [lineOf(start), lineOf(end)];
    return {
      file,
      line: line + 1,
      column: start - (starts[line] ?? 0) + 1,
      endLine: endLine + 1,
      endColumn: end - (starts[endLine] ?? 0) + 1,
    };
  };
};
