import leven from 'leven';

/**
 * The candidate that was probably meant: at most a third of the word's letters away, upper and lower case apart,
 * and nothing for words of fewer than three letters.
 */
export const closest = (word: string, candidates: readonly string[]): string | undefined => {
  const limit = Math.floor(word.length / 3);
  const near = candidates
    .map((candidate) => ({ candidate, distance: leven(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => candidate !== word && distance <= limit && limit > 0);
  return near.sort((one, other) => one.distance - other.distance)[0]?.candidate;
};
