import { type Finding, finding } from '../core/finding.ts';
import { at, map } from '../core/json.ts';
import type { ReleaseName, SettingsSeen } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { secretIn } from '../secrets/pair.ts';
import { documentedKeys } from './documented.ts';
import { digestInside, type Inside, insideWords, readInside } from './inside.ts';
import { ownOf } from './wanted.ts';

type Configured = Extract<ReleaseName, 'backend' | 'frontend'>;

/** The ConfigMap of a release is there. */
export const configMapThere =
  (name: Configured): Check =>
  async ({ target }) =>
    (await settingsOf(target, name))?.config ? [] : [absent(name)];

/** It has each key that the chart documents, and no other. */
export const configMapKeys =
  (name: Configured): Check =>
  async (world) => {
    const config = (await settingsOf(world.target, name))?.config;
    if (!config) return [absent(name)];
    const [wanted, there] = [documentedKeys(world, name, 'config'), Object.keys(config.values)];
    const remedy = `Put back what the chart gives: \`npx tsx scripts/deploy.ts --force --only ${deployedBy[name]}\`.`;
    return [
      ...wanted
        .filter((key) => !there.includes(key))
        .map((key) => finding('release/config-keys', `The ConfigMap ${config.name} lacks ${key}`, { remedy })),
      ...there
        .filter((key) => !wanted.includes(key))
        .map((key) =>
          finding('release/config-keys', `The ConfigMap ${config.name} has ${key}, which the chart does not document`, {
            remedy: takenOut(world, `configmap ${config.name}`, [key]),
          }),
        ),
    ];
  };

/**
 * The process has each value of its ConfigMap in its environment. On the local target, which keeps no ConfigMap, it has what
 * the chart would put there, with the addresses of this machine.
 */
export const configReaches =
  (name: Configured): Check =>
  async (world) => {
    const wanted =
      world.target.kind === 'local'
        ? await withLocalAddresses(world, name)
        : (await settingsOf(world.target, name))?.config?.values;
    if (!wanted) return [absent(name)];
    const inside = await insideOf(world, name);
    if ('trouble' in inside) return [inside.trouble];
    const wrong = Object.entries(wanted).filter(([key, value]) => inside.env.get(key) !== value);
    return wrong.length === 0
      ? []
      : [
          finding('pod/environment', `${name} runs without ${wrong.map(([key]) => key).join(', ')} of its ConfigMap`, {
            evidence: [
              {
                source: `environment of ${name}`,
                text: wrong
                  .map(([key, value]) => `${key}: ${inside.env.get(key) ?? 'absent'}, and the ConfigMap says ${value}`)
                  .join('\n'),
              },
            ],
          }),
        ];
  };

/** No value of a ConfigMap, in the cluster or as the charts render it, is or holds a secret. */
export const configHoldsNoSecret: Check = async (world) => {
  const live = (await world.target.settings()).flatMap(({ config }) => config ?? []);
  const rendered = await Promise.all(
    (['backend', 'frontend'] as const).map(async (name) => ({
      name: `${name}-config`,
      values: await configOf(world, name),
    })),
  );
  const maps = live.length > 0 || world.target.kind === 'kubernetes' ? live : rendered;
  if (maps.every(({ values }) => Object.keys(values).length === 0)) return [absent('backend')];
  const known = Object.values(await secretsOf(world));
  const found = await Promise.all(
    maps.flatMap(({ name, values }) =>
      Object.entries(values).map(async ([key, value]): Promise<readonly Finding[]> => {
        const what = known.some((one) => value.includes(one)) ? 'a value of the Secret' : await secretIn(key, value);
        return what === undefined ? [] : [finding('secret/in-config', `${key} of the ConfigMap ${name} holds ${what}`)];
      }),
    ),
  );
  return found.flat();
};

/** The backend's Secret is there, of the type and with the keys that this run would give it. */
export const secretThere: Check = async (world) => {
  const held = (await settingsOf(world.target, 'backend'))?.secret;
  if (!held) return [finding('release/secret-absent', 'The backend has no Secret')];
  const wanted = Object.keys(await secretsOf(world));
  const extra = held.keys.filter((key) => !wanted.includes(key));
  return [
    ...(held.type === 'Opaque'
      ? []
      : [finding('release/secret-keys', `The Secret ${held.name} is of type ${held.type}, not Opaque`)]),
    ...lacking(held.name, await secretsLacked(world)),
    ...(extra.length > 0
      ? [
          finding('release/secret-keys', `The Secret ${held.name} has ${extra.join(', ')}, which nobody gives`, {
            remedy: takenOut(world, `secret ${held.name}`, extra),
          }),
        ]
      : []),
  ];
};

/** Keys that a deploy of now would give the backend's Secret, and that it has not; none where there is no Secret at all. */
export const secretsLacked = async (world: World): Promise<readonly string[]> => {
  const held = (await settingsOf(world.target, 'backend'))?.secret;
  if (!held) return [];
  return Object.keys(await secretsOf(world)).filter((key) => !held.keys.includes(key));
};

/** That a Secret lacks keys; nothing where it lacks none. */
export const lacking = (name: string, keys: readonly string[]): readonly Finding[] =>
  keys.length === 0 ? [] : [finding('release/secret-keys', `The Secret ${name} lacks ${keys.join(', ')}`)];

/** The backend's process has each value of the Secret in its environment; compared by digests. */
export const secretReaches: Check = async (world) => {
  const inside = await insideOf(world, 'backend');
  if ('trouble' in inside) return [inside.trouble];
  const wrong = Object.entries(await secretsOf(world)).flatMap(([key, value]) => {
    const there = inside.env.get(key);
    if (there === digestInside(value)) return [];
    return [`${key} ${there === undefined ? 'is absent' : 'has another value'}`];
  });
  return wrong.length === 0
    ? []
    : [finding('pod/environment', `In the environment of the backend ${wrong.join(', ')}`)];
};

/** What a release's process was given and may do; asked once in a run. */
export const insideOf = async (world: World, name: ReleaseName): Promise<Inside | { readonly trouble: Finding }> => {
  const said = await world.target.exec(name, insideWords(documentedKeys(world, name, 'secrets')));
  const inside = readInside(said);
  if (inside) return inside;
  return {
    trouble: finding('pod/environment', `The process of ${name} does not tell its environment`, {
      evidence: [{ source: `in ${name}`, text: said.stderr || said.stdout || 'nothing' }],
      remedy: `See whether it runs: \`npm run validate -- --only ${name === 'frontend' ? 'T055' : 'T054'}\`.`,
    }),
  };
};

/** The secrets that a deploy of now gives the backend: those that are not empty. */
export const secretsOf = async (world: World): Promise<Readonly<Record<string, string>>> => {
  const own = await ownOf(world, 'backend');
  const { values } = world.charts.values('backend', world.config.env, own);
  return Object.fromEntries(
    Object.entries(map(at(values, 'secrets'))).flatMap(([key, value]) =>
      typeof value === 'string' && value !== '' ? [[key, value]] : [],
    ),
  );
};

/** Helm leaves alone what it did not put there. */
const takenOut = ({ config }: World, object: string, keys: readonly string[]): string => {
  const patch = JSON.stringify({ data: Object.fromEntries(keys.map((key) => [key, null])) });
  return `Take it out: \`kubectl patch ${object} -n ${config.namespace} --type merge -p '${patch}'\`.`;
};

const deployedBy: Readonly<Record<Configured, string>> = { backend: 'T052', frontend: 'T053' };

const settingsOf = async (target: World['target'], name: ReleaseName): Promise<SettingsSeen | undefined> =>
  (await target.settings()).find(({ release }) => release === name);

/** The settings that the chart would put into the ConfigMap, as it writes them. */
const configOf = async (world: World, name: Configured): Promise<Readonly<Record<string, string>>> => {
  const { values } = world.charts.values(name, world.config.env, await ownOf(world, name));
  return Object.fromEntries(
    Object.entries(map(at(values, 'config'))).map(([key, value]) => [key, String(value ?? '')]),
  );
};

/** There a Service is a port of this machine, and without a database of somebody's the application keeps a file. */
const withLocalAddresses = async (world: World, name: Configured): Promise<Readonly<Record<string, string>>> => {
  const values = await configOf(world, name);
  const kept = world.config.databaseUrl ? [] : ['DATABASE_URL', 'MIGRATION_DATABASE_URL'];
  const address = (await world.target.reach('backend-service')) ?? '';
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => {
      if (kept.includes(key)) return [];
      return [[key, key === 'NEXT_PUBLIC_API_URL' ? address : value]];
    }),
  );
};

const absent = (name: Configured): Finding =>
  finding('release/config-absent', `${name === 'backend' ? 'The backend' : 'The frontend'} has no ConfigMap`);
