import type { Diagnosis, Subject } from './diagnosis.ts';

/** Diagnoses of which one explains another become one: what follows is told with its cause, and not twice. */
export const joined = (all: readonly Diagnosis[]): readonly Diagnosis[] => {
  const roots = new Map(all.map((one) => [one, rootOf(one, all)]));
  return all
    .filter((one) => roots.get(one) === one)
    .map((root) => {
      const consequences = all
        .filter((one) => one !== root && roots.get(one) === root)
        .map(({ finding: { code, message } }) => ({ code, message }));
      return consequences.length === 0 ? root : { ...root, finding: { ...root.finding, consequences } };
    });
};

/** The first cause of a diagnosis; itself where there is none. Causes that go round in a circle explain nothing. */
const rootOf = (one: Diagnosis, all: readonly Diagnosis[]): Diagnosis => {
  const seen = new Set<Diagnosis>();
  let root = one;
  for (let cause = causeOf(root, all); cause; cause = causeOf(root, all)) {
    if (seen.has(cause) || cause === one) return one;
    seen.add(cause);
    root = cause;
  }
  return root;
};

/** Only what is an error explains why something else does not hold. */
const causeOf = (one: Diagnosis, all: readonly Diagnosis[]): Diagnosis | undefined =>
  all.find(
    (other) =>
      other !== one &&
      other.finding.level === 'error' &&
      one.because?.some((wanted) => other.subjects.some((subject) => isSame(wanted, subject))),
  );

const isSame = (one: Subject, other: Subject): boolean => one.kind === other.kind && one.name === other.name;
