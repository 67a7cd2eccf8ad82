import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that we compare ourselves with, or that have to work with us, under the names that tell their versions apart. */
export type Peer =
  | 'helm3'
  | 'helm4'
  | 'kubeconform'
  | 'kube-score'
  | 'skaffold'
  | 'helmfile'
  | 'kubectl-ai'
  | 'k8sgpt'
  | 'popeye'
  | 'kagent-adk';

/** Where a peer is: in the folder that PEERS names, or on the PATH; undefined when it is not installed. */
export const peer = (name: Peer): string | undefined =>
  [process.env.PEERS ?? '', ...(process.env.PATH ?? '').split(delimiter)]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

/** For a child: it gets no variable of the user's that is not named. */
export const peersPlace = { PEERS: process.env.PEERS } as const;

/** Said once, for what is missing. */
export const howToGet = (...names: readonly Peer[]): string =>
  `Put ${names.join(', ').replace(/, ([^,]*)$/, ' and $1')} on the PATH under ${names.length > 1 ? 'these names' : 'this name'}, or into a folder that PEERS names.`;

/**
 * The real kubectl-ai for tests: where peers are, or built from its published module where the script for that lies
 * beside the project. Undefined, with the reason printed, where there is none.
 */
export const realKubectlAi = (): string | undefined => peer('kubectl-ai') ?? built();

const built = (): string | undefined => {
  const script = join(import.meta.dirname, '../../../shared/peers/build');
  const said = existsSync(script) ? spawnSync(script, ['kubectl-ai'], { encoding: 'utf8' }) : undefined;
  if (said?.status === 0) return join(said.stdout.trim(), 'kubectl-ai');
  process.stderr.write(`kubectl-ai is not asked: ${howToGet('kubectl-ai')} ${said?.stderr ?? ''}\n`);
  return undefined;
};
