import { describe, expect, it } from 'vitest';
import { fake } from '../testing/fake.ts';
import { secretIn, secretInText } from './pair.ts';

describe('a setting that not everyone may read', () => {
  it.each([
    ['PGPASSWORD', 'x'],
    ['AUTH_SECRET', 'x'],
    ['OPENAI_API_KEY', 'x'],
    ['github_token', 'x'],
    ['DATABASE_URL', 'postgresql://me:pass@host/db'],
    ['DATABASE_URL', 'postgresql+asyncpg://u:p@h'],
    ['BROKER', 'amqp://:pass@host'],
    ['NOTE', `use ${fake('sk-', 20)}`],
    ['CERTIFICATE', ['-----BEGIN EC PRIVATE', 'KEY-----'].join(' ')],
    ['NOTE', fake('ghp_', 36)],
    ['ARGS', `--token=${fake('', 24)}`],
  ])('is %s=%s', async (key, value) => {
    expect(await secretIn(key, value)).toMatch(/^a|^the/);
  });

  it.each([
    ['DATABASE_URL', 'postgresql://todo@database-service:5432/todo'],
    ['DATABASE_URL', 'postgresql://todo:$(PGPASSWORD)@database-service/todo'],
    ['DATABASE_URL', 'postgresql://todo:***@database-service/todo'],
    ['PGPASSWORD', ''],
    ['PGPASSWORD', '$(POSTGRES_PASSWORD)'],
    ['NEXT_PUBLIC_API_URL', 'http://backend-service:8000'],
    ['GPG_KEY', 'A035C8C19219BA821ECEA86B64E628F8D684696D'],
    ['SECRETARY', 'Jane'],
    ['SECRET_NAME', 'backend-secret'],
    ['NOTE', 'the task-async-storage-instance'],
  ])('is not %s=%s', async (key, value) => {
    expect(await secretIn(key, value)).toBeUndefined();
  });
});

describe('a command that not everyone may read', () => {
  it('is one that sets a secret for itself', async () => {
    expect(await secretInText(`RUN |1 NPM_TOKEN=${fake('', 24)} /bin/sh -c npm ci`)).toMatch(/NPM_TOKEN/);
    expect(await secretInText('RUN /bin/sh -c npm ci # buildkit')).toBeUndefined();
  });
});
