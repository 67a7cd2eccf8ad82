import { actionText } from '../core/action.ts';
import { defaultConfig } from '../core/config.ts';
import { prose } from '../core/markdown.ts';
import type { Repair } from '../core/operation.ts';
import { type RecordedFinding, type RecordedStep, type Recording, recordedFolder } from './recording.ts';
import { type Breaking, breakingText, type Scenario } from './scenario.ts';

/** The page that tells the scenarios as they were lived through. */
export const recordedPage = 'docs/scenarios.md';

/** That page: what each recording holds, in the order of the scenarios, and nothing else. */
export const recordedText = (recordings: readonly Recording[]): string =>
  `${[
    '# Debugging scenarios',
    'Each chapter is a fault that was made in a copy of the application on a real cluster, and mended again. What stands here was printed by that run: `npm run generate` writes this page from the recordings in ' +
      `\`${recordedFolder}/\`. Namespaces have the names that they have by default; no model was asked, for the rules need none. ` +
      'How to ask one, and what it may do, is told in [AI operations](ai-operations.md).',
    contents(recordings),
    ...recordings.flatMap(chapter),
  ].join('\n\n')}\n`;

const contents = (recordings: readonly Recording[]): string =>
  recordings.map(({ scenario: { name, symptom } }) => `- [${name}](#${name}): ${prose(symptom)}`).join('\n');

const chapter = ({ scenario, taken, versions, named, ...steps }: Recording): readonly string[] => [
  `## ${scenario.name}`,
  `**Symptom.** ${prose(scenario.symptom)}`,
  `Make it yourself, in a copy: \`${steps.broken.command}\`. It took ${steps.broken.seconds} s, with the deploy of the copy, and ran:`,
  fenced('sh', scenario.breaks.map(typed).join('\n')),
  ...cause(scenario, steps.broken.findings, named),
  ...question(scenario, steps.asked),
  ...proposal(scenario, steps.proposed),
  ...fix(scenario, steps.mended),
  `**Verification.** ${prose(scenario.verification)} ${verified(steps.verified)}`,
  `Recorded on ${taken} with ${Object.entries(versions)
    .map(([program, version]) => `${program} ${version}`)
    .join(', ')}.`,
];

/** Recordings have the namespaces of a deploy without flags. */
const namespace = `${defaultConfig.namespace}-chaos`;

const typed = (one: Breaking): string =>
  one.input
    ? `${breakingText(one, namespace)} <<'END'\n${JSON.stringify(one.input)}\nEND`
    : breakingText(one, namespace);

const cause = ({ expects }: Scenario, findings: readonly RecordedFinding[], named: number): readonly string[] => {
  const first = findings.find(({ code }) => code === expects);
  const others = findings.filter((one) => one !== first);
  return [
    `**What the rules say**, ${named} s after they looked:`,
    ...(first ? [bullet(first)] : []),
    ...(first?.evidence ?? []).flatMap(({ source, text }) => [
      `**Evidence**, from ${prose(source)}:`,
      fenced('', text),
    ]),
    ...(others.length > 0 ? [`They also say:`, others.map(bullet).join('\n')] : []),
  ];
};

const bullet = ({ code, level, message, remedy }: RecordedFinding): string =>
  `- ${level} \`${code}\`: ${prose(message)}. ${prose(remedy)}`;

const question = ({ question: words }: Scenario, { command, reason = '', exitCode, seconds }: RecordedStep) => [
  `**Question.** ${prose(words)} \`${command}\` answers with what the rules say, in ${seconds} s, exit code ${exitCode}: ${prose(reason)}.`,
];

const proposal = ({ proposal: proposed, mending }: Scenario, step: RecordedStep | undefined): readonly string[] => {
  if (mending.kind === 'deploy') return [`**Proposal.** No repair mends it: ${prose(mending.why)}.`];
  if (proposed === undefined || step === undefined) return ['**Proposal.** None was recorded.'];
  return [
    `**Proposal.** \`${proposed}\``,
    `**Validation.** \`${step.command}\` changes nothing and ends after ${step.seconds} s:`,
    ...step.repairs.flatMap(repairText),
    ...(step.findings.length > 0 ? [step.findings.map(bullet).join('\n')] : []),
  ];
};

const repairText = ({ action, state, file, diff, sets = [], next }: Repair): readonly string[] => [
  `${state}: ${action ? prose(actionText(action)) : 'no repair that can be made'}${file ? `, in ${file}` : ''}.${next ? ` ${next}` : ''}`,
  ...(diff ? [fenced('diff', diff)] : []),
  ...(sets.length > 0
    ? ['It was changed past the files, and the deploy sets it back:', fenced('', sets.join('\n'))]
    : []),
];

const fix = ({ mending }: Scenario, { command, seconds, tasks }: RecordedStep): readonly string[] => {
  const before = mending.kind === 'deploy' && mending.before ? [typed(mending.before)] : [];
  const changed = tasks.filter(({ state }) => state === 'changed').map(({ task }) => task);
  return [
    '**Fix.**',
    fenced('sh', [...before, command].join('\n')),
    `It took ${seconds} s${changed.length > 0 ? ` and made ${changed.join(', ')} true again` : ''}.`,
  ];
};

const verified = ({ command, seconds, exitCode, tasks }: RecordedStep): string => {
  const held = tasks.filter(({ state }) => state === 'held').length;
  return `\`${command}\`: ${held} tasks hold, none fails, exit code ${exitCode}, ${seconds} s.`;
};

/** Code is fenced by more backquotes than any of its lines begins with. */
const fenced = (language: string, text: string): string => {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/^`+/gm)].map(([run]) => run.length + 1)));
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
};
