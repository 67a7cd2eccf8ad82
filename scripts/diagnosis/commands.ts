import { type Action, actionCommand, type ObjectName, workloadOf } from '../core/action.ts';
import { chartNames } from '../core/charts.ts';
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

/** The workload of ours that an object belongs to; undefined for what no release of ours made. */
export const ourWorkload = (object: { readonly metadata?: Metadata }): ObjectName | undefined => {
  const release = chartNames.find((one) => one === object.metadata?.labels?.['app.kubernetes.io/instance']);
  return release && workloadOf(release);
};

/** The sentence that offers a repair, with the command that begins it; nothing for one that no command says, or that needs a value first. */
export const offer = (place: Pick<Place, 'namespace'>, action: Action): string => {
  // What is wrong about a setting of .env is for a person to write; deploy makes the other secret itself.
  const isForPeople = action.action === 'SetSecretKey' && action.key !== 'AUTH_SECRET';
  const command = isForPeople ? undefined : actionCommand(action);
  return command === undefined
    ? ''
    : `Or have it done for you, which asks first: ${operate(place, `ask "${command}"`)}.`;
};

/** A command of ai-devops-examples for the same namespace, in backquotes. */
export const operate = ({ namespace }: Pick<Place, 'namespace'>, words: string): string =>
  `\`npx tsx scripts/ai-devops-examples.ts ${words}${namespace === defaultConfig.namespace ? '' : ` --namespace ${namespace}`}\``;

/** The command that deploys to the same namespace again, in backquotes; `more` are further flags. */
export const deploy = ({ namespace }: Pick<Place, 'namespace'>, more = ''): string =>
  `\`npx tsx scripts/deploy.ts${namespace === defaultConfig.namespace ? '' : ` --namespace ${namespace}`}${more && ` ${more}`}\``;
