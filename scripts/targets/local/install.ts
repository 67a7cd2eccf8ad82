import { problem } from '../../core/finding.ts';
import { at } from '../../core/json.ts';
import { secret } from '../../core/secret.ts';
import type { ReleaseName, Wanted } from '../../core/target.ts';
import type { Ground } from '../../core/world.ts';
import { authSecretFile, databaseFile, places } from './layout.ts';
import { prune } from './prune.ts';
import { readRecipe } from './recipe.ts';
import { type ProcessRecord, readRecord } from './record.ts';
import { type Serving, servingOf } from './serving.ts';
import { isSuccess, probe, runInit, type Start, startProcess, stopProcess } from './start.ts';

/**
 * Makes a release's process the wanted one. A process that serves is left alone when it is the wanted one already;
 * otherwise the new one first proves itself on a spare port, so that after a failure the old one goes on serving.
 */
export const installRelease = async (ground: Ground, wanted: Wanted): Promise<void> => {
  const recipe = wanted.image && (await readRecipe(ground.files, wanted.image));
  if (!recipe) throw problem('image/absent', `The image of ${wanted.release} is not built`, { final: true });
  const sqlite = `sqlite+aiosqlite:///${ground.files.absolute(databaseFile)}`;
  const serving = servingOf(wanted, recipe, sqlite);
  const { env, secret: names } = serving.main();
  for (const name of names) if (env[name]) ground.hide(secret(env[name]));
  const last = await readRecord(ground.files, wanted.release);
  const old = last && (await ground.processes.alive(last.mark)) ? last : undefined;
  if (old && !ground.config.force && (await isHeld(ground, old, wanted, serving.port))) return;
  const stale = await readRecord(ground.files, wanted.release, 'next');
  if (stale) await stopProcess(ground, stale, 'next');
  if (old?.port !== serving.port) await requirePort(ground, wanted.release, serving);
  const start: Start = { wanted, recipe, serving, revision: (last?.revision ?? 0) + 1 };
  if (env.DATABASE_URL === sqlite) await ground.sh.write`mkdir -p ${ground.files.absolute(places.data)}`;
  await runInit(ground, start);
  if (old) {
    const trial = await startProcess(ground, start, 'next', await sparePort(ground, serving.port));
    await stopProcess(ground, trial, 'next');
    await stopProcess(ground, old, 'current');
  }
  await keepSecret(ground, wanted);
  await startProcess(ground, start, 'current', serving.port);
  await prune(ground.files, recipe);
};

const isHeld = async (ground: Ground, old: ProcessRecord, wanted: Wanted, port: number): Promise<boolean> =>
  old.status === 'deployed' &&
  old.fingerprint === wanted.fingerprint &&
  old.port === port &&
  isSuccess(await probe(ground, old));

/** Keeps the one secret that a later deploy needs, so that everybody stays signed in. */
const keepSecret = async ({ files }: Ground, { overlay }: Wanted): Promise<void> => {
  const signing = at(overlay, 'secrets', 'AUTH_SECRET');
  if (typeof signing === 'string' && signing !== '') await files.write(authSecretFile, signing, 0o600);
};

const requirePort = async (ground: Ground, release: ReleaseName, { service, port }: Serving): Promise<void> => {
  const holder = await ground.processes.holder(port);
  if (!holder) return;
  const known = holder.pid !== undefined;
  const end = known
    ? `End it with \`kill ${holder.pid}\``
    : `Find it with \`sudo ss -ltnp 'sport = :${port}'\` and end it`;
  const other = await freePort(ground, port + 1);
  const settings = [
    `${release}.service.port=${other}`,
    ...(release === 'backend' ? [`frontend.config.NEXT_PUBLIC_API_URL=http://${service}:${other}`] : []),
  ];
  throw problem(
    'target/port-taken',
    `Port ${port} of ${service} is taken by ${known ? `${holder.name ?? 'a program'} (pid ${holder.pid})` : 'another program'}`,
    {
      remedy: `${end}, or use another port: \`npx tsx scripts/deploy.ts ${settings.map((one) => `--set ${one}`).join(' ')}\`.`,
      final: true,
    },
  );
};

/** Where a new process proves itself: above the usual ports of programs and below those that systems hand out. */
const sparePort = (ground: Ground, port: number): Promise<number> => freePort(ground, 18_000 + (port % 10_000));

const freePort = async (ground: Ground, from: number): Promise<number> => {
  for (let port = from; port < from + 100 && port < 65_536; port += 1)
    if (!(await ground.processes.holder(port))) return port;
  throw problem('target/port-taken', `No port from ${from} on is free`, { final: true });
};
