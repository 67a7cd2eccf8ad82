import leven from 'leven';
import type { CodeEntry } from './codes/entry.ts';
import { areaOf, type Code, codes, exitCodeOf } from './codes.ts';
import { type Finding, finding } from './finding.ts';

/** Everything the catalogue knows of a code: what `--explain` prints. */
export type Explanation = {
  readonly code: Code;
  readonly area: string;
  /** What a run exits with when this is its first finding. */
  readonly exitCode: number;
  readonly title: string;
  readonly means: string;
  readonly remedy: string;
};

/** Explains a code of the catalogue; a name that it does not have gives a finding with the nearest ones. */
export const explain = (name: string): Explanation | { readonly finding: Finding } => {
  const code = all.find((one) => one === name);
  if (code === undefined) return { finding: unknown(name) };
  const { title, means, remedy }: CodeEntry = codes[code];
  return { code, area: areaOf(code), exitCode: exitCodeOf(code), title, means, remedy };
};

const all = Object.keys(codes) as readonly Code[];

const unknown = (name: string): Finding => {
  const near = meant(name);
  const siblings = all.filter((code) => areaOf(code) === name.split('/')[0]);
  const areas = [...new Set(all.map(areaOf))];
  const remedy =
    near.length > 0
      ? `Did you mean ${near.join(' or ')}?`
      : siblings.length > 0
        ? `The codes of ${name.split('/')[0]} are ${siblings.join(', ')}.`
        : `A code is an area and a name, as in values/type; the areas are ${areas.join(', ')}.`;
  return finding('usage/bad-value', `--explain does not know the code "${name}"`, { remedy });
};

/** Codes a few letters away, or, for a name without its area, those that end with it: the nearest, three at most. */
const meant = (name: string): readonly Code[] => {
  const word = name.toLowerCase();
  const scored = all.map((code) => ({
    code,
    distance: word.includes('/') ? leven(word, code) : leven(word, code.slice(code.indexOf('/') + 1)),
  }));
  const limit = Math.max(1, Math.floor(word.length / 4));
  const near = scored.filter(({ distance }) => distance <= limit).toSorted((a, b) => a.distance - b.distance);
  return near
    .filter(({ distance }) => distance === near[0]?.distance)
    .slice(0, 3)
    .map(({ code }) => code);
};
