import type { Document, JsonMap } from '../../core/charts.ts';
import { at, list, map } from '../../core/json.ts';
import { closest } from '../../values/suggest.ts';
import { podsOf } from '../pods.ts';
import type { Breach, Policy } from './policy.ts';

/** How the documents of a release refer to each other. */
export const wiringPolicies: readonly Policy[] = [
  {
    code: 'policy/mismatching-selector',
    breaches: ({ documents }) =>
      podsOf(documents).flatMap(({ document, labels }): readonly Breach[] => {
        const wanted = map(at(document.body, 'spec', 'selector', 'matchLabels'));
        const differing = Object.entries(wanted).find(([key, value]) => labels[key] !== value);
        return differing
          ? [
              {
                document,
                path: ['spec', 'selector', 'matchLabels', differing[0]],
                message: `${document.kind} ${document.name} selects ${differing[0]}=${String(differing[1])}, and its pods have ${labels[differing[0]] === undefined ? `no label ${differing[0]}` : `${differing[0]}=${String(labels[differing[0]])}`}`,
                remedy: 'Give selector.matchLabels and template.metadata.labels the same labels.',
              },
            ]
          : [];
      }),
  },
  {
    code: 'policy/dangling-service',
    breaches: ({ documents }) =>
      services(documents).flatMap(({ document, selector }): readonly Breach[] =>
        Object.keys(selector).length === 0 || selected(documents, selector).length > 0
          ? []
          : [
              {
                document,
                path: ['spec', 'selector'],
                message: `Service ${document.name} selects ${labelText(selector)}, and no pod of the release has these labels`,
                remedy: 'Use labels of the pods in spec.selector.',
              },
            ],
      ),
  },
  {
    code: 'policy/invalid-target-ports',
    breaches: ({ documents }) =>
      services(documents).flatMap(({ document, selector, ports }) =>
        ports.flatMap((port, index): readonly Breach[] => {
          const target = port.targetPort ?? port.port;
          const pods = Object.keys(selector).length === 0 ? [] : selected(documents, selector);
          const open = pods.flatMap((pod) => pod.containers.flatMap(({ body }) => list(body.ports).map(map)));
          if (pods.length === 0 || open.some((one) => one.name === target || one.containerPort === target)) return [];
          return [
            {
              document,
              path: ['spec', 'ports', index, port.targetPort === undefined ? 'port' : 'targetPort'],
              message: `Service ${document.name} sends traffic to port ${String(target)}, which its pods do not have`,
              remedy: `Use one of: ${open.map((one) => String(one.name ?? one.containerPort)).join(', ') || 'none is declared'}.`,
            },
          ];
        }),
      ),
  },
  {
    code: 'policy/non-existent-service-account',
    breaches: ({ documents }) =>
      podsOf(documents).flatMap(({ document, spec, path }): readonly Breach[] => {
        const name = spec.serviceAccountName;
        if (name === undefined || name === 'default' || exists(documents, 'ServiceAccount', String(name))) return [];
        return [
          {
            document,
            path: [...path, 'serviceAccountName'],
            message: `${document.kind} ${document.name} runs as ServiceAccount ${String(name)}, which the release does not have`,
            absent: 'ServiceAccount',
            remedy: 'Render that ServiceAccount, or name "default".',
          },
        ];
      }),
  },
  {
    code: 'policy/env-value-from',
    breaches: ({ documents }) =>
      podsOf(documents).flatMap((pod) =>
        pod.containers.flatMap((container) => [
          ...list(container.body.env).flatMap((one, index) =>
            missing(documents, pod.document, map(at(one, 'valueFrom')), [...container.path, 'env', index, 'valueFrom']),
          ),
          ...list(container.body.envFrom).flatMap((one, index) =>
            missing(documents, pod.document, map(one), [...container.path, 'envFrom', index]),
          ),
        ]),
      ),
  },
  {
    code: 'policy/use-namespace',
    breaches: ({ documents }) =>
      documents
        .filter(({ body }) => at(body, 'metadata', 'namespace') !== undefined)
        .map((document) => ({
          document,
          path: ['metadata', 'namespace'],
          message: `${document.kind} ${document.name} is bound to the namespace ${String(at(document.body, 'metadata', 'namespace'))}`,
          remedy: 'Remove metadata.namespace: Helm installs into the namespace of the release.',
        })),
  },
];

type ServiceOf = { readonly document: Document; readonly selector: JsonMap; readonly ports: readonly JsonMap[] };

const services = (documents: readonly Document[]): readonly ServiceOf[] =>
  documents
    .filter(({ kind, body }) => kind === 'Service' && at(body, 'spec', 'type') !== 'ExternalName')
    .map((document) => ({
      document,
      selector: map(at(document.body, 'spec', 'selector')),
      ports: list(at(document.body, 'spec', 'ports')).map(map),
    }));

const selected = (documents: readonly Document[], selector: JsonMap) =>
  podsOf(documents).filter(({ labels }) => Object.entries(selector).every(([key, value]) => labels[key] === value));

const labelText = (labels: JsonMap): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(', ');

const exists = (documents: readonly Document[], kind: string, name: string): boolean =>
  documents.some((one) => one.kind === kind && one.name === name);

const sources: readonly (readonly [string, string])[] = [
  ['secretKeyRef', 'Secret'],
  ['configMapKeyRef', 'ConfigMap'],
  ['secretRef', 'Secret'],
  ['configMapRef', 'ConfigMap'],
];

/** A reference that is not optional names an object of the release and a key that it has. */
const missing = (
  documents: readonly Document[],
  document: Document,
  from: JsonMap,
  path: Breach['path'],
): readonly Breach[] =>
  sources.flatMap(([field, kind]): readonly Breach[] => {
    const reference = map(from[field]);
    if (from[field] === undefined || reference.optional === true) return [];
    const name = String(reference.name);
    const found = documents.find((one) => one.kind === kind && one.name === name);
    const breach = (what: string, remedy: string, last: string) => [
      {
        document,
        path: [...path, field, last],
        message: `${document.kind} ${document.name} reads ${what}`,
        remedy,
        ...(found ? {} : { absent: kind }),
      },
    ];
    if (!found)
      return breach(
        `${kind} ${name}, which the release does not have`,
        `Render that ${kind}, or correct the name.`,
        'name',
      );
    if (!field.endsWith('KeyRef')) return [];
    const key = String(reference.key);
    const keys = Object.keys({ ...map(found.body.data), ...map(found.body.stringData) });
    const meant = closest(key, keys);
    return keys.includes(key)
      ? []
      : breach(
          `the key ${key} of ${kind} ${name}, which has ${keys.length === 0 ? 'no key' : keys.join(', ')}`,
          meant
            ? `Write ${meant}, if that is meant, or render ${key}.`
            : `Render the key ${key}, or mark the reference optional: true.`,
          'key',
        );
  });
