import type { Door } from './door.ts';
import type { Environment } from './engine.ts';

/** The host's own engine, also where `eval $(minikube docker-env)` has turned the user's shell to a node. */
export const hostEnvironment = (door: Door) => async (): Promise<Environment> => {
  const turned = await door.ask(['printenv', 'MINIKUBE_ACTIVE_DOCKERD']);
  return turned.code === 0
    ? {
        DOCKER_HOST: undefined,
        DOCKER_TLS_VERIFY: undefined,
        DOCKER_CERT_PATH: undefined,
        MINIKUBE_ACTIVE_DOCKERD: undefined,
      }
    : {};
};
