import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { openTemporary } from './temporary.ts';

test('a private file is there for its use alone, even when the use fails', async () => {
  const temporary = openTemporary();
  let seen = '';
  const use = async (path: string) => {
    seen = path;
    expect([statSync(path).mode & 0o777, statSync(dirname(path)).mode & 0o777]).toEqual([0o600, 0o700]);
    throw new Error('failed');
  };
  await expect(temporary.file('values.json', '{}', use)).rejects.toThrow('failed');
  expect(existsSync(dirname(seen))).toBe(false);
});

test('what is in use when the run ends can be removed at once', async () => {
  const temporary = openTemporary();
  await temporary.file('values.json', '{}', async (path) => {
    temporary.remove();
    expect(existsSync(path)).toBe(false);
  });
});
