import { type ContainerRule, endEvidence, hasCrashed, logEvidence, logOf, Subject } from '../case.ts';
import { deploy, kubectl, kubectlEverywhere } from '../commands.ts';
import { dependency } from '../diagnosis.ts';
import { isKnown, nameOf } from '../snapshot.ts';

/** How Node, Python and libc say that a name has no address; the name where they tell it. */
const words: readonly RegExp[] = [
  /getaddrinfo (?:ENOTFOUND|EAI_AGAIN) ([\w.-]+)/,
  /(?:failed to resolve(?: host)?|Could not resolve host|bad address|lookup) '?"?([\w.-]+)[\s\S]{0,80}(?:not known|no such host|Could not resolve|bad address)/i,
  /(?:Temporary failure in name resolution|Name or service not known)/,
];

/** A container that ends, or is not ready, because a name has no address: there is no such Service, or the DNS is away. */
export const nameUnknown: ContainerRule = (one) => {
  if (!hasCrashed(one) && (one.status.ready || !one.status.state?.running)) return undefined;
  const found = words.map((pattern) => pattern.exec(logOf(one))).find((match) => match !== null);
  if (!found) return undefined;
  const [text, host] = found;
  const evidence = [...endEvidence(one), ...logEvidence(one)];
  const { snapshot } = one;
  const service = host?.split('.')[0];
  const exists = snapshot.services.some((other) => nameOf(other) === service);
  const dns = /Temporary failure|EAI_AGAIN/.test(text) || exists;
  const patience = hasCrashed(one) ? dependency : 'timeout';
  if (dns)
    return {
      code: 'cluster/dns',
      message: `${Subject(one)} gets no address for ${host ?? 'a name'}${exists ? `, though the Service ${service} is there` : ''}: the DNS of the cluster does not answer`,
      remedy: `See whether it runs: ${kubectlEverywhere(snapshot, '-n kube-system get pods -l k8s-app=kube-dns')}; start it anew with ${kubectlEverywhere(snapshot, '-n kube-system rollout restart deployment/coredns')}.`,
      evidence,
      patience,
      confidence: exists ? 0.9 : 0.7,
    };
  if (!isKnown(snapshot, 'services')) return undefined;
  return {
    code: 'pod/host-unknown',
    message: `${Subject(one)} looks for ${host ? `the host ${host}` : 'a host'}, and no Service of namespace ${snapshot.namespace} has that name`,
    remedy: `Correct the address in the values of the chart to a Service that there is (${kubectl(snapshot, 'get services')}), and deploy again: ${deploy(snapshot)}.`,
    evidence,
    patience,
    confidence: host ? 0.9 : 0.6,
  };
};
