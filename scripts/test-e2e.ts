import { command } from './main.ts';
import { runSuites } from './testing/suites.ts';

/** The same product on a real Minikube, which is deleted and started on the way. */
const suite = { name: 'on Minikube', argv: ['vitest', 'run', '--project', 'e2e', '--reporter=verbose'] };

await command((world, { line }) => runSuites(world, [[suite]], line));
