import './world/ready.js';
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { type OpenArchive, openArchive } from './archive.ts';
import { exitCodeOf } from './core/codes.ts';
import type { Config } from './core/config.ts';
import { type Explanation, explain } from './core/explanation.ts';
import { errorsOf, type Finding, finding, findingOf, problem } from './core/finding.ts';
import { type Flags, helpText, parseFlags } from './core/flags.ts';
import { type Format, formats } from './core/format.ts';
import type { Pipeline } from './core/plan.ts';
import type { Target } from './core/target.ts';
import type { Files, Ground, Say, World } from './core/world.ts';
import { interview } from './interview.ts';
import { runOperation, type Wanted } from './operate.ts';
import { runPipeline, type Session, type Settled } from './run.ts';
import { chooseTarget } from './targets/choose.ts';
import { explanationText } from './ui/explanation.ts';
import { exitCode } from './ui/report.ts';
import type { Setting, Sink } from './ui/reporter.ts';
import { reporters } from './ui/reporters.ts';
import { findingText, type Look } from './ui/text.ts';
import { conceal } from './values/conceal.ts';
import { keepAsking } from './watch.ts';
import { runAgain } from './world/again.ts';
import { filesAside, type Texts } from './world/aside.ts';
import { openCharts } from './world/charts.ts';
import { platformOf, settle } from './world/config.ts';
import { openFiles } from './world/files.ts';
import { openHttp } from './world/http.ts';
import { type Keeper, openKeeper } from './world/keeper.ts';
import { openPlanner } from './world/planner.ts';
import { openProcesses } from './world/processes.ts';
import { openQuestions } from './world/questions.ts';
import { openRedactor, type Redactor } from './world/redact.ts';
import { openShell } from './world/shell.ts';
import { openTemporary } from './world/temporary.ts';
import { onPath } from './world/tools.ts';
import { openWatcher } from './world/watcher.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Who reads may stop (`| head`) or close the terminal, and the run goes on; any other loss of the output must not pass as success. */
const unwritten = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE' || error.code === 'EIO') return;
  process.stderr.write(`The output cannot be written: ${error.code}\n`);
  process.exit(exitCodeOf('env/unwritable'));
};

for (const stream of [process.stdout, process.stderr]) stream.on('error', unwritten);

/** Runs a pipeline from the command line, or the word of it that was given, and sets the exit code. */
export const main = async (pipeline: Pipeline): Promise<void> => {
  const { flags, words, findings: found } = parseFlags(process.argv.slice(2), pipeline.name, pipeline.commands);
  const operation = operationIn(words);
  const findings = [...found, ...(operation && 'finding' in operation ? [operation.finding] : [])];
  const script = pipeline.name === 'ai' ? 'ai-devops-examples' : pipeline.name;
  if (flags.help) return print(helpText(pipeline, `npx tsx scripts/${script}.ts`));
  if (flags.version) return print(version());
  const explained = flags.explain === undefined || findings.length > 0 ? undefined : explain(flags.explain);
  if (explained && !('finding' in explained)) return print(explanationIn(flags, explained));
  if (flags.watch && findings.length === 0) return watch(flags);
  const usage = explained ? [explained.finding] : findings;
  const located = flags.output ? { ...flags, output: fromHere(flags.output) } : flags;
  process.exitCode = await inSession(flags, pipeline.name, (session) =>
    operation && 'word' in operation
      ? runOperation(operation, located, usage, session)
      : runPipeline(pipeline, located, usage, session),
  );
};

/** The operation that words of the command line ask for; nothing where the pipeline itself is meant. */
const operationIn = ([word, subject, more]: readonly string[]): Wanted | { readonly finding: Finding } | undefined => {
  if (word === undefined || (word === 'diagnose' && subject === undefined)) return undefined;
  const takes = word === 'ask' || word === 'chaos';
  if ((takes ? more : subject) !== undefined)
    return {
      finding: finding('usage/bad-value', 'Several words were given, and one is done at a time', {
        remedy: 'Run them one after the other.',
      }),
    };
  if (takes) return { word, subject: subject ?? '' };
  return word === 'agent' || word === 'restore' ? { word } : undefined;
};

const explanationIn = (flags: Flags, explanation: Explanation): string =>
  formatOf(flags) === 'json'
    ? JSON.stringify(explanation, null, 2)
    : explanationText(
        explanation,
        lookOf(flags, () => undefined),
      );

/** Asks the static part whenever a file of the project changes; each time in a process of its own, until Ctrl-C. */
const watch = async (flags: Flags): Promise<void> => {
  const abort = new AbortController();
  const interrupt = () => abort.abort();
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const look = lookOf(flags, () => undefined);
  const argv = process.argv.slice(2).filter((word) => word !== '--watch' && word !== '--static');
  const terminal = Boolean(process.stdout.isTTY);
  try {
    const watcher = await openWatcher({
      root,
      more: flags.values.map((path) => resolve(path)),
      quiet: 150,
    });
    abort.signal.addEventListener('abort', () => watcher.close());
    await keepAsking({
      watcher,
      ask: (format) =>
        runAgain({ argv: [...argv, '--static', '--format', format], shown: terminal, signal: abort.signal }),
      terminal,
      out: print,
      clear: () => process.stdout.write('\u001b[2J\u001b[H'),
      look,
      signal: abort.signal,
    });
    await watcher.close();
  } catch (thrown) {
    const one = findingOf(thrown);
    process.stderr.write(`${findingText(one, look)}\n`);
    process.exitCode = exitCodeOf(one.code);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
};

/** What a small command is given besides a world. */
export type Given = {
  readonly line: (text: string) => void;
  readonly flags: Flags;
  /** Words of the command line that are no flags. */
  readonly words: readonly string[];
  readonly look: Look;
};

/** A small command that takes flags and words of its own; the others take those of validate. */
export type Usage = {
  readonly name: 'logs' | 'doctor';
  readonly summary: string;
  /** The words that it takes. */
  readonly words: readonly string[];
};

/**
 * Runs a small command of the project (open, logs, freeze) in a world of its own; it throws a Problem when it cannot, and may
 * give an exit code.
 */
export const command = async (
  work: (world: World, given: Given) => Promise<number> | Promise<void>,
  usage?: Usage,
): Promise<void> => {
  const { flags, words, findings } = parseFlags(process.argv.slice(2), usage?.name ?? 'validate', usage?.words);
  if (usage && flags.help)
    return print(helpText(usage, ['npm run', usage.name, '--', ...usage.words.map((word) => `[${word}]`)].join(' ')));
  if (usage && flags.version) return print(version());
  process.exitCode = await inSession({ ...flags, format: 'text' }, 'command', async (session) => {
    const settled: Settled = errorsOf(findings).length > 0 ? { findings } : await session.settle();
    const errors = errorsOf(settled.findings);
    if (!settled.world || errors.length > 0) return session.fail(errors);
    try {
      const given = { line: session.reporter.line, flags, words, look: lookOf(flags, () => undefined) };
      const code = await work(settled.world, given);
      return typeof code === 'number' ? code : 0;
    } finally {
      await settled.world.target.close();
    }
  });
};

/** Signals that ask a run to end: Ctrl-C, other programs, and a terminal that is closed. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Opens what a run needs around it, and leaves no child and no private file behind, however the run ends. The first
 * signal lets what is at work end and gives locks back; the second ends all of it at once; a run that is killed is
 * cleaned up after by its keeper.
 */
const inSession = async (flags: Flags, verb: string, use: (session: Session) => Promise<number>): Promise<number> => {
  // The tree asks Node for its colours, and Node asks the environment.
  if (flags['no-color']) process.env.NO_COLOR = '1';
  const redactor = openRedactor();
  const keeper = openKeeper();
  const temporary = openTemporary(keeper);
  const abort = new AbortController();
  const texts = new Map<string, string>();
  const look = lookOf(flags, (file) => sourceOf(file, texts, redactor));
  const setting = settingOf(flags, redactor, look);
  const archive = openArchive({ root, verb, reporter: reporters[formatOf(flags)](setting), setting });
  const { reporter } = archive;
  archive.version('Node', process.version);
  const terminal = Boolean(process.stdin.isTTY && process.stdout.isTTY);
  const kills: (() => void)[] = [];
  const kill = () => {
    for (const one of kills) one();
  };
  let pressed = 0;
  const interrupt = () => {
    // tsx passes on what the terminal sent already: one press arrives twice.
    if (abort.signal.aborted && performance.now() - pressed < 500) return;
    pressed = performance.now();
    if (abort.signal.aborted) {
      kill();
      temporary.remove();
      archive.cut(finding('interrupted/signal', 'The run was interrupted and ended at once'));
      process.exit(exitCodeOf('interrupted/signal'));
    }
    abort.abort();
    // What runs until Ctrl-C is over at once.
    if (verb !== 'command') process.stderr.write('\nEnding what is at work; press Ctrl-C again to stop at once.\n');
    else if (process.stderr.isTTY) process.stderr.write('\n');
  };
  for (const signal of endings) process.on(signal, interrupt);
  const consent = async (question: string) =>
    terminal && !flags.yes ? /^y(es)?$/i.test(await ask(`${question} [y/N] `, abort.signal, interrupt)) : true;
  try {
    return await use({
      reporter,
      archive,
      settle: async () => {
        const { say, line } = reporter;
        const around = { redactor, temporary, keeper, abort, say, line, archive, terminal, consent };
        const ground = await openGround(flags, around);
        kills.push(ground.kill);
        return ground.settled;
      },
      save: openFiles({ root, dryRun: false, say: reporter.say }).write,
      source: (file, text) => texts.set(file, text),
      fail: (findings) => {
        for (const one of findings) reporter.error(findingText(one, look));
        return findings[0] ? exitCodeOf(findings[0].code) : 0;
      },
      consent,
      // What is agreed to is shown before: among what a program reads it is not.
      person: {
        isTTY: terminal && formatOf(flags) === 'text',
        yes: flags.yes,
        allowApply: process.env.AI_ALLOW_APPLY,
      },
      type: (question) => ask(`${question} `, abort.signal, interrupt),
    });
  } catch (thrown) {
    const one = findingOf(thrown);
    archive.cut(one);
    reporter.error(findingText(one, look));
    return exitCodeOf(one.code);
  } finally {
    kill();
    temporary.remove();
    await keeper.close();
    for (const signal of endings) process.off(signal, interrupt);
  }
};

type Around = {
  readonly redactor: Redactor;
  readonly temporary: ReturnType<typeof openTemporary>;
  readonly keeper: Keeper;
  readonly abort: AbortController;
  readonly say: Say;
  readonly line: (text: string) => void;
  readonly archive: OpenArchive;
  /** Whether a person sits at both ends. */
  readonly terminal: boolean;
  readonly consent: (question: string) => Promise<boolean>;
};

/** Settings, then the world; without settings that hold there is no world. */
const openGround = async (
  flags: Flags,
  around: Around,
): Promise<{ readonly settled: Settled; readonly kill: () => void }> => {
  const { say, redactor, temporary, keeper, archive } = around;
  const dryRun = flags['dry-run'];
  const files = openFiles({ root, dryRun, say });
  const hasMinikube = (await onPath('minikube', process.env.PATH ?? '')) !== undefined;
  const text = await files.read('.env');
  const settled = settle(
    { ...given(flags), dryRun },
    process.env,
    flags.interactive ? await interviewed(flags, text, files, hasMinikube, around) : text,
  );
  const { findings } = settled;
  const config = { ...settled.config, platform: platformOf(process.arch) };
  const hide = redactor.hide;
  for (const value of [config.databasePassword, config.openaiApiKey]) if (value) hide(value);
  if (errorsOf(findings).length > 0) return { settled: { findings }, kill: () => {} };
  const shell = openShell({ root, env: process.env, signal: around.abort.signal, dryRun, say, redactor, keeper });
  archive.commands(shell.log);
  const timers = new Set<NodeJS.Timeout>();
  const every = (ms: number, work: () => void) => {
    const timer = setInterval(work, ms);
    timers.add(timer);
    return () => {
      timers.delete(timer);
      clearInterval(timer);
    };
  };
  const sleep = (ms: number) =>
    new Promise<void>((done) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        done();
      }, ms);
      timers.add(timer);
    });
  const planner = openPlanner({ sh: shell.sh, find: shell.find, temporary, redactor });
  const worldOf = async (own: Config, texts?: Texts, shared?: Target): Promise<World> => {
    const seen = texts ? filesAside(files, texts) : files;
    const ground: Ground = {
      sh: shell.sh,
      files: seen,
      http: openHttp(),
      processes: openProcesses({ root, env: process.env, dryRun, planned: say.planned, keeper }),
      charts: await openCharts({
        files: seen,
        sh: shell.sh,
        config: own,
        temporary,
        ...(dryRun ? {} : { cache: files }),
      }),
      config: own,
      say,
      hide,
      privately: temporary.file,
      clock: { now: Date.now, sleep, every },
      signal: around.abort.signal,
    };
    const target = shared ?? noticed(await chooseTarget(ground, hasMinikube), archive);
    const otherwise: World['otherwise'] = ({ namespace = own.namespace, texts: more, config: change }) =>
      worldOf(
        { ...(change?.(own) ?? own), namespace },
        texts || more ? new Map([...(texts ?? []), ...Object.entries(more ?? {})]) : undefined,
        namespace === own.namespace ? target : undefined,
      );
    return { ...ground, target, otherwise, planner };
  };
  // A sleep that nobody waits for any more would keep the process from ending.
  const kill = () => {
    shell.kill();
    timers.forEach(clearTimeout);
  };
  return { settled: { world: await worldOf(config), findings }, kill };
};

/** The text of .env after a person was asked for what nothing gives. */
const interviewed = async (
  flags: Flags,
  text: string | undefined,
  files: Files,
  hasMinikube: boolean,
  { abort, terminal, line, consent }: Around,
): Promise<string> => {
  if (!terminal)
    throw problem('usage/no-terminal', '--interactive asks questions, and there is no terminal to ask them on');
  return interview({
    flags: { ...given(flags), dryRun: flags['dry-run'] },
    shell: process.env,
    text,
    hasMinikube,
    questions: openQuestions(abort.signal),
    line,
    consent,
    write: (written) => files.write('.env', written, 0o600),
  });
};

/** The target, whose platform is written down when somebody looks at it. */
const noticed = (target: Target, archive: OpenArchive): Target => ({
  ...target,
  observe: async () => {
    const seen = await target.observe();
    archive.platform(seen.platform);
    return seen;
  },
});

/** The flags that are settings; absent ones stay absent. */
const given = (flags: Flags) => ({
  ...(flags.target ? { target: flags.target as 'local' | 'minikube' | 'context' } : {}),
  ...(flags.context ? { context: flags.context } : {}),
  ...(flags.namespace ? { namespace: flags.namespace } : {}),
  ...(flags.env ? { env: flags.env as 'dev' | 'staging' } : {}),
  ...(flags.registry ? { registry: flags.registry } : {}),
  values: flags.values.map(fromHere),
  set: flags.set,
  force: flags.force,
  slow: flags.slow,
  static: flags.static,
  data: flags.data,
  cache: flags.cache,
  cluster: flags.cluster,
  verbose: flags.verbose,
});

/** A path of the command line counts from where the user stands; inside the project it is shown from its root. */
const fromHere = (path: string): string => {
  const full = resolve(path);
  return full.startsWith(root + sep) ? relative(root, full) : full;
};

const lookOf = (flags: Flags, source: Look['sourceOf']): Look => ({
  color: !flags['no-color'] && !process.env.NO_COLOR && Boolean(process.stdout.isTTY),
  width: process.stdout.columns ?? 100,
  verbose: flags.verbose,
  sourceOf: source,
});

/** The text for a code frame: secrets in values and those found elsewhere are hidden, and .env is never shown. */
const sourceOf = (file: string, texts: ReadonlyMap<string, string>, redactor: Redactor): string | undefined => {
  const path = resolve(root, file);
  const text = texts.get(file) ?? textIn(path);
  if (text === undefined || /(^|\/)\.env/.test(file)) return undefined;
  const masked = redactor.mask(text);
  return /\.ya?ml$/.test(file) || texts.has(file) ? conceal(masked) : masked;
};

/** Undefined for what is absent, a directory or closed to this user: the finding says so, and a frame has nothing to show. */
const textIn = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const settingOf = (flags: Flags, redactor: Redactor, look: Look): Setting => {
  const sink: Sink = {
    out: (text) => process.stdout.write(`${redactor.text(text)}\n`),
    err: (text) => process.stderr.write(`${redactor.text(text)}\n`),
  };
  return {
    sink,
    look,
    live: Boolean(process.stdout.isTTY) && !process.env.CI,
    next: flags.next,
    redact: redactor.data,
    exitCode: (report) => exitCode(report, flags['exit-code']),
    version: version(),
    now: Date.now,
  };
};

/** A format that there is not is a mistake of usage, which is told as text. */
const formatOf = ({ format }: Flags): Format => formats.find((one) => one === format) ?? 'text';

const version = (): string => JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')).version;

/** While a line is read the terminal sends no signal: Ctrl-C arrives as a key. An interrupted question was answered with nothing. */
const ask = async (question: string, signal: AbortSignal, interrupt: () => void): Promise<string> => {
  const lines = createInterface({ input: process.stdin, output: process.stdout }).on('SIGINT', interrupt);
  try {
    return (await lines.question(question, { signal }).catch(() => '')).trim();
  } finally {
    lines.close();
  }
};

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
