import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { machineOf } from './marks.ts';
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
  expect(existsSync(dirname(dirname(seen)))).toBe(false);
});

test('a private folder is empty, entered by this user alone, and gone with all that was put into it', async () => {
  const temporary = openTemporary();
  const path = await temporary.folder(async (own) => {
    expect([readdirSync(own), statSync(own).mode & 0o777]).toEqual([[], 0o700]);
    mkdirSync(join(own, 'home'));
    writeFileSync(join(own, 'home', 'log'), 'text');
    return own;
  });
  expect(existsSync(path)).toBe(false);
  await expect(
    temporary.folder(async () => {
      throw new Error('failed');
    }),
  ).rejects.toThrow('failed');
});

test('files of one name that are in use at the same time do not meet', async () => {
  const temporary = openTemporary();
  const paths = await Promise.all(
    ['a', 'b', 'c'].map((text) => temporary.file('values.json', text, async (path) => path)),
  );
  expect(new Set(paths).size).toBe(3);
  expect(paths.filter(existsSync)).toEqual([]);
});

test('what is in use when the run ends can be removed at once', async () => {
  const temporary = openTemporary();
  await temporary.file('values.json', '{}', async (path) => {
    temporary.remove();
    expect(existsSync(path)).toBe(false);
  });
});

test('the folder is told to whoever removes it when the run is killed', async () => {
  const folders: string[] = [];
  const keeper = { folder: (path: string) => folders.push(path) } as never;
  const path = await openTemporary(keeper).file('kubeconfig', '', async (one) => one);
  expect(folders).toEqual([dirname(dirname(path))]);
});

test('what a killed run left is removed by the next one; what belongs to a run that goes on, or to another machine, stays', async () => {
  const machine = await machineOf();
  const folders = [`${machine}-999999999-gone`, `ffffffff-999999999-gone`].map((mark) => {
    const folder = join(tmpdir(), `todo-chatbot-${mark}-AbCd12`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'kubeconfig'), 'a certificate');
    return folder;
  });
  try {
    await openTemporary().file('one', '', async (running) => {
      await openTemporary().file('two', '', async () => {});
      expect(existsSync(running)).toBe(true);
    });
    expect(folders.map((folder) => existsSync(folder))).toEqual([false, true]);
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`todo-chatbot-${machine}-${process.pid}-`))).toEqual(
    [],
  );
});
