/** What every object of Kubernetes carries; all fields optional, since a snapshot may hold less than the whole. */
export type Metadata = {
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly generation?: number;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly { readonly kind?: string; readonly name?: string; readonly uid?: string }[];
};

export type Condition = {
  readonly type?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
};

export type Terminated = {
  readonly exitCode?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly finishedAt?: string;
};

export type ContainerState = {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: { readonly startedAt?: string };
  readonly terminated?: Terminated;
};

export type ContainerStatus = {
  readonly name?: string;
  /** Another one after each start; absent before the first. */
  readonly containerID?: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
};

export type Container = {
  readonly name?: string;
  readonly image?: string;
  readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
};

export type Pod = {
  readonly metadata?: Metadata;
  readonly spec?: { readonly containers?: readonly Container[]; readonly initContainers?: readonly Container[] };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
};

/** A Deployment or a StatefulSet. */
export type Workload = {
  readonly kind?: string;
  readonly metadata?: Metadata;
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    /** StatefulSets: the value of the pods' label controller-revision-hash. */
    readonly updateRevision?: string;
    readonly conditions?: readonly Condition[];
  };
};

export type ReplicaSet = {
  readonly metadata?: Metadata;
  readonly status?: { readonly conditions?: readonly Condition[] };
};

export type Service = {
  readonly metadata?: Metadata;
  readonly spec?: {
    readonly type?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly { readonly port?: number }[];
  };
};

export type EndpointSlice = {
  readonly metadata?: Metadata;
  readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[] | null;
};

export type Event = {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTimestamp?: string | null;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string; readonly fieldPath?: string };
};

/** The last lines of a container: of its present run, and of the one before. */
export type Logs = { readonly current?: string; readonly previous?: string };

/** A namespace at one moment, as far as it could be read. */
export type ClusterSnapshot = {
  readonly namespace: string;
  readonly workloads: readonly Workload[];
  readonly replicaSets: readonly ReplicaSet[];
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly events: readonly Event[];
  /** By `pod/container`. */
  readonly logs: Readonly<Record<string, Logs>>;
};

/** The name under which an object's logs and lines are kept. */
export const nameOf = (object: { readonly metadata?: Metadata } | undefined): string => object?.metadata?.name ?? '';

/** The Helm release that made an object; its own name where it does not say. */
export const releaseOf = (object: { readonly metadata?: Metadata }): string =>
  object.metadata?.annotations?.['meta.helm.sh/release-name'] ??
  object.metadata?.labels?.['app.kubernetes.io/instance'] ??
  nameOf(object);

/** All container states of a pod, init containers first. */
export const statusesOf = (pod: Pod): readonly ContainerStatus[] => [
  ...(pod.status?.initContainerStatuses ?? []),
  ...(pod.status?.containerStatuses ?? []),
];

/** How a container ended last; undefined when it never did. */
export const endOf = (status: ContainerStatus): Terminated | undefined =>
  status.state?.terminated ?? status.lastState?.terminated;

/** True for a container that ended badly and is not running again: what runs now may still become ready. */
export const isCrashed = ({ state }: ContainerStatus): boolean =>
  state?.waiting?.reason === 'CrashLoopBackOff' || (state?.terminated?.exitCode ?? 0) !== 0;
