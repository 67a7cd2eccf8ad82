import { createHash } from 'node:crypto';
import type { World } from './core/world.ts';
import { command } from './main.ts';
import { runSuites, type Suite } from './testing/suites.ts';

/** Where the backend's tools live, kept between runs; `cleanup --cache` removes it. */
const venv = '.local/cache/test-venv';
const requirements = ['backend/requirements.txt', 'backend/requirements-dev.txt'];

const suitesOf = (bin: string): readonly Suite[] => [
  { name: 'scripts: types, lint, unused exports', argv: ['npm', 'run', '-s', 'check'] },
  { name: 'scripts and charts', argv: ['vitest', 'run', '--project', 'unit'] },
  { name: 'backend', cwd: 'backend', argv: [`${bin}/python`, '-m', 'pytest', '-q'] },
  { name: 'backend: lint', cwd: 'backend', argv: [`${bin}/ruff`, 'check', '.'] },
  { name: 'backend: types', cwd: 'backend', argv: [`${bin}/mypy`] },
  { name: 'frontend', cwd: 'frontend', argv: ['npm', 'test'] },
  { name: 'frontend: types, lint', cwd: 'frontend', argv: ['npm', 'run', '-s', 'check'] },
  { name: 'the local target', argv: ['vitest', 'run', '--project', 'local'] },
];

const installBackend = async ({ sh, files }: World): Promise<void> => {
  const wanted = await digest({ files }, requirements);
  if ((await files.read(`${venv}/.digest`)) === wanted) return;
  await files.remove(venv);
  await sh.write`python3 -m venv ${venv}`;
  await sh.write`${venv}/bin/pip install --quiet --only-binary=:all: -r ${requirements[1] ?? ''}`;
  await files.write(`${venv}/.digest`, wanted);
};

const installFrontend = async ({ sh, files }: World): Promise<void> => {
  const installed = await files.read('frontend/node_modules/.package-lock.digest');
  const wanted = await digest({ files }, ['frontend/package-lock.json']);
  if (installed === wanted) return;
  await sh.with({ cwd: 'frontend' }).write`npm ci --no-audit --no-fund`;
  await files.write('frontend/node_modules/.package-lock.digest', wanted);
};

const digest = async ({ files }: Pick<World, 'files'>, paths: readonly string[]): Promise<string> => {
  const texts = await Promise.all(paths.map((path) => files.read(path)));
  return createHash('sha256').update(texts.join('\0')).digest('hex');
};

await command(async (world, line) => {
  await Promise.all([installBackend(world), installFrontend(world)]);
  await runSuites(world, suitesOf(world.files.absolute(`${venv}/bin`)), line);
});
