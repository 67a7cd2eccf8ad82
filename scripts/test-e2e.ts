import { command } from './main.ts';
import { peersPlace } from './testing/peers.ts';
import { runSuites } from './testing/suites.ts';

/** The tests that delete Minikube, for they begin and end without one. */
const whole = 'scripts/deploy.e2e.test.ts';
const containerd = 'scripts/containerd.e2e.test.ts';
const vitest = ['vitest', 'run', '--project', 'e2e', '--reporter=verbose'];
const env = peersPlace;

/** The same product on a real Minikube, which is started when it is down, and is deleted at the end. */
await command(async (world, { line }) => {
  const { code } = await world.sh.read`minikube status`;
  if (code !== 0) await world.sh.with({ deadline: 1_200_000 }).write`minikube start`;
  await runSuites(
    world,
    [
      [
        { name: 'on a Minikube that runs', env, argv: [...vitest, '--exclude', whole, '--exclude', containerd] },
        { name: 'from nothing to Minikube and back', argv: [...vitest, whole] },
        { name: 'with containerd in the place of docker', argv: [...vitest, containerd] },
      ],
    ],
    line,
  );
});
