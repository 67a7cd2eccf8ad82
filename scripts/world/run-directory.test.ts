import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRunDirectory } from './run-directory.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'todo-runs-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const noon = Date.UTC(2030, 0, 1, 12, 30, 15, 678);
const mode = (path: string): string => (statSync(join(root, path)).mode & 0o777).toString(8);
const runs = (): readonly string[] => readdirSync(join(root, '.deploy/runs')).sort();

describe('the directory of a run', () => {
  it('is named by the time in UTC, and by a number too when two runs began in one second', () => {
    expect([1, 2, 3].map(() => openRunDirectory(root, noon).path)).toEqual([
      '.deploy/runs/2030-01-01T12-30-15Z',
      '.deploy/runs/2030-01-01T12-30-15Z-2',
      '.deploy/runs/2030-01-01T12-30-15Z-3',
    ]);
  });

  it('can be entered by this user alone, and so can all that is in it', () => {
    const { path, write, append } = openRunDirectory(root, noon);
    write('evidence/01-log.txt', 'a');
    append('events.ndjson', '1\n');
    append('events.ndjson', '2\n');
    expect(readFileSync(join(root, path, 'events.ndjson'), 'utf8')).toBe('1\n2\n');
    expect(['.deploy', '.deploy/runs', path, `${path}/evidence`].map(mode)).toEqual(['700', '700', '700', '700']);
    expect([`${path}/evidence/01-log.txt`, `${path}/events.ndjson`].map(mode)).toEqual(['600', '600']);
  });

  it('takes the place of the oldest beyond the number kept, and of nothing that is no run', () => {
    for (let nth = 0; nth < 12; nth += 1) openRunDirectory(root, noon);
    const newest = openRunDirectory(root, noon + 60_000);
    mkdirSync(join(root, '.deploy/runs/mine'));
    writeFileSync(join(root, '.deploy/runs/notes.txt'), '');
    newest.prune(3);
    expect(runs()).toEqual([
      '2030-01-01T12-30-15Z-11',
      '2030-01-01T12-30-15Z-12',
      '2030-01-01T12-31-15Z',
      'mine',
      'notes.txt',
    ]);
    newest.prune(20);
    expect(runs()).toHaveLength(5);
  });

  it('that cannot be made, or written into, is a Problem that names it', () => {
    writeFileSync(join(root, '.deploy'), 'a file');
    expect(() => openRunDirectory(root, noon)).toThrow('.deploy/runs cannot be written');
    rmSync(join(root, '.deploy'));
    const { path, write } = openRunDirectory(root, noon);
    rmSync(join(root, path), { recursive: true });
    writeFileSync(join(root, path), 'a file');
    expect(() => write('report.html', '')).toThrow(`${path}/report.html cannot be written`);
    expect(existsSync(join(root, path, 'report.html'))).toBe(false);
  });
});
