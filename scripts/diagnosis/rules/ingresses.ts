import { kubectl, kubectlEverywhere } from '../commands.ts';
import { type Diagnosis, findingIn, type Match } from '../diagnosis.ts';
import { type Backend, type ClusterSnapshot, type Ingress, isKnown, nameOf, releaseOf } from '../snapshot.ts';

/** What an Ingress names and there is not: its class, the Service behind a path, a port of that. */
export const brokenIngress = (snapshot: ClusterSnapshot, ingress: Ingress): readonly Diagnosis[] =>
  [...classOf(snapshot, ingress), ...backendsOf(ingress).flatMap((one) => backend(snapshot, ingress, one))].map(
    (match) => ({
      release: releaseOf(ingress),
      subjects: [{ kind: 'Ingress', name: nameOf(ingress) }],
      finding: findingIn(match),
      patience: match.patience,
    }),
  );

const classOf = (snapshot: ClusterSnapshot, ingress: Ingress): readonly Match[] => {
  const wanted = ingress.spec?.ingressClassName;
  const { ingressClasses } = snapshot;
  if (wanted === undefined || ingressClasses === null) return [];
  if (ingressClasses.some((one) => nameOf(one) === wanted)) return [];
  const there = ingressClasses.map(nameOf);
  return [
    {
      code: 'service/ingress-class',
      message: `Ingress ${nameOf(ingress)} asks for the class ${wanted}, which the cluster does not have${there.length > 0 ? ` (it has ${there.join(', ')})` : ''}: nobody serves it`,
      remedy: `Install its controller, on Minikube \`minikube addons enable ingress\`, or take a class that there is: ${kubectlEverywhere(snapshot, 'get ingressclasses')}.`,
      evidence: [{ source: `ingress/${nameOf(ingress)} spec.ingressClassName`, text: wanted }],
      patience: 'timeout',
    },
  ];
};

type Place = { readonly path: string; readonly backend: Backend };

const backendsOf = ({ spec }: Ingress): readonly Place[] => [
  ...(spec?.defaultBackend ? [{ path: 'spec.defaultBackend', backend: spec.defaultBackend }] : []),
  ...(spec?.rules ?? []).flatMap(({ http }, rule) =>
    (http?.paths ?? []).flatMap((one, path) =>
      one.backend ? [{ path: `spec.rules[${rule}].http.paths[${path}].backend`, backend: one.backend }] : [],
    ),
  ),
];

const backend = (snapshot: ClusterSnapshot, ingress: Ingress, { path, backend }: Place): readonly Match[] => {
  const { name, port } = backend.service ?? {};
  if (name === undefined || !isKnown(snapshot, 'services')) return [];
  const service = snapshot.services.find((one) => nameOf(one) === name);
  const wanted = port?.name ?? port?.number;
  const has = (service?.spec?.ports ?? []).some((one) => one.name === wanted || one.port === wanted);
  if (service && (wanted === undefined || has)) return [];
  const there = (service?.spec?.ports ?? []).map((one) => one.port).join(', ');
  return [
    {
      code: 'service/ingress-backend',
      message: service
        ? `Ingress ${nameOf(ingress)} leads to port ${wanted} of Service ${name}, which has ${there || 'no port'}`
        : `Ingress ${nameOf(ingress)} leads to Service ${name}, which does not exist`,
      remedy: `Correct the backend of the Ingress to a Service and port that there are: ${kubectl(snapshot, 'get services')}.`,
      evidence: [{ source: `ingress/${nameOf(ingress)} ${path}`, text: `${name}:${wanted ?? ''}` }],
      patience: 'timeout',
    },
  ];
};
