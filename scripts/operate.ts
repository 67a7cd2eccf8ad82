import type { Run } from './core/engine.ts';
import { errorsOf, type Finding, finding, findingOf, Problem } from './core/finding.ts';
import type { Flags } from './core/flags.ts';
import type { Word } from './core/operation.ts';
import type { Step } from './core/plan.ts';
import { bind, wordsFile } from './core/runbook.ts';
import type { World } from './core/world.ts';
import { chaos, restore } from './operations/chaos.ts';
import { deployIds } from './operations/deploying.ts';
import { agent } from './operations/kagent.ts';
import type { Operated } from './operations/operated.ts';
import { ask } from './operations/question.ts';
import type { Way } from './operations/repair.ts';
import { phases } from './pipelines.ts';
import { closing, type Session, type Settled } from './run.ts';
import { exitCode, type Report, reportOf } from './ui/report.ts';
import { setFile, setText } from './values/set.ts';

/** A word of ai-devops-examples, with what stands after it. */
export type Wanted = { readonly word: Word; readonly subject?: string };

/** Performs a word of ai-devops-examples, shows it, and gives the exit code. */
export const runOperation = async (
  wanted: Wanted,
  flags: Flags,
  usage: readonly Finding[],
  session: Session,
): Promise<number> => {
  const began = performance.now();
  const settled: Settled =
    errorsOf(usage).length > 0
      ? { findings: usage }
      : await session.settle().catch((thrown: unknown) => ({ findings: [findingOf(thrown)] }));
  const { world } = settled;
  const close = closing(world);
  try {
    if (world && !world.config.dryRun) session.archive.open();
    const operated = world
      ? await perform(wanted, flags, world, session).catch((thrown: unknown) => broken(wanted, thrown))
      : undefined;
    const reporting = (more: readonly Finding[]): Report =>
      reportOf({
        verb: 'ai',
        target: world?.target.name ?? '',
        ms: Math.round(performance.now() - began),
        outcomes: operated?.outcomes ?? [],
        findings: [...settled.findings, ...(operated?.findings ?? []), ...more],
        ...(operated ? { operation: operated.operation } : {}),
      });
    const written =
      flags.output && errorsOf(usage).length === 0
        ? await session.save(flags.output, session.reporter.text(reporting([]))).then(
            () => [],
            (thrown: unknown) => [findingOf(thrown)],
          )
        : [];
    await close();
    const kept = session.archive.close(reporting(written));
    const report = reporting([...written, ...kept.findings]);
    session.reporter.end(report, { lines: [], ...(kept.directory ? { directory: kept.directory } : {}) });
    return exitCode(report, false);
  } finally {
    await close();
  }
};

const broken = ({ word, subject }: Wanted, thrown: unknown): Operated => ({
  operation: { word, ...(subject === undefined ? {} : { subject }), state: 'failed', said: [], next: [] },
  findings: [findingOf(thrown)],
  outcomes: [],
});

const perform = async (wanted: Wanted, flags: Flags, world: World, session: Session): Promise<Operated> => {
  const { target, config, charts } = world;
  session.source(setFile, setText(config.sets));
  const runbook = bind((await world.files.read(wordsFile)) ?? '', phases);
  const [first] = runbook.findings;
  if (first) return { ...broken(wanted, new Problem(first)), findings: runbook.findings };
  // As in validate: what is wrong with the values keeps helm from being started, and the rest goes on.
  if (errorsOf(charts.findings).length > 0) world.sh.refuse('helm', gateClosed);
  session.reporter.begin({
    verb: 'ai',
    target: target.name,
    why: target.why,
    ...(target.kind === 'kubernetes' ? { namespace: config.namespace } : {}),
    env: config.env,
    dryRun: config.dryRun,
    settings: [],
    tasks: [],
  });
  const way: Way = {
    person: session.person,
    type: session.type,
    tell: session.reporter.line,
    deploying: {
      steps: runbook.tasks.filter(({ id }) => deployIds.includes(id)),
      show: (steps: readonly Step[], run: Run) => session.reporter.steps(steps, run),
      tell: session.reporter.error,
    },
  };
  const { word, subject = '' } = wanted;
  if (word === 'ask') return ask(world, subject, way, !flags['no-model']);
  if (word === 'agent') return agent(world, way);
  return word === 'chaos' ? chaos(world, subject, way) : restore(world);
};

const gateClosed = finding('values/gate-closed', 'helm was not started: the values are wrong');
