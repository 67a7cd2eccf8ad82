import { type Finding, finding } from '../core/finding.ts';
import type { Check } from '../core/task.ts';
import { type CloneStory, cloneStoryOf, type RunFiles } from './clone.ts';

const asking =
  (judge: (story: CloneStory) => readonly Finding[]): Check =>
  async (world) => {
    const { code } = await world.sh.read`git rev-parse HEAD`;
    if (code === noRepository) return { skip: 'this folder is no clone, so there is no commit to clone from' };
    return judge(await cloneStoryOf(world));
  };

/** How git ends where there is no repository, or no commit in it. */
const noRepository = 128;

/** A fresh clone installs, deploys, holds what validate asks of it, and takes everything back. */
export const cloneDeploys = asking(({ left }) =>
  left.length === 0
    ? []
    : [finding('cleanup/left-over', `After the cleanup of a fresh clone there is still ${left.join(', ')}`)],
);

/** The report of a run says what happened in it, task by task, and the run was one of this commit. */
export const reportGenerated = asking(({ commits: [here, clone], deployed: { report, events, junit } }) => {
  const told = outcomesIn(report);
  const happened = events.split('\n').flatMap((line) => endIn(line));
  const cases = junit.match(/<testcase\b/g)?.length ?? 0;
  const evidence = [
    { source: 'report.json', text: told.join('\n').slice(0, 4000) || 'nothing' },
    { source: 'events.ndjson', text: happened.join('\n').slice(0, 4000) || 'nothing' },
  ];
  return [
    ...(here === clone && here !== ''
      ? []
      : [
          finding(
            'docs/report-typed',
            `The run was one of ${clone || 'no commit'}, and this is ${here || 'no commit'}`,
          ),
        ]),
    ...(told.length > 0 && told.join() === happened.join() && cases === told.length
      ? []
      : [
          finding(
            'docs/report-typed',
            `The report tells ${told.length} tasks and JUnit ${cases}, and ${happened.length} came to their end in the run`,
            { evidence },
          ),
        ]),
  ];
});

/** Values pass before helm is started; when they do not, it is not started at all. */
export const valuesBeforeHelm = asking(({ deployed, refused }) => {
  const [helm, early] = [helmIn(deployed), helmIn(deployed).filter(({ start }) => start < 0)];
  const started = helmIn(refused.files);
  return [
    ...(helm.length > 0
      ? []
      : [finding('values/helm-first', 'The run that deployed shows no helm in the log of its commands')]),
    ...early.map(({ command }) =>
      finding('values/helm-first', `\`${command}\` was started before the values had passed`),
    ),
    ...(refused.code === 40
      ? []
      : [finding('values/helm-first', `A deploy with wrong values ended with exit code ${refused.code}, not 40`)]),
    ...started.map(({ command }) => finding('values/helm-first', `With wrong values \`${command}\` was started`)),
  ];
});

/** Another version is deployed; each request is answered meanwhile, and what people stored is there afterwards. */
export const upgradeServes = asking(({ upgrade: { answered, failed, kept, images } }) => [
  ...(images[0] !== images[1] && images[1] !== ''
    ? []
    : [finding('release/outdated', `Another version was deployed, and the backend runs ${images[1] || 'nothing'}`)]),
  ...(failed === 0 && answered >= 20
    ? []
    : [
        finding(
          'release/interrupted',
          `While another version was deployed ${answered} requests were answered and ${failed} were not`,
        ),
      ]),
  ...(kept[0] === kept[1] && kept[0] !== ''
    ? []
    : [
        finding('service/data-lost', 'Tasks and conversations are not the same after another version was deployed', {
          evidence: [
            { source: 'before', text: kept[0] },
            { source: 'after', text: kept[1] },
          ],
        }),
      ]),
]);

type Told = Readonly<Record<string, unknown>>;

const parsed = (text: string): Told | undefined => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const stateOf = ({ task, state }: Told): string => `${task} ${state}`;

const outcomesIn = (report: string): readonly string[] => {
  const outcomes = parsed(report)?.outcomes;
  return Array.isArray(outcomes) ? outcomes.map(stateOf) : [];
};

const endIn = (line: string): readonly string[] => {
  const { event, outcome } = parsed(line) ?? {};
  return event === 'task-end' ? [stateOf(outcome as Told)] : [];
};

/** Each start of helm in a log of commands: seconds after the values had passed, and its words. */
const helmIn = ({ commands }: RunFiles): readonly { readonly start: number; readonly command: string }[] =>
  commands.split('\n').flatMap((line) => {
    const [, start, command = ''] = /^\s*(-?\d+\.\d+)\s.*?\s(helm .*)$/.exec(line) ?? [];
    return start === undefined ? [] : [{ start: Number(start), command }];
  });
