import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { JsonMap } from '../core/charts.ts';
import type { Config } from '../core/config.ts';
import { finding } from '../core/finding.ts';
import { secret } from '../core/secret.ts';
import type { LogLine } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import type { Answer, Send } from '../core/world.ts';
import { chatbot, json } from '../testing/chatbot.ts';
import { clusterDouble, looks, objectsOf } from '../testing/cluster-double.ts';
import { projectTexts } from '../testing/project.ts';
import type { Script } from '../testing/shell.ts';
import type { Seen } from '../testing/target.ts';
import { faultsOf, verdictOf } from '../testing/verdicts.ts';
import { memoryWorld } from '../testing/world.ts';
import { type Deploying, silently } from './deploying.ts';
import { historySurvives, namespacesApart, timingsHold } from './integration-checks.ts';
import {
  cleanupLeavesNothing,
  environmentShown,
  keyRotated,
  keysUntold,
  levelFollowed,
  overlayFollowed,
  readinessFollowsDatabase,
  replicasServe,
  tagHonoured,
  twoConfigurations,
} from './proof-checks.ts';
import { timingsFile } from './timings.ts';

const frontend = 'http://127.0.0.1:3000';
const backend = 'http://127.0.0.1:8000';
const files = projectTexts('helm', 'backend/Dockerfile', 'backend/requirements.txt', 'frontend/Dockerfile');
const platform = { up: true, facts: 'a cluster', findings: [] };

/** What a cluster makes of a deploy: what its pods were given and say. Each part may be another one than was asked for. */
type Copy = {
  readonly environment: (config: Config) => string;
  readonly level: (config: Config) => string;
  readonly key: (config: Config, deploys: number) => string;
  readonly imageId: (config: Config) => string;
  readonly frontendImage: (config: Config) => string;
  readonly replicas: (config: Config) => number;
  readonly memory: (config: Config) => string;
  readonly served: (pod: string) => boolean;
  /** The name of its pods after each deploy. */
  readonly generation: (deploys: number) => number;
  /** What else is written. */
  readonly lines: (config: Config) => readonly string[];
  /** A deploy after the first finds no image. */
  readonly builds: boolean;
  /** The deploy that fails, counted from 1. */
  readonly failsAt: number | undefined;
  /** Milliseconds that an installation takes, and seconds until a container runs. */
  readonly installs: number;
  readonly runsAfter: number;
  /** Rows of a guest of the copy in the live database. */
  readonly strays: string;
  /** Revision of the live backend, by the number of looks at it. */
  readonly liveRevision: (looks: number) => number;
  readonly rival: string;
  /** A deleted pod of the backend takes with it what was said. */
  readonly forgets: boolean;
  readonly asksProvider: boolean;
  /** The status of /ready, while the database is there and while it is away. */
  readonly ready: (there: boolean) => number;
  /** The Service of the backend gets its pods back. */
  readonly isServed: boolean;
  /** What carries our label when the copy was taken back. */
  readonly left: string;
};

const waiting =
  'Waiting for ada@desk (pid 7, scripts/validate.ts), who has been changing the namespace todo-chatbot-proof since 10:00:00 (3 s). Ctrl-C ends the wait, and not that run.';

const set = ({ sets }: Config, key: string): string | undefined =>
  sets.findLast((one) => one.startsWith(`${key}=`))?.slice(key.length + 1);

const obedient: Copy = {
  environment: ({ env }) => env,
  level: ({ env }) => (env === 'dev' ? 'debug' : 'info'),
  key: ({ openaiApiKey }) => openaiApiKey?.reveal() ?? '',
  imageId: () => 'docker://sha256:one',
  frontendImage: (config) => `frontend:${set(config, 'frontend.image.tag') ?? '0123456789ab'}`,
  replicas: (config) => Number(set(config, 'frontend.replicaCount') ?? (config.env === 'staging' ? 2 : 1)),
  memory: ({ values }) => (values.length > 0 ? '384Mi' : '512Mi'),
  served: () => true,
  generation: (deploys) => deploys,
  lines: () => [],
  builds: false,
  failsAt: undefined,
  installs: 9000,
  runsAfter: 4,
  strays: '0',
  liveRevision: () => 3,
  rival: waiting,
  forgets: false,
  asksProvider: true,
  ready: (there) => (there ? 200 : 503),
  isServed: true,
  left: 'persistentvolumeclaim/data-database-0\nsecret/database-secret\n',
};

/** A live world, and a copy that is what the last deploy and `own` make of it. */
const open = (own: Partial<Copy> = {}, seen: Seen = {}) => {
  const copy = { ...obedient, ...own };
  let deploys = 0;
  let built = 0;
  let config: Config | undefined;
  let deleted = 0;
  let lookedAt = 0;
  let mark = '';
  let hasDatabase = true;
  const undone: string[] = [];
  const now = (): Config => {
    if (!config) throw new Error('nothing is deployed');
    return config;
  };
  const podNames = (release: string): readonly string[] =>
    Array.from({ length: copy.replicas(now()) }, (_, index) => `${release}-${copy.generation(deploys)}-${index}`);

  const resources = (): JsonMap => ({
    requests: { cpu: now().values.length > 0 ? '60m' : '100m', memory: '256Mi' },
    limits: { cpu: '500m', memory: copy.memory(now()) },
  });
  const podsOf = (release: string): readonly JsonMap[] => {
    const [deployment, set] = objectsOf(release, { replicas: copy.replicas(now()) });
    const image = release === 'backend' ? 'backend:0123456789ab' : copy.frontendImage(now());
    const pods = podNames(release).map(
      (name): JsonMap => ({
        kind: 'Pod',
        metadata: {
          name,
          creationTimestamp: new Date(0).toISOString(),
          ownerReferences: [{ uid: `r-${release}` }],
          labels: { 'app.kubernetes.io/instance': release },
        },
        spec: { nodeName: 'one', containers: [{ name: release, image, resources: resources() }] },
        status: {
          phase: 'Running',
          conditions: [{ type: 'Ready', status: 'True' }],
          containerStatuses: [
            {
              name: release,
              ready: true,
              restartCount: 0,
              imageID: copy.imageId(now()),
              state: { running: { startedAt: new Date(copy.runsAfter * 1000).toISOString() } },
            },
          ],
        },
      }),
    );
    return [deployment ?? {}, set ?? {}, ...pods];
  };
  const inside = (text: string): string => {
    const nonce = / sh ([0-9a-f]{32})/.exec(text)?.[1] ?? '';
    const digest = createHash('sha256')
      .update(nonce + copy.key(now(), deploys))
      .digest('hex');
    const bytes = Number.parseInt(copy.memory(now()), 10) * 2 ** 20;
    return `env OPENAI_API_KEY=${digest}\nmemory.max ${bytes}\n`;
  };
  const logs = async (): Promise<readonly LogLine[]> =>
    podNames('backend').flatMap((source) =>
      [
        JSON.stringify({ event: 'started', environment: copy.environment(now()), log_level: copy.level(now()) }),
        ...(copy.level(now()) === 'debug' ? ['{"event": "request", "level": "debug"}'] : []),
        ...(copy.served(source) ? [`{"event": "request", "request_id": "${mark}-1"}`] : []),
        ...copy.lines(now()),
      ].map((text) => ({ release: 'backend', source, text })),
    );
  const script: Script = [
    [
      /^kubectl exec .* deployment\/frontend /,
      ({ text }) => {
        mark = text.split(' ').at(-1) ?? '';
        return '';
      },
    ],
    [/^kubectl exec /, ({ text }) => inside(text)],
    [
      /^kubectl delete pods -l app=backend -n todo-chatbot-proof /,
      () => {
        deleted += 1;
        if (copy.forgets) app.forget();
        return '';
      },
    ],
    [/^helm get notes /, 'Open it: npm run open'],
    [/^helm history /, '[]'],
    [/^kubectl get nodes,/, () => String(looks([...podsOf('backend'), ...podsOf('frontend')])[0]?.[1])],
    [/^kubectl logs /, ''],
    [/^kubectl api-resources /, 'pods\nsecrets\n'],
    [/^kubectl get pods,secrets -n todo-chatbot-proof /, copy.left],
  ];
  const app = chatbot(frontend);
  const chat = `POST ${frontend}/api/guest-1/chat`;
  /** Where there is a key, the provider does not know it, and the assistant says so. */
  const noticing = (send: Send): Partial<Answer> => {
    const answered = app.http[chat];
    const said = typeof answered === 'function' ? answered(send) : {};
    const notice = config?.openaiApiKey && copy.asksProvider ? { notice: 'assistant_error' } : {};
    return said.status === 200 ? json({ ...JSON.parse(said.text ?? ''), ...notice }) : said;
  };
  const rows = (own: string) => async () => ({ code: 0, stdout: `${own}\n`, stderr: '' });
  const memory = memoryWorld({
    files,
    shell: [[/^npx tsx scripts\/deploy\.ts --target minikube --namespace todo-chatbot-proof /, copy.rival]],
    rendered: { backend: [], frontend: [], database: [] },
    config: { openaiApiKey: secret('the-key-of-the-provider'), databaseUrl: 'postgresql://me@db.example/todo' },
    http: {
      ...app.http,
      [chat]: noticing,
      [`GET ${backend}/health`]: { status: 200 },
      [`GET ${backend}/ready`]: () => ({ status: copy.ready(hasDatabase) }),
    },
    target: {
      observe: async () => {
        lookedAt += 1;
        const release = { name: 'backend', status: 'deployed', fingerprint: '', drift: [] };
        return { platform, ...nothing, releases: [{ ...release, revision: copy.liveRevision(lookedAt) }] };
      },
      exec: rows(copy.strays),
    },
    elsewhere: {
      seen: { platform, ...seen },
      target: {
        cluster: clusterDouble(script).cluster,
        recall: async () => ({ authSecret: secret('a'.repeat(64)), databasePassword: secret('b'.repeat(64)) }),
        reach: async (name) => (name === 'backend-service' ? backend : frontend),
        exec: async (_, argv) => rows(argv[0] === 'node' ? '3.5\n2.5' : '1')(),
        observe: async () => ({
          platform,
          ...nothing,
          ...seen,
          services: [
            {
              name: 'backend-service',
              type: 'ClusterIP',
              ports: [8000],
              selector: {},
              readyEndpoints: copy.isServed ? 1 : 0,
              findings: [],
            },
          ],
          workloads: [
            {
              release: 'backend',
              replicas: 1,
              findings: [],
              pods: [{ name: `backend-${deleted}`, release: 'backend', running: true, ready: true, restarts: 0 }],
            },
          ],
        }),
        install: async ({ release }) => {
          hasDatabase ||= release === 'database';
          await memory.world.clock.sleep(copy.installs);
        },
        uninstall: async (release) => {
          hasDatabase &&= release !== 'database';
        },
        logs,
      },
    },
  });
  const deploying: Deploying = silently({
    T021: {
      check: async () =>
        deploys + 1 === copy.failsAt || (deploys > 0 && copy.builds && built < deploys)
          ? [finding('image/absent', 'not built')]
          : [],
      apply: async () => {
        built = deploys;
      },
    },
    T052: {
      check: async (world) => {
        deploys += 1;
        config = world.config;
        await world.target.install({ release: 'backend', overlay: {}, fingerprint: '', documents: [] });
        return [];
      },
      undo: async (world) => {
        undone.push(world.config.namespace);
        return ['release backend'];
      },
    },
  });
  const ask = (check: (deploying: Deploying) => Check) => verdictOf(check(deploying), memory.world);
  return { ...memory, ask, deploying, undone, configs: () => config, deploys: () => deploys };
};

const nothing = { images: [], releases: [], workloads: [], services: [], causes: [], strangers: [] };

const all = {
  readinessFollowsDatabase,
  twoConfigurations,
  keysUntold,
  keyRotated,
  tagHonoured,
  replicasServe,
  levelFollowed,
  overlayFollowed,
  environmentShown,
  historySurvives,
  timingsHold,
  namespacesApart,
  cleanupLeavesNothing,
};

/** The errors of each check that has some. */
const askAll = (own: Partial<Copy>) => {
  const { world, deploying } = open(own);
  return faultsOf(Object.fromEntries(Object.entries(all).map(([name, check]) => [name, check(deploying)])), world);
};

describe('a copy that is deployed, changed and deployed again', () => {
  it('shows each setting in its pods, is deployed three times for all tasks, and is gone afterwards', async () => {
    const { ask, deploys, done, undone } = open();
    for (const check of Object.values(all)) expect(await ask(check)).toEqual([]);
    expect(deploys()).toBe(3);
    expect(undone).toEqual(['todo-chatbot-proof']);
    expect(done.filter((one) => /: (build|deliver|down|close)/.test(one))).toEqual([
      expect.stringMatching(/^todo-chatbot-proof: build frontend:[0-9a-f]{12}$/),
      expect.stringMatching(/^todo-chatbot-proof: deliver frontend:[0-9a-f]{12}$/),
      'todo-chatbot-proof: down {"data":false,"images":false,"cache":false,"cluster":false}',
      'todo-chatbot-proof: close',
      'todo-chatbot-proof: down {"data":true,"images":false,"cache":false,"cluster":false}',
      'todo-chatbot-proof: close',
    ]);
  });

  it('tells each figure of its first deploy, and keeps them', async () => {
    const { world, texts, ask } = open();
    expect(await ask(timingsHold)).toEqual([]);
    expect(await timingsHold(silently({}))(world)).toContainEqual(
      expect.objectContaining({
        code: 'release/timing',
        level: 'info',
        message: 'helm installs a release and waits until it is ready: 9.00 s, the limit is 60 s (1 measured)',
      }),
    );
    expect(JSON.parse(texts.get(timingsFile) ?? '')).toMatchObject({
      on: 'a cluster',
      timings: {
        install: { seconds: 9, of: 1 },
        running: { seconds: 4 },
        dns: { seconds: 0.0035, of: 2 },
        chat: { of: 20 },
      },
    });
    expect(world.config.namespace).toBe('todo-chatbot');
  });

  it('asks neither the provider nor the database of the live one', async () => {
    const { ask, configs } = open();
    await ask(tagHonoured);
    expect(configs()?.databaseUrl).toBeUndefined();
    expect(configs()?.openaiApiKey?.reveal()).toMatch(/^sk-proof-[0-9a-f]{48}$/);
    expect(configs()?.sets).toContain('backend.config.OPENAI_BASE_URL=http://backend-service:8000/v1');
  });

  it.each<readonly [string, Partial<Copy>, keyof typeof all, readonly string[]]>([
    ['an image for each environment is built', { imageId: ({ env }) => env }, 'twoConfigurations', ['release/rebuilt']],
    [
      'a log repeats the key',
      { lines: ({ openaiApiKey }) => [`Incorrect API key: ${openaiApiKey?.reveal().slice(0, 24)}`] },
      'keysUntold',
      ['secret/told', 'secret/told'],
    ],
    [
      'a log has the key in base64',
      { lines: ({ openaiApiKey }) => [Buffer.from(openaiApiKey?.reveal() ?? '').toString('base64')] },
      'keysUntold',
      ['secret/told', 'secret/told'],
    ],
    [
      'pods keep the key that they were started with',
      {
        generation: () => 1,
        key: ({ openaiApiKey }, deploys) => (deploys > 2 ? 'old' : (openaiApiKey?.reveal() ?? '')),
      },
      'keyRotated',
      ['pod/environment', 'pod/environment'],
    ],
    [
      'the tag is that of the content',
      { frontendImage: () => 'frontend:0123456789ab' },
      'tagHonoured',
      ['pod/other-image'],
    ],
    ['one replica gets no request', { served: (pod) => pod.endsWith('-0') }, 'replicasServe', ['pod/idle']],
    ['there is one replica only', { replicas: () => 1 }, 'replicasServe', ['pod/not-ready', 'pod/not-ready']],
    [
      'the limit stays that of the chart',
      { memory: () => '512Mi' },
      'overlayFollowed',
      ['pod/resources', 'pod/resources'],
    ],
    ['nobody asks the provider', { asksProvider: false }, 'keysUntold', ['service/bad-answer']],
    ['an installation takes too long', { installs: 61_000 }, 'timingsHold', ['release/slow']],
    ['a container runs too late', { runsAfter: 31 }, 'timingsHold', ['release/slow']],
    ['a conversation goes with its pod', { forgets: true }, 'historySurvives', ['service/data-lost']],
    ['a guest of the copy is in the live database', { strays: '1' }, 'namespacesApart', ['release/disturbed']],
    ['the live release is another one', { liveRevision: (looks) => looks }, 'namespacesApart', ['release/disturbed']],
    ['a second run begins at once', { rival: 'deploy ok' }, 'namespacesApart', ['target/conflict-untold']],
    [
      'a second run waits for another namespace',
      { rival: waiting.replace('todo-chatbot-proof', 'todo-chatbot') },
      'namespacesApart',
      ['target/conflict-untold'],
    ],
    [
      '/ready goes on answering 200 without a database',
      { ready: () => 200 },
      'readinessFollowsDatabase',
      ['service/bad-answer'],
    ],
    ['an object stays after cleanup', { left: 'pod/backend-1\n' }, 'cleanupLeavesNothing', ['cleanup/left-over']],
  ])('is found out by one task when %s', async (_, own, task, codes) => {
    expect(await askAll(own)).toEqual({ [task]: codes });
  });

  it('tells how /ready follows the database, whatever becomes of it later', async () => {
    const lost = open({ ready: (there) => (there ? 500 : 503) });
    expect(await readinessFollowsDatabase(lost.deploying)(lost.world)).toMatchObject([
      { message: 'Within 30 s of its database being back /ready answers 500, not 200' },
    ]);
    const later = open({ failsAt: 2 });
    expect(await later.ask(readinessFollowsDatabase)).toEqual([]);
    expect(await later.ask(twoConfigurations)).toEqual(['image/absent']);
  });

  it('is given up when its backend gets no requests any more after the database came back', async () => {
    const { ask } = open({ isServed: false });
    expect(await ask(readinessFollowsDatabase)).toEqual(['service/no-endpoints']);
    expect(await ask(twoConfigurations)).toEqual(['service/no-endpoints']);
  });

  it('is not made on a target that is no cluster', async () => {
    const { world, deploying, deploys } = open();
    const local = { ...world, target: { ...world.target, kind: 'local' as const } };
    expect(await readinessFollowsDatabase(deploying)(local)).toEqual([]);
    expect(deploys()).toBe(0);
  });

  it('is found out by those that look at its log when its level or its environment is fixed', async () => {
    expect(await askAll({ level: () => 'info' })).toEqual({
      twoConfigurations: ['pod/environment'],
      levelFollowed: ['pod/log-level'],
    });
    expect(await askAll({ level: () => 'debug' })).toEqual({
      twoConfigurations: ['pod/environment', 'pod/environment'],
      levelFollowed: ['pod/log-level'],
    });
    expect(await askAll({ environment: () => 'dev' })).toEqual({
      twoConfigurations: ['pod/environment', 'pod/environment'],
      environmentShown: ['pod/environment', 'pod/environment'],
    });
  });

  it('is found out where a change of settings builds an image', async () => {
    expect(await askAll({ builds: true })).toEqual({
      keyRotated: ['release/rebuilt'],
      levelFollowed: ['release/rebuilt'],
    });
  });

  it('is not begun where something lies already, or the namespace is not ours', async () => {
    const release = { name: 'backend', revision: 1, status: 'deployed', fingerprint: '', drift: [] };
    expect(await open({}, { releases: [release] }).ask(twoConfigurations)).toEqual(['target/scratch-occupied']);
    const stranger = { kind: 'namespace', name: 'todo-chatbot-proof' };
    const foreign = open({}, { strangers: [stranger] });
    expect(await foreign.ask(twoConfigurations)).toEqual(['target/scratch-foreign']);
    expect(foreign.done).toEqual(['todo-chatbot-proof: close']);
  });

  it('is taken away where a deploy fails, and the failure is told', async () => {
    const { ask, done } = open({ failsAt: 1 });
    expect(await ask(twoConfigurations)).toEqual(['image/absent']);
    expect(done.slice(-2)).toEqual([
      'todo-chatbot-proof: down {"data":true,"images":false,"cache":false,"cluster":false}',
      'todo-chatbot-proof: close',
    ]);
  });
});
