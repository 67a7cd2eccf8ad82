import { chartNames } from '../../core/charts.ts';
import {
  type Case,
  type ContainerRule,
  endEvidence,
  eventEvidence,
  hasCrashed,
  logEvidence,
  logsWords,
  Subject,
  said,
} from '../case.ts';
import { deploy, kubectl, ourWorkload, setting } from '../commands.ts';
import { grace, type Match } from '../diagnosis.ts';
import { type Event, nameOf, type Probe } from '../snapshot.ts';
import { databaseWords } from './database.ts';

/** A container that the kubelet ends because a probe fails: liveness, or startup that took too long. */
export const killedByProbe: ContainerRule = (one) => {
  if (!hasCrashed(one)) return undefined;
  const killed = said(one, 'Killing').filter(({ text }) => /failed (?:liveness|startup) probe/.test(text));
  const last = killed.at(-1);
  if (!last) return undefined;
  const kind = /failed startup probe/.test(last.text) ? 'startup' : 'liveness';
  // What it was answered most often: while a program starts, and once it is ended, nobody listens.
  const why = failures(one, kind)
    .toSorted((a, b) => (a.count ?? 1) - (b.count ?? 1))
    .at(-1);
  const probe = one.container?.[`${kind}Probe`];
  return {
    code: kind === 'startup' ? 'pod/startup-failing' : 'pod/liveness-failing',
    message: `${Subject(one)} is ended again and again because its ${kind} probe${asked(probe)} fails${why ? `: ${answerIn(why.message ?? '')}` : ''}`,
    remedy: `${howTo(one, kind, why?.message ?? '')} in the values and deploy again: ${deploy(one.snapshot)}.`,
    evidence: [last, ...(why ? [eventEvidence(why)] : []), ...endEvidence(one), ...logEvidence(one)],
    ...patienceFor(one, kind, why?.message ?? ''),
    patience: grace,
  };
};

/** More time for a program that only needs it; nothing where the probe itself is wrong. */
const patienceFor = (one: Case, kind: 'startup' | 'liveness', words: string): Pick<Match, 'action'> => {
  const probe = one.container?.[`${kind}Probe`];
  if (isWrongPath(words)) return {};
  if (kind === 'startup') return moreOf(one, kind, 'failureThreshold', probe?.failureThreshold ?? 3);
  return isLate(words) ? moreOf(one, kind, 'timeoutSeconds', probe?.timeoutSeconds ?? 1) : {};
};

/** Twice as much of what a probe has; the defaults of Kubernetes are 1 s and 3 tries. */
const moreOf = (
  { pod }: Case,
  kind: string,
  key: 'timeoutSeconds' | 'failureThreshold',
  now: number,
): Pick<Match, 'action'> => {
  const release = chartNames.find((name) => name === ourWorkload(pod)?.name);
  return release ? { action: { action: 'SetHelmValue', release, path: ['probes', kind, key], value: now * 2 } } : {};
};

/** A container that runs and is not ready: what its readiness (or startup) probe was answered. Waiting may help. */
export const unready: ContainerRule = (one) => {
  if (one.status.ready || !one.status.state?.running) return undefined;
  // Once it has started, what its startup probe was answered while it did is no cause any more.
  const startup = one.status.started === true ? [] : failures(one, 'startup');
  const last = [...failures(one, 'readiness'), ...startup].at(-1);
  if (!last) return undefined;
  const words = last.message ?? '';
  const kind = /^Startup/.test(words) ? 'startup' : 'readiness';
  const evidence = [eventEvidence(last), ...logEvidence(one)];
  const common = { evidence, patience: 'timeout' } as const;
  const database = databaseWords(one);
  if (database && isUnavailable(words))
    return { ...database, ...common, message: `${Subject(one)} is not ready because ${database.message}` };
  const meaning = meaningOf(one, one.container?.[`${kind}Probe`], kind, words);
  // What answers a path with 404 runs, and gets no other paths by waiting.
  return { ...meaning, ...common, ...(meaning.code === 'pod/probe-path' ? { patience: grace } : {}) };
};

const meaningOf = (one: Case, probe: Probe | undefined, kind: string, words: string): Omit<Match, 'patience'> => {
  const begin = `${Subject(one)} runs and is not ready: its ${kind} probe${asked(probe)}`;
  const again = `deploy again: ${deploy(one.snapshot)}`;
  if (isWrongPath(words))
    return {
      code: 'pod/probe-path',
      message: `${begin} is answered with ${answerIn(words)}`,
      remedy: `Correct ${setting(one.pod, `probes.${kind}.path`)} in the values to a path that the application answers with 200, and ${again}.`,
    };
  if (isRefused(words))
    return {
      code: 'pod/probe-refused',
      message: `${begin} finds nobody who listens there (connection refused)`,
      remedy: `Let ${setting(one.pod, 'containerPort')} be the port at which the application listens, and let that listen on 0.0.0.0 (for Next.js: \`HOSTNAME=0.0.0.0\`); then ${again}.`,
    };
  if (isLate(words))
    return {
      code: 'pod/probe-slow',
      message: `${begin} gets no answer in time`,
      remedy: `See what it is busy with, ${kubectl(one.snapshot, logsWords(one))}, or raise ${setting(one.pod, `probes.${kind}.timeoutSeconds`)} in the values and ${again}.`,
      ...moreOf(one, kind, 'timeoutSeconds', probe?.timeoutSeconds ?? 1),
    };
  if (isUnavailable(words))
    return {
      code: 'pod/probe-unavailable',
      message: `${begin} is answered with ${answerIn(words)}: the application says itself that something it needs is away`,
      remedy: `Read what that is, ${kubectl(one.snapshot, logsWords(one))}, and see whether its database and what else it asks run: ${kubectl(one.snapshot, 'get pods')}.`,
    };
  return {
    code: 'pod/probe-failing',
    message: `${begin} fails${answerIn(words) ? `: ${answerIn(words)}` : ' and says nothing'}`,
    remedy: `Read what it says: ${kubectl(one.snapshot, logsWords(one))}; all events: ${kubectl(one.snapshot, `describe pod ${nameOf(one.pod)}`)}.`,
  };
};

/** What helps where a probe ends the container. */
const howTo = ({ pod }: Case, kind: 'startup' | 'liveness', words: string): string => {
  if (isWrongPath(words)) return `Correct ${setting(pod, `probes.${kind}.path`)}`;
  if (isRefused(words))
    return `Correct ${setting(pod, 'containerPort')}, or give a slow start more time with probes.startup.failureThreshold,`;
  return `Raise ${setting(pod, `probes.${kind}.timeoutSeconds`)} or failureThreshold`;
};

const isWrongPath = (words: string): boolean => /statuscode: 4\d\d/.test(words);
const isUnavailable = (words: string): boolean => /statuscode: 5\d\d/.test(words);
const isRefused = (words: string): boolean => /connection refused/.test(words);
const isLate = (words: string): boolean => /deadline exceeded|timeout|timed out/i.test(words);

/** Events of a kind of probe that failed, oldest first. */
const failures = ({ events }: Case, kind: 'readiness' | 'startup' | 'liveness'): readonly Event[] =>
  events.filter(
    ({ reason, message }) =>
      reason === 'Unhealthy' && new RegExp(`^${kind} probe (?:failed|errored)`, 'i').test(message ?? ''),
  );

/** `Readiness probe failed: HTTP probe failed with statuscode: 404` without what the probe is called. */
const answerIn = (text: string): string =>
  text
    .replace(/^\w+ probe (?:failed|errored)(?: and resulted in unknown state)?: /, '')
    .replace(/^HTTP probe failed with statuscode: /, '')
    .replace(/^Get "[^"]*": (?:dial tcp [\d.:]+: connect: )?/, '')
    .trim();

/** What a probe asks, in words. */
const asked = (probe: Probe | undefined): string => {
  if (probe?.httpGet) return ` (GET ${probe.httpGet.path ?? '/'} at port ${probe.httpGet.port ?? '?'})`;
  if (probe?.tcpSocket) return ` (port ${probe.tcpSocket.port ?? '?'})`;
  return probe?.exec ? ` (${(probe.exec.command ?? []).join(' ').slice(0, 60)})` : '';
};
