import { backendSecret, type SecretKey } from '../../core/action.ts';
import { type ContainerRule, imageOf, isWaiting, Subject, subject, waiting, waitingEvidence } from '../case.ts';
import { deploy, kubectl, ourWorkload } from '../commands.ts';
import { atOnce } from '../diagnosis.ts';

/** A Secret or a ConfigMap that a variable is taken from and that is not there. */
export const configMissing: ContainerRule = (one) => {
  if (!isWaiting(one, 'CreateContainerConfigError')) return undefined;
  const [, kind, name] = /(secret|configmap) "([^"]+)" not found/.exec(waiting(one)) ?? [];
  if (!kind || !name) return undefined;
  const named = `${kind === 'secret' ? 'Secret' : 'ConfigMap'} ${name}`;
  return {
    code: 'pod/config-missing',
    message: `${named} does not exist in namespace ${one.snapshot.namespace}, and ${subject(one)} takes variables from it`,
    remedy: `See which there are with ${kubectl(one.snapshot, `get ${kind}s`)}. If the name is right, deploy again, which makes it: ${deploy(one.snapshot)}; else correct the name in the chart.`,
    evidence: waitingEvidence(one),
    patience: atOnce,
  };
};

/** A key that the Secret or the ConfigMap does not have. */
export const keyMissing: ContainerRule = (one) => {
  if (!isWaiting(one, 'CreateContainerConfigError')) return undefined;
  const [, key, kind, name] =
    /couldn't find key (\S+) in (Secret|ConfigMap) (?:[^/\s]*\/)?(\S+)/.exec(waiting(one)) ?? [];
  if (!key || !kind || !name) return undefined;
  const ours = ourWorkload(one.pod) !== undefined;
  const secret = kind === 'Secret' && ours ? secretOf(name, key) : undefined;
  const again = `eploy again: ${deploy(one.snapshot)}`;
  const made = ours ? `D${again}, which makes it anew` : `Add it, and d${again}`;
  const set = secret && secret !== 'AUTH_SECRET' ? `Set ${secret} in .env and d${again}` : made;
  const todo = kind === 'Secret' ? set : `Set config.${key} in the values of the chart and d${again}`;
  return {
    code: 'pod/config-key-missing',
    message: `${kind} ${name} has no key ${key}, and ${subject(one)} takes a variable from it`,
    remedy: `${todo}. The keys that there are: ${kubectl(one.snapshot, `describe ${kind.toLowerCase()} ${name}`)}.`,
    evidence: waitingEvidence(one),
    ...(secret ? { action: { action: 'SetSecretKey', key: secret } } : {}),
    patience: atOnce,
  };
};

/** The secret of the backend that a key of a Secret holds. */
const secretOf = (name: string, key: string): SecretKey | undefined =>
  name === backendSecret.name
    ? (Object.keys(backendSecret.keys) as readonly SecretKey[]).find((one) => backendSecret.keys[one] === key)
    : undefined;

/** An image whose user is root, or is named so that the kubelet cannot know, where the pod demands another one. */
export const runsAsRoot: ContainerRule = (one) => {
  if (!isWaiting(one, 'CreateContainerConfigError')) return undefined;
  const named = /non-numeric user \(([^)]*)\)/.exec(waiting(one))?.[1];
  const root = /image will run as root|breaks non-root policy/.test(waiting(one));
  if (named === undefined && !root) return undefined;
  return {
    code: 'pod/runs-as-root',
    message: named
      ? `${Subject(one)} must not run as root, and its image ${imageOf(one)} names the user "${named}", whose number the node does not know`
      : `${Subject(one)} must not run as root, and it would with the image ${imageOf(one)}`,
    remedy: `End the Dockerfile with a user by number, \`USER 1001:1001\`, or set podSecurityContext.runAsUser in the values; then deploy again: ${deploy(one.snapshot)}.`,
    evidence: waitingEvidence(one),
    patience: atOnce,
  };
};
