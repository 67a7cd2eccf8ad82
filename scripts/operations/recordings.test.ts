import { describe, expect, it } from 'vitest';
import { recordedFolder } from '../chaos/recording.ts';
import { scenarios } from '../chaos/scenarios.ts';
import { memoryWorld } from '../testing/world.ts';
import { recordingsOf } from './recordings.ts';

const recordings = (texts: Readonly<Record<string, string>>) => recordingsOf(memoryWorld({ files: texts }).world.files);

describe('the recordings of the scenarios', () => {
  it('come in the order of the scenarios, those that are there', async () => {
    const [first, second, third] = scenarios;
    if (!first || !second || !third) return expect.fail();
    const texts = Object.fromEntries(
      [third, first].map((scenario) => [`${recordedFolder}/${scenario.name}.json`, JSON.stringify({ scenario })]),
    );
    expect((await recordings(texts)).map(({ scenario }) => scenario.name)).toEqual([first.name, third.name]);
  });

  it('are told at their file where one cannot be read', async () => {
    const path = `${recordedFolder}/${scenarios[0]?.name}.json`;
    await expect(recordings({ [path]: '{' })).rejects.toMatchObject({
      finding: { code: 'docs/unlike', at: { file: path, line: 1 } },
    });
  });
});
