import { createHash } from 'node:crypto';
import { problem } from './core/finding.ts';
import type { World } from './core/world.ts';
import { command } from './main.ts';

/** A test runner of one part of the project; its closing line carries its counts. */
type Suite = { readonly name: string; readonly cwd?: string; readonly argv: readonly string[] };

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

/** The counts of a suite's closing line; a suite without tests of its own (a linter) counts as one. */
const runSuite = async ({ sh }: World, suite: Suite, line: (text: string) => void) => {
  const { code, stdout } = await sh.with({
    cwd: suite.cwd ?? '.',
    deadline: 600_000,
    fresh: true,
    line,
    env: { PYTHONDONTWRITEBYTECODE: '1', FORCE_COLOR: undefined },
  }).read`${suite.argv}`;
  const said = (word: string) =>
    Number([...stdout.matchAll(new RegExp(`(?:Tests .*?|^|, |=)\\s?(\\d+) ${word}`, 'gm'))].at(-1)?.[1] ?? 0);
  const counts = { passed: said('passed'), failed: said('failed') };
  if (counts.passed + counts.failed === 0) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  return { passed: counts.passed, failed: code !== 0 && counts.failed === 0 ? 1 : counts.failed };
};

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
  let passed = 0;
  let failed = 0;
  for (const suite of suitesOf(world.files.absolute(`${venv}/bin`))) {
    line(`== ${suite.name}`);
    const counts = await runSuite(world, suite, line);
    passed += counts.passed;
    failed += counts.failed;
  }
  line(`${passed} passed, ${failed} failed`);
  if (failed > 0) throw problem('tool/failed', `${failed} tests failed`, { remedy: 'Read their output above.' });
});
