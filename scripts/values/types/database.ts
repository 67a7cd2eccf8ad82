// Written from values.schema.json by `npm run generate`.

/**
 * Values of the chart. Every key is required and no other key is allowed, so that a misspelt one is refused before anything is installed.
 */
export type DatabaseValues = {
  /**
   * Handed down by Helm when the chart is a dependency of another; this chart reads nothing from it.
   */
  readonly global?: Readonly<Record<string, unknown>>;
  /**
   * The container image of PostgreSQL.
   */
  readonly image: {
    /**
     * Image name, with the registry's host before it when the image is not built on the node.
     */
    readonly repository: string;
    /**
     * Image tag; quote it, since YAML reads an unquoted 1.10 as the number 1.1.
     */
    readonly tag: string;
    /**
     * When the node pulls the image: Always, IfNotPresent or Never. Always fails for an image that exists on the node only.
     */
    readonly pullPolicy: 'Always' | 'IfNotPresent' | 'Never';
  };
  /**
   * The Service that the API reaches the database by.
   */
  readonly service: {
    /**
     * DNS name of the Service inside the namespace.
     */
    readonly name: string;
    /**
     * Service type: ClusterIP (inside the cluster only), NodePort or LoadBalancer.
     */
    readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer';
    /**
     * Port of the Service.
     */
    readonly port: number;
  };
  /**
   * What PostgreSQL is created with; changes have no effect on a volume that already holds a database.
   */
  readonly config: {
    /**
     * Name of the database user.
     */
    readonly POSTGRES_USER: string;
    /**
     * Name of the database.
     */
    readonly POSTGRES_DB: string;
  };
  /**
   * Secret settings. Hand them over in a file with mode 0600 that is under no version control.
   */
  readonly secrets: {
    /**
     * Password of the database user, a key of the Secret database-secret; without it a new database does not start.
     */
    readonly POSTGRES_PASSWORD: string;
  };
  /**
   * The volume that holds the data.
   */
  readonly persistence: {
    /**
     * Capacity asked for; fixed once the volume exists.
     */
    readonly size: string;
    /**
     * Storage class of the volume; empty means the cluster's default.
     */
    readonly storageClassName: string;
  };
  /**
   * CPU and memory of each container of the pod.
   */
  readonly resources: {
    /**
     * What the scheduler sets aside.
     */
    readonly requests: {
      /**
       * CPU time, in cores or thousandths of a core (m).
       */
      readonly cpu: string;
      /**
       * Memory, in bytes or with a suffix such as Mi.
       */
      readonly memory: string;
    };
    /**
     * What the container cannot exceed.
     */
    readonly limits: {
      /**
       * CPU time, in cores or thousandths of a core (m).
       */
      readonly cpu: string;
      /**
       * Memory, in bytes or with a suffix such as Mi.
       */
      readonly memory: string;
    };
  };
  /**
   * How Kubernetes asks PostgreSQL, by pg_isready, whether it started, lives and is ready.
   */
  readonly probes: {
    /**
     * Until this one answers, the other two wait; it covers the creation of a new database.
     */
    readonly startup: {
      /**
       * Seconds between two probes.
       */
      readonly periodSeconds: number;
      /**
       * Seconds after which a probe without answer has failed.
       */
      readonly timeoutSeconds: number;
      /**
       * Failed probes in a row that count as failure.
       */
      readonly failureThreshold: number;
    };
    /**
     * A pod that fails this one is restarted.
     */
    readonly liveness: {
      /**
       * Seconds between two probes.
       */
      readonly periodSeconds: number;
      /**
       * Seconds after which a probe without answer has failed.
       */
      readonly timeoutSeconds: number;
      /**
       * Failed probes in a row that count as failure.
       */
      readonly failureThreshold: number;
    };
    /**
     * A pod that fails this one receives no traffic.
     */
    readonly readiness: {
      /**
       * Seconds between two probes.
       */
      readonly periodSeconds: number;
      /**
       * Seconds after which a probe without answer has failed.
       */
      readonly timeoutSeconds: number;
      /**
       * Failed probes in a row that count as failure.
       */
      readonly failureThreshold: number;
    };
  };
  /**
   * Seconds PostgreSQL has to write its data before it is killed.
   */
  readonly terminationGracePeriodSeconds: number;
  /**
   * Further annotations of the pods.
   */
  readonly podAnnotations: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$".
     */
    [k: string]: string;
  };
  /**
   * Further labels of the pods; the chart's own labels win over equal names.
   */
  readonly podLabels: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$".
     */
    [k: string]: string;
  };
  /**
   * Security settings of the whole pod.
   */
  readonly podSecurityContext: {
    /**
     * Refuse to start a container as root.
     */
    readonly runAsNonRoot: boolean;
    /**
     * User id of the processes (postgres in the image).
     */
    readonly runAsUser: number;
    /**
     * Group id of the processes.
     */
    readonly runAsGroup: number;
    /**
     * Group that owns the mounted volumes.
     */
    readonly fsGroup: number;
    /**
     * Filter of system calls.
     */
    readonly seccompProfile: {
      /**
       * Seccomp profile: RuntimeDefault is the container runtime's own, Unconfined is none.
       */
      readonly type: 'RuntimeDefault' | 'Unconfined';
    };
  };
  /**
   * Security settings of each container.
   */
  readonly securityContext: {
    /**
     * Whether a process may gain more rights than its parent.
     */
    readonly allowPrivilegeEscalation: boolean;
    /**
     * Whether the image's file system is read-only; writable paths are emptyDir volumes.
     */
    readonly readOnlyRootFilesystem: boolean;
    /**
     * Linux capabilities.
     */
    readonly capabilities: {
      /**
       * Capabilities taken away; ALL takes every one.
       */
      readonly drop: string[];
    };
  };
  /**
   * Labels a node must carry to receive the pod.
   */
  readonly nodeSelector: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$".
     */
    [k: string]: string;
  };
};
