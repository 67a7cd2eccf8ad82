import type { CodeEntry } from './codes/entry.ts';
import { areaOf, type Code, codes, exitCodeOf } from './codes.ts';
import { prose } from './markdown.ts';

/** The page that tells of each code what it means and what to do. */
export const troubleshootingPage = 'docs/troubleshooting.md';

/** The part of that page that is written from the catalogue: a chapter for each area, a heading for each code. */
export const troubleshooting = (): string => {
  const all = Object.keys(codes) as readonly Code[];
  const areas = Object.entries(Object.groupBy(all, areaOf));
  return [
    areas.map(([area, some = []]) => `[${area}](#${area}) (${some.length})`).join(' · '),
    ...areas.flatMap(([area, some = []]) => [
      `## ${area}`,
      ...some.slice(0, 1).map((code) => `A run that one of these fails exits with ${exitCodeOf(code)}.`),
      ...some.flatMap(section),
    ]),
  ].join('\n\n');
};

const section = (code: Code): readonly string[] => {
  const { title, means, remedy }: CodeEntry = codes[code];
  return [`### ${code}`, `**${prose(title)}.** ${prose(means)}`, `What to do: ${prose(remedy)}`];
};
