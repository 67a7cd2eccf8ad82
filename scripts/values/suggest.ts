import leven from 'leven';

/**
 * The candidates that a word may stand for, the nearest first: at most a third of its letters away, upper and lower case
 * apart, and none for words of fewer than three letters.
 */
export const near = (word: string, candidates: readonly string[]): readonly string[] => {
  const limit = Math.floor(word.length / 3);
  return candidates
    .map((candidate) => ({ candidate, distance: distance(word, candidate) }))
    .filter((one) => one.candidate !== word && one.distance <= limit && limit > 0)
    .sort((one, other) => one.distance - other.distance)
    .map(({ candidate }) => candidate);
};

/** The candidate that was probably meant. */
export const closest = (word: string, candidates: readonly string[]): string | undefined => near(word, candidates)[0];

/** The candidate that a word stands for when it can be no other one; upper and lower case alone make no other word. */
export const sole = (word: string, candidates: readonly string[]): string | undefined => {
  const all = near(word, candidates);
  const same = all.filter((one) => one.toLowerCase() === word.toLowerCase());
  const [only, ...more] = same.length > 0 ? same : all;
  return more.length > 0 ? undefined : only;
};

/** True when the two differ by one slip of the hand: a letter too many, too few or wrong, two letters swapped, or their case. */
export const isSlip = (word: string, meant: string): boolean => distance(word, meant) <= 1;

/** Two letters that changed places are one slip, and so one step. */
const distance = (word: string, meant: string): number => {
  const [one, other] = [word.toLowerCase(), meant.toLowerCase()];
  const at = [...one].findIndex((letter, index) => letter !== other[index]);
  const swapped = one.slice(0, at) + one.charAt(at + 1) + one.charAt(at) + one.slice(at + 2);
  return at >= 0 && swapped === other ? 1 : leven(one, other);
};
