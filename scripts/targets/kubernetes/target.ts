import type { Document } from '../../core/charts.ts';
import { type Finding, findingOf, problem } from '../../core/finding.ts';
import { at } from '../../core/json.ts';
import type { DownOptions, Recalled, ReleaseName, Remnant, Target, Wanted } from '../../core/target.ts';
import type { Ground } from '../../core/world.ts';
import { acceptedBy } from './accepts.ts';
import { lookAtCluster } from './cluster.ts';
import { differenceText, upgradeDifferences } from './differences.ts';
import { type Door, openDoor } from './door.ts';
import { type Elsewhere, lookElsewhere } from './elsewhere.ts';
import { followPods } from './follow.ts';
import type { Images } from './images.ts';
import { installRelease } from './install.ts';
import { openKubeconfig } from './kubeconfig.ts';
import { linesIn } from './lines.ts';
import { type Lock, openLock } from './lock.ts';
import { observeCluster, remnants } from './look.ts';
import { cacheFolder, releaseNames, workloads } from './names.ts';
import { ensureNamespace } from './namespace.ts';
import { openForwards } from './reach.ts';
import { historyOf, readRelease, refuseForeign } from './releases.ts';
import { restartRelease } from './restart.ts';
import { readSecrets } from './secrets.ts';
import { settingsIn } from './settings.ts';
import { uninstallRelease } from './uninstall.ts';

/** What is below a cluster, at a look: troubles, and what cleanup may take away. */
export type Below = {
  readonly findings: readonly Finding[];
  readonly remnants: readonly Remnant[];
  /** There is a cluster, but it does not run: what is in it can be neither seen nor removed. */
  readonly asleep?: true;
};

/** What differs between kinds of clusters. */
export type Base = {
  readonly name: Target['name'];
  readonly why: string;
  /** The kubeconfig context; throws a Problem when none may be used. */
  readonly context: () => Promise<string>;
  readonly look: (door: Door) => Promise<Below>;
  readonly up: (door: Door) => Promise<void>;
  readonly images: (door: Door) => Images;
  /** Removes the whole cluster, where that is ours to do. */
  readonly removeCluster?: (door: Door) => Promise<void>;
};

/** A target on Kubernetes, whatever it stands on. */
export const onKubernetes = (ground: Ground, base: Base): Target => {
  const { namespace, dryRun } = ground.config;
  const kubeconfig = openKubeconfig(ground, base.context);
  // What takes the lock, and what starts the cluster in which it lies, cannot wait for it.
  const below = openDoor(ground, kubeconfig);
  const lock = openLock(ground, below);
  const door = openDoor(ground, kubeconfig, lock.hold);
  const forwards = openForwards(door, ground.clock, namespace);
  const images = base.images(door);
  let claimed = async (): Promise<void> => {};
  const observe = door.remembering(() => observeCluster(ground, door, base, images));
  /** The way to the cluster may be another one from now on. */
  const renew = async () => {
    below.renewed();
    door.renewed();
    await forwards.close();
    await kubeconfig.close();
  };

  return {
    name: base.name,
    kind: 'kubernetes',
    why: base.why,
    cluster: {
      context: door.context,
      ask: door.ask,
      change: door.change,
      restart: async (release) => {
        await forwards.close();
        await restartRelease(ground, door, release);
      },
      kubeconfig: kubeconfig.text,
      forward: (elsewhere, service, port) =>
        forwards.open(service, port, { namespace: elsewhere }).catch(() => undefined),
    },
    claim: async (verb, tell) => {
      claimed = () => claim(ground, below, lock, verb, tell);
      await claimed();
      // What was seen before the lock was had may be what another run has changed since.
      door.changed();
    },
    up: async () => {
      await base.up(below);
      if (dryRun) return;
      await renew();
      // What could not be locked while it was down can be now.
      await claimed();
    },
    observe,
    forget: door.changed,
    remnants: () => remnants(ground, door, base, images),
    recall: () => recall(ground, door),
    build: images.build,
    deliver: images.deliver,
    discard: images.discard,
    inspect: images.inspect,
    bytes: images.bytes,
    inside: images.inside,
    accepts: (documents) => acceptedBy(door, namespace, documents).catch((thrown: unknown) => [findingOf(thrown)]),
    install: async (wanted) => {
      await forwards.close();
      if (dryRun) await foresee(ground, door, wanted);
      await installRelease(ground, door, wanted);
    },
    exec: (release, argv) => door.ask(['kubectl', 'exec', '-q', '-n', namespace, workloads[release], '--', ...argv]),
    settings: () => settingsIn(door, namespace),
    logs: () => linesIn(door, namespace),
    reach: async (service, preferred) => {
      const port = (await observe()).services.find((one) => one.name === service)?.ports[0];
      if (port === undefined) return undefined;
      const taken = preferred !== undefined && (await ground.processes.holder(preferred)) !== undefined;
      return forwards
        .open(service, port, taken || preferred === undefined ? {} : { at: preferred })
        .catch(() => undefined);
    },
    follow: (request, tell) => followPods(ground, door, request, tell),
    uninstall: (release) => uninstall(ground, door, release),
    down: async (options) => {
      await forwards.close();
      const spared = await down({ ground, door, base, images, lock }, options);
      if (options.cluster && !dryRun) await renew();
      return spared;
    },
    close: async () => {
      await forwards.end();
      await lock.release();
      await kubeconfig.close();
    },
  };
};

/** Says field by field what an upgrade would change, beside what is alive. */
const foresee = async ({ config, say }: Ground, door: Door, { release, documents }: Wanted): Promise<void> => {
  const [cluster, stored, secrets] = await Promise.all([
    lookAtCluster(door, config.namespace),
    readRelease(door, config.namespace, release),
    readSecrets(door, config.namespace),
  ]);
  const alive = [...cluster.objects, ...('unread' in secrets ? [] : secrets.objects)];
  const isHook = (one: Document) => at(one.body, 'metadata', 'annotations', 'helm.sh/hook') !== undefined;
  const wanted = documents.filter((one) => !isHook(one)).map((one) => one.body);
  for (const one of upgradeDifferences(wanted, stored?.documents ?? [], alive))
    say.planned(`change ${differenceText(one)}`);
};

/** A cluster that is down, or not allowed, is what a task will tell: here only another run matters, and a namespace that stays. */
const claim = async (
  ground: Ground,
  door: Door,
  lock: Lock,
  verb: 'apply' | 'undo',
  tell: (line: string) => void,
): Promise<void> => {
  if (ground.config.dryRun) return;
  try {
    if ((await lock.hold(tell)) !== 'absent' || verb === 'undo') return;
    // Two first deploys both make the namespace; the lock in it then decides.
    await ensureNamespace(ground, door);
    await lock.hold(tell);
  } catch (thrown) {
    if (claims.has(findingOf(thrown).code)) throw thrown;
  }
};

const claims: ReadonlySet<string> = new Set(['target/busy', 'cluster/namespace-terminating', 'interrupted/signal']);

/**
 * What deploy made once. A cluster that cannot say is a Problem: a new password in the place of one that exists would lock
 * the database's own volume.
 */
const recall = async (ground: Ground, door: Door): Promise<Recalled> => {
  const read = await readSecrets(door, ground.config.namespace).catch(() => undefined);
  if (!read) return {};
  if ('unread' in read)
    throw problem('cluster/unreachable', 'The cluster does not tell which secrets exist', {
      evidence: [{ source: 'kubectl get secret', text: read.unread }],
    });
  const authSecret = read.text('backend-secret', 'AUTH_SECRET');
  const databasePassword = read.text('database-secret', 'POSTGRES_PASSWORD');
  for (const value of [authSecret, databasePassword]) if (value) ground.hide(value);
  return { ...(authSecret ? { authSecret } : {}), ...(databasePassword ? { databasePassword } : {}) };
};

const uninstall = async (ground: Ground, door: Door, release: ReleaseName): Promise<void> => {
  const { namespace } = ground.config;
  if ((await historyOf(door, namespace, release)).length === 0) return;
  await refuseForeign(door, namespace, release);
  await uninstallRelease(ground, door, release);
};

type Down = {
  readonly ground: Ground;
  readonly door: Door;
  readonly base: Base;
  readonly images: Images;
  readonly lock: Lock;
};

const down = async ({ ground, door, base, images, lock }: Down, options: DownOptions): Promise<readonly Remnant[]> => {
  const { namespace } = ground.config;
  let spared: readonly Remnant[] = [];
  door.changed();
  const { asleep } = await base.look(door);
  const doomed = (await remnants(ground, door, base, images)).filter(({ flag }) => flag === undefined || options[flag]);
  if (options.cluster && base.removeCluster) {
    refuseWhileAtWork(await lookElsewhere(ground, door));
    lock.surrender();
    await base.removeCluster(door);
    if (options.images) await images.remove(new Set());
  } else if (asleep) {
    throw problem('target/down', 'The cluster does not run, so what is in it could not be removed', {
      remedy:
        'Start it (`minikube start`) and run cleanup again, or remove the whole cluster: `npx tsx scripts/cleanup.ts --cluster`.',
      final: true,
    });
  } else {
    for (const name of releaseNames)
      if (doomed.some((one) => one.kind === 'release' && one.name === name)) await uninstall(ground, door, name);
    await removeObjects(door, namespace, doomed);
    if (options.images) spared = await removeImages(ground, door, images);
    if (doomed.some(({ kind }) => kind === 'namespace')) await removeNamespace(door, namespace, lock);
  }
  if (options.cache) await ground.files.remove(cacheFolder);
  return spared;
};

/** The whole cluster goes only when nobody is changing anything in it. */
const refuseWhileAtWork = ({ runs: [run] }: Elsewhere): void => {
  if (!run) return;
  throw problem(
    'target/busy',
    `The cluster is in use: ${run.who} (pid ${run.pid}, ${run.command}) is changing the namespace ${run.namespace}`,
    { remedy: 'Wait until that run has ended, then run again.', final: true },
  );
};

/** Images stay when others use them, or may be about to, which may have begun just now; gives those that do. */
const removeImages = async (ground: Ground, door: Door, images: Images): Promise<readonly Remnant[]> => {
  const elsewhere = await lookElsewhere(ground, door);
  const [run] = elsewhere.runs;
  if (run) ground.say.note(`Images stay: ${run.who} (pid ${run.pid}) is changing the namespace ${run.namespace}`);
  else await images.remove(elsewhere.images);
  const there = new Set((await images.seen()).map(({ name, tag }) => `${name}:${tag}`));
  return [...there].filter((name) => elsewhere.images.has(name)).map((name) => ({ kind: 'image', name }));
};

/** Last of all, for the lock goes with it: from then on another run may make the namespace anew. */
const removeNamespace = async (door: Door, namespace: string, lock: Lock): Promise<void> => {
  await lock.hold();
  lock.surrender();
  await door.change(['kubectl', 'delete', 'namespace', namespace, ...removal]);
};

/** Remnants that are no objects of a namespace. */
const others = new Set(['release', 'image', 'cluster', 'cache', 'namespace']);

const removeObjects = async (door: Door, namespace: string, doomed: readonly Remnant[]): Promise<void> => {
  const objects = doomed.filter(({ kind }) => !others.has(kind)).map(({ kind, name }) => `${kind}/${name}`);
  if (objects.length > 0) await door.change(['kubectl', 'delete', '-n', namespace, ...objects, ...removal]);
};

const removal: readonly string[] = ['--ignore-not-found', '--wait', '--timeout=180s'];
