import { problem } from '../../core/finding.ts';
import type { LogLine, LogRequest, ReleaseName } from '../../core/target.ts';
import type { Ground, Stream } from '../../core/world.ts';
import { nameOf, type Pod, releaseOf, statusesOf } from '../../diagnosis/snapshot.ts';
import type { Door } from './door.ts';
import { selector } from './names.ts';

/** A container as it was started once; after a restart it is another one. */
type Instance = {
  readonly id: string;
  readonly release: ReleaseName;
  readonly pod: string;
  readonly container: string;
  /** How people know it: the pod alone where that is enough. */
  readonly source: string;
  readonly running: boolean;
};

/** Milliseconds before something that ended early is tried again. */
const pause = 1000;

/** How many lines that were there before are shown where nothing else is asked for. */
const before = 20;

/**
 * Follows the containers of some releases, one `kubectl logs -f` each, until the run is interrupted. Pods that come with
 * a rollout and containers that start again join from their first line; a connection that breaks is taken up after the
 * last line that came.
 */
export const followPods = async (
  ground: Ground,
  door: Door,
  request: LogRequest,
  tell: (line: LogLine) => void,
): Promise<void> => {
  const { namespace } = ground.config;
  const { signal } = ground;
  const known = new Map<string, Promise<void>>();
  const alive = new Set<string>();
  /** Of what ran already, the last lines; of what starts while we look, all. */
  const join = (instance: Instance, since: readonly string[]): void => {
    if (known.has(instance.id)) return;
    known.set(
      instance.id,
      followInstance(ground, door, { instance, since, isAlive: () => alive.has(instance.id) }, tell),
    );
  };
  const look = (pods: readonly Pod[], isGone = false): readonly Instance[] => {
    const seen = pods.flatMap((pod) => instancesIn(pod, request.releases));
    for (const { id, running } of seen) {
      if (running && !isGone) alive.add(id);
      else alive.delete(id);
    }
    return seen;
  };

  const first = await podsIn(door, namespace);
  const there = look(first.pods);
  if (there.length === 0)
    throw problem('pod/absent', `No pod of ${request.releases.join(' and ')} is there in the namespace ${namespace}`);
  const recent = request.since === undefined ? [`--tail=${before}`] : [`--since=${request.since}`];
  for (const instance of there) {
    if (instance.running) join(instance, recent);
    else known.set(instance.id, Promise.resolve());
  }
  let { version } = first;
  while (!signal.aborted) {
    await eachEvent(await door.stream(['kubectl', 'get', '--raw', watchOf(namespace, version)]), (pod, isGone) => {
      for (const instance of look([pod], isGone)) join(instance, []);
    });
    if (signal.aborted) break;
    await ground.clock.sleep(pause);
    const now = await podsIn(door, namespace).catch(() => undefined);
    if (!now) continue;
    for (const instance of look(now.pods)) join(instance, []);
    version = now.version;
  }
  await Promise.all(known.values());
};

type Seen = { readonly pods: readonly Pod[]; readonly version: string };

/** The pods as they are now, and from which version on to watch them. */
const podsIn = async (door: Door, namespace: string): Promise<Seen> => {
  const words = ['kubectl', 'get', 'pods', '-n', namespace, '-l', selector, '--request-timeout=15s', '-o', 'json'];
  const said = await door.ask(words, { fresh: true });
  if (said.code !== 0)
    throw problem('cluster/unreachable', 'The cluster does not answer', {
      evidence: [{ source: 'kubectl get pods', text: said.stderr.trim() }],
    });
  const { items, metadata } = JSON.parse(said.stdout) as {
    readonly items: readonly Pod[];
    readonly metadata?: { readonly resourceVersion?: string };
  };
  return { pods: items, version: metadata?.resourceVersion ?? '' };
};

const watchOf = (namespace: string, version: string): string =>
  `/api/v1/namespaces/${namespace}/pods?watch=1&timeoutSeconds=600&labelSelector=${encodeURIComponent(selector)}&resourceVersion=${version}`;

/** Reads the events of a watch to its end, however it ends: what was missed, the next look shows. */
const eachEvent = async ({ lines }: Stream, use: (pod: Pod, isGone: boolean) => void): Promise<void> => {
  try {
    for await (const line of lines) {
      if (!line.startsWith('{')) continue;
      const { type, object } = JSON.parse(line) as { readonly type: string; readonly object: Pod };
      if (type === 'ERROR') return;
      use(object, type === 'DELETED');
    }
  } catch {
    // the watch ended with an error, or the run was interrupted
  }
};

/** The containers of a pod that were started, each as the one it is now. */
const instancesIn = (pod: Pod, releases: readonly ReleaseName[]): readonly Instance[] => {
  const release = releases.find((name) => name === releaseOf(pod));
  if (!release) return [];
  const only = pod.status?.containerStatuses?.length === 1 ? pod.status.containerStatuses[0]?.name : undefined;
  return statusesOf(pod).flatMap(({ name = '', containerID, state }): readonly Instance[] => {
    if (!containerID || !(state?.running || state?.terminated)) return [];
    const source = name === only ? nameOf(pod) : `${nameOf(pod)}/${name}`;
    const running = state.running !== undefined;
    return [{ id: containerID, release, pod: nameOf(pod), container: name, source, running }];
  });
};

type Following = {
  readonly instance: Instance;
  /** From where on the first time. */
  readonly since: readonly string[];
  /** The container runs, as far as is known. */
  readonly isAlive: () => boolean;
};

/** Follows one container to its end; takes a broken connection up again after the last line that came. */
const followInstance = async (
  { clock, config, signal }: Ground,
  door: Door,
  { instance, since, isAlive }: Following,
  tell: (line: LogLine) => void,
): Promise<void> => {
  const { release, pod, container, source } = instance;
  let last = '';
  for (let again = false; !signal.aborted; again = true) {
    const from = again && last !== '' ? [`--since-time=${last}`] : since;
    const words = ['kubectl', 'logs', '-f', '--timestamps', pod, '-c', container, '-n', config.namespace, ...from];
    try {
      const { lines } = await door.stream(words);
      for await (const line of lines) {
        const [, time, text] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ?(.*)$/.exec(line) ?? [];
        // What kubectl itself says has no time; --since-time counts in whole seconds.
        if (time === undefined || text === undefined || (again && time <= last)) continue;
        last = time;
        tell({ release, source, text });
      }
    } catch {
      // the run was interrupted
    }
    if (signal.aborted) return;
    await clock.sleep(pause);
    if (!isAlive()) return;
  }
};
