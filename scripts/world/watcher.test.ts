import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { watch } from 'chokidar';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openWatcher } from './watcher.ts';

const folder = (): string => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'watch-')));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

/** A watched folder with some files, and a way to change it. */
const watched = async (files: Readonly<Record<string, string>>, more: readonly string[] = []) => {
  const root = folder();
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const watcher = await openWatcher({ root, more, quiet: 150 });
  onTestFinished(() => watcher.close());
  return { root, write, watcher };
};

/** Collects changes until all of these were seen: under load a burst may come in pieces. */
const seen = async (changes: () => Promise<readonly string[]>, ...expected: readonly string[]): Promise<void> => {
  const all = new Set<string>();
  while (expected.some((path) => !all.has(path))) for (const path of await changes()) all.add(path);
  expect([...all].toSorted()).toEqual(expected.toSorted());
};

/** True when nothing comes within a time in which changes are seen otherwise. */
const stays = async (changes: Promise<readonly string[]>): Promise<boolean> =>
  Promise.race([changes.then(() => false), new Promise<boolean>((done) => setTimeout(done, 900, true))]);

describe('watching files', () => {
  it('gives what was changed, made and removed', async () => {
    const { root, write, watcher } = await watched({ 'helm/values.yaml': 'a', 'tasks.md': 'a', 'old.md': 'a' });
    write('helm/values.yaml', 'b');
    write('docs/deep/new.md', 'a');
    unlinkSync(join(root, 'old.md'));
    await seen(watcher.changes, 'docs/deep/new.md', 'helm/values.yaml', 'old.md');
    write('docs/deep/new.md', 'b');
    await seen(watcher.changes, 'docs/deep/new.md');
  });

  it('sees a file that an editor put in place of the old one', async () => {
    const { root, write, watcher } = await watched({ 'tasks.md': 'a' });
    for (const text of ['b', 'c']) {
      write('.tasks.md.12ab.tmp', text);
      renameSync(join(root, '.tasks.md.12ab.tmp'), join(root, 'tasks.md'));
      expect(await watcher.changes()).toEqual(['tasks.md']);
    }
  });

  it('keeps what changed while nobody asked', async () => {
    const { write, watcher } = await watched({ 'tasks.md': 'a' });
    write('tasks.md', 'b');
    await new Promise((done) => setTimeout(done, 400));
    expect(await watcher.changes()).toEqual(['tasks.md']);
  });

  it('does not see a file that was written with the text it had', async () => {
    const { root, write, watcher } = await watched({ 'tasks.md': 'a' });
    write('tasks.md', 'b');
    await watcher.changes();
    write('tasks.md', 'b');
    utimesSync(join(root, 'tasks.md'), new Date(), new Date());
    expect(await stays(watcher.changes())).toBe(true);
  });

  it('does not look at what tools and editors leave behind', async () => {
    const { write, watcher } = await watched({ 'tasks.md': 'a' });
    for (const name of ['node_modules/x/a.js', '.git/index', '.local/cache/x', '.tasks.md.swp', 'a~', '4913', 'b.tmp'])
      write(name, 'x');
    expect(await stays(watcher.changes())).toBe(true);
  });

  it('sees a file outside of the folder by its whole path', async () => {
    const mine = join(folder(), 'mine.yaml');
    writeFileSync(mine, 'a');
    const { watcher } = await watched({ 'tasks.md': 'a' }, [mine]);
    writeFileSync(mine, 'b');
    expect(await watcher.changes()).toEqual([mine]);
  });

  it('gives nothing any more when it is closed, and keeps no process from ending', async () => {
    const { watcher } = await watched({ 'tasks.md': 'a' });
    const waiting = watcher.changes();
    await watcher.close();
    expect(await waiting).toEqual([]);
    expect(await watcher.changes()).toEqual([]);
  });

  it.each([
    ['ENOSPC', 'the system watches as many files as it allows'],
    ['EMFILE', 'this user has as many files open as the system allows'],
    ['EWEIRD', 'EWEIRD'],
  ])('says that they cannot be watched when the system refuses with %s', async (code, why) => {
    const refused = Object.assign(new Error('refused'), { code });
    const openWith = (when: 'all' | 'ready') =>
      openWatcher({
        root: folder(),
        more: [],
        quiet: 150,
        watch: (paths, options) => {
          const real = watch(paths, options);
          if (when === 'ready') real.once('ready', () => setTimeout(() => real.emit('error', refused), 20));
          else queueMicrotask(() => real.emit('error', refused));
          return real;
        },
      });
    const finding = { code: 'env/unwatchable', message: expect.stringContaining(why), final: true };
    await expect(openWith('all')).rejects.toMatchObject({ finding });
    const watcher = await openWith('ready');
    await expect(watcher.changes()).rejects.toMatchObject({ finding });
    await watcher.close();
  });
});
