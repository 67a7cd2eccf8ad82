import type { Json } from '../../core/charts.ts';
import type { Code } from '../../core/codes.ts';
import { at, list, map } from '../../core/json.ts';
import { type Container, type Pod, podsOf, securityOf } from '../pods.ts';
import type { Breach, Policy } from './policy.ts';

/** The Pod Security Standard "restricted" (kubernetes.io/docs/concepts/security/pod-security-standards), rule by rule, and what Kubernetes makes easy to forget beside it. */
export const securityPolicies: readonly Policy[] = [
  ofContainers('policy/run-as-non-root', (pod, container) =>
    securityOf(pod, container, 'runAsNonRoot') === true && securityOf(pod, container, 'runAsUser') !== 0
      ? undefined
      : {
          field: securityOf(pod, container, 'runAsUser') === 0 ? 'runAsUser' : 'runAsNonRoot',
          message: 'may run as root',
          remedy: 'Set runAsNonRoot: true and a runAsUser that is not 0.',
        },
  ),
  {
    code: 'policy/uid-1001',
    breaches: ({ documents, ownImages }) =>
      podsOf(documents).flatMap((pod) =>
        pod.containers
          // That a container runs as root is told by itself.
          .filter(
            (one) =>
              ownImages.has(repositoryOf(one)) && ![0, 1001].includes(securityOf(pod, one, 'runAsUser') as number),
          )
          .map((one) =>
            securityBreach(pod, one, {
              field: 'runAsUser',
              message: `runs as user ${String(securityOf(pod, one, 'runAsUser') ?? 'of the image')}, and its image is made for 1001`,
              remedy: 'Set runAsUser: 1001.',
            }),
          ),
      ),
  },
  ofContainers('policy/privileged-container', (_, container) =>
    own(container, 'privileged') === true
      ? { field: 'privileged', message: 'is privileged', remedy: 'Remove privileged: true.' }
      : undefined,
  ),
  ofContainers('policy/privilege-escalation-container', (_, container) =>
    own(container, 'allowPrivilegeEscalation') === false
      ? undefined
      : {
          field: 'allowPrivilegeEscalation',
          message: 'may gain privileges',
          remedy: 'Set allowPrivilegeEscalation: false.',
        },
  ),
  ofContainers('policy/drop-all-caps', (_, container) => {
    const dropped = list(at(container.body, 'securityContext', 'capabilities', 'drop'));
    return dropped.includes('ALL')
      ? undefined
      : {
          field: 'capabilities.drop',
          message: 'keeps capabilities of root',
          remedy: 'Set capabilities: {drop: [ALL]}.',
        };
  }),
  ofContainers('policy/added-capabilities', (_, container) => {
    const added = list(at(container.body, 'securityContext', 'capabilities', 'add')).filter(
      (one) => one !== 'NET_BIND_SERVICE',
    );
    return added.length === 0
      ? undefined
      : {
          field: 'capabilities.add',
          message: `adds the capabilities ${added.join(', ')}`,
          remedy: 'Remove them from capabilities.add.',
        };
  }),
  ofContainers('policy/seccomp', (pod, container) => {
    const type = at(securityOf(pod, container, 'seccompProfile'), 'type');
    return type === 'RuntimeDefault' || type === 'Localhost'
      ? undefined
      : {
          field: 'seccompProfile.type',
          message: 'has no seccomp profile',
          remedy: 'Set seccompProfile: {type: RuntimeDefault}.',
        };
  }),
  ofContainers('policy/no-read-only-root-fs', (_, container) =>
    own(container, 'readOnlyRootFilesystem') === true
      ? undefined
      : {
          field: 'readOnlyRootFilesystem',
          message: 'may write into its image',
          remedy: 'Set readOnlyRootFilesystem: true, and mount an emptyDir where it writes.',
        },
  ),
  ofContainers('policy/unsafe-proc-mount', (_, container) =>
    [undefined, 'Default'].includes(own(container, 'procMount') as string | undefined)
      ? undefined
      : { field: 'procMount', message: 'sees /proc unmasked', remedy: 'Remove procMount.' },
  ),
  {
    code: 'policy/read-only-fs-needs-emptydir',
    level: 'warning',
    breaches: ({ documents }) =>
      podsOf(documents).flatMap((pod) =>
        pod.containers
          .filter((one) => own(one, 'readOnlyRootFilesystem') === true && !mountsWritable(pod, one))
          .map((one) => ({
            document: pod.document,
            path: [...one.path, 'volumeMounts'],
            message: `${called(pod, one)} can write nowhere: its root file system is read-only and no volume is mounted`,
            remedy: 'Mount an emptyDir where it writes, for example at /tmp.',
          })),
      ),
  },
  ofPods('policy/host-network', 'hostNetwork'),
  ofPods('policy/host-pid', 'hostPID'),
  ofPods('policy/host-ipc', 'hostIPC'),
  {
    code: 'policy/sensitive-host-mounts',
    breaches: ({ documents }) =>
      volumes(documents)
        .filter(({ hostPath }) => hostPath !== undefined && !isDockerSocket(hostPath))
        .map(({ pod, path, hostPath }) => ({
          document: pod.document,
          path,
          message: `${pod.document.kind} ${pod.document.name} mounts ${hostPath} of the node`,
          remedy: 'Use a PersistentVolumeClaim or an emptyDir instead.',
        })),
  },
  {
    code: 'policy/docker-sock',
    breaches: ({ documents }) =>
      volumes(documents)
        .filter(({ hostPath }) => isDockerSocket(hostPath))
        .map(({ pod, path, hostPath }) => ({
          document: pod.document,
          path,
          message: `${pod.document.kind} ${pod.document.name} mounts ${hostPath}: whoever is in the pod commands the node`,
          remedy: 'Remove the volume.',
        })),
  },
  {
    code: 'policy/host-port',
    breaches: ({ documents }) =>
      podsOf(documents).flatMap((pod) =>
        pod.containers.flatMap((one) =>
          list(one.body.ports).flatMap((port, index) => {
            const taken = map(port).hostPort;
            return taken === undefined || taken === 0
              ? []
              : [
                  {
                    document: pod.document,
                    path: [...one.path, 'ports', index, 'hostPort'],
                    message: `${called(pod, one)} takes port ${String(taken)} of the node`,
                    remedy: 'Remove hostPort: a Service reaches the pod.',
                  },
                ];
          }),
        ),
      ),
  },
  {
    code: 'policy/unsafe-sysctls',
    breaches: ({ documents }) =>
      podsOf(documents).flatMap((pod) =>
        list(at(pod.spec, 'securityContext', 'sysctls')).flatMap((one, index) => {
          const name = String(map(one).name);
          return safeSysctls.has(name)
            ? []
            : [
                {
                  document: pod.document,
                  path: [...pod.path, 'securityContext', 'sysctls', index],
                  message: `${pod.document.kind} ${pod.document.name} sets the unsafe sysctl ${name}`,
                  remedy: 'Remove it: the node refuses pods with it unless it was allowed there.',
                },
              ];
        }),
      ),
  },
];

/** The field is a path below securityContext, with points. */
type Fault = { readonly field: string; readonly message: string; readonly remedy: string };

function ofContainers(code: Code, fault: (pod: Pod, container: Container) => Fault | undefined): Policy {
  return {
    code,
    breaches: ({ documents }) =>
      podsOf(documents).flatMap((pod) =>
        pod.containers.flatMap((container) => {
          const found = fault(pod, container);
          return found ? [securityBreach(pod, container, found)] : [];
        }),
      ),
  };
}

function ofPods(code: Code, field: 'hostNetwork' | 'hostPID' | 'hostIPC'): Policy {
  return {
    code,
    breaches: ({ documents }) =>
      podsOf(documents)
        .filter(({ spec }) => spec[field] === true)
        .map(({ document, path }) => ({
          document,
          path: [...path, field],
          message: `${document.kind} ${document.name} shares its node's ${{ hostNetwork: 'network', hostPID: 'processes', hostIPC: 'memory' }[field]}`,
          remedy: `Remove ${field}: true.`,
        })),
  };
}

/** The place is where the field stands, or would: in the container where it has a securityContext, else in the pod. */
const securityBreach = (pod: Pod, container: Container, { field, message, remedy }: Fault): Breach => {
  const steps = field.split('.');
  const inPod =
    at(container.body, 'securityContext', ...steps) === undefined &&
    at(pod.spec, 'securityContext', ...steps) !== undefined;
  return {
    document: pod.document,
    path: [...(inPod ? pod.path : container.path), 'securityContext', ...steps],
    message: `${called(pod, container)} ${message}`,
    remedy,
  };
};

/** A container for messages. */
export const called = ({ document }: Pod, { name }: Container): string =>
  document.name === name ? `${document.kind} ${name}` : `Container ${name} of ${document.kind} ${document.name}`;

/** An image without tag and digest. */
export const repositoryOf = ({ body }: Container): string =>
  String(body.image ?? '')
    .replace(/@.*$/, '')
    .replace(/:[^/:]*$/, '');

const own = ({ body }: Container, field: string): Json | undefined => at(body, 'securityContext', field);

const mountsWritable = (pod: Pod, { body }: Container): boolean => {
  const writable = new Set(
    list(pod.spec.volumes)
      .map(map)
      .filter(
        (one) => one.emptyDir !== undefined || one.persistentVolumeClaim !== undefined || one.ephemeral !== undefined,
      )
      .map((one) => one.name),
  );
  // A volume that is not there is told as such.
  const names = list(pod.spec.volumes).map((one) => map(one).name);
  const claims = list(at(pod.document.body, 'spec', 'volumeClaimTemplates')).map((one) => at(one, 'metadata', 'name'));
  return list(body.volumeMounts)
    .map(map)
    .some(
      (one) =>
        one.readOnly !== true && (writable.has(one.name) || claims.includes(one.name) || !names.includes(one.name)),
    );
};

const volumes = (documents: Parameters<typeof podsOf>[0]) =>
  podsOf(documents).flatMap((pod) =>
    list(pod.spec.volumes).map((volume, index) => {
      const hostPath = at(volume, 'hostPath', 'path');
      return {
        pod,
        path: [...pod.path, 'volumes', index],
        hostPath: hostPath === undefined ? undefined : String(hostPath),
      };
    }),
  );

const isDockerSocket = (path: string | undefined): boolean =>
  /(?:docker|containerd|crio|cri-dockerd)\.sock$/.test(path ?? '');

/** Namespaced sysctls that every node allows. */
const safeSysctls: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
]);
