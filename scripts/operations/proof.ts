import { randomBytes } from 'node:crypto';
import { countOf, rowsOf } from '../checks/database.ts';
import { documentedKeys } from '../checks/documented.ts';
import { asGuest } from '../checks/guest.ts';
import { type Inside, insideWords, readInside } from '../checks/inside.ts';
import { wantedOf } from '../checks/wanted.ts';
import type { Outcome } from '../core/engine.ts';
import { errorsOf, Problem } from '../core/finding.ts';
import { secret } from '../core/secret.ts';
import type { ClusterDoor, Image, LogLine } from '../core/target.ts';
import type { Otherwise, World } from '../core/world.ts';
import { currentPods } from '../diagnosis/rollout.ts';
import { type Container, nameOf, type Pod, releaseOf } from '../diagnosis/snapshot.ts';
import { lookAtCluster, type Resource } from '../targets/kubernetes/cluster.ts';
import { type Deploying, deploy, failuresOf } from './deploying.ts';
import { type History, historyOf } from './history.ts';
import { type Leavings, leavingsOf } from './leavings.ts';
import { liveState } from './live.ts';
import { clusterOf } from './look.ts';
import { type Readiness, readinessOf } from './readiness.ts';
import { rivalSays } from './rival.ts';
import { inProof } from './scratch.ts';
import { measure, type Timings, timed } from './timings.ts';

/** A pod of the copy as it runs. */
export type ProvedPod = {
  readonly name: string;
  readonly release: string;
  readonly ready: boolean;
  readonly image: string;
  /** The id under which the node holds the image. */
  readonly imageId: string;
  readonly resources: Container['resources'];
  readonly inside: Inside | undefined;
};

/** The copy after one deploy. */
export type Stage = {
  readonly outcomes: readonly Outcome[];
  /** Pods of backend and frontend. */
  readonly pods: readonly ProvedPod[];
  /** What they have written. */
  readonly lines: readonly LogLine[];
  /** All that anybody may read of it: logs, objects, events, what was rendered, notes, and what deploy itself reported. */
  readonly texts: readonly string[];
  /** What kept the provider from answering, as the answer of the assistant says; nothing where there is none. */
  readonly notice: string;
  /** Pods that answered requests made for this. */
  readonly served: ReadonlySet<string>;
};

/** What a copy showed as it was deployed three times: as for development, as for staging with a key, and with another key. */
export type Proof = {
  readonly first: Stage;
  readonly staging: Stage;
  readonly rotated: Stage;
  /** The keys of the second and the third deploy; no provider knows them. */
  readonly keys: readonly [string, string];
  /** The name that the image of the frontend had in the third. */
  readonly tag: string;
  /** Seconds of the first deploy and of what it serves. */
  readonly timings: Timings;
  /** What a guest said and was told, before and after the backend's pod was deleted. */
  readonly history: History;
  readonly neighbours: Neighbours;
  /** What was left of it when it had been taken back. */
  readonly leavings: Leavings;
};

/** What the copy and the live deployment know of each other, being in one cluster at one time. */
export type Neighbours = {
  /** Revisions and pods of the live releases, before and after. */
  readonly live: readonly [before: string, after: string];
  /** Of one guest of the copy: rows in the copy's database, and in the live one. */
  readonly guests: readonly [copy: string, live: string];
  /** What a second run in the same namespace says meanwhile. */
  readonly rival: string;
};

/** What the overlay of the second deploy asks for. */
export const overlay = { cpu: '60m', memory: '384Mi' } as const;

const overlayFile = '.local/proof-values.yaml';
const overlayText = `backend:\n  resources:\n    requests:\n      cpu: ${overlay.cpu}\n    limits:\n      memory: ${overlay.memory}\n`;

/** The tasks about one copy share it: it is deployed once, changed, looked at, changed again, and taken back. */
const told = new WeakMap<World, Told>();

type Told = { readonly proof: Promise<Proof>; readonly readiness: Promise<Readiness> };

/** The proof of this run; throws a Problem where the copy cannot be deployed. */
export const proofOf = (world: World, deploying: Deploying): Promise<Proof> => tellOf(world, deploying).proof;

/** How /ready followed the database of the copy, whatever became of the proof later. Throws a Problem where it did not come to that. */
export const readinessIn = async (world: World, deploying: Deploying): Promise<Readiness> => {
  const { proof, readiness } = tellOf(world, deploying);
  await Promise.allSettled([proof]);
  return readiness;
};

const tellOf = (world: World, deploying: Deploying): Told => {
  const known = told.get(world);
  if (known) return known;
  const { promise: readiness, resolve, reject } = Promise.withResolvers<Readiness>();
  const proof = inProof(world, (copy) => prove(world, copy, deploying, resolve));
  proof.catch(reject);
  readiness.catch(() => {});
  const fresh = { proof, readiness };
  told.set(world, fresh);
  return fresh;
};

const prove = async (
  world: World,
  copy: World,
  deploying: Deploying,
  tell: (readiness: Readiness) => void,
): Promise<Proof> => {
  const before = await liveState(world);
  const [one, other] = [madeUpKey(), madeUpKey()];
  const tag = randomBytes(6).toString('hex');
  const named: Image = { name: 'frontend', tag, directory: 'frontend' };
  const worldFor = (change: Otherwise): Promise<World> =>
    copy.otherwise({ ...change, texts: { [overlayFile]: overlayText } });
  const stage = async (change: Otherwise): Promise<Stage> => stageOf(await worldFor(change), deploying);
  try {
    const { copy: asDeveloped, installed } = timed(await worldFor({}));
    const first = await stageOf(asDeveloped, deploying);
    const timings = await measure(asDeveloped, installed);
    tell(await readinessOf(copy));
    const rival = await rivalSays(asDeveloped);
    const guests = await guestsOf(asDeveloped, world);
    const history = await historyOf(asDeveloped);
    const staging = await stage(asStaging(one));
    await copy.target.build(named);
    await copy.target.deliver(named);
    const rotated = await stage(
      asStaging(other, 'backend.replicaCount=1', 'frontend.replicaCount=1', `frontend.image.tag=${tag}`),
    );
    const neighbours: Neighbours = { live: [before, await liveState(world)], guests, rival };
    const leavings = await leavingsOf(copy, deploying);
    return { first, staging, rotated, keys: [one, other], tag, timings, history, neighbours, leavings };
  } finally {
    const { images } = await copy.target.observe();
    if (images.some((seen) => seen.name === named.name && seen.tag === tag)) await copy.target.discard(named);
  }
};

/** Rows of a guest of the copy, in its own database and in the live one. */
const guestsOf = async (copy: World, live: World): Promise<Neighbours['guests']> => {
  let rows: Neighbours['guests'] = ['', ''];
  const verdict = await asGuest(async (guest) => {
    const statement = countOf(guest);
    const [own, other] = [await rowsOf(copy, statement), await rowsOf(live, statement)];
    const trouble = 'trouble' in own ? own.trouble : 'trouble' in other ? other.trouble : undefined;
    if (trouble) return [trouble];
    rows = ['rows' in own ? (own.rows[0] ?? '') : '', 'rows' in other ? (other.rows[0] ?? '') : ''];
    return [];
  })(copy);
  const [trouble] = 'skip' in verdict ? [] : errorsOf(verdict);
  if (trouble) throw new Problem(trouble);
  return rows;
};

/** As staging is deployed, with a key; the provider is the backend itself, which answers and knows nothing. */
const asStaging = (key: string, ...sets: readonly string[]): Otherwise => ({
  config: (own) => ({
    ...own,
    env: 'staging',
    openaiApiKey: secret(key),
    values: [...own.values, overlayFile],
    sets: [...own.sets, 'backend.config.OPENAI_BASE_URL=http://backend-service:8000/v1', ...sets],
  }),
});

const madeUpKey = (): string => `sk-proof-${randomBytes(24).toString('hex')}`;

const stageOf = async (copy: World, deploying: Deploying): Promise<Stage> => {
  const outcomes = await deploy(copy, deploying);
  const [failure] = failuresOf(outcomes);
  if (failure) throw new Problem(failure);
  const found = clusterOf(copy);
  if ('trouble' in found) throw new Problem(found.trouble);
  const { cluster } = found;
  const notice = await oneTurn(copy);
  const mark = randomBytes(8).toString('hex');
  await knock(cluster, copy.config.namespace, mark);
  copy.target.forget();
  const { objects, snapshot } = await lookAtCluster(cluster, copy.config.namespace);
  const current = snapshot.workloads.flatMap((workload) => currentPods(snapshot, workload));
  const [pods, lines, words] = await Promise.all([
    Promise.all(current.filter((pod) => releaseOf(pod) !== 'database').map((pod) => podOf(copy, cluster, pod))),
    copy.target.logs(),
    toldBy(copy, cluster),
  ]);
  const names = pods.map(({ name }) => name);
  const own = lines.filter(({ source }) => names.includes(source));
  const served = own.flatMap(({ source, text }) => (text.includes(`"${mark}-`) ? [source] : []));
  return {
    outcomes,
    notice,
    pods,
    lines: own,
    texts: [...words, ...textsOf(objects, lines, outcomes)],
    served: new Set(served),
  };
};

/** A message to the assistant, so that the provider is asked where there is one. */
const oneTurn = async (copy: World): Promise<string> => {
  let notice = '';
  const verdict = await asGuest(async (guest) => {
    notice = (await guest.say('Show me all my tasks')).notice ?? '';
    return [];
  })(copy);
  const [trouble] = 'skip' in verdict ? [] : errorsOf(verdict);
  if (trouble) throw new Problem(trouble);
  return notice;
};

/** Requests from inside the cluster, each on a connection of its own: from outside all would go to one pod. */
const knock = ({ ask }: ClusterDoor, namespace: string, mark: string): Promise<unknown> => {
  const script = `for i in $(seq 24); do wget -q -O /dev/null --header "X-Request-ID: $1-$i" "$NEXT_PUBLIC_API_URL/api/meta"; done`;
  const pod = ['kubectl', 'exec', '-q', '-n', namespace, 'deployment/frontend', '--'];
  return ask([...pod, 'sh', '-c', script, 'sh', mark], { fresh: true });
};

const podOf = async (copy: World, { ask }: ClusterDoor, pod: Pod): Promise<ProvedPod> => {
  const release = releaseOf(pod);
  const container = pod.spec?.containers?.find((one) => one.name === release);
  const status = pod.status?.containerStatuses?.find((one) => one.name === release);
  const secrets = documentedKeys(copy, release === 'frontend' ? 'frontend' : 'backend', 'secrets');
  const where = ['kubectl', 'exec', '-q', '-n', copy.config.namespace, nameOf(pod), '-c', release, '--'];
  return {
    name: nameOf(pod),
    release,
    ready: status?.ready === true,
    image: container?.image ?? '',
    imageId: status?.imageID ?? '',
    resources: container?.resources,
    inside: readInside(await ask([...where, ...insideWords(secrets)], { fresh: true })),
  };
};

/** What helm says of the releases, and what the charts render outside of Secrets. */
const toldBy = async (copy: World, { ask }: ClusterDoor): Promise<readonly string[]> => {
  const here = ['-n', copy.config.namespace];
  const each = await Promise.all(
    (['backend', 'frontend'] as const).map(async (name) => {
      const [notes, history, wanted] = await Promise.all([
        ask(['helm', 'get', 'notes', name, ...here]),
        ask(['helm', 'history', name, ...here, '-o', 'json']),
        wantedOf(copy, name),
      ]);
      const rendered = wanted.documents.filter(({ kind }) => kind !== 'Secret').map(({ body }) => JSON.stringify(body));
      return [notes.stdout + notes.stderr, history.stdout + history.stderr, ...rendered];
    }),
  );
  return each.flat();
};

/** Everything of the namespace but Secrets, every line of its logs, and our own report of the deploy before it is redacted. */
const textsOf = (
  objects: readonly Resource[],
  lines: readonly LogLine[],
  outcomes: readonly Outcome[],
): readonly string[] => [JSON.stringify(objects), lines.map(({ text }) => text).join('\n'), JSON.stringify(outcomes)];
