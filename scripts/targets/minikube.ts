import type { Target } from '../core/target.ts';
import type { Ground } from '../core/world.ts';
import { onKubernetes } from './kubernetes/target.ts';
import { nodeImages } from './minikube/images.ts';
import { bringUp } from './minikube/start.ts';
import { below, exists, readStatus } from './minikube/status.ts';
import { type Turn, waitForTurn } from './turn.ts';

/** Kubernetes on Minikube: a profile that is started when it is down, and images brought to its nodes without a registry. */
export const minikube = (ground: Ground, why: string): Target => {
  const { minikubeProfile: profile } = ground.config;
  return onKubernetes(ground, {
    name: 'minikube',
    why,
    // Minikube names the context like the profile.
    context: async () => profile,
    look: async (door) => below(await readStatus(door, profile), profile),
    up: (door) => alone(ground, () => bringUp(ground, door)),
    images: (door) => nodeImages(ground, door),
    removeCluster: (door) =>
      alone(ground, async () => {
        if (exists(await readStatus(door, profile))) await door.change(['minikube', '-p', profile, 'delete']);
      }),
  });
};

/** Two starts of one profile at once leave it half-made, whichever namespaces and checkouts they are for. */
const alone = async (ground: Ground, work: () => Promise<void>): Promise<void> => {
  const { config, processes, say } = ground;
  if (config.dryRun) return work();
  const lock = { of: 'user', name: `minikube-${config.minikubeProfile}` } as const;
  const turn: Turn = {
    what: `the Minikube cluster ${config.minikubeProfile}`,
    pause: 1000,
    take: () => processes.claim(lock),
    remedy: ({ pid }) => `Wait until it has ended (\`ps -p ${pid}\` shows it while it runs), then run again.`,
  };
  await waitForTurn(ground, turn, say.progress);
  await work().finally(() => processes.release(lock));
};
