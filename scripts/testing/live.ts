import { createHash } from 'node:crypto';
import { fingerprintOf } from '../checks/wanted.ts';
import { secret } from '../core/secret.ts';
import type {
  ImageConfig,
  ImageName,
  LogLine,
  Observation,
  ReleaseName,
  ServiceSeen,
  SettingsSeen,
  Target,
} from '../core/target.ts';
import type { Answer, Said, World } from '../core/world.ts';
import { imageOf } from '../images/image.ts';
import { chatbot } from './chatbot.ts';
import { clusterDouble } from './cluster-double.ts';
import { staticTexts } from './project.ts';
import type { Script } from './shell.ts';
import { type Given, memoryWorld } from './world.ts';

/** A deployment in memory on which every task about a live one holds; what is broken in it is another one. */
export type Live = {
  readonly seen: Observation;
  readonly images: Readonly<Record<ImageName, ImageConfig>>;
  /** The lines that a container of an image says: its user, then files that should not be there, then what it reads. */
  readonly inside: Readonly<Record<ImageName, readonly string[]>>;
  readonly settings: readonly SettingsSeen[];
  /** The environment of the first process of each, and lines about what it may do. */
  readonly processes: Readonly<Record<ReleaseName, Process>>;
  readonly logs: readonly LogLine[];
  /** What the frontend's pod says when it asks the backend. */
  readonly backendAsked: Said;
  /** What the database answers, before it is asked what is stored. */
  readonly sql: (statement: string) => Partial<Said> | undefined;
  /** What the assistant hears when something is said to it. */
  readonly assistant: (message: string) => string;
  /** Answers of the application that are others, by `GET http://…`. */
  readonly http: NonNullable<Given['http']>;
  /** Services to which no port-forward leads. */
  readonly unreached: readonly string[];
  readonly shell: Script;
};

type Process = { readonly env: Readonly<Record<string, string>>; readonly rights: readonly string[] };

/** Where its Services answer. */
export const backend = 'http://127.0.0.1:8000';
export const frontend = 'http://127.0.0.1:3000';

const files = staticTexts();
const secrets = {
  AUTH_SECRET: 'a'.repeat(64),
  PGPASSWORD: 'b'.repeat(64),
};
const recall: Target['recall'] = async () => ({
  authSecret: secret(secrets.AUTH_SECRET),
  databasePassword: secret(secrets.PGPASSWORD),
});
const plain = memoryWorld({ files, target: { recall } }).world;
const names = ['database', 'backend', 'frontend'] as const;
const apps = ['backend', 'frontend'] as const;

const service = (name: string, port: number): ServiceSeen => ({
  name,
  type: 'ClusterIP',
  ports: [port],
  selector: { app: name },
  readyEndpoints: 1,
  findings: [],
});

const rights: readonly string[] = [
  'status Uid:\t1001\t1001\t1001\t1001',
  'status Gid:\t1001\t1001\t1001\t1001',
  'status CapEff:\t0000000000000000',
  'status CapBnd:\t0000000000000000',
  'status NoNewPrivs:\t1',
  'status Seccomp:\t2',
  'root overlay / overlay ro,relatime 0 0',
  'memory.max 536870912',
  'cpu.max 50000 100000',
];

const configOf = (name: ImageName): Readonly<Record<string, string>> => {
  const { config } = plain.charts.values(name, 'dev').values as { readonly config: Readonly<Record<string, unknown>> };
  const own = name === 'backend' ? { DATABASE_URL: 'postgresql://todo@database-service:5432/todo' } : {};
  return Object.fromEntries(Object.entries({ ...config, ...own }).map(([key, value]) => [key, String(value)]));
};

/** All is well. */
export const wellDeployed = async (): Promise<Live> => {
  const images = await Promise.all(apps.map((name) => imageOf(plain, name)));
  const fingerprints = await Promise.all(names.map((name) => fingerprintOf(plain, name)));
  return {
    seen: {
      platform: {
        up: true,
        facts: 'Kubernetes v1.34.4, docker, 1 node',
        versions: { client: 'v1.34.4', server: 'v1.34.4' },
        findings: [],
      },
      images: images.flatMap(({ name, tag }) =>
        (['builder', 'node'] as const).map((where) => ({ name, tag, id: `sha256:${name}`, where })),
      ),
      releases: names.map((name, index) => ({
        name,
        revision: 1,
        status: 'deployed',
        fingerprint: fingerprints[index] ?? '',
        drift: [],
      })),
      workloads: names.map((release) => ({
        release,
        replicas: 1,
        pods: [{ name: `${release}-1`, release, running: true, ready: true, restarts: 0 }],
        findings: [],
      })),
      services: [service('backend-service', 8000), service('frontend-service', 3000)],
      causes: [],
      strangers: [],
    },
    images: {
      backend: { id: 'sha256:backend', user: '1001:1001', env: ['PATH=/opt/venv/bin'], labels: {}, history: [] },
      frontend: { id: 'sha256:frontend', user: '1001:1001', env: ['PATH=/usr/bin'], labels: {}, history: [] },
    },
    inside: { backend: ['1001'], frontend: ['1001', 'reads NEXT_PUBLIC_API_URL'] },
    settings: [
      {
        release: 'backend',
        config: { name: 'backend-config', values: configOf('backend') },
        secret: { name: 'backend-secret', type: 'Opaque', keys: Object.keys(secrets) },
      },
      { release: 'frontend', config: { name: 'frontend-config', values: configOf('frontend') } },
    ],
    processes: {
      backend: { env: { ...configOf('backend'), ...secrets }, rights },
      frontend: {
        env: configOf('frontend'),
        rights: [...rights.slice(0, -2), 'memory.max 268435456', 'cpu.max 20000 100000'],
      },
      database: { env: {}, rights: [...rights.slice(0, -1), 'cpu.max 100000 100000'] },
    },
    logs: [
      { release: 'backend', source: 'backend-1', text: '{"event": "started", "environment": "dev"}' },
      { release: 'frontend', source: 'frontend-1', text: 'Ready' },
    ],
    backendAsked: { code: 0, stdout: '200', stderr: '' },
    sql: () => undefined,
    assistant: (message) => message,
    http: {},
    unreached: [],
    shell: [],
  };
};

/** A world with this deployment on its target. */
export const liveWorld = (live: Live): World => {
  const app = chatbot(frontend, live.assistant);
  const stored = (statement: string): string => {
    if (statement.includes('alembic_version')) return '0001|3';
    return app.titles().join('\n');
  };
  const target: Partial<Target> = {
    recall,
    cluster: clusterDouble([
      [/^kubectl get --raw .*\/proxy\/health /, '{"status":"ok"}'],
      [/^kubectl get --raw .*\/proxy\/ready /, '{"status":"ready","database":"ok"}'],
    ]).cluster,
    inspect: async ({ name }) => live.images[name],
    inside: async ({ name }) => ({ code: 0, stdout: live.inside[name].join('\n'), stderr: '' }),
    settings: async () => live.settings,
    logs: async () => live.logs,
    reach: async (name) =>
      live.unreached.includes(name) ? undefined : name === 'backend-service' ? backend : frontend,
    exec: async (release, argv) => ({ code: 0, stdout: '', stderr: '', ...saidIn(live, release, argv, stored) }),
  };
  return memoryWorld({
    files,
    rendered: { backend: [], frontend: [], database: [] },
    seen: live.seen,
    target,
    http: {
      [`GET ${backend}/health`]: answer({ status: 'ok' }),
      [`GET ${backend}/ready`]: answer({ status: 'ready', database: 'ok' }),
      [`GET ${frontend}/api/health`]: answer({ status: 'ok' }),
      ...app.http,
      ...live.http,
    },
    shell: [
      ...live.shell,
      ['docker version *', '28.0.1\n'],
      ['helm version --short', 'v4.0.0'],
      ['kubectl-ai *', { code: 127 }],
    ],
  }).world;
};

const answer = (body: unknown): Partial<Answer> => ({ status: 200, text: JSON.stringify(body) });

const saidIn = (
  { backendAsked, processes, sql }: Live,
  release: ReleaseName,
  argv: readonly string[],
  stored: (statement: string) => string,
): Partial<Said> => {
  const last = argv.at(-1) ?? '';
  if (argv[0] === 'psql' || argv[0] === 'python') return sql(last) ?? { stdout: `${stored(last)}\n` };
  if (argv[0] === 'node') return backendAsked;
  const [nonce = '', ...hidden] = argv.slice(4);
  const { env, rights: own } = processes[release];
  const digest = (value: string) =>
    createHash('sha256')
      .update(nonce + value)
      .digest('hex');
  const lines = Object.entries(env).map(([key, value]) => `env ${key}=${hidden.includes(key) ? digest(value) : value}`);
  return { stdout: [...lines, ...own].join('\n') };
};
