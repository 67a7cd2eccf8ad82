import { describe, expect, it } from 'vitest';
import { memoryWorld } from '../testing/world.ts';
import { fileGenerated, partGenerated } from './generated.ts';

const ask = (page: string, make: Parameters<typeof partGenerated>[2] = () => 'one\ntwo') =>
  partGenerated('page.md', 'part', make)(memoryWorld({ files: { 'page.md': page, 'source.txt': 'read' } }).world);

describe('a part of a page that is generated', () => {
  it('is as it would be written', async () => {
    expect(await ask('Before\n<!-- part:start -->\none\ntwo\n<!-- part:end -->\nAfter')).toEqual([]);
  });

  it('is made from files where it needs them', async () => {
    const make: Parameters<typeof partGenerated>[2] = async ({ read }) => (await read('source.txt')) ?? '';
    expect(await ask('<!-- part:start -->\nread\n<!-- part:end -->', make)).toEqual([]);
  });

  it.each([
    ['a line differs', 'Before\n<!-- part:start -->\none\nthree\n<!-- part:end -->', 4, 'two'],
    ['a line is gone', '<!-- part:start -->\none\n<!-- part:end -->', 3, 'two'],
    ['a line is too many', '<!-- part:start -->\none\ntwo\nthree\n<!-- part:end -->', 4, '<!-- part:end -->'],
  ])('is stale where %s, at that line', async (_, page, line, text) => {
    expect(await ask(page)).toMatchObject([
      { code: 'docs/stale', at: { file: 'page.md', line }, evidence: [{ text }], remedy: /npm run generate/ },
    ]);
  });

  it('is missing where its markers are', async () => {
    expect(await ask('one\ntwo')).toMatchObject([{ code: 'docs/missing', message: /<!-- part:start -->/ }]);
  });
});

describe('a page that is generated as a whole', () => {
  const whole = (files: Readonly<Record<string, string>>) =>
    fileGenerated('page.md', () => 'one\ntwo\n')(memoryWorld({ files }).world);

  it('is as it would be written, or is told at the first line that differs', async () => {
    expect(await whole({ 'page.md': 'one\ntwo\n' })).toEqual([]);
    expect(await whole({ 'page.md': 'one\nthree\n' })).toMatchObject([{ code: 'docs/stale', at: { line: 2 } }]);
  });

  it('is missing where it is not there', async () => {
    expect(await whole({})).toMatchObject([{ code: 'docs/missing', message: 'page.md is missing' }]);
  });
});
