import type { Document, Json, JsonMap } from '../core/charts.ts';
import { at, list, map } from '../core/json.ts';
import { type Path, podOf } from './pods.ts';
import type { Breach } from './policies/policy.ts';
import { quantityOf } from './quantity.ts';

/** What an API server refuses although the schema takes it (k8s.io/kubernetes: pkg/apis/core/validation). */
export type Fault = Breach & {
  readonly code: 'manifest/name' | 'manifest/quantity' | 'manifest/duplicate' | 'manifest/reference';
};

/** The faults of documents that go to one namespace together. */
export const semanticFaults = (documents: readonly Document[]): readonly Fault[] => [
  ...documents.flatMap((document) => rules.flatMap((rule) => rule(document))),
  ...documents.flatMap((document, index) => repeated(document, documents.slice(0, index))),
];

type Rule = (document: Document) => readonly Fault[];

const dnsLabel = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const dnsSubdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const serviceName = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const portName = /^(?=[-a-z0-9]{1,15}$)(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*$/;
const labelValue = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const labelKey = /^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const dataKey = /^[-._A-Za-z0-9]{1,253}$/;
const variable = /^[ -<>-~]+$/;

const fault = (code: Fault['code'], document: Document, path: Path, message: string, remedy: string): Fault => ({
  code,
  document,
  path,
  message: `${document.kind} ${document.name}: ${message}`,
  remedy,
});

const misnamed = (document: Document, path: Path, name: Json | undefined, form: RegExp, what: string, says: string) =>
  name === undefined || form.test(String(name))
    ? []
    : [fault('manifest/name', document, path, `${what} ${JSON.stringify(name)} is not allowed`, `Use ${says}.`)];

const letters = 'lower-case letters, digits and hyphens, at most 63';

const ownName: Rule = (document) =>
  document.kind === 'Service'
    ? misnamed(document, ['metadata', 'name'], document.name, serviceName, 'the name', `${letters}, a letter first`)
    : misnamed(
        document,
        ['metadata', 'name'],
        document.name,
        dnsSubdomain,
        'the name',
        'lower-case letters, digits, hyphens and points',
      );

const labels: Rule = (document) => {
  const pod = podOf(document);
  const places: readonly Path[] = [
    ['metadata'],
    ...(pod && pod.path.length > 1 ? [[...pod.path.slice(0, -1), 'metadata']] : []),
  ];
  return places.flatMap((place) =>
    (['labels', 'annotations'] as const).flatMap((field) =>
      Object.entries(map(at(document.body, ...place, field))).flatMap(([key, value]) => [
        ...misnamed(
          document,
          [...place, field, key],
          key,
          labelKey,
          `the key of a ${field.slice(0, -1)}`,
          'letters, digits, -, _ and ., at most 63, after an optional DNS name and /',
        ),
        ...(field === 'annotations'
          ? []
          : misnamed(
              document,
              [...place, field, key],
              value,
              labelValue,
              `the value of label ${key}`,
              'letters, digits, -, _ and ., at most 63',
            )),
      ]),
    ),
  );
};

const containers: Rule = (document) => {
  const pod = podOf(document);
  if (!pod) return [];
  const names = pod.containers.map(({ name }) => name);
  return pod.containers.flatMap(({ name, body, path }, index) => [
    ...misnamed(document, [...path, 'name'], body.name, dnsLabel, 'the container name', letters),
    ...(names.indexOf(name) === index
      ? []
      : [
          fault(
            'manifest/duplicate',
            document,
            [...path, 'name'],
            `two containers are named ${name}`,
            'Rename one of them.',
          ),
        ]),
    ...list(body.env).flatMap((one, nth) =>
      misnamed(
        document,
        [...path, 'env', nth, 'name'],
        map(one).name,
        variable,
        'the variable',
        'printable ASCII without =',
      ),
    ),
    ...portFaults(document, list(body.ports).map(map), [...path, 'ports'], 'containerPort'),
    ...(['requests', 'limits'] as const).flatMap((kind) =>
      quantities(document, at(body, 'resources', kind), [...path, 'resources', kind]),
    ),
  ]);
};

const portFaults = (
  document: Document,
  ports: readonly JsonMap[],
  path: Path,
  field: 'containerPort' | 'port',
): readonly Fault[] => {
  const names = ports.map(({ name }) => name);
  return ports.flatMap((port, index) => {
    const number = Number(port[field]);
    return [
      ...misnamed(
        document,
        [...path, index, 'name'],
        port.name,
        portName,
        'the port name',
        'at most 15 lower-case letters, digits and hyphens, one letter among them',
      ),
      ...(port.name === undefined || names.indexOf(port.name) === index
        ? []
        : [
            fault(
              'manifest/duplicate',
              document,
              [...path, index, 'name'],
              `two ports are named ${String(port.name)}`,
              'Rename one of them.',
            ),
          ]),
      ...(port[field] === undefined || (Number.isInteger(number) && number > 0 && number < 65_536)
        ? []
        : [
            fault(
              'manifest/quantity',
              document,
              [...path, index, field],
              `${String(port[field])} is no port`,
              'Use a number from 1 to 65535.',
            ),
          ]),
    ];
  });
};

const servicePorts: Rule = (document) => {
  if (document.kind !== 'Service') return [];
  const ports = list(at(document.body, 'spec', 'ports')).map(map);
  const unnamed = ports.findIndex(({ name }) => name === undefined);
  return [
    ...portFaults(document, ports, ['spec', 'ports'], 'port'),
    ...(ports.length > 1 && unnamed >= 0
      ? [
          fault(
            'manifest/name',
            document,
            ['spec', 'ports', unnamed],
            'a port among several has no name',
            'Give every port a name.',
          ),
        ]
      : []),
  ];
};

const data: Rule = (document) => {
  if (document.kind !== 'ConfigMap' && document.kind !== 'Secret') return [];
  return ['data', 'stringData', 'binaryData'].flatMap((field) =>
    Object.entries(map(document.body[field])).flatMap(([key, value]) => [
      ...misnamed(document, [field, key], key, dataKey, 'the key', 'letters, digits, -, _ and .'),
      ...(document.kind === 'Secret' && field === 'data' && !isBase64(String(value))
        ? [
            fault(
              'manifest/quantity',
              document,
              [field, key],
              `${key} is not base64`,
              'Write it below stringData, or encode it with b64enc.',
            ),
          ]
        : []),
    ]),
  );
};

const isBase64 = (text: string): boolean =>
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text.replace(/\s/g, ''));

const quantities = (document: Document, amounts: Json | undefined, path: Path): readonly Fault[] =>
  Object.entries(map(amounts)).flatMap(([unit, amount]) => {
    const number = quantityOf(String(amount));
    return number === undefined || number < 0
      ? [
          fault(
            'manifest/quantity',
            document,
            [...path, unit],
            `${JSON.stringify(amount)} is no amount of ${unit}`,
            `Write a number with a unit, for example ${unit === 'cpu' ? '250m' : '256Mi'}.`,
          ),
        ]
      : [];
  });

const claims: Rule = (document) => [
  ...(document.kind === 'PersistentVolumeClaim'
    ? quantities(document, at(document.body, 'spec', 'resources', 'requests'), ['spec', 'resources', 'requests'])
    : []),
  ...list(at(document.body, 'spec', 'volumeClaimTemplates')).flatMap((_, index) => {
    const path = ['spec', 'volumeClaimTemplates', index, 'spec', 'resources', 'requests'];
    return quantities(document, at(document.body, ...path), path);
  }),
];

const mounts: Rule = (document) => {
  const pod = podOf(document);
  if (!pod) return [];
  const volumes = [
    ...list(pod.spec.volumes).map((one) => map(one).name),
    ...list(at(document.body, 'spec', 'volumeClaimTemplates')).map((one) => at(one, 'metadata', 'name')),
  ];
  const told = new Set<Json | undefined>(volumes);
  return pod.containers.flatMap(({ name, body, path }) => {
    const paths = list(body.volumeMounts).map((one) => map(one).mountPath);
    return list(body.volumeMounts)
      .map(map)
      .flatMap((mount, index) => [
        ...(told.has(mount.name) || !told.add(mount.name)
          ? []
          : [
              fault(
                'manifest/reference',
                document,
                [...path, 'volumeMounts', index, 'name'],
                `container ${name} mounts the volume ${String(mount.name)}, which the pod does not have`,
                `Add the volume ${String(mount.name)} below volumes.`,
              ),
            ]),
        ...(paths.indexOf(mount.mountPath) === index
          ? []
          : [
              fault(
                'manifest/duplicate',
                document,
                [...path, 'volumeMounts', index, 'mountPath'],
                `container ${name} mounts two volumes at ${String(mount.mountPath)}`,
                'Mount one of them elsewhere.',
              ),
            ]),
      ]);
  });
};

const rules: readonly Rule[] = [ownName, labels, containers, servicePorts, data, claims, mounts];

const repeated = (document: Document, before: readonly Document[]): readonly Fault[] =>
  before.some(
    (one) => one.kind === document.kind && one.name === document.name && one.apiVersion === document.apiVersion,
  )
    ? [
        fault(
          'manifest/duplicate',
          document,
          ['metadata', 'name'],
          'it is rendered twice',
          'Render it once: the second would replace the first.',
        ),
      ]
    : [];
