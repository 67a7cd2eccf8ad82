import type { Person } from './actions/consent.ts';
import { lookInside } from './checks/beforehand.ts';
import { renderAhead } from './checks/chart.ts';
import { lookAhead } from './checks/service.ts';
import { askAhead } from './core/ahead.ts';
import type { Config } from './core/config.ts';
import { type Outcome, start } from './core/engine.ts';
import type { Beginning } from './core/event.ts';
import { errorsOf, type Finding, finding, findingOf } from './core/finding.ts';
import type { Flags } from './core/flags.ts';
import { type Pipeline, plan, type Step } from './core/plan.ts';
import { bind, wordsFile } from './core/runbook.ts';
import type { World } from './core/world.ts';
import { fixFindings, type Mending } from './fix.ts';
import { opinionsNow } from './operations/opinions.ts';
import { phases } from './pipelines.ts';
import { mistakenTicks, nextText, ticked } from './ui/progress.ts';
import { exitCode, type Report, reportOf } from './ui/report.ts';
import type { Reporter } from './ui/reporter.ts';
import { setFile, setText } from './values/set.ts';

/** Settings that hold, as a world; without one, the findings say why. */
export type Settled = { readonly world?: World; readonly findings: readonly Finding[] };

/** Writes the directory of a run. */
export type Archive = {
  /** From now on what happens is written down. */
  readonly open: () => void;
  /** A program that is at work, and its version. */
  readonly version: (name: string, version: string) => void;
  /** Writes the report; without `open` there is no directory. What could not be written is a warning. */
  readonly close: (report: Report) => { readonly directory?: string; readonly findings: readonly Finding[] };
};

/** What surrounds a run: the one who shows it, and the way to a world. */
export type Session = {
  readonly reporter: Reporter;
  readonly settle: () => Promise<Settled>;
  /** Writes down what the run did. */
  readonly archive: Archive;
  /** Writes the report where --output says, also in a dry run; throws a Problem when it cannot. */
  readonly save: (path: string, text: string) => Promise<void>;
  /** Gives the text of something that is no file (`--set`), for code frames. */
  readonly source: (file: string, text: string) => void;
  /** Shows findings and gives the exit code of the first. */
  readonly fail: (findings: readonly Finding[]) => number;
  /** Asks a person; true where nobody can be asked. */
  readonly consent: (question: string) => Promise<boolean>;
  /** Who may agree to a repair. */
  readonly person: Omit<Person, 'typed'>;
  /** Asks a person for a word, and gives what was typed; nothing where the question was interrupted. */
  readonly type: (question: string) => Promise<string>;
};

/** Performs a pipeline as the flags say, shows it, and gives the exit code. */
export const runPipeline = async (
  pipeline: Pipeline,
  flags: Flags,
  usage: readonly Finding[],
  session: Session,
): Promise<number> => {
  const began = performance.now();
  const asking = (shown: Shown) => ask(pipeline, flags, usage, session, shown);
  const { asked, mending } = flags.fix
    ? await askMended(asking, session.reporter)
    : { asked: await asking(session.reporter), mending: undefined };
  const { world, outcomes } = asked;
  const ms = Math.round(performance.now() - began);
  const close = closing(world);
  try {
    const reporting = (more: readonly Finding[]): Report =>
      reportOf({
        verb: pipeline.name,
        target: world?.target.name ?? '',
        ms,
        outcomes,
        findings: [...asked.findings, ...(mending?.findings ?? []), ...more],
        ...(mending ? { fixed: mending.fixed } : {}),
      });
    const text = session.reporter.text(reporting([]));
    const wanted = errorsOf(usage).length > 0 ? undefined : flags.output;
    const unwritten = wanted ? await problemsOf(session.save(wanted, text)) : [];
    const lines = world && reporting(unwritten).ok ? await afterwards(pipeline, world).catch(told) : [];
    await close();
    const kept = session.archive.close(reporting(unwritten));
    const report = reporting([...unwritten, ...kept.findings]);
    session.reporter.end(report, { lines, ...(kept.directory ? { directory: kept.directory } : {}) });
    return exitCode(report, flags['exit-code']);
  } finally {
    await close();
  }
};

/** Closes the target, once, however often it is asked to. */
export const closing = (world: World | undefined): (() => Promise<void>) => {
  let closed: Promise<void> | undefined;
  return () => {
    closed ??= world?.target.close() ?? Promise.resolve();
    return closed;
  };
};

/** What was found when a pipeline was asked once, and the world it was asked in. */
type Asked = Performed & { readonly world: World | undefined };

const ask = async (
  pipeline: Pipeline,
  flags: Flags,
  usage: readonly Finding[],
  session: Session,
  shown: Shown,
): Promise<Asked> => {
  const settled: Settled = errorsOf(usage).length > 0 ? { findings: usage } : await session.settle().catch(unperformed);
  const { world } = settled;
  if (world && leavesReport(pipeline, world)) session.archive.open();
  const performed = world ? await perform(pipeline, flags, world, session, shown).catch(unperformed) : unasked;
  return { world, outcomes: performed.outcomes, findings: [...settled.findings, ...performed.findings] };
};

/** Asks, mends what can be mended, and asks once more if anything was; only the last of the two runs is shown. */
const askMended = async (
  asking: (shown: Shown) => Promise<Asked>,
  reporter: Reporter,
): Promise<{ readonly asked: Asked; readonly mending: Mending | undefined }> => {
  const since = Date.now();
  reporter.line('Looking for what can be mended for certain.');
  const kept = keeping();
  const asked = await asking(kept);
  const { world, findings, outcomes } = asked;
  const all = [...findings, ...outcomes.flatMap((outcome) => outcome.findings)];
  const mending = world && !world.signal.aborted ? await fixFindings(world.files, all, since) : undefined;
  if (mending && mending.fixed.files.length > 0) {
    await world?.target.close();
    return { asked: await asking(reporter), mending };
  }
  await kept.show(reporter);
  return { asked, mending };
};

/** The part of a reporter that shows a run as it goes on. */
type Shown = Pick<Reporter, 'begin' | 'line' | 'steps'>;

/** Keeps what a run shows: only then it is known whether this is the run to be shown. */
const keeping = (): Shown & { readonly show: (reporter: Shown) => Promise<void> } => {
  const kept: ((reporter: Shown) => void | Promise<void>)[] = [];
  return {
    begin: (beginning) => void kept.push((reporter) => reporter.begin(beginning)),
    line: (text) => void kept.push((reporter) => reporter.line(text)),
    steps: async (steps, run) => {
      for (const step of steps) await run.perform(step);
      const outcomes = [...run.outcomes];
      const again = async (step: Step) => outcomes[steps.indexOf(step)] ?? run.perform(step);
      kept.push((reporter) => reporter.steps(steps, { outcomes, perform: again }));
    },
    show: async (reporter) => {
      for (const one of kept) await one(reporter);
    },
  };
};

type Performed = { readonly outcomes: readonly Outcome[]; readonly findings: readonly Finding[] };
const unasked: Performed = { outcomes: [], findings: [] };

/** What was thrown belongs into the report: a program that reads it is told as much as a person. */
const unperformed = (thrown: unknown): Performed => ({ outcomes: [], findings: [findingOf(thrown)] });

const problemsOf = (work: Promise<unknown>): Promise<readonly Finding[]> =>
  work.then(
    () => [],
    (thrown) => [findingOf(thrown)],
  );

/** Runbook, values gate, plan, then the steps; stops at the first of them that does not hold. */
const perform = async (
  pipeline: Pipeline,
  flags: Flags,
  world: World,
  session: Session,
  shown: Shown,
): Promise<Performed> => {
  const words = (await world.files.read(wordsFile)) ?? '';
  session.source(setFile, setText(world.config.sets));
  if (words.trim() === '') return { outcomes: [], findings: [noPlan] };
  const runbook = bind(words, phases);
  if (runbook.findings.length > 0) return { outcomes: [], findings: runbook.findings };
  const gate = world.charts.findings;
  const closed = errorsOf(gate).length > 0;
  if (closed && pipeline.verb !== 'check') return { outcomes: [], findings: gate };
  if (closed) world.sh.refuse('helm', gateClosed);
  const { steps, findings } = plan(runbook, pipeline, {
    only: flags.only.flatMap((list) => list.split(',')).filter((id) => id !== ''),
    phases: flags.phase,
    slow: flags.slow,
    static: flags.static,
    kind: world.target.kind,
  });
  if (findings.length > 0) return { outcomes: [], findings: [...gate, ...findings] };
  const question = questionOf(pipeline, world);
  if (question && !(await session.consent(question)))
    return { outcomes: [], findings: [finding('interrupted/signal', 'Nothing was removed: the answer was no')] };
  shown.begin(beginningOf(pipeline, world, steps));
  const { verb } = pipeline;
  const renders = ({ skip, task }: Step) => !skip && task.needs?.includes('T005') === true;
  const rendering = !closed && verb !== 'undo' && steps.some(renders);
  if (rendering) renderAhead(world);
  const ahead = askAhead(verb === 'undo' ? [] : steps, world);
  const asked = verb === 'undo' ? steps : ahead.steps;
  const run = start(flags.next ? { ...pipeline, keepGoing: false } : pipeline, world);
  try {
    if (verb !== 'check' && steps.some(changes(verb))) await world.target.claim(verb, session.reporter.error);
    // T005 asks the same, and one question is asked once as long as nothing is changed.
    if (rendering)
      world.sh.read`helm version --short`.then(({ stdout }) => session.archive.version('helm', stdout.trim()), unheard);
    if (!flags.static && verb !== 'undo') lookAhead(world);
    if (steps.some(({ id, skip }) => !skip && id === 'T070')) lookInside(world);
    await shown.steps(asked, run);
  } finally {
    ahead.stop();
  }
  if (flags.next) shown.line(nextText(runbook, run.outcomes, world.config, world.target.kind));
  const ticks = flags.tick
    ? await problemsOf(world.files.write(wordsFile, ticked(words, run.outcomes)))
    : mistakenTicks(runbook, run.outcomes);
  const causes = pipeline.name === 'ai' ? await untold(world, run.outcomes) : [];
  const opinions =
    pipeline.name === 'ai' && !flags.static ? await opinionsNow(world, { withModel: !flags['no-model'] }) : [];
  const found = [...gate, ...causes, ...ticks, ...opinions, ...cutShort(run.outcomes)];
  return { outcomes: run.outcomes, findings: found };
};

/** What the rules found and no task told, because a task before it failed or nobody asks about such an object. */
const untold = async ({ target, signal }: World, outcomes: readonly Outcome[]): Promise<readonly Finding[]> => {
  if (signal.aborted) return [];
  const told = outcomes.flatMap(({ findings }) => findings);
  const { causes } = await target.observe();
  return causes.filter((cause) => !told.some(({ code, message }) => code === cause.code && message === cause.message));
};

/** A run may be interrupted between two tasks, or in one that ended well all the same: what it left out makes it a failure. */
const cutShort = (outcomes: readonly Outcome[]): readonly Finding[] =>
  outcomes.some(({ state, reason }) => state === 'skipped' && reason === 'interrupted') &&
  !outcomes.some(({ findings }) => findings.some(({ code }) => code === 'interrupted/signal'))
    ? [finding('interrupted/signal', 'The run was interrupted', { final: true })]
    : [];

/** True for a step that may change the deployment. */
const changes =
  (verb: 'apply' | 'undo') =>
  ({ skip, task }: Step): boolean =>
    !skip && task[verb] !== undefined;

const noPlan = finding('source/missing', `${wordsFile} is missing or empty, and it is the plan`, {
  remedy: `Restore it: \`git checkout -- ${wordsFile}\`.`,
});

const gateClosed = finding('values/gate-closed', 'helm was not started: the values are wrong');

/** What the run is about: what runs where and why, where the settings came from, and the plan. */
const beginningOf = (pipeline: Pipeline, { target, config }: World, steps: readonly Step[]): Beginning => {
  const origins = Object.entries({ DATABASE_URL: config.databaseUrl, OPENAI_API_KEY: config.openaiApiKey })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `${name} from ${config.origins[originKeys[name] ?? '']}`);
  return {
    verb: pipeline.name,
    target: target.name,
    why: target.why,
    ...(target.kind === 'kubernetes' ? { namespace: config.namespace } : {}),
    env: config.env,
    dryRun: config.dryRun,
    settings: pipeline.verb === 'apply' ? origins : [],
    tasks: steps.map(({ id, phase, title, skip }) => ({ task: id, phase, title, ...(skip ? { skip } : {}) })),
  };
};

const originKeys: Readonly<Record<string, string>> = { DATABASE_URL: 'databaseUrl', OPENAI_API_KEY: 'openaiApiKey' };

/** What a person must agree to; nothing for what can be made again by deploy. */
const questionOf = (pipeline: Pipeline, { config, target }: World): string | undefined => {
  if (pipeline.verb !== 'undo' || config.dryRun) return undefined;
  if (config.cluster && target.name === 'minikube')
    return `Delete the Minikube cluster ${config.minikubeProfile} with everything in it?`;
  return config.data ? 'Remove the tasks and conversations that people stored?' : undefined;
};

/** Runs that may change something leave a report; what validate found is in --output where it is wanted. */
const leavesReport = (pipeline: Pipeline, { config }: World): boolean => pipeline.name !== 'validate' && !config.dryRun;

/** Who needs an answer asks again, and says what is wrong. */
const unheard = (): void => {};

/** What could not be looked up at the end of a run takes nothing from it. */
const told = (thrown: unknown): readonly string[] => [findingOf(thrown).message];

/** The last lines of a run that succeeded: where to go now, or what was kept and how it goes. */
const afterwards = async (pipeline: Pipeline, world: World): Promise<readonly string[]> => {
  const { target, config } = world;
  if (config.dryRun) return [];
  if (pipeline.name === 'deploy') {
    const [chat, api] =
      target.kind === 'local'
        ? await Promise.all((['frontend-service', 'backend-service'] as const).map(target.reach))
        : [];
    return [
      ...(chat && api ? [`Chat: ${chat}`, `API:  ${api}`] : []),
      `Open it: npm run open${flagsOf(config) && ` --${flagsOf(config)}`}`,
    ];
  }
  if (pipeline.name !== 'cleanup') return [];
  const [remnants, { strangers }] = await Promise.all([target.remnants(), target.observe()]);
  const kept = remnants.flatMap(({ kind, name, flag }) =>
    flag !== undefined && !config[flag]
      ? `Kept: ${kind} ${name} (remove it: npx tsx scripts/cleanup.ts --${flag}${flagsOf(config)})`
      : [],
  );
  const foreign = strangers.filter(({ flag }) => flag === undefined || config[flag]);
  return [...kept, ...foreign.map(({ kind, name }) => `Left alone: ${kind} ${name}, which deploy did not make`)];
};

/** The flags that lead another command to the same place. */
const flagsOf = ({ target, context, namespace, origins }: Config): string =>
  [
    target && origins.target === 'flag' ? ` --target ${target}` : '',
    context ? ` --context ${context}` : '',
    origins.namespace === 'flag' ? ` --namespace ${namespace}` : '',
  ].join('');
