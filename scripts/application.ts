import { createHash } from 'node:crypto';
import { problem } from './core/finding.ts';
import type { Files, World } from './core/world.ts';

/** Where the backend's tools live, kept between runs; `cleanup --cache` removes it. */
const venv = '.local/cache/test-venv';

const requirements = ['backend/requirements.txt', 'backend/requirements-dev.txt'];

/** The folder of the backend's programs, python among them, once the application is installed. */
export const backendPrograms = ({ files }: World): string => files.absolute(`${venv}/bin`);

/** Installs what tests and development of both applications need, where the lock files say that it is not there; gives the folder of the backend's programs. */
export const installApplication = async (world: World): Promise<string> => {
  await Promise.all([installBackend(world), installFrontend(world)]);
  return backendPrograms(world);
};

const installBackend = async ({ sh, files }: World): Promise<void> => {
  const wanted = await digest(files, requirements);
  if ((await files.read(`${venv}/.digest`)) === wanted) return;
  await files.remove(venv);
  await sh.write`python3 -m venv ${venv}`;
  await sh.write`${venv}/bin/pip install --quiet --only-binary=:all: -r ${requirements[1] ?? ''}`;
  await files.write(`${venv}/.digest`, wanted);
};

const installFrontend = async ({ sh, files }: World): Promise<void> => {
  const installed = await files.read('frontend/node_modules/.package-lock.digest');
  const wanted = await digest(files, ['frontend/package-lock.json']);
  if (installed === wanted) return;
  await sh.with({ cwd: 'frontend' }).write`npm ci --no-audit --no-fund`;
  await files.write('frontend/node_modules/.package-lock.digest', wanted);
};

/** The backend is tested on a PostgreSQL server of its own, whose programs the machine must have. */
export const installPostgres = async ({ sh, say }: World): Promise<void> => {
  const there = await sh.read`sh -c ${'command -v initdb || ls -d /usr/lib/postgresql/*/bin'}`;
  if (there.code === 0) return;
  const { stdout } = await sh.read`sh -c ${'[ "$(id -u)" = 0 ] && command -v apt-get'}`;
  if (stdout.trim() === '')
    throw problem('tool/missing', 'There is no PostgreSQL server, on which the backend is tested', {
      remedy:
        'Install it: on Debian and Ubuntu `sudo apt-get install -y postgresql`, on macOS `brew install postgresql`.',
    });
  say.note('installing PostgreSQL, on which the backend is tested');
  await sh.write`apt-get update -qq`;
  await sh.with({ env: { DEBIAN_FRONTEND: 'noninteractive' } })
    .write`apt-get install -y -qq --no-install-recommends postgresql`;
};

const digest = async (files: Files, paths: readonly string[]): Promise<string> => {
  const texts = await Promise.all(paths.map((path) => files.read(path)));
  return createHash('sha256').update(texts.join('\0')).digest('hex');
};
