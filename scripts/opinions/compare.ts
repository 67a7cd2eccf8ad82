import type { Code } from '../core/codes.ts';
import { type Finding, finding } from '../core/finding.ts';
import type { Diagnosis, Subject } from '../diagnosis/diagnosis.ts';
import type { Kinship } from './family.ts';
import type { Verdict } from './verdict.ts';

/** A second opinion beside the rules. */
export type Comparison = {
  readonly kind: 'same' | 'other' | 'unnamed';
  /** The difference in one sentence, with what was said as evidence. */
  readonly finding: Finding;
  /** What counts: always a diagnosis of the rules, the one that was set beside the opinion. None where they found nothing. */
  readonly counts?: Diagnosis;
};

/** Sets what `who` said beside what the rules found, causes first; the rules count, whatever it is. */
export const compared = (
  who: string,
  said: string,
  verdict: Verdict,
  rules: readonly Diagnosis[],
  kin: Kinship,
): Comparison => {
  const first = rules.find((one) => one.finding.level === 'error') ?? rules[0];
  if (verdict.kind === 'unnamed')
    return comparison(
      'unnamed',
      who,
      said,
      `${who} says something that names none of our causes: ${verdict.why}`,
      first,
    );
  const { code, object } = verdict;
  const named = `${who} names ${code} of ${nameOf(object)}`;
  const alike = rules.filter((one) => one.finding.code === code);
  const same = alike.find((one) => isAbout(one, object, kin));
  if (same) return comparison('same', who, said, `${named}, and so do the rules`, same);
  const [elsewhere] = alike;
  if (elsewhere)
    return comparison(
      'other',
      who,
      said,
      `${named}, and the rules name this cause of ${subjectsOf(elsewhere)}`,
      elsewhere,
    );
  const cause = rules.find((one) => one.finding.consequences?.some((other) => other.code === code));
  if (cause) return comparison('other', who, said, `${named}, which the rules explain by ${causeOf(cause)}`, cause);
  return comparison(
    'other',
    who,
    said,
    first ? `${named}, and the rules name ${causeOf(first)}` : `${named}, and the rules find nothing`,
    first,
  );
};

/** True when a diagnosis is about an object: one that it names, its kin, or the workload of its release. */
export const isAbout = ({ subjects, release }: Diagnosis, object: Subject, kin: Kinship): boolean =>
  subjects.some((one) => kin(one, object)) || (isWorkload(object.kind) && release === object.name);

/** The object in words: `Pod backend-0`. */
export const nameOf = ({ kind, name }: Subject): string => `${kind} ${name}`;

/** What a diagnosis names, with the object: `pod/quota of ReplicaSet app-1`. */
export const causeOf = (one: Diagnosis): string => `${one.finding.code} of ${subjectsOf(one)}`;

const isWorkload = (kind: string): boolean => kind === 'Deployment' || kind === 'StatefulSet';

const subjectsOf = ({ subjects, release }: Diagnosis): string =>
  subjects.map(nameOf).join(', ') || (release ?? 'the namespace');

const findingsOf = {
  same: ['ai/opinion-same', 'info'],
  other: ['ai/opinion-other', 'warning'],
  unnamed: ['ai/opinion-unnamed', 'info'],
} as const satisfies Readonly<Record<Comparison['kind'], readonly [Code, Finding['level']]>>;

const comparison = (
  kind: Comparison['kind'],
  who: string,
  said: string,
  sentence: string,
  counts: Diagnosis | undefined,
): Comparison => {
  const [code, level] = findingsOf[kind];
  return {
    kind,
    finding: finding(code, sentence, {
      level,
      evidence: [{ source: `what ${who} says`, text: said }],
      ...(counts ? { remedy: counts.finding.remedy } : {}),
    }),
    ...(counts ? { counts } : {}),
  };
};
