import { type Evidence, type Finding, Problem, problem } from '../../core/finding.ts';
import type { Wanted } from '../../core/target.ts';
import type { Ground, Said } from '../../core/world.ts';
import { type Diagnosis, described, diagnose } from '../../diagnosis/diagnose.ts';
import { nameOf, releaseOf, statusesOf } from '../../diagnosis/snapshot.ts';
import { type Cluster, lookAtCluster } from './cluster.ts';
import type { Door } from './door.ts';
import { helmFinding } from './helm-errors.ts';
import { ensureNamespace } from './namespace.ts';
import { ownership, recovered, takeBack } from './recovery.ts';
import { rolloutProgress } from './rollout-progress.ts';
import { waitUntilGone } from './uninstall.ts';
import { openBell, openJudge } from './watch.ts';

/** Longest wait for a release, as Helm writes it; the charts' startup probes allow two minutes per container. */
const timeout = '300s';

/** Installs or upgrades a release and waits until it is ready. A rollout without a future is ended at once, explained and taken back. */
export const installRelease = async (ground: Ground, door: Door, wanted: Wanted): Promise<void> => {
  const { release } = wanted;
  await ensureNamespace(ground, door);
  const history = await recovered(ground, door, release);
  const result = await ground.privately('values.json', JSON.stringify(wanted.overlay), (file) =>
    upgrade(ground, door, wanted, file),
  );
  if (!result) return;
  const { finding, cluster } = result;
  const evidence = [...(finding.evidence ?? []), ...statesOf(cluster, release)];
  const back = await takeBack(ground, door, release, history);
  throw new Problem({ ...finding, message: `${finding.message}; ${back}`, evidence, final: true });
};

type Failure = { readonly finding: Finding; readonly cluster: Cluster };

/** Runs helm with a watch beside it; undefined when the release is ready. */
const upgrade = async (ground: Ground, door: Door, wanted: Wanted, file: string): Promise<Failure | undefined> => {
  const { config, signal } = ground;
  const { release, fingerprint } = wanted;
  const target = [release, `helm/${release}`, '-n', config.namespace, '-f', file, '--description', fingerprint];
  const words = ['helm', 'upgrade', '--install', ...target, '--wait', '--timeout', timeout, ...(await ownership(door))];
  if (config.dryRun) {
    await door.change(words);
    return undefined;
  }
  const before = await lookAtCluster(door, config.namespace);
  if (before.snapshot.workloads.some((one) => releaseOf(one) === release && one.metadata?.deletionTimestamp))
    await waitUntilGone(ground, door, release);
  const helm = await door.stream(words, { changes: true });
  let said: Said | undefined;
  const ended = helm.ended.then((end) => {
    said = end;
  });
  const hopeless = await watch(ground, door, { release, before, ended, over: () => said !== undefined }).finally(
    async () => {
      // Interrupted or not, helm ends first: it writes down that the revision failed.
      if (!said) await helm.stop('SIGINT');
      door.changed();
    },
  );
  await ended;
  if (signal.aborted) throw problem('interrupted/signal', 'The run was interrupted', { final: true });
  if (said?.code === 0) return undefined;
  const cluster = hopeless?.cluster ?? (await lookAtCluster(door, config.namespace));
  const cause = hopeless?.diagnosis ?? causeIn(cluster, release, said);
  const finding = cause?.finding ?? helmFinding(said ?? { code: 1, stdout: '', stderr: '' }, release);
  const helmSaid = said && !hopeless ? [{ source: `helm upgrade ${release}`, text: said.stderr.trim() }] : [];
  return { cluster, finding: { ...finding, evidence: [...(finding.evidence ?? []), ...helmSaid] } };
};

type Rollout = {
  readonly release: string;
  readonly before: Cluster;
  readonly ended: Promise<void>;
  readonly over: () => boolean;
};

/** Looks at every event, and every three seconds, until helm has ended or a cause has outlived its patience. */
const watch = async (
  ground: Ground,
  door: Door,
  { release, before, ended, over }: Rollout,
): Promise<{ readonly diagnosis: Diagnosis; readonly cluster: Cluster } | undefined> => {
  const { namespace } = ground.config;
  const judge = openJudge(new Set(before.snapshot.pods.map(nameOf)));
  const bell = await openBell(door, ground.clock, namespace);
  try {
    while (!over()) {
      door.changed();
      const cluster = await lookAtCluster(door, namespace);
      const diagnoses = diagnose(cluster.snapshot).filter((one) => one.release === release);
      const diagnosis = judge(diagnoses, ground.clock.now());
      if (diagnosis && !over()) return { diagnosis, cluster };
      ground.say.progress(`${release}: ${rolloutProgress(cluster.snapshot, release)}`);
      await Promise.race([ended, bell.next(3000).then(() => ground.clock.sleep(500))]);
    }
    return undefined;
  } finally {
    await bell.close();
  }
};

/** After helm's own timeout any cause will do; after other errors of helm only what it says counts. */
const causeIn = (cluster: Cluster, release: string, said: Said | undefined): Diagnosis | undefined =>
  helmFinding(said ?? { code: 1, stdout: '', stderr: '' }, release).code === 'release/timeout'
    ? diagnose(cluster.snapshot).find((one) => one.release === release)
    : undefined;

const podsOf = ({ snapshot }: Cluster, release: string) =>
  snapshot.pods.filter((pod) => releaseOf(pod) === release || nameOf(pod).startsWith(`${release}-`));

/** The pods of a release and what was said about them, before anything is taken back. */
const statesOf = (cluster: Cluster, release: string): readonly Evidence[] => {
  const pods = podsOf(cluster, release);
  const names = new Set([
    release,
    ...pods.map(nameOf),
    ...cluster.snapshot.replicaSets.map(nameOf).filter((name) => name.startsWith(`${release}-`)),
  ]);
  const states = pods.map(
    (pod) =>
      `${nameOf(pod)}  ${
        statusesOf(pod)
          .map((one) => `${one.name}: ${described(one)}`)
          .join('; ') || pod.status?.phase
      }`,
  );
  const events = cluster.snapshot.events
    .filter((event) => event.type === 'Warning' && names.has(event.involvedObject?.name ?? ''))
    .map((event) => `${event.reason} ${event.involvedObject?.name}: ${event.message}`);
  return [
    ...(states.length > 0 ? [{ source: `pods of ${release}`, text: states.join('\n') }] : []),
    ...(events.length > 0 ? [{ source: `events of ${release}`, text: events.slice(-12).join('\n') }] : []),
  ];
};
