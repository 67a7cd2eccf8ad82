import { type Evidence, problem } from '../../core/finding.ts';
import type { Wanted } from '../../core/target.ts';
import type { Answer, Ground, ProcessMark } from '../../core/world.ts';
import { lastWords } from './evidence.ts';
import { imageFolder, logFile, recordFile, type Slot } from './layout.ts';
import { loopback } from './loopback.ts';
import type { Recipe } from './recipe.ts';
import { type ProcessRecord, writeRecord } from './record.ts';
import type { Command, Serving } from './serving.ts';

/** What is to be started, and from what. */
export type Start = {
  readonly wanted: Wanted;
  readonly recipe: Recipe;
  readonly serving: Serving;
  readonly revision: number;
};

/** Milliseconds a process may take until its readiness probe answers, and may take to end. */
export const limits = { ready: 60_000, stop: 5_000, init: 180_000, poll: 100 } as const;

/** Runs the init steps of a release. Throws pod/crash-loop with their last words. */
export const runInit = async (ground: Ground, { wanted, recipe, serving }: Start): Promise<void> => {
  for (const step of serving.init) {
    ground.say.progress(`${wanted.release}: ${step.name}`);
    const said = await ground.sh.with({ cwd: imageFolder(recipe), env: step.env, deadline: limits.init, fresh: true })
      .read`${placed(ground, recipe, step.argv)}`;
    if (said.code === 0) continue;
    const words = [said.stdout, said.stderr].join('\n').trim().split('\n').slice(-30).join('\n');
    throw problem('pod/crash-loop', `Init step ${step.name} of ${wanted.release} ended with exit code ${said.code}`, {
      evidence: [{ source: step.argv.join(' '), text: hidden(words, step.secrets) }],
      remedy: 'Read its last words in the evidence, correct the cause, then run `npx tsx scripts/deploy.ts` again.',
      final: true,
    });
  }
};

/**
 * Starts a release's process on a port and waits until its readiness probe answers; returns its record, written.
 * When it ends or stays unready it is stopped, its record removed, and a Problem says why.
 */
export const startProcess = async (ground: Ground, start: Start, slot: Slot, port: number): Promise<ProcessRecord> => {
  const command = start.serving.main(port);
  const log = logFile(start.wanted.release, slot);
  ground.say.progress(`${start.wanted.release}: starting on port ${port}`);
  await ground.files.remove(log);
  const mark = await ground.processes.start({
    argv: placed(ground, start.recipe, command.argv),
    cwd: imageFolder(start.recipe),
    env: command.env,
    log,
  });
  const record = recordOf(ground, start, { mark, log, port });
  try {
    await writeRecord(ground.files, record, slot);
    await untilReady(ground, record, command);
    const deployed = { ...record, status: 'deployed' } as const;
    await writeRecord(ground.files, deployed, slot);
    return deployed;
  } catch (thrown) {
    await stopProcess(ground, record, slot);
    throw thrown;
  }
};

/** Ends the process of a record, by its mark only, and removes the record. */
export const stopProcess = async (ground: Ground, record: ProcessRecord, slot: Slot): Promise<void> => {
  await ground.processes.stop(record.mark, limits.stop);
  await ground.files.remove(recordFile(record.release, slot));
};

/** Asks the readiness probe of a record's process. */
export const probe = (ground: Ground, record: Pick<ProcessRecord, 'port' | 'probe'>): Promise<Answer> =>
  ground.http(`http://${loopback}:${record.port}${record.probe}`, { deadline: 3000 });

/** Success as a kubelet's HTTP probe counts it. */
export const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 400;

type Begun = { readonly mark: ProcessMark; readonly log: string; readonly port: number };

const recordOf = (ground: Ground, { wanted, recipe, serving, revision }: Start, begun: Begun): ProcessRecord => ({
  label: 'app.kubernetes.io/part-of=todo-chatbot',
  release: wanted.release,
  revision,
  status: 'starting',
  fingerprint: wanted.fingerprint,
  image: imageFolder(recipe),
  service: serving.service,
  selector: serving.selector,
  probe: serving.probe,
  startedAt: ground.clock.now(),
  ...begun,
});

/** The programs of a Python image are those of its virtual environment. */
const placed = (ground: Ground, recipe: Recipe, argv: readonly string[]): readonly string[] => {
  const [program = '', ...words] = argv;
  if (recipe.language !== 'python' || program.includes('/') || program === 'sh') return argv;
  return [ground.files.absolute(`.local/cache/${recipe.base}/bin/${program}`), ...words];
};

const untilReady = async (ground: Ground, record: ProcessRecord, { secrets }: Command): Promise<void> => {
  const deadline = ground.clock.now() + limits.ready;
  const evidence = (): Promise<readonly Evidence[]> => lastWords(ground, record.log, secrets);
  for (;;) {
    if (ground.signal.aborted) throw problem('interrupted/signal', 'The run was interrupted', { final: true });
    const answer = await probe(ground, record);
    if (!(await ground.processes.alive(record.mark)))
      throw problem('pod/crash-loop', `The process of ${record.release} ended before it was ready`, {
        evidence: await evidence(),
        remedy: `Read its last words: \`cat ${record.log}\`.`,
        final: true,
      });
    if (isSuccess(answer)) return;
    if (ground.clock.now() >= deadline)
      throw problem('release/timeout', `${record.release} was not ready within ${limits.ready / 1000} s: ${said(record, answer)}`, {
        evidence: [...answered(record, answer), ...(await evidence())],
        remedy: `Read what it says: \`cat ${record.log}\`, correct the cause, then run \`npx tsx scripts/deploy.ts\` again.`,
        final: true,
      });
    await ground.clock.sleep(limits.poll);
  }
};
