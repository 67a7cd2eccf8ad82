import { installApplication } from './application.ts';
import { command } from './main.ts';
import { runSuites } from './testing/suites.ts';

/** The frontend's own build, and journeys and accessibility scans in Chromium, with the backend beside it on SQLite. */
await command(async (world, { line }) => {
  const bin = await installApplication(world);
  const env = { BACKEND_PYTHON: `${bin}/python` };
  const suites = [
    { name: 'frontend: what is built', cwd: 'frontend', argv: ['npm', 'run', '-s', 'test:bundle'] },
    { name: 'frontend: journeys', cwd: 'frontend', env, argv: ['npm', 'run', '-s', 'test:e2e'] },
  ];
  await runSuites(world, [suites], line);
});
