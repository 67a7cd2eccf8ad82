import type { Evidence } from '../../core/finding.ts';
import { deploy, kubectl, kubectlEverywhere, setting } from '../commands.ts';
import { grace, type Match } from '../diagnosis.ts';
import { currentPods } from '../rollout.ts';
import { type ClusterSnapshot, nameOf, type Pod } from '../snapshot.ts';
import type { PodRule } from './pod.ts';
import { fewer } from './rollouts.ts';

/** A pod that the scheduler has no node for, or may not schedule yet (condition PodScheduled is False). */
export const unscheduled: PodRule = (snapshot, pod) => {
  const index = (pod.status?.conditions ?? []).findIndex(
    (one) => one.type === 'PodScheduled' && one.status === 'False',
  );
  const condition = pod.status?.conditions?.[index];
  const path = `pod/${nameOf(pod)} status.conditions[${index}]`;
  const evidence: readonly Evidence[] = [{ source: `${path}.message`, text: condition?.message ?? '' }];
  if (condition?.reason === 'SchedulingGated')
    return {
      code: 'pod/scheduling-gated',
      message: `Pod ${nameOf(pod)} may not be scheduled yet: whoever set its scheduling gates has not taken them away`,
      remedy: `See which: ${kubectl(snapshot, `get pod ${nameOf(pod)} -o jsonpath='{.spec.schedulingGates}'`)}.`,
      evidence,
      patience: grace,
    };
  if (condition?.reason !== 'Unschedulable') return undefined;
  const words = withoutAdvice(condition.message ?? '');
  const known = rows.find(([pattern]) => pattern.test(words));
  const match = known?.[1](snapshot, pod, known[0].exec(words)?.[1] ?? '') ?? {
    code: 'pod/unschedulable',
    message: `No node can take pod ${nameOf(pod)}`,
    remedy: `See what it needs and what the nodes have: ${kubectl(snapshot, `describe pod ${nameOf(pod)}`)} and ${kubectlEverywhere(snapshot, 'describe nodes')}.`,
  };
  return { ...match, message: `${match.message} (${words})`, evidence, patience: grace };
};

type Meaning = (
  snapshot: ClusterSnapshot,
  pod: Pod,
  word: string,
) => Pick<Match, 'code' | 'message' | 'remedy' | 'action'>;

const lacking =
  (code: 'pod/insufficient-cpu' | 'pod/insufficient-memory', resource: 'cpu' | 'memory'): Meaning =>
  (snapshot, pod) => ({
    code,
    message: `No node has ${resource} enough for pod ${nameOf(pod)}, which requests ${requestsOf(pod, resource)}${allocatable(snapshot, resource)}`,
    remedy: `Lower ${setting(pod, `resources.requests.${resource}`)} in the values and deploy again: ${deploy(snapshot)}; what else takes it: ${kubectlEverywhere(snapshot, 'describe nodes')}.`,
    ...fewer(
      snapshot,
      snapshot.workloads.find((one) => currentPods(snapshot, one).includes(pod)),
    ),
  });

/** What the scheduler says about nodes, and what it means; the first that matches. */
const rows: readonly (readonly [RegExp, Meaning])[] = [
  [/Insufficient cpu/, lacking('pod/insufficient-cpu', 'cpu')],
  [/Insufficient memory/, lacking('pod/insufficient-memory', 'memory')],
  [
    /Too many pods/,
    (snapshot, pod) => ({
      code: 'pod/node-full',
      message: `The nodes have as many pods as they take, and pod ${nameOf(pod)} is one too many`,
      remedy: `Remove what is not needed: ${kubectlEverywhere(snapshot, 'get pods --all-namespaces')}.`,
    }),
  ],
  [
    /persistentvolumeclaim "([^"]+)" not found/,
    (snapshot, pod, name) => ({
      code: 'pod/claim-missing',
      message: `Pod ${nameOf(pod)} needs the volume claim ${name}, which does not exist`,
      remedy: `Correct the name in the chart, or make the claim; those that there are: ${kubectl(snapshot, 'get persistentvolumeclaims')}.`,
    }),
  ],
  [
    /unbound immediate PersistentVolumeClaims/,
    (snapshot, pod) => ({
      code: 'pod/claim-unbound',
      message: `Pod ${nameOf(pod)} waits for a volume that its claim does not get`,
      remedy: `See why: ${kubectl(snapshot, `describe persistentvolumeclaims ${claimsOf(pod).join(' ')}`)}.`,
    }),
  ],
  [
    /volume node affinity conflict/,
    (snapshot, pod) => ({
      code: 'pod/volume-elsewhere',
      message: `The volume of pod ${nameOf(pod)} is on a node that cannot take the pod`,
      remedy: `See which node has it: ${kubectlEverywhere(snapshot, 'get persistentvolumes -o wide')}; let the pod run there, or move the data.`,
    }),
  ],
  [
    /didn't match Pod's node affinity/,
    (snapshot, pod) => ({
      code: 'pod/node-selector',
      message: `No node has the labels that pod ${nameOf(pod)} demands: ${selectorOf(pod)}`,
      remedy: `Correct ${setting(pod, 'nodeSelector')} in the values and deploy again: ${deploy(snapshot)}; the labels that there are: ${kubectlEverywhere(snapshot, 'get nodes --show-labels')}.`,
    }),
  ],
  [
    /were unschedulable/,
    (snapshot, pod) => ({
      code: 'pod/node-cordoned',
      message: `The nodes take no new pods, for somebody cordoned them, and pod ${nameOf(pod)} waits`,
      remedy: `Let them take pods again: ${kubectlEverywhere(snapshot, `uncordon ${cordoned(snapshot)}`)}.`,
    }),
  ],
  [
    /untolerated taint(?:\(s\))? ?(\{[^}]*\})?/,
    (snapshot, pod, taint) => ({
      code: 'pod/taint',
      message: `The nodes keep pods away by a taint ${taint} that pod ${nameOf(pod)} does not tolerate`.replace(
        '  ',
        ' ',
      ),
      remedy: /not-ready|unreachable|-pressure/.test(taint)
        ? `The node is not well: ${kubectlEverywhere(snapshot, 'describe nodes')} says why.`
        : `Take the taint away where it is not meant: ${kubectlEverywhere(snapshot, `taint nodes --all ${taint.replace(/[{}]/g, '').split(':')[0] ?? ''}-`)}.`,
    }),
  ],
  [
    /didn't have free ports/,
    (snapshot, pod) => ({
      code: 'pod/host-port',
      message: `Pod ${nameOf(pod)} wants a port of the node that another pod has`,
      remedy: `Take hostPort out of the chart (a Service does not need it), or find the other pod: ${kubectlEverywhere(snapshot, `get pods --all-namespaces -o jsonpath='{range .items[*]}{.metadata.namespace}/{.metadata.name} {.spec.containers[*].ports[*].hostPort}{"\\n"}{end}'`)}.`,
    }),
  ],
  [
    /(?:anti-)?affinity rules|topology spread/,
    (snapshot, pod) => ({
      code: 'pod/spread',
      message: `Pod ${nameOf(pod)} must stand beside or apart from other pods as no node allows`,
      remedy: `Loosen its affinity or topologySpreadConstraints, lower replicaCount, or add nodes; what it demands: ${kubectl(snapshot, `get pod ${nameOf(pod)} -o jsonpath='{.spec.affinity} {.spec.topologySpreadConstraints}'`)}.`,
    }),
  ],
];

/** The scheduler goes on with what it tried: only its first sentence is about the pod. */
const withoutAdvice = (text: string): string => text.split(/\. (?:no new claims|preemption|not found)/)[0] ?? text;

const requestsOf = (pod: Pod, resource: string): string =>
  (pod.spec?.containers ?? [])
    .flatMap(({ name, resources }) => {
      const asked = resources?.requests?.[resource];
      return asked ? [`${asked} for container ${name}`] : [];
    })
    .join(' and ') || 'an unknown amount';

const allocatable = ({ nodes }: ClusterSnapshot, resource: string): string => {
  const each = (nodes ?? []).flatMap((node) => {
    const has = node.status?.allocatable?.[resource];
    return has ? [`${nameOf(node)} has ${readable(has)} in all`] : [];
  });
  return each.length === 0 ? '' : `; ${each.slice(0, 3).join(', ')}`;
};

/** Nodes tell their memory in Ki. */
const readable = (quantity: string): string => {
  const kibibytes = /^(\d+)Ki$/.exec(quantity)?.[1];
  return kibibytes ? `${(Number(kibibytes) / 2 ** 20).toFixed(1)}Gi` : quantity;
};

const claimsOf = (pod: Pod): readonly string[] =>
  (pod.spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);

const selectorOf = (pod: Pod): string =>
  Object.entries(pod.spec?.nodeSelector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(', ') || 'its node affinity';

const cordoned = ({ nodes }: ClusterSnapshot): string =>
  (nodes ?? [])
    .filter(({ spec }) => spec?.unschedulable)
    .map(nameOf)
    .join(' ') || 'NODE';
