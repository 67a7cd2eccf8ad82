import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus } from './testing/corpus/all.ts';
import { expectedLines, lineOf } from './testing/corpus/broken.ts';
import { cleanTree, type Folder, openFolder } from './testing/corpus/folder.ts';
import { judged } from './testing/corpus/judge.ts';
import type { Asking } from './testing/corpus/world.ts';
import { realHelm } from './testing/helm.ts';

const clean = cleanTree();
let folder: Folder;
let asking: Asking;

beforeAll(async () => {
  asking = { helm: await realHelm(), memory: new Map() };
  folder = await openFolder(clean);
});
afterAll(() => folder.remove());

it('a project without a mistake has no finding of any level', async () => {
  expect(await judged(folder, { name: 'clean', edits: [], found: [] }, asking)).toEqual([]);
});

describe.each(Object.entries(corpus))('broken inputs: %s', (_, inputs) => {
  it.each(inputs)('$name', async (input) => {
    const found = await judged(folder, input, asking);
    expect(found.map(({ code, level, at }) => lineOf(code, level, at))).toEqual(expectedLines(clean, input));
  });
});
