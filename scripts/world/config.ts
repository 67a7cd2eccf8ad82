import { createRequire } from 'node:module';
import leven from 'leven';
import {
  type Config,
  defaultConfig,
  type Environment,
  isForChaos,
  type Origin,
  type TargetName,
  withOwnDatabase,
} from '../core/config.ts';
import { type Finding, finding, type Place } from '../core/finding.ts';
import { type Secret, secret } from '../core/secret.ts';
import { type EnvFile, readEnvFile } from './dotenv.ts';
import type { Variables } from './environment.ts';
import { notSettings, passedOn, type Setting, type SettingName, settings } from './settings.ts';

/** What the command line gave, already split and checked for its form; absent means not given. */
export type Flags = {
  readonly target?: TargetName;
  readonly context?: string;
  readonly namespace?: string;
  readonly env?: Environment;
  readonly values?: readonly string[];
  readonly set?: readonly string[];
  readonly registry?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly slow?: boolean;
  readonly static?: boolean;
  readonly data?: boolean;
  readonly cache?: boolean;
  readonly cluster?: boolean;
  readonly verbose?: boolean;
};

/** The settings of a run and what is wrong with them; with errors among the findings, nothing should be started. */
export type Settled = { readonly config: Config; readonly findings: readonly Finding[] };

/** What Docker calls the platform of a Linux node on a machine whose architecture Node calls so. */
export const platformOf = (arch: string): string => `linux/${arch === 'x64' ? 'amd64' : arch}`;

/**
 * Flags first, then the shell's variables, then .env, then defaults; an empty value counts as not given. A copy that is broken
 * on purpose has a database of its own.
 */
export const settle = (flags: Flags, shell: Variables, envText = ''): Settled => {
  const file = readEnvFile(envText);
  const given = Object.fromEntries(
    names.flatMap((name) => {
      const one = firstOf(name, flags, shell, file);
      return one ? [[name, one] as const] : [];
    }),
  ) as Partial<Record<SettingName, Given>>;
  const database = given.DATABASE_URL ? splitPassword(given.DATABASE_URL.value) : {};
  const invalid = names.flatMap((name) => invalidOf(name, given[name], file.places));
  const badUrl =
    database === undefined && !invalid.some((one) => one.message.startsWith('DATABASE_URL')) && given.DATABASE_URL;
  const config: Config = {
    ...defaultConfig,
    ...valuesOf(flags),
    ...targetOf(flags, given.DEPLOY_TARGET?.value),
    namespace: given.NAMESPACE?.value ?? defaultConfig.namespace,
    minikubeProfile: given.MINIKUBE_PROFILE?.value ?? defaultConfig.minikubeProfile,
    ...database,
    ...(given.OPENAI_API_KEY ? { openaiApiKey: secret(given.OPENAI_API_KEY.value) } : {}),
    application: Object.fromEntries(passedOn.flatMap((name) => (given[name] ? [[name, given[name].value]] : []))),
    origins: originsOf(flags, given),
  };
  return {
    config: isForChaos(config.namespace) ? withOwnDatabase(config) : config,
    findings: [
      ...file.findings,
      ...invalid,
      ...(badUrl ? [invalidSetting('DATABASE_URL', badUrl.origin, file.places)] : []),
      ...Object.keys(file.values).flatMap((key) => strangerOf(key, file.places[key])),
    ],
  };
};

type Given = { readonly value: string; readonly origin: Origin };

const names = Object.keys(settings) as readonly SettingName[];

const firstOf = (name: SettingName, flags: Flags, shell: Variables, file: EnvFile): Given | undefined => {
  const candidates: readonly (readonly [Origin, string | undefined])[] = [
    ['flag', name === 'NAMESPACE' ? flags.namespace : undefined],
    ['shell', shell[name]?.trim()],
    ['.env', file.values[name]?.trim()],
  ];
  const found = candidates.find(([origin, value]) => (origin === 'flag' ? value !== undefined : value));
  return found && { origin: found[0], value: found[1] ?? '' };
};

/** The flags that are settings themselves, under their names in Config. */
const valuesOf = ({ set, namespace, ...same }: Flags) => ({ ...same, ...(set ? { sets: set } : {}) });

/** --context names a target as --target does, so either one goes before the setting; a value it does not take is a finding. */
const targetOf = (flags: Flags, setting: string | undefined): { readonly target?: TargetName } =>
  flags.target === undefined && flags.context === undefined && (setting === 'local' || setting === 'minikube')
    ? { target: setting }
    : {};

const originsOf = (flags: Flags, given: Partial<Record<SettingName, Given>>): Record<string, Origin> => ({
  target:
    flags.target === undefined && flags.context === undefined ? (given.DEPLOY_TARGET?.origin ?? 'default') : 'flag',
  env: flags.env === undefined ? 'default' : 'flag',
  ...(flags.context === undefined ? {} : { context: 'flag' as const }),
  ...(flags.registry === undefined ? {} : { registry: 'flag' as const }),
  namespace: given.NAMESPACE?.origin ?? 'default',
  minikubeProfile: given.MINIKUBE_PROFILE?.origin ?? 'default',
  databaseUrl: given.DATABASE_URL?.origin ?? 'default',
  openaiApiKey: given.OPENAI_API_KEY?.origin ?? 'default',
});

/** The URL without its password, and the password; undefined when it is no URL. libpq takes one as `?password=` too. */
const splitPassword = (
  text: string,
): { readonly databaseUrl: string; readonly databasePassword?: Secret } | undefined => {
  try {
    const url = new URL(text);
    const password = decodeURIComponent(url.password) || url.searchParams.get('password') || '';
    url.password = '';
    const query = url.search
      .slice(1)
      .split('&')
      .filter((part) => part !== '' && !part.startsWith('password='));
    url.search = query.join('&');
    return { databaseUrl: url.href, ...(password ? { databasePassword: secret(password) } : {}) };
  } catch {
    return undefined;
  }
};

/** Why an answer cannot be the value of a setting, in words that do not hold it; undefined when it can. */
export const whyNot = (name: SettingName, value: string): string | undefined => {
  const wrong = !isValid(name, value) || (name === 'DATABASE_URL' && splitPassword(value) === undefined);
  return wrong ? `It is not of the form that ${name} needs: ${settings[name].form}.` : undefined;
};

/** ajv is loaded when a setting is given: loading takes longer than all else here. */
const isValid = (name: SettingName, value: string): boolean => {
  const { Ajv }: typeof import('ajv') = createRequire(import.meta.url)('ajv');
  return new Ajv({ allErrors: true }).validate(settings[name].schema, value);
};

const invalidOf = (name: SettingName, given: Given | undefined, places: EnvFile['places']): readonly Finding[] =>
  given === undefined || isValid(name, given.value) ? [] : [invalidSetting(name, given.origin, places)];

/** Names the setting and its form, never its value. */
const invalidSetting = (name: SettingName, origin: Origin, places: EnvFile['places']): Finding => {
  const { form }: Setting = settings[name];
  const at = origin === '.env' ? places[name] : undefined;
  if (origin === 'flag')
    return finding('usage/bad-value', `--namespace is not of the form it needs: ${form}`, {
      remedy: 'Give another name, for example --namespace todo-chatbot.',
    });
  const where = origin === 'shell' ? 'the shell (its environment variable)' : '.env';
  return finding('env/invalid', `${name} of ${where} is not of the form it needs: ${form}`, {
    ...(at ? { at } : {}),
    remedy:
      origin === 'shell'
        ? `Correct it with \`export ${name}=…\`, or \`unset ${name}\`.`
        : `Correct ${name} in .env; .env.example shows it.`,
  });
};

const strangerOf = (key: string, at: Place | undefined): readonly Finding[] => {
  if (key in settings) return [];
  const place = at ? { at } : {};
  const instead = notSettings[key];
  if (instead) return [finding('env/invalid', `${key} cannot be set in .env`, { ...place, remedy: instead })];
  const near = names.find((name) => leven(name, key.toUpperCase()) <= Math.max(3, Math.floor(key.length / 2.5)));
  return [
    finding('env/unknown-key', `.env sets ${key}, which no script reads`, {
      ...place,
      level: 'warning',
      remedy: near ? `Write ${near} if you meant that.` : `Remove the line; the settings are ${names.join(', ')}.`,
    }),
  ];
};
