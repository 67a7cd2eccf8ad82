import type { Target } from '../core/target.ts';
import type { Ground } from '../core/world.ts';
import { onKubernetes } from './kubernetes/target.ts';
import { nodeImages } from './minikube/images.ts';
import { bringUp } from './minikube/start.ts';
import { below, exists, readStatus } from './minikube/status.ts';

/** Kubernetes on Minikube: a profile that is started when it is down, and images brought to its nodes without a registry. */
export const minikube = (ground: Ground, why: string): Target => {
  const { minikubeProfile: profile } = ground.config;
  return onKubernetes(ground, {
    name: 'minikube',
    why,
    // Minikube names the context like the profile.
    context: async () => profile,
    look: async (door) => below(await readStatus(door, profile), profile),
    up: (door) => bringUp(ground, door),
    images: (door) => nodeImages(ground, door),
    removeCluster: async (door) => {
      if (exists(await readStatus(door, profile))) await door.change(['minikube', '-p', profile, 'delete']);
    },
  });
};
