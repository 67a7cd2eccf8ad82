import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/files.ts';
import { filesAside } from './aside.ts';

const open = (texts: Readonly<Record<string, string | undefined>>) => {
  const disk = memoryFiles({ 'helm/a/values.yaml': 'a', 'helm/b': 'b' }, { dryRun: false, planned: () => {}, free: 0 });
  return { disk, files: filesAside(disk.files, new Map(Object.entries(texts))) };
};

describe('files of which some are in memory', () => {
  it('read and list what is in memory, and all else from disk', async () => {
    const { files } = open({ 'helm/a/values.yaml': 'other', 'helm/a/values-dev.yaml': 'new', 'helm/b': undefined });
    expect(await files.read('helm/a/values.yaml')).toBe('other');
    expect((await files.list('helm')).map(({ path }) => path)).toEqual([
      'helm/a/values-dev.yaml',
      'helm/a/values.yaml',
    ]);
    expect([
      await files.read('helm/b'),
      await files.exists('helm/b'),
      await files.exists('helm/a/values.yaml'),
    ]).toEqual([undefined, false, true]);
    expect(new TextDecoder().decode(await files.bytes('helm/a/values-dev.yaml'))).toBe('new');
    expect(await files.bytes('helm/b')).toBeUndefined();
  });

  it('write and remove in memory alone', async () => {
    const { files, disk } = open({});
    await files.write('helm/a/values.yaml', 'changed');
    await files.write('new', new TextEncoder().encode('bytes'));
    await files.remove('helm/b');
    expect([await files.read('helm/a/values.yaml'), await files.read('new'), await files.read('helm/b')]).toEqual([
      'changed',
      'bytes',
      undefined,
    ]);
    expect([...disk.texts]).toEqual([
      ['helm/a/values.yaml', 'a'],
      ['helm/b', 'b'],
    ]);
  });
});
