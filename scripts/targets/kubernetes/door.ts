import type { Ground, Said, ShellOptions, Stream } from '../../core/world.ts';
import type { Kubeconfig } from './kubeconfig.ts';

/** How kubectl, helm and docker are asked here: with the private kubeconfig, and with answers that are not stale. */
export type Door = {
  /** The context that is asked; undefined where there is none. */
  readonly context: () => Promise<string | undefined>;
  /** Asks; the answer is remembered until something changes, and for half a minute at most. Never throws for a failing program. */
  readonly ask: (words: readonly string[], options?: ShellOptions) => Promise<Said>;
  /** Asks what stays the same while the cluster runs; a success is remembered until `renewed`. */
  readonly askOnce: (words: readonly string[]) => Promise<Said>;
  /** Changes; throws a Problem when the program fails. */
  readonly change: (words: readonly string[], options?: ShellOptions) => Promise<void>;
  /** Watches or serves, or, when it says so, changes something while it can be watched. */
  readonly stream: (words: readonly string[], options?: Pick<ShellOptions, 'changes'>) => Promise<Stream>;
  /** Everything may be different from now on. */
  readonly changed: () => void;
  /** What is made of answers, remembered as long as they are. */
  readonly remembering: <T>(make: () => Promise<T>) => () => Promise<T>;
  /** The cluster itself may be another one from now on. */
  readonly renewed: () => void;
};

/** One run's tasks ask the same things; what is told at the end of a long run should not be what was seen at its beginning. */
const staleAfter = 30_000;

const withKubeconfig: readonly string[] = ['kubectl', 'helm'];

/** Opens the door to the programs of a cluster; nothing is changed before `admit` has let it. */
export const openDoor = (
  ground: Ground,
  kubeconfig: Omit<Kubeconfig, 'text'>,
  admit: () => Promise<unknown> = async () => {},
): Door => {
  const { sh, clock } = ground;
  let changes = 0;
  const asked = new Map<string, { readonly at: number; readonly changes: number }>();

  /** True when the question has to be put anew. */
  const isStale = (key: string): boolean => {
    const last = asked.get(key);
    if (last && last.changes === changes && clock.now() - last.at < staleAfter) return false;
    asked.set(key, { at: clock.now(), changes });
    return true;
  };
  const environment = async (words: readonly string[]): Promise<ShellOptions['env'] & object> =>
    withKubeconfig.includes(words[0] ?? '') ? { KUBECONFIG: await kubeconfig.path() } : {};

  const lasting = new Map<string, Promise<Said>>();
  const ask: Door['ask'] = async (words, options = {}) => {
    const env = { ...(await environment(words)), ...options.env };
    const fresh = isStale(JSON.stringify([words, options.input])) || options.fresh === true;
    return sh.with({ ...options, env, fresh }).read`${words}`;
  };

  const remembering: Door['remembering'] = <T>(make: () => Promise<T>) => {
    let last: { readonly at: number; readonly changes: number; readonly made: Promise<T> } | undefined;
    return () => {
      if (last && last.changes === changes && clock.now() - last.at < staleAfter) return last.made;
      const made = make();
      const one = { at: clock.now(), changes, made };
      last = one;
      made.catch(() => {
        if (last === one) last = undefined;
      });
      return made;
    };
  };

  return {
    remembering,
    context: () => kubeconfig.context().catch(() => undefined),
    ask,
    askOnce: async (words) => {
      const key = JSON.stringify(words);
      const asked = lasting.get(key) ?? ask(words);
      lasting.set(key, asked);
      const said = await asked.catch((thrown: unknown) => {
        lasting.delete(key);
        throw thrown;
      });
      if (said.code !== 0) lasting.delete(key);
      return said;
    },
    change: async (words, options = {}) => {
      await admit();
      changes += 1;
      const env = { ...(await environment(words)), ...options.env };
      await sh.with({ ...options, env }).write`${words}`.finally(() => {
        changes += 1;
      });
    },
    stream: async (words, options = {}) => {
      if (options.changes) await admit();
      return sh.with({ ...options, env: await environment(words) }).stream`${words}`;
    },
    changed: () => {
      changes += 1;
    },
    renewed: () => {
      changes += 1;
      lasting.clear();
    },
  };
};
