import { askedFor } from '../core/config.ts';
import { Problem } from '../core/finding.ts';
import { secret } from '../core/secret.ts';
import type { DownOptions, Image, Recalled, ReleaseName, Target } from '../core/target.ts';
import type { Ground, Said } from '../core/world.ts';
import { buildImage } from './local/build.ts';
import { followLogs, writtenLines } from './local/follow.ts';
import { installRelease } from './local/install.ts';
import { authSecretFile, home, imageFolder, lock, places, type Slot } from './local/layout.ts';
import { loopback } from './local/loopback.ts';
import { localRemnants, observeLocal } from './local/observe.ts';
import { type LocalPlatform, lookAtPlatform } from './local/platform.ts';
import { discardImage } from './local/prune.ts';
import { readRecipe } from './local/recipe.ts';
import { readRecord, readRecords } from './local/record.ts';
import { stopProcess, wordsOf } from './local/start.ts';
import { type Turn, waitForTurn } from './turn.ts';

/** The application as processes of this machine, bound to loopback; needs Node and Python and nothing else. */
export const local = (ground: Ground): Target => {
  let known: Promise<LocalPlatform> | undefined;
  let claimed: Promise<void> | undefined;
  const platform = (): Promise<LocalPlatform> => {
    known ??= lookAtPlatform(ground.sh);
    return known;
  };
  const up = async (): Promise<void> => {
    const wrong = (await platform()).findings[0];
    if (wrong) throw new Problem(wrong);
  };
  const claim = (tell: (line: string) => void): Promise<void> => {
    claimed ??= waitForTurn(ground, turnOf(ground), tell).then(() => {});
    return claimed;
  };
  /** One line instead of each copied file: what a change consists of here is nobody's concern. */
  const change = async (what: string, perform: () => Promise<void>): Promise<void> => {
    if (ground.config.dryRun) return ground.say.planned(what);
    await claim(ground.say.note);
    await perform();
  };

  const build = (image: Image): Promise<void> =>
    change(`build ${image.name}:${image.tag} in ${places.images}`, async () => {
      await up();
      await buildImage(ground, await platform(), image);
    });

  return {
    name: 'local',
    kind: 'local',
    why: askedFor(ground.config) ?? 'no minikube on the PATH',
    claim: async (_, tell) => {
      if (!ground.config.dryRun) await claim(tell);
    },
    up,
    observe: async () => observeLocal(ground, await platform()),
    // Every look is a fresh one here.
    forget: () => {},
    remnants: () => localRemnants(ground),
    recall: () => recall(ground),
    build,
    // A process starts from the folder where its image was built.
    deliver: async () => {},
    discard: (image) => change(`remove ${image.name}:${image.tag}`, () => discardImage(ground.files, image)),
    inspect: async () => undefined,
    bytes: async () => undefined,
    inside: async () => noContainers,
    accepts: async () => [],
    install: async (wanted) => {
      // SQLite takes the place of the development database.
      if (wanted.release === 'database') return;
      if (wanted.image && !(await readRecipe(ground.files, wanted.image))) await build(wanted.image);
      await change(`start ${wanted.release} on this machine`, () => installRelease(ground, wanted));
    },
    exec: (release, argv) => exec(ground, release, argv),
    // Processes get their settings directly.
    settings: async () => [],
    logs: () => writtenLines(ground.files),
    reach: async (service) => {
      const record = (await readRecords(ground.files)).find(
        (one) => one.service === service && one.status === 'deployed',
      );
      return record && (await ground.processes.alive(record.mark)) ? `http://${loopback}:${record.port}` : undefined;
    },
    follow: (request, tell) => followLogs(ground, request, tell),
    uninstall: (release) => change(`stop ${release}`, () => uninstall(ground, release)),
    down: async (options) => {
      await change(`remove ${partsOf(options).join(', ')}`, () => down(ground, options));
      return [];
    },
    close: async () =>
      claimed?.then(
        () => ground.processes.release(lock),
        () => {},
      ),
  };
};

/** Two runs at once would remove and overwrite what the other one makes. */
const turnOf = ({ processes }: Ground): Turn => ({
  what: 'this deployment',
  pause: 500,
  take: () => processes.claim(lock),
  remedy: ({ pid }) => `Wait until it has ended (\`ps -p ${pid}\` shows it while it runs), then run again.`,
});

const noContainers: Said = { code: 127, stdout: '', stderr: 'The local target has no containers.' };

/** In the folder of the running process, with its environment without secrets. */
const exec = async (ground: Ground, release: ReleaseName, argv: readonly string[]): Promise<Said> => {
  const record = await readRecord(ground.files, release);
  const recipe = record && (await readRecipe(ground.files, record.image));
  if (!record || !recipe) return { code: 1, stdout: '', stderr: `${release} does not run here.` };
  return ground.sh.with({ cwd: imageFolder(record.image), env: record.env, fresh: true })
    .read`${wordsOf(ground, recipe, argv)}`;
};

const recall = async ({ files }: Ground): Promise<Recalled> => {
  const text = await files.read(authSecretFile).catch(() => undefined);
  return text ? { authSecret: secret(text.trim()) } : {};
};

const slots: readonly Slot[] = ['next', 'current'];

const uninstall = async (ground: Ground, release: ReleaseName): Promise<void> => {
  for (const slot of slots) {
    const record = await readRecord(ground.files, release, slot);
    if (record) await stopProcess(ground, record, slot);
  }
};

const down = async (ground: Ground, options: DownOptions): Promise<void> => {
  for (const release of ['frontend', 'backend'] as const) await uninstall(ground, release);
  for (const part of partsOf(options)) await ground.files.remove(part);
  const rest = await ground.files.list(home, (path) =>
    [places.cache, places.data, `${home}/${lock.name}`].includes(path),
  );
  const kept = (await ground.files.exists(places.cache)) || (await ground.files.exists(places.data));
  if (rest.length === 0 && !kept) await ground.files.remove(home);
};

const partsOf = ({ data, cache }: DownOptions): readonly string[] => [
  places.run,
  places.logs,
  places.secrets,
  ...(data ? [places.data] : []),
  ...(cache ? [places.cache] : []),
];
