import { type ChartName, chartNames } from './charts.ts';

/** A workload as kubectl names it. */
export type ObjectName = { readonly kind: 'Deployment' | 'StatefulSet'; readonly name: string };

/** Quantities of Kubernetes (`250m`, `512Mi`) by resource. */
export type Amounts = { readonly cpu?: string; readonly memory?: string };

/** Secrets of the backend: settings of `.env`, and what deploy makes itself. */
export type SecretKey = 'OPENAI_API_KEY' | 'DATABASE_URL' | 'AUTH_SECRET';

/** The Secret that the backend takes its secrets from, and the key of it that holds each; an address has its password there. */
export const backendSecret: { readonly name: string; readonly keys: Readonly<Record<SecretKey, string>> } = {
  name: 'backend-secret',
  keys: { OPENAI_API_KEY: 'OPENAI_API_KEY', DATABASE_URL: 'PGPASSWORD', AUTH_SECRET: 'AUTH_SECRET' },
};

/** A value of a chart that is neither a map nor a list. */
export type PlainValue = string | number | boolean;

/** A repair that the product knows how to make; there is no other. Secrets are named, and their values are never in it. */
export type Action =
  | { readonly action: 'Scale'; readonly object: ObjectName; readonly replicas: number }
  | {
      readonly action: 'SetResources';
      readonly object: ObjectName;
      /** The one that was meant; the charts give all containers of a pod the same. */
      readonly container?: string;
      readonly requests?: Amounts;
      readonly limits?: Amounts;
    }
  | { readonly action: 'RolloutRestart'; readonly object: ObjectName }
  /** `revision` is one of Helm's; absent for the one before. */
  | { readonly action: 'RolloutUndo'; readonly object: ObjectName; readonly revision?: number }
  | {
      readonly action: 'SetHelmValue';
      readonly release: ChartName;
      /** Keys from the top of the chart's values. */
      readonly path: readonly string[];
      readonly value: PlainValue;
    }
  | { readonly action: 'SetSecretKey'; readonly key: SecretKey };

/** An action in words, without a full stop: "Scale backend to 3 replicas". */
export const actionText = (action: Action): string => {
  switch (action.action) {
    case 'Scale':
      return `Scale ${action.object.name} to ${action.replicas} ${action.replicas === 1 ? 'replica' : 'replicas'}`;
    case 'SetResources':
      return `Give ${action.object.name} ${amountsText(action)}`;
    case 'RolloutRestart':
      return `Restart the pods of ${action.object.name}`;
    case 'RolloutUndo':
      return action.revision === undefined
        ? `Take back the last change of ${action.object.name}`
        : `Take ${action.object.name} back to revision ${action.revision}`;
    case 'SetHelmValue':
      return `Set ${[action.release, ...action.path].join('.')} to ${JSON.stringify(action.value)}`;
    case 'SetSecretKey':
      return `Set ${action.key} of the backend`;
  }
};

/** The one workload that each chart makes. */
const workloads: Readonly<Record<ChartName, ObjectName>> = {
  database: { kind: 'StatefulSet', name: 'database' },
  backend: { kind: 'Deployment', name: 'backend' },
  frontend: { kind: 'Deployment', name: 'frontend' },
};

/** The workload of a release. */
export const workloadOf = (release: ChartName): ObjectName => workloads[release];

/** The release that a workload belongs to by its name; undefined for what no chart makes. */
export const releaseOfObject = ({ kind, name }: ObjectName): ChartName | undefined =>
  chartNames.find((release) => workloads[release].kind === kind && workloads[release].name === name);

/**
 * The command that says the same as an action, as a model or a person would propose it: a secret is named, and not given.
 * Undefined for a text that would mean something else in a command.
 */
export const actionCommand = (action: Action): string | undefined => {
  switch (action.action) {
    case 'Scale':
      return `kubectl scale ${pathOf(action.object)} --replicas=${action.replicas}`;
    case 'SetResources':
      return [
        `kubectl set resources ${pathOf(action.object)}`,
        ...(action.container ? [`-c ${action.container}`] : []),
        ...amountsFlag('requests', action.requests),
        ...amountsFlag('limits', action.limits),
      ].join(' ');
    case 'RolloutRestart':
      return `kubectl rollout restart ${pathOf(action.object)}`;
    case 'RolloutUndo':
      return [`helm rollback ${action.object.name}`, ...(action.revision === undefined ? [] : [action.revision])].join(
        ' ',
      );
    case 'SetHelmValue':
      return imageCommand(action) ?? valueCommand(action);
    case 'SetSecretKey':
      return `kubectl set env ${pathOf(workloads.backend)} --from=secret/${backendSecret.name} --keys=${backendSecret.keys[action.key]}`;
  }
};

type SetValue = Extract<Action, { action: 'SetHelmValue' }>;

const valueCommand = ({ release, path, value }: SetValue): string | undefined =>
  isPlain(value)
    ? `helm upgrade ${release} helm/${release} --reuse-values --set ${path.join('.')}=${value}`
    : undefined;

/** A tag may look like a number, which it never is for kubectl. Of the application an image is called as its release. */
const imageCommand = ({ release, path, value }: SetValue): string | undefined =>
  release !== 'database' && path.join('.') === 'image.tag' && /^\w[\w.-]{0,127}$/.test(String(value))
    ? `kubectl set image ${pathOf(workloads[release])} ${release}=${release}:${value}`
    : undefined;

const pathOf = ({ kind, name }: ObjectName): string => `${kind.toLowerCase()}/${name}`;

const amountsFlag = (part: 'requests' | 'limits', { cpu, memory }: Amounts = {}): readonly string[] => {
  const pairs = [...(cpu === undefined ? [] : [`cpu=${cpu}`]), ...(memory === undefined ? [] : [`memory=${memory}`])];
  return pairs.length === 0 ? [] : [`--${part}=${pairs.join(',')}`];
};

/** Texts that `--set` reads as themselves; others it takes for a number, a boolean or a list. */
const isPlain = (value: PlainValue): boolean =>
  typeof value !== 'string' || (/^[A-Za-z/][\w./:@-]*$/.test(value) && !/^(?:true|false|null)$/.test(value));

const amountsText = ({ requests = {}, limits = {} }: Extract<Action, { action: 'SetResources' }>): string =>
  [...phrases(requests, 'request'), ...phrases(limits, 'limit')].join(' and ');

const phrases = ({ cpu, memory }: Amounts, what: string): readonly string[] => [
  ...(cpu === undefined ? [] : [`a CPU ${what} of ${cpu}`]),
  ...(memory === undefined ? [] : [`a memory ${what} of ${memory}`]),
];
