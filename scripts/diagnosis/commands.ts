import { defaultConfig } from '../core/config.ts';
import type { ClusterSnapshot, Metadata } from './snapshot.ts';

/** Commands to copy, for one namespace of one cluster. */
type Place = Pick<ClusterSnapshot, 'context' | 'namespace'>;

/** A kubectl command in backquotes; the context is named, since the current one may be another. */
export const kubectl = ({ context, namespace }: Place, words: string): string =>
  `\`kubectl ${context ? `--context ${context} ` : ''}-n ${namespace} ${words}\``;

/** The same for what belongs to no namespace. */
export const kubectlEverywhere = ({ context }: Place, words: string): string =>
  `\`kubectl ${context ? `--context ${context} ` : ''}${words}\``;

/** A value of the chart that made an object, as `--set` names it (`backend.replicaCount`); without the chart where that is not known. */
export const setting = (object: { readonly metadata?: Metadata }, key: string): string => {
  const chart = object.metadata?.labels?.['app.kubernetes.io/instance'];
  return `${chart ? `${chart}.` : ''}${key}`;
};

/** The command that deploys to the same namespace again, in backquotes; `more` are further flags. */
export const deploy = ({ namespace }: Pick<Place, 'namespace'>, more = ''): string =>
  `\`npx tsx scripts/deploy.ts${namespace === defaultConfig.namespace ? '' : ` --namespace ${namespace}`}${more && ` ${more}`}\``;
