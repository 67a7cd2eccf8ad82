import type { Shell } from './world.ts';

/** What the guard, which stands in for kubectl and bash, is told; a file that only this user can read. */
export type GuardSetup = {
  readonly namespace: string;
  /** The real kubectl, absolute. */
  readonly kubectl: string;
  /** The read-only kubeconfig, absolute. */
  readonly kubeconfig: string;
  /** Where kubectl keeps its cache. */
  readonly home: string;
  /** Where each call is written down: a JSON object a line. */
  readonly log: string;
  /** Milliseconds that a call may take. */
  readonly deadline: number;
};

/** A file of a private folder; programs are executable. */
export type PrivateFile = { readonly text: string; readonly program?: true };

/** A folder that only this user can enter. */
export type PrivateFolder = {
  readonly path: string;
  /** The text of a file below it; undefined where there is none. */
  readonly read: (name: string) => Promise<string | undefined>;
};

/** An answer of the model's endpoint; status 0 with the cause in `text` where nobody answered. */
export type Upstream = { readonly status: number; readonly text: string };

/** What a relay does with a request: what kubectl-ai is answered. */
export type Relayed = { readonly status: number; readonly type: string; readonly text: string };

/** A door of loopback to the model, for one call. */
export type Relay = {
  /** Its address, with /v1. */
  readonly endpoint: string;
  /** Known to this call alone; a request without it is refused. */
  readonly key: string;
  readonly close: () => Promise<void>;
};

/** Passes a body on to the model's endpoint; `begun` is called when the first byte of the answer is there. */
export type Send = (body: string, begun: () => void) => Promise<Upstream>;

/** Where the model is, and what opens it. */
export type Endpoint = {
  /** With /v1, as OPENAI_BASE_URL gives it. */
  readonly url: string;
  /** Never given to the planner; sent to the endpoint alone. Empty for one that needs none. */
  readonly key: string;
};

/** What a planner is started with; `world/planner.ts` makes it. */
export type Outside = {
  readonly sh: Shell;
  /** The absolute path of a program; undefined when there is none. */
  readonly find: (program: string) => Promise<string | undefined>;
  /** Runs `use` with a folder (0700) that holds these files and empty folders (names that end with /); it is gone afterwards. */
  readonly folder: <T>(
    files: (path: string) => Readonly<Record<string, PrivateFile>>,
    use: (folder: PrivateFolder) => Promise<T>,
  ) => Promise<T>;
  /** The text of the program that calls the guard by this name with this setup. */
  readonly guard: (name: string, setup: string) => string;
  readonly relay: (to: Endpoint, answer: (body: string, send: Send) => Promise<Relayed>) => Promise<Relay>;
  /** The text as a model may see it. */
  readonly redact: (text: string) => string;
  /** A marker that nobody can guess. */
  readonly marker: () => string;
};
