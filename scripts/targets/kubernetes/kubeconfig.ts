import { problem } from '../../core/finding.ts';
import type { Ground } from '../../core/world.ts';

/** A private copy of the user's kubeconfig, cut down to the one context of this run. */
export type Kubeconfig = {
  /** The file, made when it is first asked for; throws a Problem when there is no such context. */
  readonly path: () => Promise<string>;
  /** What the file holds; throws what `path` throws. */
  readonly text: () => Promise<string>;
  /** The name of its one context, for commands that people copy; throws what `path` throws. */
  readonly context: () => Promise<string>;
  /** Removes the file; the next `path` makes a new one. */
  readonly close: () => Promise<void>;
};

/**
 * Opens the kubeconfig of a context. kubectl flattens it (certificates become part of the file), we set the namespace,
 * and the file lies in the run's private folder: no child can reach another cluster by accident.
 */
export const openKubeconfig = (ground: Ground, contextOf: () => Promise<string>): Kubeconfig => {
  let opened: Promise<Opened> | undefined;
  const forget = (error: unknown): never => {
    opened = undefined;
    throw error;
  };
  const get = (): Promise<Opened> => {
    opened ??= open(ground, contextOf).catch(forget);
    return opened;
  };
  return {
    path: async () => (await get()).path,
    text: async () => (await get()).text,
    context: async () => (await get()).context,
    close: async () => {
      const was = opened;
      opened = undefined;
      await was?.then((one) => one.close());
    },
  };
};

type Opened = {
  readonly path: string;
  readonly text: string;
  readonly context: string;
  readonly close: () => Promise<void>;
};

const open = async (ground: Ground, contextOf: () => Promise<string>): Promise<Opened> => {
  const context = await contextOf();
  const text = await configOf(ground, context);
  return new Promise((resolve, reject) => {
    const gone: Promise<void> = ground.privately(
      'kubeconfig',
      text,
      (path) =>
        new Promise<void>((done) => {
          resolve({
            path,
            text,
            context,
            close: () => {
              done();
              return gone;
            },
          });
        }),
    );
    gone.catch(reject);
  });
};

const configOf = async (ground: Ground, context: string): Promise<string> => {
  const said = await ground.sh.with({ fresh: true })
    .read`kubectl config view --raw --minify --flatten --context ${context} -o json`;
  const config = said.code === 0 ? (JSON.parse(said.stdout) as Config) : undefined;
  if (!config?.contexts?.length)
    throw problem('cluster/unreachable', `kubectl knows no context ${context}`, {
      evidence: [{ source: 'kubectl config view', text: said.stderr.trim() }],
      remedy: 'See which there are: `kubectl config get-contexts`.',
      final: true,
    });
  const { namespace } = ground.config;
  const contexts = config.contexts.map((one) => ({ ...one, context: { ...one.context, namespace } }));
  return JSON.stringify({ ...config, contexts, 'current-context': context });
};

type Config = { readonly contexts?: readonly { readonly name: string; readonly context: object }[] | null };
