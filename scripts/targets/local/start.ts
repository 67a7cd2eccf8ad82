import { type Evidence, findingOf, type Problem, problem } from '../../core/finding.ts';
import type { Wanted } from '../../core/target.ts';
import type { Answer, Ground, ProcessMark } from '../../core/world.ts';
import { lastWords } from './evidence.ts';
import { imageFolder, logFile, places, recordFile, type Slot } from './layout.ts';
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
const limits = { ready: 60_000, stop: 5_000, init: 180_000, poll: 100 } as const;

/** Runs the init steps of a release. Throws pod/crash-loop with the last words of the one that failed. */
export const runInit = async (ground: Ground, { wanted, recipe, serving }: Start): Promise<void> => {
  for (const step of serving.init) {
    ground.say.progress(`${wanted.release}: ${step.name}`);
    const door = ground.sh.with({ cwd: imageFolder(recipe), env: step.env, deadline: limits.init });
    await door.write`${wordsOf(ground, recipe, step.argv)}`.catch((thrown: unknown) => {
      const { code, message, evidence = [] } = findingOf(thrown);
      if (code !== 'tool/failed' && code !== 'tool/timeout') throw thrown;
      throw problem('pod/crash-loop', `Init step ${step.name} of ${wanted.release} failed: ${message}`, {
        evidence,
        remedy: 'Read its last words in the evidence, correct the cause, then run `npx tsx scripts/deploy.ts` again.',
        final: true,
      });
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
  const program = {
    argv: wordsOf(ground, start.recipe, command.argv),
    cwd: imageFolder(start.recipe),
    env: command.env,
    log,
  };
  const record = await ground.processes.start(program, async (mark) => {
    const begun = recordOf(ground, start, { mark, log, port, env: publicOf(command) });
    await writeRecord(ground.files, begun, slot);
    return begun;
  });
  try {
    await untilReady(ground, record);
    const deployed = { ...record, status: 'deployed' } as const;
    await writeRecord(ground.files, deployed, slot);
    return deployed;
  } catch (thrown) {
    await stopProcess(ground, record, slot);
    throw thrown;
  }
};

const publicOf = ({ env, secret }: Command): ProcessRecord['env'] =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !secret.has(name)));

/** Ends the process of a record, by its mark only, and removes the record. */
export const stopProcess = async (ground: Ground, record: ProcessRecord, slot: Slot): Promise<void> => {
  await ground.processes.stop(record.mark, limits.stop);
  await ground.files.remove(recordFile(record.release, slot));
};

/** Asks the readiness probe of a record's process. */
export const probe = (ground: Ground, record: Pick<ProcessRecord, 'port' | 'probe'>): Promise<Answer> =>
  ground.http(`http://${loopback}:${record.port}${record.probe}`, { deadline: 3000 });

/** What a readiness probe answered, in words. */
export const answerOf = (record: Pick<ProcessRecord, 'probe'>, { status }: Answer): string =>
  status === 0 ? `nobody answers ${record.probe}` : `${record.probe} answers ${status}`;

/** Success as a kubelet's HTTP probe counts it. */
export const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 400;

type Begun = {
  readonly mark: ProcessMark;
  readonly log: string;
  readonly port: number;
  readonly env: ProcessRecord['env'];
};

const recordOf = (ground: Ground, { wanted, recipe, serving, revision }: Start, begun: Begun): ProcessRecord => ({
  label: 'app.kubernetes.io/part-of=todo-chatbot',
  release: wanted.release,
  revision,
  status: 'starting',
  fingerprint: wanted.fingerprint,
  image: { name: recipe.name, tag: recipe.tag },
  service: serving.service,
  selector: serving.selector,
  probe: serving.probe,
  startedAt: ground.clock.now(),
  ...begun,
});

/** A command line of an image: the programs of a Python image are those of its virtual environment. */
export const wordsOf = (ground: Ground, recipe: Recipe, argv: readonly string[]): readonly string[] => {
  const [program = '', ...words] = argv;
  if (recipe.language !== 'python' || program.includes('/') || program === 'sh') return argv;
  return [ground.files.absolute(`${places.cache}/${recipe.base}/bin/${program}`), ...words];
};

const untilReady = async (ground: Ground, record: ProcessRecord): Promise<void> => {
  const deadline = ground.clock.now() + limits.ready;
  for (;;) {
    if (ground.signal.aborted) throw problem('interrupted/signal', 'The run was interrupted', { final: true });
    const answer = await probe(ground, record);
    ground.say.progress(`${record.release}: on port ${record.port}, ${answerOf(record, answer)}`);
    const alive = await ground.processes.alive(record.mark);
    if (alive && isSuccess(answer)) return;
    if (!alive || ground.clock.now() >= deadline) {
      const words = await lastWords(ground, record.log);
      throw alive ? notReady(record, answer, words) : ended(record, words);
    }
    await ground.clock.sleep(limits.poll);
  }
};

const ended = (record: ProcessRecord, evidence: readonly Evidence[]): Problem =>
  problem('pod/crash-loop', `The process of ${record.release} ended before it was ready`, {
    evidence,
    remedy: `Read its last words: \`cat ${record.log}\`.`,
    final: true,
  });

const notReady = (record: ProcessRecord, answer: Answer, words: readonly Evidence[]): Problem =>
  problem(
    'release/timeout',
    `${record.release} was not ready within ${limits.ready / 1000} s: ${answerOf(record, answer)}`,
    {
      evidence: [
        ...(answer.text ? [{ source: `GET ${record.probe}`, text: answer.text.slice(0, 2000) }] : []),
        ...words,
      ],
      remedy: `Read what it says: \`cat ${record.log}\`, correct the cause, then run \`npx tsx scripts/deploy.ts\` again.`,
      final: true,
    },
  );
