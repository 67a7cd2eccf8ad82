import type { ChartName, Document, JsonMap } from './charts.ts';
import type { TargetName } from './config.ts';
import type { Finding } from './finding.ts';
import type { Secret } from './secret.ts';
import type { Said, ShellOptions } from './world.ts';

export type ImageName = 'backend' | 'frontend';
export type ReleaseName = ChartName;
export type ServiceName = 'backend-service' | 'frontend-service';

/** An image of today's content: the tag is a hash of everything that goes into it. */
export type Image = {
  readonly name: ImageName;
  readonly tag: string;
  /** The build context, relative to the root; its Dockerfile lies in it. */
  readonly directory: string;
};

/** A release as it should be. */
export type Wanted = {
  readonly release: ReleaseName;
  /** The one values file above the chart's own; holds secrets, so it travels in a private file. */
  readonly overlay: JsonMap;
  /** Hash of chart files, coalesced values (secrets keyed) and image tag: stored as the release's description. */
  readonly fingerprint: string;
  readonly image?: Image;
  /** The rendered documents, secrets included: where the local target takes environment, ports and probes from. */
  readonly documents: readonly Document[];
};

/** The platform: what the target runs on. */
export type Platform = {
  readonly up: boolean;
  /** For people: `Kubernetes v1.34.4, docker, 1 node`. */
  readonly facts: string;
  /** Of kubectl and of the cluster, when it answers (`v1.34.4`). */
  readonly versions?: { readonly client: string; readonly server: string };
  readonly findings: readonly Finding[];
};

/** An image seen in the builder's store or in the node: `id` is its config digest. */
export type ImageSeen = {
  readonly name: string;
  readonly tag: string;
  readonly id: string;
  readonly where: 'builder' | 'node';
};

export type ReleaseSeen = {
  readonly name: string;
  readonly revision: number;
  /** Helm's word: deployed, failed, pending-upgrade, ... (local: deployed while its record exists). */
  readonly status: string;
  readonly fingerprint: string;
  /** What is alive otherwise than the newest revision rendered it, in words; nothing when it is as rendered. */
  readonly drift: readonly string[];
};

export type PodSeen = {
  readonly name: string;
  readonly release: string;
  readonly running: boolean;
  readonly ready: boolean;
  readonly restarts: number;
  /** Milliseconds since the epoch of the last restart. */
  readonly lastRestart?: number;
};

export type WorkloadSeen = {
  readonly release: string;
  /** Replicas the release asks for. */
  readonly replicas: number;
  readonly pods: readonly PodSeen[];
  /** What our rules say about it (core of the diagnosis), with evidence. */
  readonly findings: readonly Finding[];
};

export type ServiceSeen = {
  readonly name: string;
  /** ClusterIP on Kubernetes, `loopback` on local. */
  readonly type: string;
  readonly ports: readonly number[];
  readonly selector: Readonly<Record<string, string>>;
  readonly readyEndpoints: number;
  /** What our rules say about it: why nothing answers behind it. */
  readonly findings: readonly Finding[];
};

/** What a release was given, as it lies in the cluster: its ConfigMap, and of its Secret all but the values. */
export type SettingsSeen = {
  readonly release: ReleaseName;
  readonly config?: { readonly name: string; readonly values: Readonly<Record<string, string>> };
  readonly secret?: { readonly name: string; readonly type: string; readonly keys: readonly string[] };
};

/** One thing that carries our label and is still there. */
export type Remnant = {
  readonly kind: string;
  readonly name: string;
  /** Removed by: plain cleanup, or only with the flag named. */
  readonly flag?: 'data' | 'cache' | 'cluster';
};

/** The target as it is now: one look, typed; the checks decide on it. */
export type Observation = {
  readonly platform: Platform;
  readonly images: readonly ImageSeen[];
  readonly releases: readonly ReleaseSeen[];
  readonly workloads: readonly WorkloadSeen[];
  readonly services: readonly ServiceSeen[];
  /** What the rules of diagnosis found anywhere in the namespace, causes first; on this machine without a cluster nothing. */
  readonly causes: readonly Finding[];
  /** What has a name of ours and was made by somebody else: never touched. */
  readonly strangers: readonly Remnant[];
};

/** Secrets that deploy made once and reads back from where they live. */
export type Recalled = { readonly authSecret?: Secret; readonly databasePassword?: Secret };

/** An image's config and history, from the builder's store. */
export type ImageConfig = {
  readonly id: string;
  readonly user: string;
  /** `KEY=value` as stored in the image. */
  readonly env: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** The instruction of each layer, oldest first. */
  readonly history: readonly string[];
};

/** What `down` also takes away. */
export type DownOptions = {
  readonly images: boolean;
  readonly data: boolean;
  readonly cache: boolean;
  readonly cluster: boolean;
};

/** A line that a part of the application wrote; `source` names the pod, or the release where there are no pods. */
export type LogLine = { readonly release: ReleaseName; readonly source: string; readonly text: string };

/** Which logs are wanted; `since` is how far back, as `10m`. */
export type LogRequest = { readonly releases: readonly ReleaseName[]; readonly since?: string };

/** kubectl and helm at a cluster: with the run's own kubeconfig of one context, and for changes with its lock. */
export type ClusterDoor = {
  /** The context that is asked; undefined where there is none. */
  readonly context: () => Promise<string | undefined>;
  /** Asks; never throws for a failing program. */
  readonly ask: (words: readonly string[], options?: ShellOptions) => Promise<Said>;
  /** Changes; throws a Problem when the program fails. Printed only under --dry-run. */
  readonly change: (words: readonly string[], options?: ShellOptions) => Promise<void>;
  /**
   * Replaces the pods of a release one after the other and waits until the new ones serve. Throws a Problem with evidence where
   * they have no future; what was begun is taken back where the pods of before are still there.
   */
  readonly restart: (release: ReleaseName) => Promise<void>;
  /** The text of the run's own kubeconfig (JSON); throws a Problem where there is none. */
  readonly kubeconfig: () => Promise<string>;
  /** The base URL (http://127.0.0.1:PORT) of a Service's port in any namespace, until the target is closed; undefined where none opens. */
  readonly forward: (namespace: string, service: string, port: number) => Promise<string | undefined>;
};

/** Where the application runs. Verbs that change throw a Problem; verbs that ask never do. */
export type Target = {
  readonly name: TargetName;
  readonly kind: 'local' | 'kubernetes';
  /** Why this target was taken, for the first line of output. */
  readonly why: string;
  /** The cluster, where the target is one. */
  readonly cluster?: ClusterDoor;
  /**
   * Makes this run the only one that changes the deployment, until `close`, and waits while another one is at work; `tell`
   * gets a line when it has to. Nothing happens where nothing can be locked yet: then the first change does it.
   */
  readonly claim: (verb: 'apply' | 'undo', tell: (line: string) => void) => Promise<void>;
  /** Brings the platform up (starts Minikube); nothing to do when it is. */
  readonly up: () => Promise<void>;
  /** One look at everything; remembered until something is changed through this target, or `forget`. */
  readonly observe: () => Promise<Observation>;
  /** What was seen counts no more: the world may have moved on by itself. */
  readonly forget: () => void;
  /** All that carries our label and is still there, for cleanup. */
  readonly remnants: () => Promise<readonly Remnant[]>;
  /** The one verb that asks and may throw: secrets that exist and cannot be read must not be made anew. */
  readonly recall: () => Promise<Recalled>;
  /** Makes the image in the builder's store, labelled as ours. */
  readonly build: (image: Image) => Promise<void>;
  /** Brings the built image to every node and verifies it there by its id. */
  readonly deliver: (image: Image) => Promise<void>;
  /** Takes back one name that `build` and `deliver` gave; what else is called so stays. */
  readonly discard: (image: Image) => Promise<void>;
  /** The image as the builder's store holds it; undefined when it does not (local has no store). */
  readonly inspect: (image: Image) => Promise<ImageConfig | undefined>;
  /** Bytes of an image, ours or one that it is based on, in the builder's store; undefined when it is not there. */
  readonly bytes: (image: Image | string) => Promise<number | undefined>;
  /** Runs `sh -c SCRIPT` in a throw-away container of the image, without network (`docker run --rm`). */
  readonly inside: (image: Image, script: string) => Promise<Said>;
  /** Asks the server whether it would take these documents (a dry run that changes nothing); empty when it would. */
  readonly accepts: (documents: readonly JsonMap[]) => Promise<readonly Finding[]>;
  /** Installs or upgrades, waits until ready, fails fast with evidence and rolls back what it began. */
  readonly install: (wanted: Wanted) => Promise<void>;
  /** Runs a program inside a running instance of the release (a pod; locally: with its environment). */
  readonly exec: (release: ReleaseName, argv: readonly string[]) => Promise<Said>;
  /** ConfigMap and Secret of each release that has one; nothing where there is no cluster to hold them. */
  readonly settings: () => Promise<readonly SettingsSeen[]>;
  /** The newest lines that the releases have written, as far as they are kept: init containers too. */
  readonly logs: () => Promise<readonly LogLine[]>;
  /** The base URL (http://127.0.0.1:PORT) of a Service for this run, at `preferred` if that port is free; undefined if nothing answers. */
  readonly reach: (service: ServiceName, preferred?: number) => Promise<string | undefined>;
  /** Tells each line that these releases write, those that start meanwhile included, until the run is interrupted; throws when none is there. */
  readonly follow: (request: LogRequest, tell: (line: LogLine) => void) => Promise<void>;
  readonly uninstall: (release: ReleaseName) => Promise<void>;
  /** Removes everything else of ours: images, namespace, data, caches, cluster, as the options say; gives what it left to other runs. */
  readonly down: (options: DownOptions) => Promise<readonly Remnant[]>;
  /** Ends what `reach` opened, and gives back what `claim` took. */
  readonly close: () => Promise<void>;
};
