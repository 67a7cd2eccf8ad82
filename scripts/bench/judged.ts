import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { ClusterSnapshot } from '../diagnosis/snapshot.ts';
import type { Cause } from '../opinions/causes.ts';
import { isAbout } from '../opinions/compare.ts';
import { kinshipIn } from '../opinions/family.ts';
import { meaningOf, type Tool } from './sayings.ts';
import type { Saying } from './tools.ts';

/** What only another tool says: a cause that our rules do not name there, a symptom that they do not explain, or a text that nobody has mapped. */
export type Only = { readonly kind: 'cause' | 'symptom' | 'unmapped'; readonly text: string };

/** What became of the sayings of one tool about one namespace. */
export type Judged = {
  readonly causes: readonly Cause[];
  /** It says that something is not well. */
  readonly symptom: boolean;
  /** How many sayings are advice. */
  readonly advice: number;
  readonly only: readonly Only[];
};

/** Sets what a tool says beside what our rules say of the same namespace; what follows from one of our causes counts as said. */
export const judged = (
  tool: Tool,
  snapshot: ClusterSnapshot,
  ours: readonly Diagnosis[],
  said: readonly Saying[],
): Judged => {
  const mine = ours.flatMap(({ finding }) => [finding.code, ...(finding.consequences ?? []).map(({ code }) => code)]);
  const causes = new Set<Cause>();
  const only: Only[] = [];
  const kin = kinshipIn(snapshot);
  let symptom = false;
  let advice = 0;
  for (const { object, text } of said) {
    const meaning = meaningOf(tool, text);
    const told = `${object.kind}: ${text.replaceAll(/\s+/g, ' ').trim().slice(0, 200)}`;
    if (meaning === 'advice') advice += 1;
    else if (meaning === undefined) only.push({ kind: 'unmapped', text: told });
    else if (meaning === 'symptom') {
      symptom = true;
      if (!ours.some((one) => isAbout(one, object, kin))) only.push({ kind: 'symptom', text: told });
    } else {
      const same = meaning.find((code) => mine.includes(code));
      if (same === undefined) only.push({ kind: 'cause', text: told });
      for (const code of same === undefined ? meaning : [same]) causes.add(code);
    }
  }
  return { causes: [...causes], symptom, advice, only };
};
