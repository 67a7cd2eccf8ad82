import type { Clock, Stream } from '../../core/world.ts';
import type { Door } from './door.ts';

/** Where a forward begins and ends: any free port of the machine, and the namespace of the run, by default. */
export type ForwardOptions = { readonly at?: number; readonly namespace?: string };

/** Port-forwards of this run. */
export type Forwards = {
  /** The base URL of a Service's port; undefined when it cannot be opened. */
  readonly open: (service: string, port: number, options?: ForwardOptions) => Promise<string | undefined>;
  readonly close: () => Promise<void>;
  /** Closes them for good: what is asked for later, by a look ahead that is still under way, is not opened. */
  readonly end: () => Promise<void>;
};

type Forward = { readonly url: string | undefined; readonly stream: Stream; readonly alive: () => boolean };

/** Opens forwards on free ports of loopback, one per Service, again when the pod behind one is gone. */
export const openForwards = (door: Door, clock: Clock, home: string): Forwards => {
  const open = new Map<string, Promise<Forward>>();
  let ended = false;
  const close = async (): Promise<void> => {
    const all = await Promise.allSettled(open.values());
    open.clear();
    await Promise.all(
      all.map((one) => (one.status === 'fulfilled' ? one.value.stream.stop().catch(() => {}) : undefined)),
    );
  };
  return {
    open: async (service, port, { at, namespace = home } = {}) => {
      if (ended) return undefined;
      const key = `${namespace}/${service}`;
      const words = ['kubectl', 'port-forward', '-n', namespace, `service/${service}`, `${at ?? ''}:${port}`];
      const forward = alive(open.get(key)).then((known) => known ?? start(door, clock, words));
      open.set(key, forward);
      return (await forward).url;
    },
    close,
    end: () => {
      ended = true;
      return close();
    },
  };
};

/** A forward that still serves; one that does not is ended. */
const alive = async (forward: Promise<Forward> | undefined): Promise<Forward | undefined> => {
  const known = await forward?.catch(() => undefined);
  if (known?.url && known.alive()) return known;
  await known?.stream.stop().catch(() => {});
  return undefined;
};

const start = async (door: Door, clock: Clock, words: readonly string[]): Promise<Forward> => {
  const stream = await door.stream(words);
  let alive = true;
  const over = () => {
    alive = false;
  };
  stream.ended.then(over, over);
  const url = await Promise.race([urlIn(stream), clock.sleep(15_000).then(() => undefined)]);
  return { url, stream, alive: () => alive };
};

/** kubectl says `Forwarding from 127.0.0.1:40321 -> 8000` when the port is open; the stream is read on so that it never fills. */
const urlIn = (stream: Stream): Promise<string | undefined> =>
  new Promise((resolve) => {
    const read = async () => {
      for await (const line of stream.lines) {
        const port = /^Forwarding from 127\.0\.0\.1:(\d+) /.exec(line)?.[1];
        if (port) resolve(`http://127.0.0.1:${port}`);
      }
    };
    read().then(
      () => resolve(undefined),
      () => resolve(undefined),
    );
  });
