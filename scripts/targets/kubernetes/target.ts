import type { Document } from '../../core/charts.ts';
import { type Finding, findingOf, problem } from '../../core/finding.ts';
import { at } from '../../core/json.ts';
import { secret } from '../../core/secret.ts';
import type { DownOptions, Recalled, ReleaseName, Remnant, Target, Wanted } from '../../core/target.ts';
import type { Ground } from '../../core/world.ts';
import { acceptedBy } from './accepts.ts';
import { lookAtCluster } from './cluster.ts';
import { differenceText, upgradeDifferences } from './differences.ts';
import { type Door, openDoor } from './door.ts';
import { type Images, imagesElsewhere } from './images.ts';
import { installRelease } from './install.ts';
import { openKubeconfig } from './kubeconfig.ts';
import { observeCluster, remnants } from './look.ts';
import { cacheFolder, releaseNames, workloads } from './names.ts';
import { openForwards } from './reach.ts';
import { historyOf, readRelease } from './releases.ts';
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
  const door = openDoor(ground, kubeconfig);
  const forwards = openForwards(door, ground.clock, namespace);
  const images = base.images(door);
  const observe = () => observeCluster(ground, door, base, images);
  /** The way to the cluster may be another one from now on. */
  const renew = async () => {
    door.renewed();
    await forwards.close();
    await kubeconfig.close();
  };

  return {
    name: base.name,
    kind: 'kubernetes',
    why: base.why,
    up: async () => {
      await base.up(door);
      if (!dryRun) await renew();
    },
    observe,
    forget: door.changed,
    remnants: () => remnants(ground, door, base, images),
    recall: () => recall(ground, door),
    build: images.build,
    deliver: images.deliver,
    inspect: images.inspect,
    bytes: images.bytes,
    inside: images.inside,
    accepts: (documents) => acceptedBy(door, namespace, documents).catch((thrown: unknown) => [findingOf(thrown)]),
    install: async (wanted) => {
      await forwards.close();
      if (dryRun) await foresee(ground, door, wanted);
      await installRelease(ground, door, wanted);
    },
    exec: (release, argv) =>
      door.ask(['kubectl', 'exec', '-q', '-n', namespace, workloads[release], '--', ...argv], { fresh: true }),
    reach: async (service, preferred) => {
      const port = (await observe()).services.find((one) => one.name === service)?.ports[0];
      if (port === undefined) return undefined;
      const taken = preferred !== undefined && (await ground.processes.holder(preferred)) !== undefined;
      return forwards.open(service, port, taken ? undefined : preferred).catch(() => undefined);
    },
    uninstall: (release) => uninstall(ground, door, release),
    down: async (options) => {
      await forwards.close();
      await down(ground, door, base, images, options);
      if (options.cluster && !dryRun) await renew();
    },
    close: async () => {
      await forwards.close();
      await kubeconfig.close();
    },
  };
};

/** Says field by field what an upgrade would change, beside what is alive. */
const foresee = async ({ config, say }: Ground, door: Door, { release, documents }: Wanted): Promise<void> => {
  const [cluster, stored] = await Promise.all([
    lookAtCluster(door, config.namespace),
    readRelease(door, config.namespace, release),
  ]);
  const isHook = (one: Document) => at(one.body, 'metadata', 'annotations', 'helm.sh/hook') !== undefined;
  const wanted = documents.filter((one) => !isHook(one)).map((one) => one.body);
  for (const one of upgradeDifferences(wanted, stored?.documents ?? [], cluster.objects))
    say.planned(`change ${differenceText(one)}`);
};

/**
 * Two keys of two Secrets, in one process; nothing else of any Secret is read. A cluster that cannot say is a Problem:
 * a new password in the place of one that exists would lock the database's own volume.
 */
const recall = async (ground: Ground, door: Door): Promise<Recalled> => {
  const keys = '{range .items[*]}{.metadata.name} {.data.AUTH_SECRET}{.data.POSTGRES_PASSWORD}{"\\n"}{end}';
  const words = [
    'kubectl',
    'get',
    'secret',
    'backend-secret',
    'database-secret',
    '-n',
    ground.config.namespace,
    '--ignore-not-found',
    '-o',
    `jsonpath=${keys}`,
  ];
  const said = await door.ask(words).catch(() => undefined);
  if (said && said.code !== 0)
    throw problem('cluster/unreachable', 'The cluster does not tell which secrets exist', {
      evidence: [{ source: 'kubectl get secret', text: said.stderr.trim() }],
    });
  const values = new Map(
    said?.stdout.split('\n').map((line): [string, string] => [line.split(' ')[0] ?? '', line.split(' ')[1] ?? '']),
  );
  const decoded = (name: string) => {
    const value = secret(Buffer.from(values.get(name) ?? '', 'base64').toString('utf8'));
    if (value.reveal() === '') return undefined;
    ground.hide(value);
    return value;
  };
  const [authSecret, databasePassword] = [decoded('backend-secret'), decoded('database-secret')];
  return { ...(authSecret ? { authSecret } : {}), ...(databasePassword ? { databasePassword } : {}) };
};

const uninstall = async (ground: Ground, door: Door, release: ReleaseName): Promise<void> => {
  if ((await historyOf(door, ground.config.namespace, release)).length > 0)
    await uninstallRelease(ground, door, release);
};

const down = async (ground: Ground, door: Door, base: Base, images: Images, options: DownOptions): Promise<void> => {
  const { namespace } = ground.config;
  door.changed();
  const { asleep } = await base.look(door);
  const doomed = (await remnants(ground, door, base, images)).filter(({ flag }) => flag === undefined || options[flag]);
  if (options.cluster && base.removeCluster) {
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
    if (options.images) await images.remove(await imagesElsewhere(door, namespace, ground.config.registry));
  }
  if (options.cache) await ground.files.remove(cacheFolder);
};

/** Remnants that are no objects of a namespace. */
const others = new Set(['release', 'image', 'cluster', 'cache', 'namespace']);

const removeObjects = async (door: Door, namespace: string, doomed: readonly Remnant[]): Promise<void> => {
  const objects = doomed.filter(({ kind }) => !others.has(kind)).map(({ kind, name }) => `${kind}/${name}`);
  const end = ['--ignore-not-found', '--wait', '--timeout=180s'];
  if (objects.length > 0) await door.change(['kubectl', 'delete', '-n', namespace, ...objects, ...end]);
  if (doomed.some(({ kind }) => kind === 'namespace'))
    await door.change(['kubectl', 'delete', 'namespace', namespace, ...end]);
};
