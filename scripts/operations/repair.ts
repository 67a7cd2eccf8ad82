import { consentTo, type Person } from '../actions/consent.ts';
import { judge } from '../actions/policy.ts';
import { type Files, isGiven, type Standing, type Translation, translate } from '../actions/translation.ts';
import { releasesDeployed } from '../checks/release.ts';
import { secretsLacked } from '../checks/settings.ts';
import { ownOf, wantedOf } from '../checks/wanted.ts';
import { type Action, actionCommand, backendSecret, releaseOfObject } from '../core/action.ts';
import { type ChartName, chartNames } from '../core/charts.ts';
import type { Outcome } from '../core/engine.ts';
import { errorsOf, type Finding, finding, findingOf, problem } from '../core/finding.ts';
import type { Repair } from '../core/operation.ts';
import type { World } from '../core/world.ts';
import { operate } from '../diagnosis/commands.ts';
import { readRun } from '../values/layers.ts';
import { type Deploying, deploy, failuresOf, isDone } from './deploying.ts';
import { lookInto } from './look.ts';

/** Who agrees, and how the deploy after it is performed. */
export type Way = {
  readonly person: Omit<Person, 'typed'>;
  /** Asks the person and gives what was typed; only where `isTTY`. */
  readonly type: (question: string) => Promise<string>;
  readonly deploying: Deploying;
  /** Shows a person what is about to be agreed to. */
  readonly tell: (text: string) => void;
};

/** What became of a repair, with the tasks of the deploy where there was one. */
export type Repaired = {
  readonly repair: Repair;
  readonly findings: readonly Finding[];
  readonly outcomes: readonly Outcome[];
};

/**
 * Takes an action as far as it may go: judged, made an edit of the overlay where the files do not say so already, tried by the
 * server, shown, agreed to, written, deployed, verified. What fails on the way changes nothing, and a deploy that fails leaves
 * the file as it was.
 */
export const repair = async (world: World, action: Action, way: Way): Promise<Repaired> => {
  try {
    return await attempt(world, action, way);
  } catch (thrown) {
    if (world.signal.aborted) throw thrown;
    return refused(action, [findingOf(thrown)]);
  }
};

const refused = (
  action: Action,
  findings: readonly Finding[],
  more: Partial<Repair> = {},
  outcomes: readonly Outcome[] = [],
): Repaired => ({ repair: { action, state: 'failed', ...more }, findings, outcomes });

const attempt = async (world: World, action: Action, way: Way): Promise<Repaired> => {
  const seen = await lookInto(world);
  if ('trouble' in seen) return refused(action, [seen.trouble]);
  const { snapshot } = seen;
  const files = await filesOf(world, action);
  const judged = judge(action, { snapshot, charts: world.charts.all, isGiven: (setting) => isGiven(setting, files) });
  if (errorsOf(judged).length > 0) return refused(action, judged);
  const translation = translate(action, files);
  if (translation.kind === 'refused') return refused(action, [...judged, ...translation.findings]);
  if (translation.kind === 'instruction')
    return { repair: { action, state: 'planned', next: translation.next }, findings: judged, outcomes: [] };
  const rejected = await tried(world, action, translation);
  if (errorsOf(rejected).length > 0) return refused(action, [...judged, ...rejected]);
  const known = [...judged, ...(await behind(world, action, files.standing))];
  const sets = setBack(files.standing);
  const shown = {
    action,
    ...(translation.kind === 'edit' ? { file: translation.file, diff: translation.diff } : {}),
    ...(sets.length > 0 ? { sets } : {}),
  };
  const { person, tell } = way;
  if (world.config.dryRun || !(person.isTTY || person.yes))
    return { repair: { ...shown, state: 'planned', next: nextOf(world, action) }, findings: known, outcomes: [] };
  for (const { message, remedy } of known) tell(`Note: ${message}. ${remedy}`);
  tell(whatComes(translation));
  if (sets.length > 0) tell(`It was changed past the files, and is set back:\n${sets.join('\n')}`);
  const consent = await agreed(action, way);
  if (world.signal.aborted) throw problem('interrupted/signal', 'The run was interrupted, and nothing was changed');
  if (consent) return refused(action, [...known, consent], shown);
  const { outcomes, findings } = await made(world, action, translation, way.deploying);
  const done = isDone(outcomes) && findings.length === 0;
  return {
    repair: {
      ...shown,
      state: done ? 'changed' : 'failed',
      ...(!done && outcomes.length > 0 && translation.kind === 'edit'
        ? { next: `${translation.file} is as it was before.` }
        : {}),
    },
    findings: [...known, ...(done ? [] : findings)],
    outcomes,
  };
};

/** What is done, before somebody agrees to it. */
const whatComes = (translation: Made): string => {
  if (translation.kind === 'edit')
    return `This is written into ${translation.file}, and then deployed:\n\n${translation.diff}`;
  return translation.kind === 'held'
    ? 'The files say so already: a deploy makes the cluster agree with them.'
    : 'New pods take the place of these, one after the other; then the tasks of a deploy are asked.';
};

/** What differs from the files in the cluster, in words. A lacking key that was deployed before is drift already. */
const setBack = ({ drift, lacks }: Standing): readonly string[] => [
  ...new Set([...drift, ...lacks.map((key) => `Secret ${backendSecret.name} data.${key}: absent -> ***`)]),
];

/** What the values of deploy say counts: a value that .env sets is not changed by the overlay. */
const filesOf = async (world: World, action: Action): Promise<Files & { readonly standing: Standing }> => {
  const { charts, config, files, target } = world;
  const release = releaseOf(action);
  const own = release ? await ownOf(world, release) : undefined;
  const texts = await Promise.all(config.values.map(async (path) => ({ path, text: (await files.read(path)) ?? '' })));
  const context = await target.cluster?.context();
  return {
    charts: charts.all,
    env: config.env,
    run: readRun({ files: texts, sets: config.sets }),
    ...(own ? { own: (name) => (name === release ? own : {}) } : {}),
    standing: await standingOf(world, release),
    place: { namespace: config.namespace, ...(context ? { context } : {}) },
  };
};

/** How a release stands in the cluster beside what it was deployed as. */
const standingOf = async (world: World, release: ChartName | undefined): Promise<Standing> => {
  const { releases } = await world.target.observe();
  const seen = releases.find(({ name }) => name === release);
  return {
    ...(seen ? { revision: seen.revision } : {}),
    drift: seen?.drift ?? [],
    lacks: release === 'backend' ? await secretsLacked(world) : [],
  };
};

const releaseOf = (action: Action): ChartName | undefined => {
  if ('object' in action) return releaseOfObject(action.object);
  return 'release' in action ? chartNames.find((one) => one === action.release) : 'backend';
};

type Made = Extract<Translation, { kind: 'edit' | 'held' | 'restart' }>;

/** A deploy brings all that the files say, and not the repair alone: whoever agrees has to know of the rest. */
const behind = async (world: World, action: Action, { lacks }: Standing): Promise<readonly Finding[]> => {
  const release = releaseOf(action);
  // Fingerprints are keyed by it: without it they say nothing.
  if (lacks.includes(backendSecret.keys.AUTH_SECRET)) return [];
  const verdict = release ? await releasesDeployed(release)(world) : [];
  return ('skip' in verdict ? [] : verdict)
    .filter(({ code }) => code === 'release/outdated')
    .map((one) => ({
      ...one,
      level: 'warning',
      remedy:
        'The deploy brings that as well: give the --values and --set of the deploy before, or look with `npx tsx scripts/deploy.ts --dry-run`.',
    }));
};

/** Asks the API server, by a dry run, whether it would take what the release would then be. */
const tried = async (world: World, action: Action, translation: Made): Promise<readonly Finding[]> => {
  const release = releaseOf(action);
  if (release === undefined || translation.kind === 'restart') return [];
  const view =
    translation.kind === 'edit' ? await world.otherwise({ texts: { [translation.file]: translation.text } }) : world;
  const { documents } = await wantedOf(view, release);
  return world.target.accepts(documents.map(({ body }) => body));
};

/** Why it may not be made; undefined where somebody agreed. */
const agreed = async (action: Action, { person, type }: Way): Promise<Finding | undefined> => {
  const first = consentTo(action, person);
  const last = first.kind === 'ask' ? consentTo(action, { ...person, typed: await type(first.question) }) : first;
  return last.kind === 'refused' ? last.finding : undefined;
};

/** How it goes on where nobody can be asked. */
const nextOf = ({ config }: World, action: Action): string => {
  const command = actionCommand(action);
  return command === undefined
    ? 'Run it in a terminal, where you can be asked.'
    : `To make it, in a terminal: ${operate(config, `ask "${command}"`)}; without one: AI_ALLOW_APPLY=1 and --yes.`;
};

type Deployed = { readonly outcomes: readonly Outcome[]; readonly findings: readonly Finding[] };

/** Writes and deploys. The file is put back where the deploy does not come to its end, also when the run is interrupted. */
const made = async (world: World, action: Action, translation: Made, deploying: Deploying): Promise<Deployed> => {
  if (translation.kind === 'restart') await restarted(world, action, deploying);
  if (translation.kind !== 'edit') return deployed(await world.otherwise({}), deploying);
  const { file, before, text } = translation;
  if ((await world.files.read(file)) !== before) return { outcomes: [], findings: [changedMeanwhile(file)] };
  await world.files.write(file, text);
  let done = false;
  try {
    const result = await deployed(await world.otherwise({}), deploying);
    done = isDone(result.outcomes);
    return result;
  } finally {
    if (!done) await putBack(world, file, before);
  }
};

const restarted = async ({ target }: World, action: Action, { tell }: Deploying): Promise<void> => {
  const release = releaseOf(action);
  if (release === undefined) return;
  await target.claim('apply', tell);
  await target.cluster?.restart(release);
};

const deployed = async (world: World, deploying: Deploying): Promise<Deployed> => {
  const outcomes = await deploy(world, deploying);
  return { outcomes, findings: failuresOf(outcomes) };
};

const putBack = ({ files }: World, file: string, before: string | undefined): Promise<void> =>
  before === undefined ? files.remove(file) : files.write(file, before);

const changedMeanwhile = (file: string): Finding =>
  finding('ai/overlay-changed', `${file} is not what it was when the change was shown, and nothing was written`, {
    at: { file, line: 1, column: 1 },
  });
