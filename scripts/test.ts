import { backendPrograms, installApplication, installPostgres } from './application.ts';
import type { World } from './core/world.ts';
import { command } from './main.ts';
import { peersPlace } from './testing/peers.ts';
import { runSuites, type Suite } from './testing/suites.ts';

/** Every broken input takes a while: they have a command of their own, `npm run test:corpus`. */
const corpus = 'scripts/corpus.program.test.ts';

/** Two lanes, since most suites keep one core busy; what takes the application's ports is in one of them only. */
const lanesOf = (world: World): readonly (readonly Suite[])[] => {
  const bin = backendPrograms(world);
  const after = installPostgres(world).then(() => installApplication(world));
  return [
    [
      { name: 'scripts and charts', argv: ['vitest', 'run', '--project', 'unit'] },
      {
        name: 'scripts with real programs',
        env: peersPlace,
        argv: ['vitest', 'run', '--project', 'program', '--exclude', corpus],
      },
      { name: 'backend: lint', cwd: 'backend', argv: [`${bin}/ruff`, 'check', '.'], after },
      { name: 'backend: types', cwd: 'backend', argv: [`${bin}/mypy`], after },
      { name: 'backend', cwd: 'backend', argv: [`${bin}/python`, '-m', 'pytest', '-q'], after },
    ],
    [
      { name: 'the local target', argv: ['vitest', 'run', '--project', 'local'] },
      { name: 'scripts: types, lint, unused exports', argv: ['npm', 'run', '-s', 'check'] },
      { name: 'frontend', cwd: 'frontend', argv: ['npm', 'test'], after },
      { name: 'frontend: types, lint', cwd: 'frontend', argv: ['npm', 'run', '-s', 'check'], after },
    ],
  ];
};

await command((world, { line }) => runSuites(world, lanesOf(world), line));
