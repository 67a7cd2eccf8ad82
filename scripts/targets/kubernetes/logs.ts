import type { Said } from '../../core/world.ts';
import { type ClusterSnapshot, type Gap, isCrashed, type Logs, nameOf, statusesOf } from '../../diagnosis/snapshot.ts';
import type { Door } from './door.ts';

/** Lines of each log that are read. */
const tail = 80;

/** The logs that rules read, and those that could not be had. */
export type LogsRead = Pick<ClusterSnapshot, 'logs' | 'gaps'>;

/** Reads the logs of containers, init containers too, that crashed or run and are not ready: of this run and the one before. */
export const logsOf = async (door: Pick<Door, 'ask'>, snapshot: ClusterSnapshot): Promise<LogsRead> => {
  const unwell = snapshot.pods.flatMap((pod) =>
    statusesOf(pod)
      .filter((status) => isCrashed(status) || (status.state?.running !== undefined && !status.ready))
      .map((status) => ({ pod: nameOf(pod), container: status.name ?? '', restarted: (status.restartCount ?? 0) > 0 })),
  );
  const read = await Promise.all(unwell.map((one) => logOf(door, snapshot.namespace, one)));
  return {
    logs: Object.fromEntries(read.map(({ key, logs }) => [key, logs])),
    gaps: [...snapshot.gaps, ...read.flatMap(({ gap }) => gap ?? [])],
  };
};

/**
 * What the backend says while it is well: there it tells that the provider of its model refuses it. Asked by label and
 * not by name, so that nobody has to wait for the list of pods.
 */
export const chatterOf = async (door: Pick<Door, 'ask'>, namespace: string): Promise<ClusterSnapshot['logs']> => {
  const words = [
    'kubectl',
    'logs',
    '-l',
    'app=backend',
    '-c',
    'backend',
    '-n',
    namespace,
    `--tail=${tail}`,
    '--prefix',
  ];
  const said = await door.ask([...words, '--request-timeout=10s']);
  const lines = said.stdout.split('\n').flatMap((line) => {
    const [, pod, container, text] = /^\[pod\/([^/]+)\/([^\]]+)\] (.*)$/.exec(line) ?? [];
    return pod === undefined ? [] : [{ key: `${pod}/${container}`, text }];
  });
  return Object.fromEntries(
    [...Map.groupBy(lines, ({ key }) => key)].map(([key, all]) => [
      key,
      { current: all.map(({ text }) => `${text}\n`).join('') },
    ]),
  );
};

/**
 * A memory of logs over the looks at one rollout. The engine removes what an earlier run of a container said, while the
 * next run says nothing yet: what was seen of it still tells why it ended.
 */
export const openLogMemory = (): ((snapshot: ClusterSnapshot) => ClusterSnapshot) => {
  const seen = new Map<string, string>();
  return (snapshot) => {
    const restarted = new Set(
      snapshot.pods.flatMap((pod) =>
        statusesOf(pod)
          .filter(({ restartCount = 0 }) => restartCount > 0)
          .map(({ name }) => `${nameOf(pod)}/${name}`),
      ),
    );
    const logs = Object.entries(snapshot.logs).map(([key, one]): readonly [string, Logs] => {
      const previous = one.previous || (restarted.has(key) ? seen.get(key) : undefined);
      const text = previous || one.current;
      if (text) seen.set(key, text);
      return [key, previous ? { ...one, previous } : one];
    });
    return { ...snapshot, logs: Object.fromEntries(logs) };
  };
};

type Wanted = { readonly pod: string; readonly container: string; readonly restarted: boolean };

const logOf = async (
  door: Pick<Door, 'ask'>,
  namespace: string,
  { pod, container, restarted }: Wanted,
): Promise<{ readonly key: string; readonly logs: Logs; readonly gap?: Gap }> => {
  const key = `${pod}/${container}`;
  const words = ['kubectl', 'logs', pod, '-c', container, '-n', namespace, `--tail=${tail}`, '--request-timeout=10s'];
  const [current, previous] = await Promise.all([
    door.ask(words),
    restarted ? door.ask([...words, '--previous']) : undefined,
  ]);
  const logs = { ...textOf('current', current), ...textOf('previous', previous) };
  const why = current.stderr.trim().split('\n').at(-1) ?? '';
  return Object.keys(logs).length > 0 ? { key, logs } : { key, logs, gap: { what: `log of ${key}`, why } };
};

/** The kubelet answers with such a line, and with success, for a container that was removed meanwhile. */
const gone = /^unable to retrieve container logs for /;

const textOf = (run: keyof Logs, said: Said | undefined): Logs =>
  said?.code === 0 && !gone.test(said.stdout) ? { [run]: said.stdout } : {};
