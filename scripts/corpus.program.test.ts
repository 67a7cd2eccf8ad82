import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from './core/finding.ts';
import { corpus } from './testing/corpus/all.ts';
import { type BrokenInput, expectedLines, lineOf } from './testing/corpus/broken.ts';
import { cleanTree, type Folder, openFolder } from './testing/corpus/folder.ts';
import { judged } from './testing/corpus/judge.ts';
import type { Asking } from './testing/corpus/world.ts';
import { realHelm } from './testing/helm.ts';

const clean = cleanTree();
/** A validation waits a third of its time for programs: meanwhile others are at work in folders of their own. */
const folders: Folder[] = [];
const free: Folder[] = [];
let asking: Asking;

beforeAll(async () => {
  asking = { helm: await realHelm(), memory: new Map() };
  folders.push(...(await Promise.all([1, 2, 3].map(() => openFolder(clean)))));
  free.push(...folders);
});
afterAll(() => {
  for (const folder of folders) folder.remove();
});

const findingsOf = async (input: BrokenInput): Promise<readonly Finding[]> => {
  const folder = free.pop();
  if (!folder) throw new Error('More inputs are judged at once than there are folders.');
  try {
    return await judged(folder, input, asking);
  } finally {
    free.push(folder);
  }
};

it('a project without a mistake has no finding of any level', async () => {
  expect(await findingsOf({ name: 'clean', edits: [], found: [] })).toEqual([]);
});

describe.concurrent.each(Object.entries(corpus))('broken inputs: %s', (_, inputs) => {
  it.concurrent.each(inputs)('$name', async (input) => {
    const found = await findingsOf(input);
    expect(found.map(({ code, level, at }) => lineOf(code, level, at))).toEqual(expectedLines(clean, input));
  });
});
