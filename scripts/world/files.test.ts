import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Problem } from '../core/finding.ts';
import { openFiles } from './files.ts';

const open = (dryRun = false) => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'files-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const planned: string[] = [];
  const say = {
    progress: () => {},
    note: () => {},
    planned: (line: string) => planned.push(line),
    plannedLines: () => planned,
  };
  return { root, planned, files: openFiles({ root, dryRun, say }) };
};

const findingOf = async (promise: Promise<unknown>) => {
  const thrown = await promise.catch((error: unknown) => error);
  return thrown instanceof Problem ? thrown.finding : undefined;
};

describe('reading', () => {
  test('a file that is not there gives undefined, also below a file', async () => {
    const { files, root } = open();
    writeFileSync(join(root, 'file'), 'text');
    expect(await files.read('none')).toBeUndefined();
    expect(await files.read('file/none')).toBeUndefined();
    expect(await files.exists('none')).toBe(false);
    expect(await files.list('none')).toEqual([]);
  });

  test('a directory is a finding that says so', async () => {
    const { files, root } = open();
    mkdirSync(join(root, 'folder'));
    expect(await findingOf(files.read('folder'))).toMatchObject({
      code: 'env/unreadable',
      message: 'folder cannot be read: it is a directory (EISDIR)',
      at: { file: 'folder', line: 1, column: 1 },
      remedy: expect.stringContaining('name another one'),
      final: true,
    });
  });

  test('a loop of links is a finding and not an absent file', async () => {
    const { files, root } = open();
    symlinkSync('loop', join(root, 'loop'));
    expect(await findingOf(files.read('loop'))).toMatchObject({
      code: 'env/unreadable',
      message: expect.stringContaining('ELOOP'),
    });
  });

  test('a listing is recursive and sorted, has modes, follows no links and is pruned by skip', async () => {
    const { files, root } = open();
    for (const path of ['app/b.py', 'app/a/c.py', 'app/node_modules/x/y.js']) await files.write(path, '');
    chmodSync(join(root, 'app/b.py'), 0o755);
    symlinkSync('..', join(root, 'app/up'));
    const listed = await files.list('app', (path) => path === 'app/node_modules');
    expect(listed).toEqual([
      { path: 'app/a/c.py', mode: 0o644 },
      { path: 'app/b.py', mode: 0o755 },
    ]);
  });
});

describe('writing', () => {
  test('creates folders, sets the mode and leaves nothing beside the file', async () => {
    const { files, root } = open();
    await files.write('deep/er/secret.json', '{}', 0o600);
    await files.write('deep/er/secret.json', '{"a":1}', 0o600);
    expect(await files.read('deep/er/secret.json')).toBe('{"a":1}');
    expect(statSync(join(root, 'deep/er/secret.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(root, 'deep/er'))).toEqual(['secret.json']);
  });

  test('below a file is a finding, and the file is as it was', async () => {
    const { files } = open();
    await files.write('file', 'kept');
    expect(await findingOf(files.write('file/below', 'x'))).toMatchObject({
      code: 'env/unwritable',
      remedy: expect.stringContaining('ls -ld file/below'),
    });
    expect(await files.read('file')).toBe('kept');
  });

  test('is only told under --dry-run, and so are copies and removals', async () => {
    const { files, planned, root } = open(true);
    writeFileSync(join(root, 'a'), 'a');
    await files.write('b', 'b');
    await files.copy('a', 'c');
    await files.remove('a');
    expect(planned).toEqual(['write b', 'copy a to c', 'remove a']);
    expect(readdirSync(root)).toEqual(['a']);
  });
});

describe('removing', () => {
  test('takes a whole tree, and is content with one that is not there', async () => {
    const { files } = open();
    await files.write('tree/a/b', '');
    await files.remove('tree');
    await files.remove('tree');
    expect(await files.exists('tree')).toBe(false);
  });

  test.each(['', '.', '..', '/tmp', 'a/../..'])(
    'never touches the project itself or what is outside (%j)',
    async (path) => {
      expect((await findingOf(open().files.remove(path)))?.code).toBe('crash/unexpected');
    },
  );
});

test('a copy takes a whole tree along', async () => {
  const { files } = open();
  await files.write('from/a/b', 'text');
  await files.copy('from', 'to');
  expect(await files.read('to/a/b')).toBe('text');
});

test('free space is a number of bytes', async () => {
  expect(await open().files.free()).toBeGreaterThan(1_000_000);
});
