import { type Finding, finding, problem } from '../core/finding.ts';
import {
  commandsToType,
  isTimed,
  type QuickstartTimes,
  quickstartPage,
  quickstartTable,
  quickstartTimesFile,
  wholeOf,
} from '../core/quickstart.ts';
import type { Check } from '../core/task.ts';
import type { Files } from '../core/world.ts';

/** How many commands a newcomer types, and the seconds that they may take. */
const most = 5;
const longest = 600;

/** The quickstart has few commands, and each recorded run of just these was over in time. */
export const quickstartShort: Check = async ({ files }): Promise<readonly Finding[]> => {
  const page = await files.read(quickstartPage);
  if (page === undefined) return [finding('docs/missing', `${quickstartPage} is missing`)];
  const at = { file: quickstartPage, line: 1, column: 1 };
  const commands = commandsToType(page);
  const timed = commands.filter(isTimed);
  const { runs } = await timesIn(files);
  return [
    ...(commands.length === 0 || commands.length > most
      ? [
          finding(
            'docs/quickstart',
            `${quickstartPage} has ${commands.length} commands, and 1 to ${most} are allowed`,
            { at },
          ),
        ]
      : []),
    ...(runs.length === 0 ? [finding('docs/quickstart', 'No run of the quickstart was recorded', { at })] : []),
    ...runs.flatMap((run) => {
      const recorded = run.commands.map(({ command }) => command);
      if (recorded.join('\n') !== timed.join('\n'))
        return [
          finding('docs/quickstart', `The run on ${run.target} was of other commands than the page has now`, {
            at,
            evidence: [{ source: 'recorded', text: recorded.join('\n') }],
          }),
        ];
      const whole = Math.round(wholeOf(run));
      return whole > longest
        ? [finding('docs/quickstart', `The run on ${run.target} took ${whole} s, and ${longest} are allowed`, { at })]
        : [];
    }),
  ];
};

/** The table of the recorded runs. */
export const quickstartTimes = async (files: Files): Promise<string> => quickstartTable(await timesIn(files));

/**
 * The README guides to a conversation by the commands of the quickstart, in their order, says where the chat is, and how
 * all is taken back.
 */
export const readmeGuides: Check = async ({ files }): Promise<readonly Finding[]> => {
  const readme = (await files.read('README.md')) ?? '';
  const wanted = commandsToType((await files.read(quickstartPage)) ?? '');
  const typed = commandsToType(readme);
  const at = { file: 'README.md', line: 1, column: 1 };
  const missing = [
    ...(/prints the address of the chat/.test(readme) ? [] : ['where the chat is to be found']),
    ...(typed.includes('npx tsx scripts/cleanup.ts') ? [] : ['how all is taken back']),
  ];
  return [
    ...(wanted.length === 0 || wanted.some((command, index) => command !== typed[index])
      ? [
          finding('docs/unlike', `The first commands of README.md are not those of ${quickstartPage}`, {
            at,
            evidence: [{ source: quickstartPage, text: wanted.join('\n') }],
          }),
        ]
      : []),
    ...missing.map((what) => finding('docs/missing', `README.md does not say ${what}`, { at })),
  ];
};

const timesIn = async ({ read }: Files): Promise<QuickstartTimes> => {
  const text = (await read(quickstartTimesFile)) ?? '{"v":1,"runs":[]}';
  try {
    return JSON.parse(text);
  } catch (error) {
    throw problem('docs/unlike', `${quickstartTimesFile} cannot be read: ${String(error)}`, {
      at: { file: quickstartTimesFile, line: 1, column: 1 },
      remedy: 'Write it anew: `npm run bench:quickstart`.',
    });
  }
};
