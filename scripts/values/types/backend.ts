// Written from values.schema.json by `npm run generate`.

/**
 * Values of the chart. Every key is required and no other key is allowed, so that a misspelt one is refused before anything is installed.
 */
export type BackendValues = {
  /**
   * Handed down by Helm when the chart is a dependency of another; this chart reads nothing from it.
   */
  readonly global?: Readonly<Record<string, unknown>>;
  /**
   * Number of pods.
   */
  readonly replicaCount: number;
  /**
   * The container image of the API.
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
   * The Service that the frontend reaches the API by.
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
   * Port on which the process in the image listens.
   */
  readonly containerPort: number;
  /**
   * Non-secret settings; each key becomes a key of the ConfigMap backend-config and a variable of the container.
   */
  readonly config: {
    /**
     * PostgreSQL address as postgresql://user@host:5432/database. A ConfigMap is readable by everyone in the namespace, so a password in it is refused: it belongs in secrets.PGPASSWORD.
     */
    readonly DATABASE_URL: string;
    /**
     * The same database past its connection pooler, for migrations only, as migrations need a session of their own; empty means DATABASE_URL. No password here either.
     */
    readonly MIGRATION_DATABASE_URL: string;
    /**
     * Where the application runs: dev, staging or production.
     */
    readonly ENVIRONMENT: 'dev' | 'staging' | 'production';
    /**
     * Least severe level that is logged: debug, info, warning or error.
     */
    readonly LOG_LEVEL: 'debug' | 'info' | 'warning' | 'error';
    /**
     * Whether /ready asks the database: cached (at most every few seconds) or off; quote it, since YAML reads an unquoted off as false.
     */
    readonly READINESS_DB: 'cached' | 'off';
    /**
     * Whether the session cookie is sent over https only: auto (when the browser came by https), true or false; quote the last two.
     */
    readonly COOKIE_SECURE: 'auto' | 'true' | 'false';
    /**
     * Who answers in the chat: auto (the AI model when there is a key, else the built-in rules), builtin or openai.
     */
    readonly ASSISTANT: 'auto' | 'builtin' | 'openai';
    /**
     * Address of another provider that speaks the protocol of OpenAI, with its /v1; empty means OpenAI itself.
     */
    readonly OPENAI_BASE_URL: string;
    /**
     * Name of the AI model; empty means the application's own choice.
     */
    readonly OPENAI_MODEL: string;
    /**
     * Which of the provider's interfaces is spoken: chat (chat completions, which all compatible ones have) or responses.
     */
    readonly OPENAI_API: 'chat' | 'responses';
    /**
     * Address of an identity provider's public keys, whose tokens are then accepted too; empty means none. AUTH_ISSUER and AUTH_AUDIENCE belong to it.
     */
    readonly AUTH_JWKS_URL: string;
    /**
     * What the identity provider's tokens name as their issuer.
     */
    readonly AUTH_ISSUER: string;
    /**
     * What the identity provider's tokens name as their audience.
     */
    readonly AUTH_AUDIENCE: string;
    /**
     * Messages that one user may send in a minute, over all pods.
     */
    readonly LIMIT_CHAT: number;
    /**
     * Requests about tasks that one user may make in a minute, in each pod.
     */
    readonly LIMIT_TASKS: number;
    /**
     * Attempts to log in to one account in a minute, over all pods.
     */
    readonly LIMIT_LOGIN: number;
    /**
     * New guests and accounts in a minute, over all pods.
     */
    readonly LIMIT_SIGN_INS: number;
  };
  /**
   * Secret settings; each non-empty one becomes a key of the Secret backend-secret. Hand them over in a file with mode 0600 that is under no version control.
   */
  readonly secrets: {
    /**
     * Key of the OpenAI account; empty means that the built-in assistant answers.
     */
    readonly OPENAI_API_KEY: string;
    /**
     * Password of the database user in config.DATABASE_URL; empty when the database asks for none.
     */
    readonly PGPASSWORD: string;
    /**
     * Text of at least 32 characters that signs the session tokens; without it the pods do not start.
     */
    readonly AUTH_SECRET: string;
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
   * How Kubernetes asks the pod whether it started, lives and is ready.
   */
  readonly probes: {
    /**
     * Until this one answers, the other two wait.
     */
    readonly startup: {
      /**
       * Path asked while the process starts.
       */
      readonly path: string;
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
       * Path asked to see that the process lives.
       */
      readonly path: string;
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
       * Path asked to see that the pod can serve.
       */
      readonly path: string;
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
   * Seconds between the order to stop and the kill; the server needs up to 20 to finish its requests.
   */
  readonly terminationGracePeriodSeconds: number;
  /**
   * Seconds a stopping pod goes on serving while the Service forgets it; part of the grace period.
   */
  readonly preStopSleepSeconds: number;
  /**
   * The ServiceAccount of the pods.
   */
  readonly serviceAccount: {
    /**
     * Whether the chart makes the ServiceAccount.
     */
    readonly create: boolean;
    /**
     * Its name; empty means backend when the chart makes it, and the namespace's default account when not.
     */
    readonly name: string;
    /**
     * Annotations of the ServiceAccount.
     */
    readonly annotations: {
      /**
       * This interface was referenced by `undefined`'s JSON-Schema definition
       * via the `patternProperty` "^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$".
       */
      [k: string]: string;
    };
    /**
     * Whether pods receive a token for the Kubernetes API; the application needs none.
     */
    readonly automountServiceAccountToken: boolean;
  };
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
     * User id of the processes (appuser in the image).
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
   * What Prometheus is told about the pods; the cluster needs the operator of Prometheus for it, of kube-prometheus-stack for example.
   */
  readonly monitoring: {
    /**
     * Whether the chart makes a ServiceMonitor and a PrometheusRule; without the operator's kinds in the cluster the release is then refused.
     */
    readonly enabled: boolean;
    /**
     * Further labels of both, by which the operator selects them: release with the name of its release for kube-prometheus-stack. The chart's own labels win over equal names.
     */
    readonly labels: {
      /**
       * This interface was referenced by `undefined`'s JSON-Schema definition
       * via the `patternProperty` "^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$".
       */
      [k: string]: string;
    };
    /**
     * Time between two scrapes of a pod.
     */
    readonly scrapeInterval: string;
    /**
     * Time after which a scrape without answer has failed; no longer than scrapeInterval.
     */
    readonly scrapeTimeout: string;
    /**
     * Time over which the alerts count; at least four scrapes, or a lost one is an alert.
     */
    readonly window: string;
    /**
     * What is too much.
     */
    readonly thresholds: {
      /**
       * Share of requests answered with 500 or above, probes left out.
       */
      readonly errorRatio: number;
      /**
       * Seconds within which 95 of 100 messages are answered; a turn ends after 60 at the latest.
       */
      readonly chatSeconds: number;
      /**
       * Share of turns in which the AI model's provider failed.
       */
      readonly modelFailureRatio: number;
      /**
       * Requests in a minute that were refused because their user made too many.
       */
      readonly refusedPerMinute: number;
      /**
       * Restarts of one pod's process in half an hour.
       */
      readonly restarts: number;
    };
  };
  /**
   * Labels a node must carry to receive the pods.
   */
  readonly nodeSelector: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$".
     */
    [k: string]: string;
  };
};
