/** What every object of Kubernetes carries; all fields optional, since a snapshot may hold less than the whole. */
export type Metadata = {
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly creationTimestamp?: string;
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
  readonly imageID?: string;
  readonly ready?: boolean;
  /** Its startup probe, if it has one, has succeeded. */
  readonly started?: boolean;
  readonly restartCount?: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
};

/** The parts of a probe that say where it asks, and how patiently. */
export type Probe = {
  readonly httpGet?: { readonly path?: string; readonly port?: number | string };
  readonly tcpSocket?: { readonly port?: number | string };
  readonly exec?: { readonly command?: readonly string[] };
  readonly timeoutSeconds?: number;
  readonly failureThreshold?: number;
};

export type Container = {
  readonly name?: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort?: number }[];
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  };
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
};

export type Volume = {
  readonly name?: string;
  readonly persistentVolumeClaim?: { readonly claimName?: string };
};

export type Pod = {
  readonly metadata?: Metadata;
  readonly spec?: {
    readonly nodeName?: string;
    readonly nodeSelector?: Readonly<Record<string, string>>;
    readonly initContainers?: readonly Container[];
    readonly containers?: readonly Container[];
    readonly volumes?: readonly Volume[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
};

/** A Deployment or a StatefulSet. */
export type Workload = {
  readonly kind?: string;
  readonly metadata?: Metadata;
  readonly spec?: {
    readonly replicas?: number;
    /** What its next pods consist of. */
    readonly template?: {
      readonly spec?: {
        readonly initContainers?: readonly Container[];
        readonly containers?: readonly Container[];
      };
    };
  };
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

export type ServicePort = {
  readonly name?: string;
  readonly port?: number;
  readonly targetPort?: number | string;
};

export type Service = {
  readonly metadata?: Metadata;
  readonly spec?: {
    readonly type?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly ServicePort[];
  };
};

export type EndpointSlice = {
  readonly metadata?: Metadata;
  readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[] | null;
  readonly ports?: readonly { readonly name?: string; readonly port?: number }[] | null;
};

export type Backend = {
  readonly service?: { readonly name?: string; readonly port?: { readonly name?: string; readonly number?: number } };
};

export type Ingress = {
  readonly metadata?: Metadata;
  readonly spec?: {
    readonly ingressClassName?: string;
    readonly defaultBackend?: Backend;
    readonly rules?: readonly {
      readonly host?: string;
      readonly http?: { readonly paths?: readonly { readonly path?: string; readonly backend?: Backend }[] };
    }[];
  };
};

/** A HorizontalPodAutoscaler. */
export type Autoscaler = {
  readonly metadata?: Metadata;
  readonly spec?: { readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string } };
  readonly status?: { readonly conditions?: readonly Condition[] };
};

/** A PersistentVolumeClaim. */
export type Claim = {
  readonly metadata?: Metadata;
  readonly spec?: { readonly storageClassName?: string };
  readonly status?: { readonly phase?: string };
};

export type Job = {
  readonly metadata?: Metadata;
  readonly status?: { readonly conditions?: readonly Condition[] };
};

export type Quota = {
  readonly metadata?: Metadata;
  readonly status?: {
    readonly hard?: Readonly<Record<string, string>>;
    readonly used?: Readonly<Record<string, string>>;
  };
};

export type LimitRange = {
  readonly metadata?: Metadata;
  readonly spec?: { readonly limits?: readonly LimitRangeItem[] };
};

/** Limits of one type, which is Container, Pod or PersistentVolumeClaim. */
export type LimitRangeItem = {
  readonly type?: string;
  readonly min?: Readonly<Record<string, string>>;
  readonly max?: Readonly<Record<string, string>>;
  /** How many times its request a limit may be. */
  readonly maxLimitRequestRatio?: Readonly<Record<string, string>>;
};

export type Node = {
  readonly metadata?: Metadata;
  readonly spec?: { readonly unschedulable?: boolean };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly allocatable?: Readonly<Record<string, string>>;
    readonly nodeInfo?: {
      readonly architecture?: string;
      readonly containerRuntimeVersion?: string;
      readonly kubeletVersion?: string;
    };
  };
};

export type IngressClass = { readonly metadata?: Metadata };

export type Event = {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  /** How often it happened; once where it does not say. */
  readonly count?: number;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly involvedObject?: {
    readonly kind?: string;
    readonly name?: string;
    readonly uid?: string;
    readonly fieldPath?: string;
  };
};

/** The last lines of a container: of its present run, and of the one before. */
export type Logs = { readonly current?: string; readonly previous?: string };

/** Something that could not be read: a plural kind (`pods`) or `log of POD/CONTAINER`, and why. */
export type Gap = { readonly what: string; readonly why: string };

/** A namespace at one moment, as far as it could be read: what is missing is a gap, never a sign of health. */
export type ClusterSnapshot = {
  readonly v: 1;
  /** Of the kubeconfig, for commands to copy; undefined where it is not known. */
  readonly context?: string;
  readonly namespace: string;
  readonly workloads: readonly Workload[];
  readonly replicaSets: readonly ReplicaSet[];
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly ingresses: readonly Ingress[];
  readonly autoscalers: readonly Autoscaler[];
  readonly claims: readonly Claim[];
  readonly jobs: readonly Job[];
  readonly quotas: readonly Quota[];
  readonly limitRanges: readonly LimitRange[];
  readonly events: readonly Event[];
  /** Null when they may not be read, as all that belongs to no namespace. */
  readonly nodes: readonly Node[] | null;
  readonly ingressClasses: readonly IngressClass[] | null;
  /** By `pod/container`. */
  readonly logs: Readonly<Record<string, Logs>>;
  readonly gaps: readonly Gap[];
};

/** A namespace in which nothing was found. */
export const emptySnapshot: ClusterSnapshot = {
  v: 1,
  namespace: '',
  workloads: [],
  replicaSets: [],
  pods: [],
  services: [],
  endpointSlices: [],
  ingresses: [],
  autoscalers: [],
  claims: [],
  jobs: [],
  quotas: [],
  limitRanges: [],
  events: [],
  nodes: [],
  ingressClasses: [],
  logs: {},
  gaps: [],
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

/**
 * True for a container that ended badly and is not well again: it waits for its next start, or it was started so often
 * that this start will hardly be the last. What was started anew once may still become ready.
 */
export const isCrashed = ({ state, lastState, ready, restartCount }: ContainerStatus): boolean =>
  state?.waiting?.reason === 'CrashLoopBackOff' ||
  (state?.terminated?.exitCode ?? 0) !== 0 ||
  (state?.running !== undefined && !ready && (restartCount ?? 0) > 1 && (lastState?.terminated?.exitCode ?? 0) !== 0);

/** True where a kind (`pods`) could be read: an empty list then says that there is none. */
export const isKnown = ({ gaps }: ClusterSnapshot, what: string): boolean => !gaps.some((gap) => gap.what === what);

/** True when an object has every label of a selector. */
export const isSelected = (
  object: { readonly metadata?: Metadata },
  selector: Readonly<Record<string, string>>,
): boolean => Object.entries(selector).every(([key, value]) => object.metadata?.labels?.[key] === value);
