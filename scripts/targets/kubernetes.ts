import { Problem } from '../core/finding.ts';
import type { Target } from '../core/target.ts';
import type { Ground } from '../core/world.ts';
import { lookAtCluster } from './kubernetes/cluster.ts';
import { contextOf } from './kubernetes/context.ts';
import { openEngine } from './kubernetes/engine.ts';
import { hostEnvironment } from './kubernetes/host.ts';
import { registryImages } from './kubernetes/registry.ts';
import { onKubernetes } from './kubernetes/target.ts';

/** Any Kubernetes: the context that `--context` names, or the current one where it is local; images travel through `--registry`. */
export const kubernetes = (ground: Ground, why: string): Target =>
  onKubernetes(ground, {
    name: 'context',
    why,
    context: () => contextOf(ground),
    look: async () => ({ findings: [], remnants: [] }),
    up: async (door) => {
      const { trouble } = await lookAtCluster(door, ground.config.namespace);
      if (trouble)
        throw new Problem(
          trouble.code === 'cluster/unreachable'
            ? { ...trouble, remedy: 'See whether `kubectl cluster-info` answers, and start the cluster.', final: true }
            : trouble,
        );
    },
    images: (door) => {
      const { registry } = ground.config;
      return registryImages(ground, door, openEngine(ground, door, hostEnvironment(door), registry));
    },
  });
