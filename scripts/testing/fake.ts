const letters = 'abcdefghijklmnopqrstuvwxyz';
const alphabet = `${letters}${letters.toUpperCase()}0123456789`;

/**
 * A made-up secret: a prefix and so many signs that look random and are the same every time. No test may hold one in its
 * own text, for the files of tests are searched for secrets too.
 */
export const fake = (prefix: string, length: number, signs: string = alphabet): string => {
  let state = 20_231;
  let made = '';
  while (made.length < length) {
    state = (state * 48_271) % 2_147_483_647;
    made += signs[state % signs.length];
  }
  return prefix + made;
};
