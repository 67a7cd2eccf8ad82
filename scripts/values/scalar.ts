/** What an unquoted YAML scalar is to Helm; `refused` says why Helm stops at it. */
export type Resolved = { readonly value: string | number | boolean | null } | { readonly refused: string };

/**
 * Reads an unquoted scalar as Helm does: go-yaml v2 (YAML 1.1 booleans and octals, 1.2 octals, underscores) followed by
 * encoding/json, where every number is a float64. Source: go-yaml v2 resolve.go, compared with helm 4.1.4.
 */
export const resolvePlain = (source: string): Resolved => {
  const word = words.get(source);
  if (word !== undefined) return { value: word };
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(source)) return { refused: 'infinity is not a JSON value' };
  if (/^\.(?:nan|NaN|NAN)$/.test(source)) return { refused: 'not-a-number is not a JSON value' };
  return { value: startsNumber.test(source) ? numberOf(source) : source };
};

const words: ReadonlyMap<string, boolean | null> = new Map([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);

const startsNumber = /^[-+.0-9]/;
const integer = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]+|0|[1-9][0-9]*)$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** After a leading point go-yaml leaves underscores to Go's ParseFloat, which takes them between digits only. */
const strayUnderscore = /(?<![0-9])_|_(?![0-9])/;

/** The number, or the source itself where Go reads none (malformed, or beyond float64). */
const numberOf = (source: string): number | string => {
  const digits = source.startsWith('.') && strayUnderscore.test(source) ? source : source.replaceAll('_', '');
  const whole = integerOf(digits);
  if (whole !== undefined) return whole;
  const value = float.test(digits) ? Number(digits) : Number.NaN;
  return Number.isFinite(value) ? value + 0 : source;
};

/** An integer within int64 and uint64; beyond them Go goes on with floats. Go also reads `0b-1`: the sign may follow the prefix. */
const integerOf = (digits: string): number | undefined => {
  const [, sign, magnitude] = integer.exec(digits.replace(/^0b([-+])/, '$10b')) ?? [];
  if (magnitude === undefined) return undefined;
  const value = BigInt(/^0[0-7]+$/.test(magnitude) ? `0o${magnitude.slice(1)}` : magnitude);
  const limit = sign === '-' ? 2n ** 63n : 2n ** 64n - 1n;
  if (value > limit) return undefined;
  return Number(sign === '-' ? -value : value);
};
