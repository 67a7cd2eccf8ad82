import { describe, expect, it } from 'vitest';
import { type RecordedStep, type Recording, recordedFolder } from '../chaos/recording.ts';
import type { Scenario } from '../chaos/scenario.ts';
import { scenarios } from '../chaos/scenarios.ts';
import { isSkip } from '../core/task.ts';
import { memoryWorld } from '../testing/world.ts';
import { recordedPageOf, recordingsOf, scenariosTold } from './recordings.ts';

const step = (more: Partial<RecordedStep> = {}): RecordedStep => ({
  command: 'a command',
  exitCode: 0,
  seconds: 1,
  said: [],
  findings: [],
  repairs: [],
  tasks: [],
  ...more,
});

const recordingOf = (scenario: Scenario, more: Partial<Recording> = {}): Recording => ({
  v: 1,
  scenario,
  taken: '2026-01-31',
  versions: {},
  named: 1,
  broken: step({ findings: [{ code: scenario.expects, level: 'error', message: 'It is so', remedy: 'Do that.' }] }),
  diagnosed: step(),
  asked: step(),
  mended: step(),
  verified: step(),
  ...more,
});

const pathOf = ({ name }: Scenario): string => `${recordedFolder}/${name}.json`;
const textsOf = (recordings: readonly Recording[]): Readonly<Record<string, string>> =>
  Object.fromEntries(recordings.map((one) => [pathOf(one.scenario), JSON.stringify(one)]));
const filesOf = (texts: Readonly<Record<string, string>>) => memoryWorld({ files: texts }).world.files;

/** What is found where these are recorded, and the page tells them. */
const told = async (recordings: readonly Recording[], page?: string): Promise<readonly string[]> => {
  const texts = textsOf(recordings);
  const files = { ...texts, 'docs/scenarios.md': page ?? (await recordedPageOf(filesOf(texts))) };
  const verdict = await scenariosTold(memoryWorld({ files }).world);
  return isSkip(verdict) ? [verdict.skip] : verdict.map(({ code, message }) => `${code} ${message}`);
};

const all = scenarios.map((scenario) => recordingOf(scenario));
const [first, second] = scenarios;
if (!first || !second) throw new Error('there are no scenarios');

describe('the recordings of the scenarios', () => {
  it('come in the order of the scenarios, those that are there', async () => {
    const found = await recordingsOf(filesOf(textsOf([recordingOf(second), recordingOf(first)])));
    expect(found.map(({ scenario }) => scenario.name)).toEqual([first.name, second.name]);
  });

  it('are told at their file where one cannot be read', async () => {
    await expect(recordingsOf(filesOf({ [pathOf(first)]: '{' }))).rejects.toMatchObject({
      finding: { code: 'docs/unlike', at: { file: pathOf(first), line: 1 } },
    });
  });

  it('are all there, and the page tells them', async () => {
    expect(await told(all)).toEqual([]);
  });

  it.each<readonly [string, readonly Recording[], RegExp]>([
    [
      'one was never recorded',
      all.slice(1),
      new RegExp(`^docs/unrecorded The scenario ${first.name} was never recorded$`),
    ],
    [
      'one is another than was recorded',
      [recordingOf({ ...first, symptom: 'It hums.' }), ...all.slice(1)],
      /is another one than was recorded$/,
    ],
    [
      'its cause was not named',
      [recordingOf(first, { broken: step() }), ...all.slice(1)],
      /was recorded without pod\//,
    ],
    [
      'it did not recover',
      [recordingOf(first, { verified: step({ exitCode: 60 }) }), ...all.slice(1)],
      /was recorded without its recovery$/,
    ],
  ])('are not told where %s', async (_, recordings, says) => {
    expect(await told(recordings)).toEqual([expect.stringMatching(says)]);
  });

  it('are too few where most are missing', async () => {
    expect(await told(all.slice(0, 4))).toContain('docs/unrecorded 4 scenarios are recorded, and at least 5 are told');
  });

  it('are not what a page tells that was edited by hand', async () => {
    expect(await told(all, '# Scenarios\n')).toEqual(['docs/stale docs/scenarios.md is not what is generated now']);
  });
});
