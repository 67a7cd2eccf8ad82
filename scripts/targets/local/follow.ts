import { problem } from '../../core/finding.ts';
import type { LogLine, LogRequest, ReleaseName } from '../../core/target.ts';
import type { Files, Ground } from '../../core/world.ts';
import { logFile } from './layout.ts';
import { readRecord } from './record.ts';

/** How many lines that were there before are shown. */
const before = 20;

/** Follows the log files of releases until the run is interrupted, also when a deploy begins them anew. */
export const followLogs = async (ground: Ground, request: LogRequest, tell: (line: LogLine) => void): Promise<void> => {
  if (request.since !== undefined)
    throw problem('usage/bad-value', '--since goes with a cluster: the logs of this machine carry no times', {
      remedy: `Leave it out: the last ${before} lines of each log are shown.`,
    });
  const records = await Promise.all(request.releases.map((release) => readRecord(ground.files, release)));
  const releases = request.releases.filter((_, at) => records[at] !== undefined);
  if (releases.length === 0)
    throw problem('pod/absent', `No process of ${request.releases.join(' and ')} was started on this machine`);
  await Promise.all(releases.map((release) => follow(ground, release, tell)));
};

/** What the logs of this machine's processes hold. */
export const writtenLines = async (files: Files): Promise<readonly LogLine[]> => {
  const texts = await Promise.all(
    (['backend', 'frontend'] as const).map(async (release) => ({
      release,
      text: (await files.read(logFile(release, 'current'))) ?? '',
    })),
  );
  return texts.flatMap(({ release, text }) =>
    text.split('\n').flatMap((line) => (line === '' ? [] : [{ release, source: release, text: line }])),
  );
};

const follow = async (ground: Ground, release: ReleaseName, tell: (line: LogLine) => void): Promise<void> => {
  const file = ground.files.absolute(logFile(release, 'current'));
  try {
    for await (const text of ground.sh.stream`tail -n ${before} -F ${file}`.lines)
      if (!text.startsWith('tail: ')) tell({ release, source: release, text });
  } catch (thrown) {
    if (!ground.signal.aborted) throw thrown;
  }
};
