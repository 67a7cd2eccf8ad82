import { deploy, kubectl } from '../commands.ts';
import { type Diagnosis, findingIn, type Match, type Subject } from '../diagnosis.ts';
import {
  type ClusterSnapshot,
  type Container,
  isKnown,
  isSelected,
  nameOf,
  type Pod,
  releaseOf,
  type Service,
} from '../snapshot.ts';
import { subjectOf } from './rollouts.ts';

/** How many endpoints of a Service take traffic at a port; one that does not say so counts as ready (EndpointSlice API). */
export const readyEndpoints = (snapshot: ClusterSnapshot, service: Service): number =>
  snapshot.endpointSlices
    .filter((slice) => slice.metadata?.labels?.['kubernetes.io/service-name'] === nameOf(service))
    .filter((slice) => (slice.ports ?? []).length > 0 || (service.spec?.ports ?? []).length === 0)
    .flatMap((slice) => slice.endpoints ?? [])
    .filter((endpoint) => endpoint.conditions?.ready !== false).length;

/** A Service that nothing answers behind: its selector, its pods or its ports. */
export const deadService = (snapshot: ClusterSnapshot, service: Service): readonly Diagnosis[] => {
  const { selector } = service.spec ?? {};
  if (!selector || !isKnown(snapshot, 'pods') || !isKnown(snapshot, 'endpointslices')) return [];
  const release = releaseOf(service);
  const staying = snapshot.pods.filter((pod) => !pod.metadata?.deletionTimestamp);
  const pods = staying.filter((pod) => isSelected(pod, selector));
  const match =
    readyEndpoints(snapshot, service) > 0
      ? silentPort(snapshot, service, pods)
      : withoutEndpoints(
          snapshot,
          service,
          pods,
          staying.filter((pod) => isRelated(service, pod)),
        );
  if (!match) return [];
  const workloads = snapshot.workloads.filter((one) => releaseOf(one) === release).map(subjectOf);
  const because: readonly Subject[] =
    pods.length > 0 ? pods.map((pod) => ({ kind: 'Pod', name: nameOf(pod) })) : workloads;
  const mayFollow = match.code === 'service/no-endpoints';
  return [
    {
      release,
      subjects: [{ kind: 'Service', name: nameOf(service) }],
      finding: findingIn(match),
      patience: match.patience,
      ...(mayFollow ? { because } : {}),
    },
  ];
};

/** `others` are pods that the Service seems to be meant for. */
const withoutEndpoints = (
  snapshot: ClusterSnapshot,
  service: Service,
  pods: readonly Pod[],
  others: readonly Pod[],
): Match => {
  const name = nameOf(service);
  const selector = Object.entries(service.spec?.selector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const evidence = [{ source: `service/${name} spec.selector`, text: selector }];
  const compare = kubectl(snapshot, 'get services,pods --show-labels');
  if (pods.length === 0 && others.length > 0)
    return {
      code: 'service/selector',
      message: `No pod has the labels that Service ${name} selects, ${selector}, though there are pods: ${others.slice(0, 3).map(nameOf).join(', ')}`,
      remedy: `Let the selector of the Service and the labels of the pods agree in the chart, and deploy again: ${deploy(snapshot)}; what they are: ${compare}.`,
      evidence: [
        ...evidence,
        ...others.slice(0, 3).map((pod) => ({
          source: `pod/${nameOf(pod)} metadata.labels`,
          text: Object.entries(pod.metadata?.labels ?? {})
            .map(([key, value]) => `${key}=${value}`)
            .join(','),
        })),
      ],
      patience: 'timeout',
    };
  const unknown = (service.spec?.ports ?? []).find(
    ({ targetPort }) =>
      typeof targetPort === 'string' && !pods.some((pod) => portsOf(pod).some((one) => one.name === targetPort)),
  );
  if (unknown && pods.some(isReady))
    return {
      code: 'service/port-name',
      message: `Service ${name} leads to the port named ${unknown.targetPort}, and no container of its pods has a port of that name${known(pods)}`,
      remedy: `Give the port of the container that name, or correct targetPort of the Service, in the chart, and deploy again: ${deploy(snapshot)}.`,
      evidence: [
        { source: `service/${name} spec.ports`, text: `${unknown.port} -> ${unknown.targetPort}` },
        ...pods.slice(0, 1).map((pod) => ({ source: `pod/${nameOf(pod)} spec.containers ports`, text: listed(pod) })),
      ],
      patience: 'timeout',
    };
  return {
    code: 'service/no-endpoints',
    message:
      pods.length === 0
        ? `Service ${name} has no endpoint: no pod has the labels ${selector}`
        : `Service ${name} has no ready endpoint: ${pods.length === 1 ? 'its only pod is not ready' : `none of its ${pods.length} pods is ready`}`,
    remedy: `See its pods: ${kubectl(snapshot, `get pods -l ${selector}`)}.`,
    evidence,
    patience: 'timeout',
  };
};

/** A port by number that no container declares: it may listen there all the same, so this is a warning. */
const silentPort = (snapshot: ClusterSnapshot, service: Service, pods: readonly Pod[]): Match | undefined => {
  const wrong = (service.spec?.ports ?? []).find(
    ({ targetPort }) =>
      typeof targetPort === 'number' &&
      pods.length > 0 &&
      pods.every((pod) => portsOf(pod).length > 0 && !portsOf(pod).some((one) => one.containerPort === targetPort)),
  );
  if (!wrong) return undefined;
  return {
    code: 'service/port-number',
    message: `Service ${nameOf(service)} leads to port ${wrong.targetPort}, which no container of its pods declares${known(pods)}`,
    remedy: `Correct targetPort of the Service in the chart and deploy again: ${deploy(snapshot)}.`,
    evidence: [{ source: `service/${nameOf(service)} spec.ports`, text: `${wrong.port} -> ${wrong.targetPort}` }],
    level: 'warning',
    confidence: 0.7,
    patience: 'timeout',
  };
};

/** Of one release, or of one application: then the Service is meant for the pod. */
const isRelated = (service: Service, pod: Pod): boolean =>
  releaseOf(pod) === releaseOf(service) ||
  (service.metadata?.labels?.app !== undefined && service.metadata.labels.app === pod.metadata?.labels?.app);

const isReady = (pod: Pod): boolean =>
  (pod.status?.conditions ?? []).some((one) => one.type === 'Ready' && one.status === 'True');

const portsOf = (pod: Pod): readonly NonNullable<Container['ports']>[number][] =>
  (pod.spec?.containers ?? []).flatMap(({ ports }) => ports ?? []);

const listed = (pod: Pod): string =>
  portsOf(pod)
    .map(({ name, containerPort }) => (name ? `${name} (${containerPort})` : String(containerPort)))
    .join(', ');

const known = (pods: readonly Pod[]): string => {
  const ports = pods[0] ? listed(pods[0]) : '';
  return ports ? `; they have ${ports}` : '';
};
