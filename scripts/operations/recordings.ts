import { isDeepStrictEqual } from 'node:util';
import { recordedPage, recordedText } from '../chaos/page.ts';
import { type Recording, recordedFolder } from '../chaos/recording.ts';
import type { Scenario } from '../chaos/scenario.ts';
import { scenarios } from '../chaos/scenarios.ts';
import { fileGenerated } from '../checks/generated.ts';
import { type Finding, finding, problem } from '../core/finding.ts';
import { type Check, isSkip } from '../core/task.ts';
import type { Files } from '../core/world.ts';

/** The recordings of the scenarios, in their order; those that are not there are left out. */
export const recordingsOf = async ({ read }: Files): Promise<readonly Recording[]> => {
  const texts = await Promise.all(scenarios.map(async ({ name }) => [pathOf(name), await read(pathOf(name))] as const));
  return texts.flatMap(([path, text]) => (text === undefined ? [] : [recordingIn(path, text)]));
};

/** The page of the scenarios, as the recordings have it. */
export const recordedPageOf = async (files: Files): Promise<string> => recordedText(await recordingsOf(files));

/** How many scenarios have to be told at least. */
const fewest = 5;

/**
 * Each scenario was recorded as it is now, on a cluster, with its cause named and its recovery seen, and the page tells just
 * these recordings.
 */
export const scenariosTold: Check = async (world): Promise<readonly Finding[]> => {
  const recordings = await recordingsOf(world.files);
  const stale = [
    ...(recordings.length < fewest
      ? [finding('docs/unrecorded', `${recordings.length} scenarios are recorded, and at least ${fewest} are told`)]
      : []),
    ...scenarios.flatMap((scenario) => {
      const recording = recordings.find((one) => one.scenario.name === scenario.name);
      const why = recording ? unlike(recording, scenario) : 'was never recorded';
      return why === undefined ? [] : [unrecorded(scenario, why, recording)];
    }),
  ];
  // Another scenario may be of another form, of which nothing can be told.
  if (stale.length > 0) return stale;
  const page = await fileGenerated(recordedPage, recordedPageOf)(world);
  return isSkip(page) ? [] : page;
};

/** Why a recording is none of this scenario; undefined where it is one. */
const unlike = ({ scenario, broken, verified }: Recording, now: Scenario): string | undefined => {
  // A recording is JSON, which has no fields that are undefined.
  if (!isDeepStrictEqual(scenario, JSON.parse(JSON.stringify(now)))) return 'is another one than was recorded';
  if (!broken.findings.some(({ code }) => code === now.expects)) return `was recorded without ${now.expects}`;
  return verified.exitCode === 0 ? undefined : 'was recorded without its recovery';
};

const unrecorded = ({ name }: Scenario, why: string, recording: Recording | undefined): Finding =>
  finding('docs/unrecorded', `The scenario ${name} ${why}`, {
    ...(recording ? { at: { file: pathOf(name), line: 1, column: 1 } } : {}),
  });

const pathOf = (name: string): string => `${recordedFolder}/${name}.json`;

const recordingIn = (path: string, text: string): Recording => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw problem('docs/unlike', `${path} is no recording: ${String(error)}`, {
      at: { file: path, line: 1, column: 1 },
      remedy: `Restore it: \`git checkout -- ${path}\`.`,
    });
  }
};
