import type { Evidence } from '../core/finding.ts';
import type { Match } from './diagnosis.ts';
import {
  type ClusterSnapshot,
  type Container,
  type ContainerStatus,
  type Event,
  isCrashed,
  type Logs,
  type Metadata,
  nameOf,
  type Pod,
} from './snapshot.ts';

/** A container with all that is known about it. */
export type Case = {
  readonly snapshot: ClusterSnapshot;
  readonly pod: Pod;
  readonly status: ContainerStatus;
  /** Where its status stands: `pod/backend-1-x status.containerStatuses[0]`. */
  readonly path: string;
  readonly container: Container | undefined;
  /** Events of it and of its pod as a whole. */
  readonly events: readonly Event[];
  readonly logs: Logs;
};

/** Recognises one kind of cause in a container; undefined where it is another. */
export type ContainerRule = (one: Case) => Match | undefined;

/** All containers of a pod that have a state, init containers first, for they run first. */
export const casesOf = (snapshot: ClusterSnapshot, pod: Pod): readonly Case[] => {
  const events = eventsOf(snapshot, pod);
  const lists = [
    ['initContainerStatuses', pod.status?.initContainerStatuses, pod.spec?.initContainers],
    ['containerStatuses', pod.status?.containerStatuses, pod.spec?.containers],
  ] as const;
  return lists.flatMap(([field, statuses, containers]) =>
    (statuses ?? []).map((status, index) => ({
      snapshot,
      pod,
      status,
      path: `pod/${nameOf(pod)} status.${field}[${index}]`,
      container: containers?.find(({ name }) => name === status.name),
      events: events.filter(({ involvedObject }) => isAbout(involvedObject?.fieldPath, status)),
      logs: snapshot.logs[`${nameOf(pod)}/${status.name}`] ?? {},
    })),
  );
};

/** Events of an object, the latest last; of another one that had the same name before, none. */
export const eventsOf = ({ events }: ClusterSnapshot, object: { readonly metadata?: Metadata }): readonly Event[] =>
  events
    .filter(
      ({ involvedObject }) =>
        involvedObject?.name !== undefined &&
        involvedObject.name === nameOf(object) &&
        (!involvedObject.uid || !object.metadata?.uid || involvedObject.uid === object.metadata.uid),
    )
    .toSorted((a, b) => timeOf(a) - timeOf(b));

/** When an event was last seen, in milliseconds since the epoch. */
export const timeOf = ({ lastTimestamp, eventTime }: Event): number =>
  Date.parse(lastTimestamp ?? eventTime ?? '') || 0;

/** Events name their container as `spec.containers{name}`; those of the whole pod name none. */
const isAbout = (path: string | undefined, status: ContainerStatus): boolean =>
  path === undefined || !path.includes('{') || path.includes(`{${status.name}}`);

/** True when the container waits for one of the reasons. */
export const isWaiting = ({ status }: Case, ...reasons: readonly string[]): boolean =>
  reasons.includes(status.state?.waiting?.reason ?? '');

/** What the kubelet says about the wait, or its reason alone. */
export const waiting = ({ status }: Case): string =>
  status.state?.waiting?.message ?? status.state?.waiting?.reason ?? '';

/** The reason why it waits, as evidence with its path. */
export const waitingEvidence = ({ status, path }: Case): readonly Evidence[] => {
  const { reason, message } = status.state?.waiting ?? {};
  return [
    ...(reason ? [{ source: `${path}.state.waiting.reason`, text: reason }] : []),
    ...(message ? [{ source: `${path}.state.waiting.message`, text: message }] : []),
  ];
};

/** How the container ended last, as evidence with its path. */
export const endEvidence = ({ status, path }: Case): readonly Evidence[] => {
  const field = status.state?.terminated ? 'state' : 'lastState';
  const { reason, exitCode, message } = status[field]?.terminated ?? {};
  const text = [reason, exitCode === undefined ? '' : `exit code ${exitCode}`, message].filter(Boolean).join(', ');
  return text === '' ? [] : [{ source: `${path}.${field}.terminated`, text }];
};

/** Events with one of the reasons, as evidence. */
export const said = ({ events }: Pick<Case, 'events'>, ...reasons: readonly string[]): readonly Evidence[] =>
  events.filter((event) => reasons.includes(event.reason ?? '')).map(eventEvidence);

/** An event, as evidence. */
export const eventEvidence = ({ reason, message, involvedObject }: Event): Evidence => ({
  source: `event ${reason} of ${(involvedObject?.kind ?? 'object').toLowerCase()}/${involvedObject?.name}`,
  text: (message ?? '').trim(),
});

/** What the container said in the run that ended, else in this one, for rules to read: quotes are plain where a log is JSON. */
export const logOf = (one: Case): string => wordsOf(one).replaceAll('\\"', '"');

const wordsOf = ({ logs }: Case): string => logs.previous || logs.current || '';

/** The end of that log, as evidence. */
export const logEvidence = (one: Case): readonly Evidence[] => {
  const text = wordsOf(one).trim();
  const which = one.logs.previous ? 'previous log' : 'log';
  return text === ''
    ? []
    : [
        {
          source: `${which} of pod/${nameOf(one.pod)} container ${one.status.name ?? '?'}`,
          text: text.split('\n').slice(-40).join('\n'),
        },
      ];
};

/** The container in words, for the middle of a sentence. */
export const subject = ({ pod, status }: Case): string => `container ${status.name ?? '?'} of pod ${nameOf(pod)}`;

/** The container in words, for the begin of a sentence. */
export const Subject = (one: Case): string => subject(one).replace(/^c/, 'C');

/** The image it is to run. */
export const imageOf = ({ container }: Case): string => container?.image ?? '?';

/** True when it ended badly and is not well again. */
export const hasCrashed = ({ status }: Case): boolean => isCrashed(status);

/** The release's value that sets something, for remedies: a chart is named like its container's workload. */
export const logsWords = (one: Case, previous = ''): string =>
  `logs ${nameOf(one.pod)} -c ${one.status.name ?? ''}${previous}`;
