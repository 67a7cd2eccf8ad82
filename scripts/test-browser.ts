import { installApplication } from './application.ts';
import { command } from './main.ts';
import { runSuites } from './testing/suites.ts';

/** In Chromium: the frontend's own build, journeys and accessibility scans, with the backend beside it on SQLite; the page of a run. */
await command(async (world, { line }) => {
  const bin = await installApplication(world);
  const env = { BACKEND_PYTHON: `${bin}/python` };
  const suites = [
    { name: 'frontend: what is built', cwd: 'frontend', argv: ['npm', 'run', '-s', 'test:bundle'] },
    { name: 'frontend: journeys', cwd: 'frontend', env, argv: ['npm', 'run', '-s', 'test:e2e'] },
    { name: 'the page of a run', argv: ['vitest', 'run', '--project', 'browser'] },
  ];
  await runSuites(world, [suites], line);
});
