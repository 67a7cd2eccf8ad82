import { asGuest } from '../checks/guest.ts';
import { errorsOf, Problem, problem } from '../core/finding.ts';
import type { World } from '../core/world.ts';
import { nameOf } from '../diagnosis/snapshot.ts';
import { lookAtCluster } from '../targets/kubernetes/cluster.ts';
import { clusterOf } from './look.ts';

/** What is measured of a first deploy, in its order, and the seconds that it may take. */
export const figures = {
  install: { what: 'helm installs a release and waits until it is ready', limit: 60 },
  running: { what: 'a pod of ours is created, and its container runs', limit: 30 },
  health: { what: '/health of the backend answers', limit: 2 },
  dns: { what: 'the frontend finds the address of backend-service', limit: 1 },
  chat: { what: 'the assistant answers, 95 of 100 times', limit: 5 },
} as const;

export type Figure = keyof typeof figures;

/** Seconds of each figure: the worst of what was measured, of messages the 95th percentile; and how often it was. */
export type Timings = Readonly<Record<Figure, { readonly seconds: number; readonly of: number }>>;

/** What a run keeps of them: when it was, and on what. */
export type TimingsRecord = { readonly at: string; readonly on: string; readonly timings: Timings };

/** Where the last run that measured them keeps its figures, for `npm run generate`. */
export const timingsFile = '.local/timings.json';

/** Milliseconds that each installation took. */
export type Installed = readonly number[];

/** A copy whose installations are timed. */
export const timed = (copy: World): { readonly copy: World; readonly installed: Installed } => {
  const installed: number[] = [];
  return {
    installed,
    copy: {
      ...copy,
      target: {
        ...copy.target,
        install: async (wanted) => {
          const began = copy.clock.now();
          await copy.target.install(wanted);
          installed.push(copy.clock.now() - began);
        },
      },
    },
  };
};

/** Measures a copy that was just installed. Throws a Problem where it does not answer. */
export const measure = async (copy: World, installed: Installed): Promise<Timings> => {
  const running = await secondsUntilRunning(copy);
  const health = await askedHealth(copy);
  const dns = await lookedUp(copy);
  const chat = await chatted(copy);
  return {
    install: worst(installed.map((ms) => ms / 1000)),
    running: worst(running),
    health: worst(health),
    dns: worst(dns),
    chat: { seconds: percentile(chat, 0.95), of: chat.length },
  };
};

const worst = (seconds: readonly number[]): { readonly seconds: number; readonly of: number } => ({
  seconds: seconds.length > 0 ? Math.max(...seconds) : Number.POSITIVE_INFINITY,
  of: seconds.length,
});

/** The smallest of the values that at least this part of them does not exceed. */
const percentile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * part) - 1)] ?? Number.POSITIVE_INFINITY;

/** By the clock of the cluster, which tells whole seconds. */
const secondsUntilRunning = async (copy: World): Promise<readonly number[]> => {
  const found = clusterOf(copy);
  if ('trouble' in found) throw new Problem(found.trouble);
  const { snapshot } = await lookAtCluster(found.cluster, copy.config.namespace);
  return snapshot.pods.flatMap(({ metadata, status }) =>
    (status?.containerStatuses ?? []).map(({ state }) => {
      const began = Date.parse(metadata?.creationTimestamp ?? '');
      const ran = Date.parse(state?.running?.startedAt ?? '');
      if (Number.isNaN(ran - began))
        throw problem('pod/not-ready', `${nameOf({ metadata: metadata ?? {} })} does not run`);
      return (ran - began) / 1000;
    }),
  );
};

const askedHealth = async ({ target, http, clock }: World): Promise<readonly number[]> => {
  const base = await target.reach('backend-service');
  const seconds: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    const began = clock.now();
    const answer = await http(`${base}/health`);
    if (answer.status !== 200) throw problem('service/unreachable', 'backend-service does not answer /health');
    seconds.push((clock.now() - began) / 1000);
  }
  return seconds;
};

const lookedUp = async ({ target }: World): Promise<readonly number[]> => {
  const said = await target.exec('frontend', ['node', '-e', lookup]);
  const found = said.stdout.split('\n').flatMap((line) => (line === '' ? [] : [Number(line) / 1000]));
  if (said.code === 0 && found.length > 0) return found;
  throw problem('cluster/dns', 'The frontend pod gets no address for backend-service', {
    evidence: [{ source: 'in the frontend pod', text: said.stderr || said.stdout }],
  });
};

/** Milliseconds of five look-ups, each by the resolver of the pod. */
const lookup = `
  const { lookup } = require('node:dns/promises');
  const { hostname } = new URL(process.env.NEXT_PUBLIC_API_URL);
  (async () => {
    for (let i = 0; i < 5; i += 1) {
      const began = performance.now();
      await lookup(hostname);
      console.log(performance.now() - began);
    }
  })().catch((error) => { console.error(String(error)); process.exit(1); });
`;

const messages = 20;

/** Seconds that each answer took; as many messages as one user may send in a minute. */
const chatted = async (copy: World): Promise<readonly number[]> => {
  const seconds: number[] = [];
  const verdict = await asGuest(async (guest) => {
    for (let i = 0; i < messages; i += 1) {
      const began = copy.clock.now();
      await guest.say(i % 2 === 0 ? `Add a task to measure number ${i}` : 'Show me all my tasks');
      seconds.push((copy.clock.now() - began) / 1000);
    }
    return [];
  })(copy);
  const [trouble] = 'skip' in verdict ? [] : errorsOf(verdict);
  if (trouble) throw new Problem(trouble);
  return seconds;
};
