import { describe, expect, it } from 'vitest';
import { looksSecret } from './rendered.ts';

describe('a value that must not stand in a ConfigMap or an image', () => {
  it.each([
    ['PGPASSWORD', 'x'],
    ['AUTH_SECRET', 'x'],
    ['OPENAI_API_KEY', 'x'],
    ['github_token', 'x'],
    ['DATABASE_URL', 'postgresql://me:pass@host/db'],
    ['BROKER', 'amqp://:pass@host'],
    ['NOTE', 'use sk-abcdefghijklmnop'],
    ['CERTIFICATE', '-----BEGIN EC PRIVATE KEY-----'],
  ])('is %s=%s', (key, value) => {
    expect(looksSecret(key, value)).toBe(true);
  });

  it.each([
    ['DATABASE_URL', 'postgresql://todo@database-service:5432/todo'],
    ['NEXT_PUBLIC_API_URL', 'http://backend-service:8000'],
    ['GPG_KEY', 'A035C8C19219BA821ECEA86B64E628F8D684696D'],
    ['SECRETARY', 'Jane'],
    ['NOTE', 'the task-async-storage-instance'],
  ])('is not %s=%s', (key, value) => {
    expect(looksSecret(key, value)).toBe(false);
  });
});
