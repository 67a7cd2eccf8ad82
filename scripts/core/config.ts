import type { Secret } from './secret.ts';

export type TargetName = 'local' | 'minikube' | 'context';
export type Environment = 'dev' | 'staging';

/** Where a setting came from, for the line that deploy prints. */
export type Origin = 'flag' | 'shell' | '.env' | 'default';

/** The settings of a run: flags, then the shell, then `.env`, then defaults. */
export type Config = {
  /** Undefined: chosen by what the machine has. */
  readonly target?: TargetName;
  readonly context?: string;
  readonly namespace: string;
  readonly env: Environment;
  /** Values files in the order given, keyed by chart as an umbrella chart's are. */
  readonly values: readonly string[];
  /** `--set` arguments in the order given. */
  readonly sets: readonly string[];
  readonly registry?: string;
  /** What images are built for, as Docker writes it: that of this machine, `linux/amd64`. */
  readonly platform: string;
  /** The database to use instead of the development one, its password split off. */
  readonly databaseUrl?: string;
  readonly databasePassword?: Secret;
  readonly openaiApiKey?: Secret;
  /** Settings that go to the backend as they are (ASSISTANT, OPENAI_MODEL, ...): those that were given. */
  readonly application: Readonly<Record<string, string>>;
  readonly minikubeProfile: string;
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly slow: boolean;
  readonly static: boolean;
  readonly data: boolean;
  readonly cache: boolean;
  readonly cluster: boolean;
  readonly verbose: boolean;
  readonly origins: Readonly<Record<string, Origin>>;
};

/** The settings of a run without flags, variables and .env. */
export const defaultConfig: Config = {
  namespace: 'todo-chatbot',
  env: 'dev',
  values: [],
  sets: [],
  platform: 'linux/amd64',
  application: {},
  minikubeProfile: 'minikube',
  dryRun: false,
  force: false,
  slow: false,
  static: false,
  data: false,
  cache: false,
  cluster: false,
  verbose: false,
  origins: {},
};

/** Where a copy is broken on purpose: never where people work. */
export const chaosNamespace = (namespace: string): string => `${namespace}-chaos`;

/** True for a namespace that copies are broken in. */
export const isForChaos = (namespace: string): boolean => namespace.endsWith(chaosNamespace(''));

/** The settings of a run that brings its own database, whatever `.env` says: nothing is broken beside one that people use. */
export const withOwnDatabase = ({ databaseUrl, databasePassword, ...config }: Config): Config => ({
  ...config,
  origins: { ...config.origins, databaseUrl: 'default' },
});

/** Who asked for the target, for the first line of a run; undefined where the machine decided. */
export const askedFor = ({ target, origins }: Pick<Config, 'target' | 'origins'>): string | undefined => {
  if (target === undefined) return undefined;
  if (origins.target === 'shell') return 'asked for with DEPLOY_TARGET of the shell';
  return `asked for with ${origins.target === '.env' ? 'DEPLOY_TARGET of .env' : '--target'}`;
};
