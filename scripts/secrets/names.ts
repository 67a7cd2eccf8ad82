/** Whether a key is the name of a secret: `PGPASSWORD`, `authToken`, `client-secret`; not `SECRET_NAME`, `GPG_KEY`, `tokens`. */
export const namesSecret = (key: string): boolean => {
  const words = wordsOf(key);
  const last = words.at(-1) ?? '';
  const pair = words.slice(-2).join('');
  return nouns.test(last) || pairs.has(pair) || /^secretkeybase$/.test(words.slice(-3).join(''));
};

/** Whether the secret is one that people choose and that may therefore be short: a password. */
export const namesPassword = (key: string): boolean => passwords.test(wordsOf(key).at(-1) ?? '');

const passwords = /(?:password|passwd|passphrase|pwd)$/;
const nouns = /(?:password|passwd|passphrase|secret)$|^(?:pwd|pass|token|apikey|authtoken|accesstoken|privatekey)$/;
const pairs = new Set(
  ['api', 'access', 'private', 'secret', 'signing', 'encryption', 'master', 'auth', 'shared', 'service', 'session']
    .map((word) => `${word}key`)
    .concat('authcookie', 'webhooksecret'),
);

/** The words of a key, in lower case: by case, underscores, hyphens and points. */
const wordsOf = (key: string): readonly string[] =>
  key
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[_.-]+/)
    .filter((word) => word !== '');
