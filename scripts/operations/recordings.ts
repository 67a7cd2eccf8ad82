import { recordedText } from '../chaos/page.ts';
import { type Recording, recordedFolder } from '../chaos/recording.ts';
import { scenarios } from '../chaos/scenarios.ts';
import { problem } from '../core/finding.ts';
import type { Files } from '../core/world.ts';

/** The recordings of the scenarios, in their order; those that are not there are left out. */
export const recordingsOf = async ({ read }: Files): Promise<readonly Recording[]> => {
  const paths = scenarios.map(({ name }) => `${recordedFolder}/${name}.json`);
  const texts = await Promise.all(paths.map(async (path) => [path, await read(path)] as const));
  return texts.flatMap(([path, text]) => (text === undefined ? [] : [recordingIn(path, text)]));
};

/** The page of the scenarios, as the recordings have it. */
export const recordedPageOf = async (files: Files): Promise<string> => recordedText(await recordingsOf(files));

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
