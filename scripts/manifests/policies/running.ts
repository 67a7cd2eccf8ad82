import type { JsonMap } from '../../core/charts.ts';
import { at, list, map } from '../../core/json.ts';
import { closest } from '../../values/suggest.ts';
import { type Container, type Pod, podsOf, servingKinds } from '../pods.ts';
import { quantityOf } from '../quantity.ts';
import type { Breach, Policy } from './policy.ts';
import { called, repositoryOf } from './security.ts';

/** Probes and resources: what the cluster needs to know to run a pod well. */
export const runningPolicies: readonly Policy[] = [
  withoutProbe('policy/no-liveness-probe', 'livenessProbe', 'a process that hangs is never restarted'),
  withoutProbe('policy/no-readiness-probe', 'readinessProbe', 'it gets traffic before it can serve'),
  probePort('policy/liveness-port', 'livenessProbe'),
  probePort('policy/readiness-port', 'readinessProbe'),
  probePort('policy/startup-port', 'startupProbe'),
  {
    code: 'policy/pod-probes-identical',
    level: 'info',
    breaches: ({ documents }) =>
      served(documents)
        .filter(({ container: { body } }) => {
          const [liveness, readiness] = [map(body.livenessProbe), map(body.readinessProbe)];
          return (
            liveness.httpGet !== undefined && JSON.stringify(liveness.httpGet) === JSON.stringify(readiness.httpGet)
          );
        })
        .map(({ pod, container }) => ({
          document: pod.document,
          path: [...container.path, 'readinessProbe'],
          message: `${called(pod, container)} answers both probes by the same path: what makes it unready also restarts it`,
          remedy: 'Give readiness a path of its own if the process can live without being ready.',
        })),
  },
  resource('policy/unset-cpu-requirements', 'cpu'),
  resource('policy/unset-memory-requirements', 'memory'),
  {
    code: 'policy/request-above-limit',
    breaches: ({ documents }) =>
      all(documents).flatMap(({ pod, container }) =>
        (['cpu', 'memory'] as const).flatMap((unit) => {
          const [request, limit] = (['requests', 'limits'] as const).map((kind) =>
            at(container.body, 'resources', kind, unit),
          );
          const [wanted, most] = [quantityOf(String(request)), quantityOf(String(limit))];
          return wanted !== undefined && most !== undefined && wanted > most
            ? [
                {
                  document: pod.document,
                  path: [...container.path, 'resources', 'requests', unit],
                  message: `${called(pod, container)} asks for ${String(request)} of ${unit} and may use ${String(limit)} at most`,
                  remedy: `Lower resources.requests.${unit} or raise resources.limits.${unit}.`,
                },
              ]
            : [];
        }),
      ),
  },
  {
    code: 'policy/duplicate-env-var',
    breaches: ({ documents }) =>
      all(documents).flatMap(({ pod, container }) => {
        const names = list(container.body.env).map((one) => map(one).name);
        return names.flatMap((name, index): readonly Breach[] =>
          names.indexOf(name) === index
            ? []
            : [
                {
                  document: pod.document,
                  path: [...container.path, 'env', index],
                  message: `${called(pod, container)} has the variable ${String(name)} twice; Helm 4 refuses it, Helm 3 takes the last`,
                  remedy: 'Keep one of the two.',
                },
              ],
        );
      }),
  },
  {
    code: 'policy/latest-tag',
    breaches: ({ documents, ownImages }) =>
      all(documents).flatMap(({ pod, container }): readonly Breach[] => {
        const image = String(container.body.image ?? '');
        const tag = /:([^/:@]+)$/.exec(image.replace(/@.*$/, ''))?.[1];
        const floating = !image.includes('@') && (tag === undefined || tag === 'latest');
        const policy = container.body.imagePullPolicy ?? (floating ? 'Always' : 'IfNotPresent');
        const repository = repositoryOf(container);
        const breach = (field: string, message: string, remedy: string) => [
          {
            document: pod.document,
            path: [...container.path, field],
            message: `${called(pod, container)} ${message}`,
            remedy,
            ...(field === 'image' && tag !== undefined ? { part: tag } : {}),
          },
        ];
        const isOwn = ownImages.has(repository) || closest(repository, [...ownImages]) !== undefined;
        // A name that is nearly one of ours is told where images and builds are compared.
        if (isOwn && !repository.includes('/'))
          return policy === 'Always'
            ? breach(
                'imagePullPolicy',
                `pulls ${image} whenever it starts, and no registry has it`,
                'Set imagePullPolicy: IfNotPresent (with tag latest the default is Always).',
              )
            : [];
        return floating
          ? breach(
              'image',
              `runs ${image || 'no image'}, whatever that is today`,
              'Name a version: IMAGE:TAG or IMAGE@sha256:….',
            )
          : [];
      }),
  },
  {
    code: 'policy/privileged-ports',
    breaches: ({ documents }) =>
      all(documents).flatMap(({ pod, container }) =>
        list(container.body.ports).flatMap((one, index) => {
          const port = Number(map(one).containerPort);
          return port > 0 && port < 1024
            ? [
                {
                  document: pod.document,
                  path: [...container.path, 'ports', index, 'containerPort'],
                  message: `${called(pod, container)} listens on ${port}, which only root may open`,
                  remedy: 'Listen on a port from 1024 on; the Service may still have this one.',
                },
              ]
            : [];
        }),
      ),
  },
];

type Placed = { readonly pod: Pod; readonly container: Container };

function all(documents: Parameters<typeof podsOf>[0]): readonly Placed[] {
  return podsOf(documents).flatMap((pod) => pod.containers.map((container) => ({ pod, container })));
}

/** Containers that are asked whether they serve: those of workloads that stay. */
function served(documents: Parameters<typeof podsOf>[0]): readonly Placed[] {
  return all(documents).filter(({ pod, container }) => servingKinds.has(pod.document.kind) && !container.init);
}

type Probe = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

function withoutProbe(code: Policy['code'], probe: Probe, otherwise: string): Policy {
  return {
    code,
    breaches: ({ documents }) =>
      served(documents)
        .filter(({ container }) => container.body[probe] === undefined)
        .map(({ pod, container }) => ({
          document: pod.document,
          path: [...container.path, probe],
          message: `${called(pod, container)} has no ${probe}: ${otherwise}`,
          remedy: `Add ${probe} with httpGet, tcpSocket or exec.`,
        })),
  };
}

/** A probe asks a port that the container has, by its name or number. */
function probePort(code: Policy['code'], probe: Probe): Policy {
  return {
    code,
    breaches: ({ documents }) =>
      all(documents).flatMap(({ pod, container }) =>
        ['httpGet', 'tcpSocket', 'grpc'].flatMap((way): readonly Breach[] => {
          const port = at(container.body, probe, way, 'port');
          const ports = list(container.body.ports).map(map);
          if (port === undefined || ports.some((one) => one.name === port || one.containerPort === port)) return [];
          return [
            {
              document: pod.document,
              path: [...container.path, probe, way, 'port'],
              message: `${probe} of ${called(pod, container)} asks port ${String(port)}, which the container does not have`,
              remedy: `Use one of its ports: ${described(ports)}.`,
            },
          ];
        }),
      ),
  };
}

const described = (ports: readonly JsonMap[]): string =>
  ports
    .map((one) =>
      one.name === undefined ? String(one.containerPort) : `${String(one.name)} (${String(one.containerPort)})`,
    )
    .join(', ') || 'it declares none, add one below ports';

function resource(code: Policy['code'], unit: 'cpu' | 'memory'): Policy {
  return {
    code,
    breaches: ({ documents }) =>
      all(documents).flatMap(({ pod, container }): readonly Breach[] => {
        const unset = (['requests', 'limits'] as const).filter(
          (kind) => at(container.body, 'resources', kind, unit) === undefined,
        );
        const [first] = unset;
        return first === undefined
          ? []
          : [
              {
                document: pod.document,
                path: [...container.path, 'resources', first, unit],
                message: `${called(pod, container)} has no ${unset.join(' and no ')} for ${unit}`,
                remedy: `Set ${unset.map((kind) => `resources.${kind}.${unit}`).join(' and ')}.`,
              },
            ];
      }),
  };
}
