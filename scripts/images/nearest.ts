import leven from 'leven';

/**
 * The word that another one was probably meant to be; none for fewer than three letters, where everything is near. Two
 * letters that changed places are two changes, so words of five letters allow them.
 */
export const nearest = (word: string, candidates: readonly string[]): string | undefined => {
  if (word.length < 3) return undefined;
  const most = Math.max(1, Math.floor(word.length / 2.5));
  return candidates
    .map((candidate) => ({ candidate, distance: leven(candidate, word) }))
    .filter(({ distance }) => distance <= most)
    .toSorted((one, other) => one.distance - other.distance)[0]?.candidate;
};
