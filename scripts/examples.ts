import { areaOf, type Code, codes } from './core/codes.ts';
import type { Example, Examples } from './core/troubleshooting.ts';
import type { Files } from './core/world.ts';
import { diagnose } from './diagnosis/diagnose.ts';
import type { ClusterSnapshot } from './diagnosis/snapshot.ts';
import { corpus } from './testing/corpus/all.ts';

const recorded = 'scripts/diagnosis/recorded';

/**
 * An example of each code that one is at hand for: of a broken input of the corpus, the one with the fewest findings, or of
 * a namespace that a real cluster showed.
 */
export const examplesOf = async (files: Files): Promise<Examples> => {
  const seen = await fromSnapshots(files);
  const all = (Object.keys(codes) as readonly Code[]).flatMap((code): readonly (readonly [Code, Example])[] => {
    const example = fromCorpus(code) ?? seen.get(code);
    return example ? [[code, example]] : [];
  });
  return Object.fromEntries(all);
};

const fromCorpus = (code: Code): Example | undefined => {
  const inputs = Object.values(corpus)
    .flat()
    .filter(({ found }) => found.some((one) => one.code === code))
    .toSorted((one, other) => one.found.length - other.found.length);
  const [input] = inputs;
  const place = input?.found.find((one) => one.code === code);
  if (!input || !place) return undefined;
  return {
    when: input.name,
    ...(place.file === undefined ? {} : { file: place.file }),
    // What looks like a secret is made up, and looks like one on the page as well.
    ...(place.text === undefined || areaOf(code) === 'secret' ? {} : { text: lineWith(place.text) }),
  };
};

/** Of the text that names a place, the line in which the mark before its column stands. */
const lineWith = (text: string): string =>
  (text.split('\n').find((line) => line.includes('▸')) ?? text).replace('▸', '').trim();

const fromSnapshots = async ({ list, read }: Files): Promise<ReadonlyMap<Code, Example>> => {
  const examples = new Map<Code, Example>();
  for (const { path } of await list(recorded)) {
    const snapshot: ClusterSnapshot = JSON.parse((await read(path)) ?? '');
    for (const { finding } of diagnose(snapshot))
      if (!examples.has(finding.code)) examples.set(finding.code, { says: finding.message });
  }
  return examples;
};
