import { installApplication, installPostgres } from './application.ts';
import { command } from './main.ts';
import { runSuites, type Suite } from './testing/suites.ts';

/** Two lanes, since most suites keep one core busy; what takes the application's ports is in one of them only. */
const lanesOf = (bin: string): readonly (readonly Suite[])[] => [
  [
    { name: 'backend', cwd: 'backend', argv: [`${bin}/python`, '-m', 'pytest', '-q'] },
    { name: 'backend: lint', cwd: 'backend', argv: [`${bin}/ruff`, 'check', '.'] },
    { name: 'backend: types', cwd: 'backend', argv: [`${bin}/mypy`] },
    { name: 'frontend', cwd: 'frontend', argv: ['npm', 'test'] },
    { name: 'frontend: types, lint', cwd: 'frontend', argv: ['npm', 'run', '-s', 'check'] },
  ],
  [
    { name: 'scripts: types, lint, unused exports', argv: ['npm', 'run', '-s', 'check'] },
    { name: 'scripts and charts', argv: ['vitest', 'run', '--project', 'unit'] },
    { name: 'the local target', argv: ['vitest', 'run', '--project', 'local'] },
  ],
];

await command(async (world, { line }) => {
  await installPostgres(world);
  await runSuites(world, lanesOf(await installApplication(world)), line);
});
