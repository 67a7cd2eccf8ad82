import { createHash } from 'node:crypto';
import type { Files, World } from './core/world.ts';

/** Where the backend's tools live, kept between runs; `cleanup --cache` removes it. */
const venv = '.local/cache/test-venv';

const requirements = ['backend/requirements.txt', 'backend/requirements-dev.txt'];

/** Installs what tests and development of both applications need, where the lock files say that it is not there; gives the folder of the backend's programs. */
export const installApplication = async (world: World): Promise<string> => {
  await Promise.all([installBackend(world), installFrontend(world)]);
  return world.files.absolute(`${venv}/bin`);
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

const digest = async (files: Files, paths: readonly string[]): Promise<string> => {
  const texts = await Promise.all(paths.map((path) => files.read(path)));
  return createHash('sha256').update(texts.join('\0')).digest('hex');
};
