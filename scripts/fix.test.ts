import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { finding, problem } from './core/finding.ts';
import { fixFindings } from './fix.ts';
import { memoryWorld } from './testing/world.ts';
import { openFiles } from './world/files.ts';

/** A finding whose edit writes `b` over the first character of a file. */
const firstLetter = (file: string, endColumn = 2) =>
  finding('values/type', `${file} is wrong`, {
    at: { file, line: 1, column: 1 },
    fix: [{ at: { file, line: 1, column: 1, endLine: 1, endColumn }, text: 'b' }],
  });

const onDisk = () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'fix-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const say = { progress: () => {}, note: () => {}, planned: () => {}, plannedLines: () => [] };
  return { path: (name: string) => join(root, name), files: openFiles({ root, dryRun: false, say }) };
};

/** Later than any file of a test. */
const later = Date.now() + 3_600_000;

describe('mending files', () => {
  it('writes each file once and says how many findings that were', async () => {
    const { world, texts } = memoryWorld({ files: { 'a.yaml': 'aa\n', 'c.yaml': 'aa\n', 'd.yaml': 'aa\n' } });
    const without = finding('values/range', 'no edit');
    const { fixed, findings } = await fixFindings(
      world.files,
      [firstLetter('c.yaml'), without, firstLetter('a.yaml'), firstLetter('a.yaml')],
      later,
    );
    expect(fixed).toEqual({ findings: 2, files: ['c.yaml', 'a.yaml'], left: [] });
    expect(findings).toEqual([]);
    expect(Object.fromEntries(texts)).toEqual({ 'a.yaml': 'ba\n', 'c.yaml': 'ba\n', 'd.yaml': 'aa\n' });
  });

  it('says which finding waits for another run because changes touch', async () => {
    const { world, texts } = memoryWorld({ files: { 'a.yaml': 'aaa\n' } });
    const { fixed } = await fixFindings(world.files, [firstLetter('a.yaml'), firstLetter('a.yaml', 3)], later);
    expect(fixed).toEqual({
      findings: 1,
      files: ['a.yaml'],
      left: ['a.yaml:1:1 values/type: another change touches it; run --fix once more'],
    });
    expect(texts.get('a.yaml')).toBe('baa\n');
  });

  it('keeps the mode and the byte order mark of a file', async () => {
    const { files, path } = onDisk();
    writeFileSync(path('a.yaml'), '\uFEFFaa\r\n');
    chmodSync(path('a.yaml'), 0o600);
    expect((await fixFindings(files, [firstLetter('a.yaml')], later)).fixed.findings).toBe(1);
    expect(readFileSync(path('a.yaml'), 'utf8')).toBe('\uFEFFba\r\n');
    expect(statSync(path('a.yaml')).mode & 0o777).toBe(0o600);
  });

  it('leaves links, what is not UTF-8, and what is not there', async () => {
    const { files, path } = onDisk();
    writeFileSync(path('real.yaml'), 'aa\n');
    symlinkSync('real.yaml', path('link.yaml'));
    writeFileSync(path('latin.yaml'), Buffer.from([0x61, 0xe9, 0x0a]));
    const { fixed } = await fixFindings(
      files,
      ['link.yaml', 'latin.yaml', 'gone.yaml'].map((one) => firstLetter(one)),
      later,
    );
    expect(fixed).toEqual({
      findings: 0,
      files: [],
      left: ['gone.yaml: it is no plain file', 'latin.yaml: it is not UTF-8', 'link.yaml: it is no plain file'],
    });
    expect(readFileSync(path('real.yaml'), 'utf8')).toBe('aa\n');
    expect(readFileSync(path('latin.yaml'))).toEqual(Buffer.from([0x61, 0xe9, 0x0a]));
  });

  it('leaves what somebody wrote after the run had begun: the places may be others by now', async () => {
    const { files, path } = onDisk();
    writeFileSync(path('a.yaml'), 'aa\n');
    const { fixed } = await fixFindings(files, [firstLetter('a.yaml')], Date.now() - 3_600_000);
    expect(fixed).toEqual({ findings: 0, files: [], left: ['a.yaml: it was changed while it was read'] });
    expect(readFileSync(path('a.yaml'), 'utf8')).toBe('aa\n');
  });

  it('gives a finding for a file that cannot be written, and mends the others', async () => {
    const { world, texts } = memoryWorld({ files: { 'a.yaml': 'aa\n', 'b.yaml': 'aa\n' } });
    const write: typeof world.files.write = async (path, text, mode) => {
      if (path === 'a.yaml') throw problem('env/unwritable', 'a.yaml is closed');
      await world.files.write(path, text, mode);
    };
    const { fixed, findings } = await fixFindings(
      { ...world.files, write },
      [firstLetter('a.yaml'), firstLetter('b.yaml')],
      later,
    );
    expect(fixed).toEqual({ findings: 1, files: ['b.yaml'], left: [] });
    expect(findings).toMatchObject([{ code: 'env/unwritable' }]);
    expect([texts.get('a.yaml'), texts.get('b.yaml')]).toEqual(['aa\n', 'ba\n']);
  });
});
