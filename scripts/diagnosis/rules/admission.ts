import type { Evidence } from '../../core/finding.ts';
import { eventsOf } from '../case.ts';
import { deploy, kubectl, kubectlEverywhere, setting } from '../commands.ts';
import { atOnce, grace, type Match } from '../diagnosis.ts';
import { currentPods, currentReplicaSet } from '../rollout.ts';
import { type ClusterSnapshot, nameOf, type Quota, type Workload } from '../snapshot.ts';
import { fewer } from './rollouts.ts';

/** A workload whose pods the cluster refuses to create: a quota, a limit range, a policy, an admission webhook. */
export const refused = (snapshot: ClusterSnapshot, workload: Workload): Match | undefined => {
  const failure = failureOf(snapshot, workload);
  if (!failure) return undefined;
  for (const [pattern, meaning] of rows) {
    const found = pattern.exec(failure.text);
    if (found) return { ...meaning(snapshot, workload, found), evidence: [failure, ...more(snapshot, found)] };
  }
  return {
    code: 'pod/refused',
    message: `The cluster refuses to create pods of ${nameOf(workload)}: ${withoutPod(failure.text)}`,
    remedy: `Read all it says: ${kubectl(snapshot, `describe replicasets,statefulsets -l app=${workload.metadata?.labels?.app ?? nameOf(workload)}`)}.`,
    evidence: [failure],
    patience: grace,
  };
};

type Meaning = (snapshot: ClusterSnapshot, workload: Workload, found: RegExpExecArray) => Omit<Match, 'evidence'>;

/** What an API server says when it refuses a pod; the first that matches. */
const rows: readonly (readonly [RegExp, Meaning])[] = [
  [
    /exceeded quota: ([^,]+), requested: (.*), used: (.*), limited: (.*)/,
    (snapshot, workload, [, quota, requested, used, limited]) => ({
      code: 'pod/quota',
      message: `The quota ${quota} of namespace ${snapshot.namespace} has no room for a pod of ${nameOf(workload)}: it asks for ${requested}; in use is ${used}, the limit is ${limited}`,
      remedy: `Lower ${setting(workload, 'resources')} in the values and deploy again, ${deploy(snapshot)}, or raise the quota: ${kubectl(snapshot, `edit resourcequota ${quota}`)}.`,
      ...fewer(snapshot, workload),
      patience: atOnce,
    }),
  ],
  [
    /failed quota: ([^:]+): must specify (\S+) for: (\S+)/,
    (snapshot, workload, [, quota, what, containers = '']) => ({
      code: 'pod/quota-unspecified',
      message: `The quota ${quota} of namespace ${snapshot.namespace} wants ${what} from each container, and ${containers.replaceAll(',', ' and ')} of ${nameOf(workload)} ${containers.includes(',') ? 'set' : 'sets'} none`,
      remedy: `Set ${setting(workload, `resources.${what?.includes('.') ? what : `requests.${what}`}`)} in the values and deploy again: ${deploy(snapshot)}.`,
      patience: atOnce,
    }),
  ],
  [
    /(maximum|minimum) (\S+) usage per (\w+) is ([^,]+), but (limit|request) is ([^,.]+(?:\.\d+\w*)?)/,
    (snapshot, workload, [, which, resource, per, bound, kind, asked]) => ({
      code: 'pod/limit-range',
      message: `A limit range of namespace ${snapshot.namespace} takes ${which === 'maximum' ? 'at most' : 'at least'} ${bound} of ${resource} per ${per}, and ${nameOf(workload)} ${kind === 'limit' ? 'has a limit of' : 'requests'} ${asked}`,
      remedy: `Set ${setting(workload, `resources.${kind}s.${resource}`)} in the values to ${bound}, and deploy again: ${deploy(snapshot)}; the limits: ${kubectl(snapshot, 'describe limitranges')}.`,
      patience: atOnce,
    }),
  ],
  [
    /violates PodSecurity "([^"]+)": (.*)/s,
    (snapshot, workload, [, level, why]) => ({
      code: 'pod/security-policy',
      message: `Namespace ${snapshot.namespace} enforces the Pod Security level ${level}, and pods of ${nameOf(workload)} break it: ${why}`,
      remedy: `Set what it names in podSecurityContext and securityContext of the chart, and deploy again: ${deploy(snapshot)}. The level is a label of the namespace: ${kubectlEverywhere(snapshot, `get namespace ${snapshot.namespace} --show-labels`)}.`,
      patience: atOnce,
    }),
  ],
  [
    /admission webhook "([^"]+)" denied the request: (.*)/s,
    (snapshot, workload, [, webhook, why]) => ({
      code: 'pod/webhook-denied',
      message: `The admission webhook ${webhook} lets no pod of ${nameOf(workload)} in: ${why}`,
      remedy: `Change in the values what it objects to and deploy again, ${deploy(snapshot)}, or ask whoever runs it: ${kubectlEverywhere(snapshot, 'get validatingwebhookconfigurations,mutatingwebhookconfigurations')}.`,
      patience: atOnce,
    }),
  ],
  [
    /ValidatingAdmissionPolicy '([^']+)' with binding '[^']+' denied request: (.*)/s,
    (snapshot, workload, [, policy, why]) => ({
      code: 'pod/webhook-denied',
      message: `The admission policy ${policy} lets no pod of ${nameOf(workload)} in: ${why}`,
      remedy: `Change in the values what it objects to and deploy again, ${deploy(snapshot)}; what it says: ${kubectlEverywhere(snapshot, `get validatingadmissionpolicy ${policy} -o yaml`)}.`,
      patience: atOnce,
    }),
  ],
  [
    /failed calling webhook "([^"]+)": (.*)/s,
    (snapshot, workload, [, webhook, why]) => ({
      code: 'pod/webhook-away',
      message: `No pod of ${nameOf(workload)} is created because the admission webhook ${webhook} does not answer: ${lastPart(why ?? '')}`,
      remedy: `Bring its program back, or remove the webhook if that is gone for good: ${kubectlEverywhere(snapshot, 'get validatingwebhookconfigurations,mutatingwebhookconfigurations')}.`,
      patience: grace,
    }),
  ],
  [
    /serviceaccount "([^"]+)" not found/,
    (snapshot, workload, [, account]) => ({
      code: 'pod/service-account-missing',
      message: `Pods of ${nameOf(workload)} run as the service account ${account}, which does not exist in namespace ${snapshot.namespace}`,
      remedy: `Set ${setting(workload, 'serviceAccount.create')} to true in the values, or serviceAccount.name to one that there is (${kubectl(snapshot, 'get serviceaccounts')}), and deploy again: ${deploy(snapshot)}.`,
      patience: grace,
    }),
  ],
];

/**
 * Why no pod could be created, where it was read. A Deployment has it as a condition of its ReplicaSet; a StatefulSet
 * says it by an event only, which outlives its cause: that counts while there is no pod.
 */
const failureOf = (snapshot: ClusterSnapshot, workload: Workload): Evidence | undefined => {
  const set = currentReplicaSet(snapshot, workload);
  const index = (set?.status?.conditions ?? []).findIndex(
    ({ type, status }) => type === 'ReplicaFailure' && status === 'True',
  );
  const condition = set?.status?.conditions?.[index];
  if (condition)
    return {
      source: `replicaset/${nameOf(set)} status.conditions[${index}].message`,
      text: condition.message ?? condition.reason ?? '',
    };
  if (workload.kind !== 'StatefulSet' || (workload.spec?.replicas ?? 1) === 0) return undefined;
  if (currentPods(snapshot, workload).length > 0) return undefined;
  const event = eventsOf(snapshot, workload).findLast(({ reason }) => reason === 'FailedCreate');
  return event && { source: `event FailedCreate of statefulset/${nameOf(workload)}`, text: event.message ?? '' };
};

/** The state of the quota that is named, which tells how much would be left. */
const more = ({ quotas }: ClusterSnapshot, [, name]: RegExpExecArray): readonly Evidence[] =>
  quotas
    .filter((quota) => nameOf(quota) === name)
    .map((quota) => ({ source: `resourcequota/${name} status`, text: usage(quota) }));

const usage = ({ status }: Quota): string =>
  Object.entries(status?.hard ?? {})
    .map(([resource, hard]) => `${resource}: ${status?.used?.[resource] ?? '?'} of ${hard}`)
    .join('\n');

/** Each try has a pod of another name, which tells nobody anything. */
const withoutPod = (text: string): string => text.replace(/^pods "[^"]*" is forbidden: /, '');

const lastPart = (text: string): string => text.split('": ').at(-1) ?? text;
