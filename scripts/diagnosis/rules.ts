import type { Code } from '../core/codes.ts';
import type { Evidence } from '../core/finding.ts';
import {
  type Container,
  type ContainerStatus,
  type Event,
  endOf,
  isCrashed,
  type Logs,
  nameOf,
  type Pod,
} from './snapshot.ts';

/** A container with all that is known about it. */
export type Case = {
  readonly namespace: string;
  readonly release: string;
  readonly pod: Pod;
  readonly status: ContainerStatus;
  readonly container: Container | undefined;
  /** Events of its pod. */
  readonly events: readonly Event[];
  readonly logs: Logs;
};

/**
 * How long a cause may last before a rollout is given up: at once, after a grace in milliseconds, or never before the
 * timeout.
 */
export type Patience = number | 'timeout';

/** What a rule recognised. */
export type Match = {
  readonly message: string;
  readonly remedy?: string;
  readonly evidence?: readonly Evidence[];
  readonly patience?: Patience;
};

export type Rule = {
  readonly code: Code;
  readonly patience: Patience;
  readonly match: (one: Case) => Match | undefined;
};

const atOnce = 0;
/** Pulls and crashes may heal: a registry hiccups, a dependency starts. */
const grace = 20_000;
/** A database may start half a minute after the application. */
const dependency = 45_000;

/** What is wrong with a container: the first rule that matches, causes before their consequences. */
export const containerRules: readonly Rule[] = [
  {
    code: 'pod/image-missing',
    patience: atOnce,
    match: (one) =>
      isWaiting(one, 'ErrImageNeverPull')
        ? { message: `The image ${imageOf(one)} is not in the node, and ${subject(one)} may not pull it` }
        : undefined,
  },
  {
    code: 'pod/image-pull',
    patience: grace,
    match: (one) =>
      isWaiting(one, 'ErrImagePull', 'ImagePullBackOff', 'RegistryUnavailable')
        ? {
            message: `The image ${imageOf(one)} of ${subject(one)} can be neither found in the node nor pulled`,
            evidence: said(one, 'Failed'),
          }
        : undefined,
  },
  {
    code: 'pod/image-name',
    patience: atOnce,
    match: (one) =>
      isWaiting(one, 'InvalidImageName', 'ImageInspectError')
        ? { message: `"${imageOf(one)}" of ${subject(one)} is not a name of an image` }
        : undefined,
  },
  {
    code: 'pod/config-missing',
    patience: atOnce,
    match: (one) => (isWaiting(one, 'CreateContainerConfigError') ? configMissing(one) : undefined),
  },
  {
    code: 'pod/runs-as-root',
    patience: atOnce,
    match: (one) =>
      isWaiting(one, 'CreateContainerConfigError') &&
      /image will run as root|non-numeric user|breaks non-root policy/.test(waiting(one))
        ? { message: `${subject(one)} must not run as root, and its image ${imageOf(one)} would or might` }
        : undefined,
  },
  {
    code: 'pod/create-failed',
    patience: grace,
    match: (one) =>
      isWaiting(
        one,
        'CreateContainerConfigError',
        'CreateContainerError',
        'RunContainerError',
        'PreStartHookError',
        'PostStartHookError',
      ) ||
      (isCrashed(one.status) && ['ContainerCannotRun', 'StartError'].includes(endOf(one.status)?.reason ?? ''))
        ? { message: `${subject(one)} cannot be started: ${endOf(one.status)?.message ?? waiting(one)}` }
        : undefined,
  },
  { code: 'pod/out-of-memory', patience: grace, match: (one) => outOfMemory(one) },
  {
    code: 'pod/database-unreachable',
    patience: grace,
    match: (one) => (isCrashed(one.status) ? database(one) : undefined),
  },
  { code: 'pod/probe-failing', patience: 'timeout', match: (one) => probeFailing(one) },
  { code: 'pod/crash-loop', patience: grace, match: (one) => (isCrashed(one.status) ? crash(one) : undefined) },
  {
    code: 'pod/volume',
    patience: grace,
    match: (one) => {
      const failed = said(one, 'FailedMount', 'FailedAttachVolume');
      return isWaiting(one, 'ContainerCreating', 'PodInitializing') && failed.length > 0
        ? { message: `A volume of ${subject(one)} cannot be mounted`, evidence: failed }
        : undefined;
    },
  },
];

const isWaiting = ({ status }: Case, ...reasons: readonly string[]): boolean =>
  reasons.includes(status.state?.waiting?.reason ?? '');

const waiting = ({ status }: Case): string => status.state?.waiting?.message ?? status.state?.waiting?.reason ?? '';

const subject = ({ pod, status }: Case): string => `container ${status.name ?? '?'} of pod ${nameOf(pod)}`;

const imageOf = ({ container }: Case): string => container?.image ?? '?';

/** Events of the container's pod with one of the reasons, as evidence. */
const said = ({ pod, events }: Case, ...reasons: readonly string[]): readonly Evidence[] =>
  events
    .filter((event) => reasons.includes(event.reason ?? ''))
    .map((event) => ({ source: `event ${event.reason} of pod ${nameOf(pod)}`, text: event.message ?? '' }));

const configMissing = (one: Case): Match | undefined => {
  const key = /couldn't find key (\S+) in (Secret|ConfigMap) [^/\s]*\/(\S+)/.exec(waiting(one));
  if (key)
    return {
      message: `${key[2]} ${key[3]} has no key ${key[1]}, and ${subject(one)} needs it`,
      remedy: `Set ${key[1]} in .env and deploy again: \`npx tsx scripts/deploy.ts\`.`,
    };
  const object = /(secret|configmap) "([^"]+)" not found/.exec(waiting(one));
  if (!object) return undefined;
  return {
    message: `${object[1] === 'secret' ? 'Secret' : 'ConfigMap'} ${object[2]} does not exist, and ${subject(one)} needs it`,
    remedy: 'Make it again by deploying: `npx tsx scripts/deploy.ts`.',
  };
};

/** cgroup v1 may report a container killed for memory with reason Error: then nobody else may have killed it. */
const outOfMemory = (one: Case): Match | undefined => {
  const end = endOf(one.status);
  const limit = one.container?.resources?.limits?.memory;
  const killed =
    end?.reason === 'OOMKilled' ||
    (end?.exitCode === 137 && end.reason === 'Error' && limit !== undefined && said(one, 'Killing').length === 0);
  return killed && isCrashed(one.status)
    ? {
        message: `${capital(subject(one))} was killed because it used more than its limit of memory (${limit ?? 'the node has no more'})`,
      }
    : undefined;
};

/** What an application says about its database: text of the log, the cause in words, and how long it may last. */
const databaseTexts: readonly (readonly [RegExp, (found: RegExpExecArray) => string, Patience])[] = [
  [/failed to resolve host '([^']+)'/, ([, host]) => `the host ${host} of its database is not known`, dependency],
  [
    /could not translate host name "([^"]+)"/,
    ([, host]) => `the host ${host} of its database is not known`,
    dependency,
  ],
  [
    /password authentication failed for user "([^"]+)"/,
    ([, user]) => `the database refuses the password of user ${user}`,
    grace,
  ],
  [/no password supplied/, () => 'the database wants a password and none is set', grace],
  [/database "([^"]+)" does not exist/, ([, name]) => `there is no database ${name}`, grace],
  [/no pg_hba\.conf entry/, () => 'the database does not let this host or user in', grace],
  [/server does not support SSL/, () => 'the database speaks no TLS, and DATABASE_URL asks for it', grace],
  [/Could not parse SQLAlchemy URL/, () => 'DATABASE_URL is not a URL', atOnce],
  [
    /Can't load plugin: sqlalchemy\.dialects/,
    () => 'DATABASE_URL names a kind of database that is not supported',
    atOnce,
  ],
  [/DATABASE_URL[\s\S]{0,80}Field required/, () => 'DATABASE_URL is not set', atOnce],
  [
    /(?:psycopg|sqlalchemy|OperationalError)[\s\S]*Connection refused/i,
    () => 'its database refuses connections',
    dependency,
  ],
];

const database = (one: Case): Match | undefined => {
  const log = logOf(one);
  for (const [text, cause, patience] of databaseTexts) {
    const found = text.exec(log);
    if (found)
      return {
        message: `${capital(subject(one))} ends because ${cause(found)}`,
        evidence: logEvidence(one),
        patience,
      };
  }
  return undefined;
};

const probeFailing = (one: Case): Match | undefined => {
  if (one.status.ready) return undefined;
  const killed = said(one, 'Killing').filter(({ text }) => /failed (?:liveness|startup) probe/.test(text));
  const unhealthy = said(one, 'Unhealthy');
  if (killed.length > 0 && isCrashed(one.status))
    return {
      message: `${capital(subject(one))} is restarted again and again because its ${/startup/.test(killed[0]?.text ?? '') ? 'startup' : 'liveness'} probe fails`,
      evidence: [...unhealthy, ...logEvidence(one)],
      patience: grace,
    };
  const readiness = unhealthy.filter(({ text }) => /probe (?:failed|errored)/.test(text));
  if (!one.status.state?.running || readiness.length === 0) return undefined;
  return {
    message: `${capital(subject(one))} runs and is not ready: ${readiness.at(-1)?.text}`,
    evidence: [...readiness, ...logEvidence(one)],
    remedy: `Read what it says: \`kubectl logs -n ${one.namespace} ${nameOf(one.pod)}\`.`,
  };
};

/** What an exit code or a log says about a crash, beyond that it happened. */
const crashTexts: readonly (readonly [RegExp, string])[] = [
  [/ModuleNotFoundError: ([^\n]+)/, 'a module is missing in the image'],
  [/address already in use/i, 'its port is taken inside the pod'],
  [/exec format error/, 'its image is made for another processor'],
  [/Read-only file system/, 'it writes where its file system is read-only'],
];

const crash = (one: Case): Match => {
  const end = endOf(one.status);
  const why = crashTexts.find(([text]) => text.test(logOf(one)))?.[1];
  const code = end?.exitCode === undefined ? '' : ` with exit code ${end.exitCode}`;
  return {
    message: `${capital(subject(one))} keeps ending${code}${why ? `: ${why}` : ''}`,
    evidence: logEvidence(one),
    remedy: `Read its last words: \`kubectl logs -n ${one.namespace} ${nameOf(one.pod)} -c ${one.status.name ?? ''} --previous\`.`,
  };
};

const logOf = ({ logs }: Case): string => logs.previous || logs.current || '';

const logEvidence = (one: Case): readonly Evidence[] => {
  const text = logOf(one).trim();
  return text === '' ? [] : [{ source: `log of ${subject(one)}`, text: text.split('\n').slice(-40).join('\n') }];
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
