import { type Finding, problem } from '../../core/finding.ts';
import type { Ground, Said, Stream } from '../../core/world.ts';
import { diagnose } from '../../diagnosis/diagnose.ts';
import type { Diagnosis } from '../../diagnosis/diagnosis.ts';
import { type ClusterSnapshot, nameOf } from '../../diagnosis/snapshot.ts';
import { takeSnapshot } from './cluster.ts';
import type { Door } from './door.ts';
import { evidenceOf } from './evidence.ts';
import { helmFinding } from './helm-errors.ts';
import { openLogMemory } from './logs.ts';
import { rolloutProgress } from './rollout-progress.ts';
import { openBell, openJudge } from './watch.ts';

/** A helm run that is watched. */
export type Rollout = {
  readonly release: string;
  /** What was there before. */
  readonly before: ClusterSnapshot;
  /** When helm was started, by the clock of the run. */
  readonly began: number;
  readonly ended: Promise<void>;
  readonly over: () => boolean;
};

/** A rollout without a future: its cause, the namespace as it was then, and how long it had lasted. */
export type Hopeless = { readonly diagnosis: Diagnosis; readonly snapshot: ClusterSnapshot; readonly ms: number };

/** Looks at every event, and every three seconds, until helm has ended or a cause has outlived its patience. */
export const watchRollout = async (
  ground: Ground,
  door: Door,
  { release, before, began, ended, over }: Rollout,
): Promise<Hopeless | undefined> => {
  const { namespace } = ground.config;
  const judge = openJudge(new Set(before.pods.map(nameOf)));
  const remembering = openLogMemory();
  const bell = await openBell(door, ground.clock, namespace);
  try {
    while (!over()) {
      door.changed();
      const snapshot = remembering(await takeSnapshot(door, namespace));
      const diagnoses = diagnose(snapshot).filter((one) => one.release === release);
      const now = ground.clock.now();
      const diagnosis = judge(diagnoses, now);
      if (diagnosis && !over()) return { diagnosis, snapshot, ms: now - began };
      ground.say.progress(`${release}: ${rolloutProgress(snapshot, release)}`);
      await Promise.race([ended, bell.next(3000).then(() => ground.clock.sleep(500))]);
    }
    return undefined;
  } finally {
    await bell.close();
  }
};

/** Watches a rollout while a program waits for it, and ends the program where the rollout has no future; how both ended. */
export const attended = async (
  ground: Ground,
  door: Door,
  program: Stream,
  rollout: Pick<Rollout, 'release' | 'before' | 'began'>,
): Promise<Pick<Ending, 'hopeless' | 'said'>> => {
  let said: Said | undefined;
  const ended = program.ended.then((end) => {
    said = end;
  });
  const hopeless = await watchRollout(ground, door, { ...rollout, ended, over: () => said !== undefined }).finally(
    async () => {
      // Interrupted or not, the program ends first: helm writes down that the revision failed.
      if (!said) await program.stop('SIGINT');
      door.changed();
    },
  );
  await ended;
  if (ground.signal.aborted) throw problem('interrupted/signal', 'The run was interrupted', { final: true });
  return { hopeless, said: said ?? { code: 1, stdout: '', stderr: '' } };
};

/** How a rollout ended badly: given up by us, or by the program that waited for it. */
export type Ending = {
  readonly release: string;
  readonly began: number;
  readonly hopeless: Hopeless | undefined;
  readonly said: Said;
};

/** Why a rollout failed, with all that was seen; asked before anything is taken back. */
export const failureOf = async (ground: Ground, door: Door, ending: Ending): Promise<Finding> => {
  const { release, hopeless, said } = ending;
  const { namespace } = ground.config;
  const snapshot = hopeless?.snapshot ?? (await takeSnapshot(door, namespace));
  const finding = hopeless?.diagnosis.finding ?? whatHelmSays(snapshot, said, { release, namespace });
  const words = { program: 'helm', command: `helm upgrade ${release}` };
  return withEvidence(finding, { ...ending, snapshot, now: ground.clock.now() }, words);
};

/** A rollout that failed, as it was seen. */
type Failed = Ending & { readonly snapshot: ClusterSnapshot; readonly now: number };

/** A cause with all that was seen, and what the program that waited said. */
export const withEvidence = (
  finding: Finding,
  { release, hopeless, said, began, snapshot, now }: Failed,
  { program, command }: { readonly program: string; readonly command: string },
): Finding => {
  const source = `rollout of ${release}`;
  const seconds = ((hopeless?.ms ?? now - began) / 1000).toFixed(1);
  const lasted = hopeless
    ? [{ source, text: `given up ${seconds} s after ${program} began` }]
    : [
        { source, text: `${program} ended ${seconds} s after it began` },
        { source: command, text: said.stderr.trim() },
      ];
  return { ...finding, evidence: [...(finding.evidence ?? []), ...lasted, ...evidenceOf(snapshot, release)] };
};

/** The first error that the rules find in a release. */
export const causeOf = (snapshot: ClusterSnapshot, release: string): Finding | undefined =>
  diagnose(snapshot).find((one) => one.release === release && one.finding.level === 'error')?.finding;

type Run = { readonly release: string; readonly namespace: string };

/** After helm's own timeout any cause will do; after other errors of helm only what it says counts. */
const whatHelmSays = (snapshot: ClusterSnapshot, said: Said, run: Run): Finding => {
  const finding = helmFinding(said, run);
  return (finding.code === 'release/timeout' ? causeOf(snapshot, run.release) : undefined) ?? finding;
};
