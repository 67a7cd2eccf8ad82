import { askedFor } from '../core/config.ts';
import { problem } from '../core/finding.ts';
import type { Target } from '../core/target.ts';
import type { Ground } from '../core/world.ts';
import { kubernetes } from './kubernetes.ts';
import { local } from './local.ts';
import { minikube } from './minikube.ts';

/** The target that the settings name; without one, minikube where its program is on the PATH, else local. */
export const chooseTarget = async (ground: Ground, hasMinikube: boolean): Promise<Target> => {
  const { target, context, registry } = ground.config;
  if (context && target !== undefined && target !== 'context')
    throw problem('usage/bad-value', `--context goes with --target context, not with --target ${target}`, {
      remedy: 'Leave one of the two out.',
    });
  if (registry && target !== 'context')
    throw problem('usage/bad-value', '--registry goes with --target context', {
      remedy: 'Add --target context, or leave --registry out.',
    });
  const name = target ?? (context ? 'context' : hasMinikube ? 'minikube' : 'local');
  if (name === 'local') return local(ground);
  if (name === 'minikube') return minikube(ground, askedFor(ground.config) ?? 'minikube is on the PATH');
  return kubernetes(ground, context ? 'asked for with --context' : 'asked for with --target');
};
