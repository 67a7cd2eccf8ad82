import { createHash } from 'node:crypto';
import { Problem, problem } from '../../core/finding.ts';
import type { Holder, Self } from '../../core/world.ts';
import type { Door } from './door.ts';
import { ours } from './names.ts';

/** The name of the Lease by which a run holds a namespace (coordination.k8s.io/v1). */
export const leaseName = 'todo-chatbot-lock';

/** Seconds after which a Lease that nobody renewed may be taken over. */
export const duration = 30;

/** The part of a Lease that is read here. */
export type Lease = {
  readonly metadata?: {
    readonly namespace?: string;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly acquireTime?: string;
    readonly renewTime?: string;
    readonly leaseDurationSeconds?: number;
  };
};

const runLabel = 'todo-chatbot/run';
const holderAnnotation = 'todo-chatbot/holder';

/** Who holds a Lease; of one that was written by hand no more is known than what every Lease says. */
export const holderOf = (lease: Lease): Holder & Partial<Self> => {
  const told = parsed(lease.metadata?.annotations?.[holderAnnotation]);
  if (typeof told?.who === 'string' && typeof told.mark?.started === 'string') return told;
  const since = Date.parse(lease.spec?.acquireTime ?? '') || 0;
  return { who: lease.spec?.holderIdentity ?? 'somebody', pid: 0, command: 'an unknown program', since };
};

const parsed = (text: string | undefined): (Holder & Self) | undefined => {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
};

/** True when the Lease is that of this run. */
export const isOwn = ({ metadata }: Lease, self: Self): boolean => metadata?.labels?.[runLabel] === runOf(self);

/** Creates the Lease; `absent` when there is no namespace, or one that is going away. Throws a Problem for anything else. */
export const createLease = async (
  door: Door,
  namespace: string,
  self: Self,
  now: number,
): Promise<'created' | 'exists' | 'absent'> => {
  try {
    const options = { input: JSON.stringify(leaseOf(self, now)), deadline: 20_000 };
    await door.change(['kubectl', 'create', '-n', namespace, '-f', '-'], options);
    return 'created';
  } catch (thrown) {
    const text = wordsOf(thrown);
    if (/AlreadyExists/.test(text)) return 'exists';
    if (/namespaces "[^"]*" not found|because it is being terminated/.test(text)) return 'absent';
    throw thrown;
  }
};

/** Reads the Lease; undefined when there is none. Throws a Problem when the cluster does not say. */
export const readLease = async (door: Door, namespace: string): Promise<Lease | undefined> => {
  const words = ['kubectl', 'get', 'lease', leaseName, '-n', namespace, '--ignore-not-found', '-o', 'json'];
  const said = await door.ask(words, { fresh: true });
  if (said.code !== 0)
    throw problem('cluster/unreachable', `The cluster does not tell who is changing the namespace ${namespace}`, {
      evidence: [{ source: 'kubectl get lease', text: said.stderr.trim() }],
    });
  return said.stdout.trim() === '' ? undefined : (JSON.parse(said.stdout) as Lease);
};

/** Makes the Lease that was seen this run's; false when it is another one by now. */
export const takeLease = async (
  door: Door,
  namespace: string,
  { metadata }: Lease,
  self: Self,
  now: number,
): Promise<boolean> => {
  const own = leaseOf(self, now);
  try {
    await patch(door, namespace, [
      { op: 'test', path: '/metadata/resourceVersion', value: metadata?.resourceVersion },
      { op: 'add', path: '/metadata/labels', value: own.metadata.labels },
      { op: 'add', path: '/metadata/annotations', value: own.metadata.annotations },
      { op: 'add', path: '/spec', value: own.spec },
    ]);
    return true;
  } catch (thrown) {
    if (isRefused(thrown)) return false;
    throw thrown;
  }
};

/** Says that the run is still at work; false when the Lease is not its own any more. */
export const renewLease = async (door: Door, namespace: string, self: Self, now: number): Promise<boolean> => {
  try {
    await patch(door, namespace, [
      { op: 'test', path: `/metadata/labels/${runLabel.replace('/', '~1')}`, value: runOf(self) },
      { op: 'replace', path: '/spec/renewTime', value: microTime(now) },
    ]);
    return true;
  } catch (thrown) {
    if (isRefused(thrown)) return false;
    throw thrown;
  }
};

/** Removes the Lease if it is this run's own, also after an interruption. */
export const removeLease = (door: Door, namespace: string, self: Self): Promise<void> => {
  const words = ['kubectl', 'delete', 'lease', '-n', namespace, '-l', `${runLabel}=${runOf(self)}`, '--wait=false'];
  return door.change(words, { afterwards: true, deadline: 10_000 });
};

const leaseOf = (self: Self, now: number) => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: {
    name: leaseName,
    labels: { [ours.key]: ours.value, [runLabel]: runOf(self) },
    annotations: { [holderAnnotation]: JSON.stringify({ ...self, since: now }) },
  },
  spec: {
    holderIdentity: `${self.who} (pid ${self.pid}, ${self.command})`,
    leaseDurationSeconds: duration,
    acquireTime: microTime(now),
    renewTime: microTime(now),
  },
});

/** A name for a run that can stand in a label. */
const runOf = ({ machine, mark }: Self): string =>
  createHash('sha256').update(`${machine} ${mark.pid} ${mark.started}`).digest('hex').slice(0, 16);

/** MicroTime of the API: six digits after the second. */
const microTime = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');

/** A JSON patch (RFC 6902): its tests and changes are one step on the server. */
const patch = (door: Door, namespace: string, steps: readonly object[]): Promise<void> =>
  door.change(['kubectl', 'patch', 'lease', leaseName, '-n', namespace, '--type=json', '-p', JSON.stringify(steps)], {
    deadline: 20_000,
  });

/** What the server says when a test of a patch fails, or there is no Lease. */
const isRefused = (thrown: unknown): boolean => /NotFound|the server rejected our request/.test(wordsOf(thrown));

/** What a program said that failed. */
const wordsOf = (thrown: unknown): string =>
  thrown instanceof Problem
    ? [thrown.message, ...(thrown.finding.evidence ?? []).map(({ text }) => text)].join('\n')
    : String(thrown);
