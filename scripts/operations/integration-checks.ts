import { type Finding, finding } from '../core/finding.ts';
import type { Check } from '../core/task.ts';
import type { Deploying } from './deploying.ts';
import { proofOf } from './proof.ts';
import { type Figure, figures, type TimingsRecord, timingsFile } from './timings.ts';

/** What was said is there after the pods that heard it are gone. */
export const historySurvives =
  (deploying: Deploying): Check =>
  async (world) => {
    const { before, after, pods } = (await proofOf(world, deploying)).history;
    const evidence = [
      { source: `before, ${pods[0].join(', ')}`, text: before.join('\n') || 'nothing' },
      { source: `after, ${pods[1].join(', ')}`, text: after.join('\n') || 'nothing' },
    ];
    if (before.length < 4)
      return [finding('service/data-absent', 'Two messages and their answers were not kept', { evidence })];
    return before.join() === after.join()
      ? []
      : [
          finding('service/data-lost', 'After the pods of the backend were deleted, the chat is another one', {
            evidence,
          }),
        ];
  };

/** The figures of a first deploy are below their limits; each is told, and kept for docs/timings.md. */
export const timingsHold =
  (deploying: Deploying): Check =>
  async (world) => {
    const { timings } = await proofOf(world, deploying);
    const { platform } = await world.target.observe();
    const record: TimingsRecord = { at: new Date(world.clock.now()).toISOString(), on: platform.facts, timings };
    await world.files.write(timingsFile, `${JSON.stringify(record, null, 2)}\n`);
    return Object.entries(figures).map(([key, { what, limit }]): Finding => {
      const { seconds, of } = timings[key as Figure];
      const text = `${what}: ${seconds.toFixed(2)} s, the limit is ${limit} s (${of} measured)`;
      return seconds < limit ? finding('release/timing', text, { level: 'info' }) : finding('release/slow', text);
    });
  };

/** A copy beside the live deployment changes nothing of it and knows nothing of its data; a second run in one namespace waits, and says for whom. */
export const namespacesApart =
  (deploying: Deploying): Check =>
  async (world) => {
    const { live, guests, rival } = (await proofOf(world, deploying)).neighbours;
    const { namespace } = world.config;
    return [
      ...(live[0] === live[1]
        ? []
        : [
            finding(
              'release/disturbed',
              `The releases of ${namespace} are not the same as before a copy was deployed`,
              {
                evidence: [
                  { source: 'before', text: live[0] },
                  { source: 'after', text: live[1] },
                ],
              },
            ),
          ]),
      ...(guests.join() === '1,0'
        ? []
        : [
            finding(
              'release/disturbed',
              `A guest of ${namespace}-proof has ${guests[0]} rows there, and ${guests[1]} in ${namespace}`,
            ),
          ]),
      ...(says(rival, `${namespace}-proof`)
        ? []
        : [
            finding('target/conflict-untold', 'A second run in one namespace does not say for whom it waits', {
              evidence: [{ source: 'the second run', text: rival || 'nothing' }],
            }),
          ]),
    ];
  };

/** Who is at work, in which process, and where. */
const says = (text: string, namespace: string): boolean =>
  new RegExp(`Waiting for \\S+@\\S+ \\(pid \\d+.*\\), who has been changing the namespace ${namespace} `).test(text);
