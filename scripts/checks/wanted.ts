import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Json, JsonMap } from '../core/charts.ts';
import { Problem } from '../core/finding.ts';
import { at, map } from '../core/json.ts';
import { type Secret, secret } from '../core/secret.ts';
import type { Recalled, ReleaseName, Wanted } from '../core/target.ts';
import type { World } from '../core/world.ts';
import { imageOf } from '../images/image.ts';
import type { BackendValues } from '../values/types/backend.ts';
import type { DatabaseValues } from '../values/types/database.ts';
import type { FrontendValues } from '../values/types/frontend.ts';

/** True when the run brings its own development database: on Kubernetes, while no DATABASE_URL is given. */
export const ownDatabase = ({ config, target }: World): boolean =>
  target.kind === 'kubernetes' && config.databaseUrl === undefined;

/** The releases of this run, in the order they are installed. */
export const releasesOf = (world: World): readonly ReleaseName[] =>
  ownDatabase(world) ? ['database', 'backend', 'frontend'] : ['backend', 'frontend'];

/** A release as it should be: values of all layers with what deploy adds, rendered, and its fingerprint. */
export const wantedOf = async (world: World, release: ReleaseName): Promise<Wanted> => {
  const made = await secretsOf(world);
  const image = release === 'database' ? undefined : await imageOf(world, release);
  const own = ownValues[release](world, made, image?.tag);
  const { values, overlay } = world.charts.values(release, world.config.env, own);
  const rendered = await world.charts.render(release, world.config.env, own);
  const [first] = rendered.findings;
  if (first) throw new Problem(first);
  return {
    release,
    overlay,
    fingerprint: fingerprint(world, release, values, made.authSecret),
    ...(image ? { image } : {}),
    documents: rendered.documents,
  };
};

/** The fingerprint alone, without rendering: what a held release must carry. */
export const fingerprintOf = async (world: World, release: ReleaseName): Promise<string> => {
  const made = await secretsOf(world);
  const tag = release === 'database' ? undefined : (await imageOf(world, release)).tag;
  const { values } = world.charts.values(release, world.config.env, ownValues[release](world, made, tag));
  return fingerprint(world, release, values, made.authSecret);
};

/** What deploy adds to the values of a release, secrets among it. */
export const ownOf = async (world: World, release: ReleaseName): Promise<JsonMap> => {
  const made = await secretsOf(world);
  const tag = release === 'database' ? undefined : (await imageOf(world, release)).tag;
  return ownValues[release](world, made, tag);
};

/** Secrets of this run: read back from where they live, else made once. */
type Made = Required<Recalled>;

const madeFor = new WeakMap<World, Made>();

/** What lives in the target wins over what this run made: another run may have been first. */
const secretsOf = async (world: World): Promise<Made> => {
  const fresh = madeFor.get(world) ?? { authSecret: random(), databasePassword: random() };
  madeFor.set(world, fresh);
  const recalled = await world.target.recall();
  const made = {
    authSecret: recalled.authSecret ?? fresh.authSecret,
    databasePassword: recalled.databasePassword ?? fresh.databasePassword,
  };
  Object.values(made).forEach(world.hide);
  return made;
};

/** 256 bits as 64 hex digits. */
const random = (): Secret => secret(randomBytes(32).toString('hex'));

type Own<Values> = (world: World, made: Made, tag: string | undefined) => Part<Values> & JsonMap;

/** Some of the values of a chart, at any depth, by the types written from its schema. */
type Part<T> = T extends Readonly<Record<string, unknown>> ? { readonly [K in keyof T]?: Part<T[K]> } : T;

/** What deploy adds to the values of each chart; `--set` still goes above it. */
const ownValues: {
  readonly database: Own<DatabaseValues>;
  readonly backend: Own<BackendValues>;
  readonly frontend: Own<FrontendValues>;
} = {
  database: (_, made) => ({ secrets: { POSTGRES_PASSWORD: made.databasePassword.reveal() } }),
  backend: (world, made, tag) => {
    const { config } = world;
    const password = ownDatabase(world) ? made.databasePassword : config.databasePassword;
    return {
      image: imageValues(world, 'backend', tag),
      config: {
        ...config.application,
        ...(ownDatabase(world)
          ? { DATABASE_URL: developmentUrl(world) }
          : config.databaseUrl && { DATABASE_URL: config.databaseUrl }),
      },
      secrets: {
        AUTH_SECRET: made.authSecret.reveal(),
        ...(password ? { PGPASSWORD: password.reveal() } : {}),
        ...(config.openaiApiKey ? { OPENAI_API_KEY: config.openaiApiKey.reveal() } : {}),
      },
    };
  },
  frontend: (world, _, tag) => {
    const service = at(world.charts.values('backend', world.config.env).values, 'service');
    return {
      image: imageValues(world, 'frontend', tag),
      config: { NEXT_PUBLIC_API_URL: `http://${map(service).name}:${map(service).port}` },
    };
  },
};

const imageValues = ({ config }: World, name: string, tag: string | undefined) => ({
  ...(config.registry ? { repository: `${config.registry}/${name}` } : {}),
  ...(tag ? { tag } : {}),
});

/** Address of the development database, from the values its chart gets. */
const developmentUrl = ({ charts, config }: World): string => {
  const { values } = charts.values('database', config.env);
  const [user, name, host, port] = [
    at(values, 'config', 'POSTGRES_USER'),
    at(values, 'config', 'POSTGRES_DB'),
    at(values, 'service', 'name'),
    at(values, 'service', 'port'),
  ];
  return `postgresql://${user}@${host}:${port}/${name}`;
};

/** Hash of the chart's files and its values, image tag included; secrets go in as hashes keyed by the run's own secret. */
const fingerprint = (world: World, release: ReleaseName, values: JsonMap, key: Secret): string => {
  const files = [...world.charts.of(release).files].sort(([a], [b]) => (a < b ? -1 : 1));
  const masked = { ...values, secrets: hashed(values.secrets, key) };
  const digest = createHash('sha256')
    .update(JSON.stringify([files, sorted(masked)]))
    .digest('hex');
  return `todo-chatbot/1 ${digest.slice(0, 32)}`;
};

const hashed = (secrets: Json | undefined, key: Secret): JsonMap =>
  Object.fromEntries(
    Object.entries(map(secrets)).map(([name, value]) => [
      name,
      createHmac('sha256', key.reveal()).update(JSON.stringify(value)).digest('hex'),
    ]),
  );

/** Key order must not matter: the same values have one hash. */
const sorted = (value: Json | undefined): Json => {
  if (Array.isArray(value)) return value.map((one: Json) => sorted(one));
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(map(value))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
};
