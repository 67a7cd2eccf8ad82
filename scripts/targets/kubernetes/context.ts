import { problem } from '../../core/finding.ts';
import type { Ground } from '../../core/world.ts';

/** Contexts that are a cluster on this machine: used without being named. */
const local: readonly RegExp[] = [/^minikube$/, /^kind-/, /^k3d-/, /^docker-desktop$/, /^rancher-desktop$/];

/** True for the name of a context that is a cluster on this machine. */
const isLocalContext = (name: string): boolean => local.some((pattern) => pattern.test(name));

/** The context of a run: the one that was named, or the current one if it is local. Throws target/not-local otherwise. */
export const contextOf = async ({ sh, config }: Ground): Promise<string> => {
  if (config.context) return config.context;
  const said = await sh.read`kubectl config current-context`;
  const current = said.stdout.trim();
  if (said.code !== 0 || current === '')
    throw problem('target/not-local', 'No context was named, and kubectl has no current one', {
      remedy:
        'See which there are with `kubectl config get-contexts`, and name one: `--target context --context NAME`.',
      final: true,
    });
  if (isLocalContext(current)) return current;
  throw problem('target/not-local', `The current context ${current} is not a cluster on this machine`, {
    remedy: `If you mean it, name it: \`--target context --context ${current}\`.`,
    final: true,
  });
};
