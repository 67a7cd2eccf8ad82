import { command } from './main.ts';
import { runSuites } from './testing/suites.ts';

/** Every broken input of scripts/testing/corpus, with the exact findings of each. */
const suite = {
  name: 'broken inputs',
  argv: ['vitest', 'run', '--project', 'program', 'scripts/corpus.program.test.ts'],
};

await command((world, { line }) => runSuites(world, [[suite]], line));
