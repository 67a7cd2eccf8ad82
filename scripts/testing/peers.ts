import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that we compare ourselves with, or that have to work with us, under the names that tell their versions apart. */
export type Peer = 'helm3' | 'helm4' | 'kubeconform' | 'kube-score' | 'skaffold' | 'helmfile' | 'k8sgpt' | 'kagent-adk';

/** Where a peer is: in the folder that PEERS names, or on the PATH; undefined when it is not installed. */
export const peer = (name: Peer): string | undefined =>
  [process.env.PEERS ?? '', ...(process.env.PATH ?? '').split(delimiter)]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

/** Said once, for what is missing. */
export const howToGet = (...names: readonly Peer[]): string =>
  `Put ${names.join(', ').replace(/, ([^,]*)$/, ' and $1')} on the PATH under ${names.length > 1 ? 'these names' : 'this name'}, or into a folder that PEERS names.`;
