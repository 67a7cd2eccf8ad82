import { describe, expect, it } from 'vitest';
import { namesPassword, namesSecret } from './names.ts';

describe('the name of a secret', () => {
  it.each([
    ...['PGPASSWORD', 'db.password', 'userPassword', 'SMTP_PASS', 'passphrase', 'MYSQL_PWD'],
    ...['AUTH_SECRET', 'clientSecret', 'client-secret', 'SECRET_KEY', 'SECRET_KEY_BASE', 'AWS_SECRET_ACCESS_KEY'],
    ...['GITHUB_TOKEN', 'authToken', '_authToken', 'token', 'OPENAI_API_KEY', 'apiKey', 'x-api-key', 'signing_key'],
  ])('is %s', (key) => {
    expect(namesSecret(key)).toBe(true);
  });

  it.each([
    ...['SECRET_NAME', 'secretKeyRef', 'secretary', 'tokens', 'js-tokens', 'tokenizer', 'TOKEN_FILE', 'token_type'],
    ...['GPG_KEY', 'PUBLIC_KEY', 'key', 'keyboard', 'PASSWORD_HASH', 'compass', 'automountServiceAccountTokens', ''],
  ])('is not %s', (key) => {
    expect(namesSecret(key)).toBe(false);
  });

  it('is that of a password where people choose it', () => {
    expect(['PGPASSWORD', 'pwd', 'passphrase', 'token', 'apiKey'].map(namesPassword)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
