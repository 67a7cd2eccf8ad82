import {
  type Action,
  type Amounts,
  backendSecret,
  type ObjectName,
  releaseOfObject,
  type SecretKey,
  workloadOf,
} from '../core/action.ts';
import { chartNames } from '../core/charts.ts';
import { type Finding, finding } from '../core/finding.ts';
import { readSets } from '../values/set.ts';
import { type Arguments, type FlagTable, namespaceFlag, type Reason, readArguments } from './arguments.ts';
import { isAmount, secretAction, valueAction } from './canonical.ts';
import { readAction } from './schema.ts';
import { wordsOf } from './words.ts';

/** What a proposed command comes to: an action, or ai/not-runnable with the reason why it is only shown. */
export type Proposal = { readonly action: Action } | { readonly finding: Finding };

/**
 * Reads a proposed kubectl or helm command for a namespace, without a shell. What does not say exactly one of the actions is not
 * runnable. The text itself is not in the finding, for it may hold anything. Never throws.
 */
export const readProposal = (text: string, namespace: string): Proposal => {
  const said = wordsOf(text);
  const read = 'reason' in said ? said : commandOf(said.words, namespace);
  if ('reason' in read) return shown(read.reason);
  const checked = readAction(read);
  return 'finding' in checked ? shown('a name or value in it has a form that no repair has') : checked;
};

const shown = (reason: string): Proposal => ({
  finding: finding('ai/not-runnable', `The proposed command is shown and not run: ${reason}`, { level: 'warning' }),
});

/** A command by its first words: the flags it may have, and what it comes to. */
type Command = {
  readonly words: readonly string[];
  readonly flags: FlagTable;
  readonly read: (given: Arguments) => Action | Reason;
};

const commandOf = (words: readonly string[], namespace: string): Action | Reason => {
  const [program, verb] = words;
  if (program !== 'kubectl' && program !== 'helm') return { reason: 'it starts with neither kubectl nor helm' };
  if (verb === undefined) return { reason: `${program} alone does nothing` };
  if (verb.startsWith('-')) return { reason: `a flag stands before the verb of ${program}` };
  const command = commands.find((one) => one.words.every((word, index) => words[index] === word));
  if (!command) return { reason: strangerTo(program, words) };
  const given = readArguments(words.slice(command.words.length), { ...namespaceFlag, ...command.flags });
  if ('reason' in given) return given;
  const { namespace: named = namespace } = given.flags;
  if (named !== namespace) return { reason: `it is about another namespace than ${namespace}` };
  return command.read(given);
};

/** Why no command of the table begins so. */
const strangerTo = (program: string, [, verb = '', noun]: readonly string[]): string => {
  if (verb === 'patch') return 'a patch may change anything; the repairs are scale, set resources and rollout';
  const named = /^[a-z-]{1,20}$/.test(verb) ? `${program} ${verb}` : `this verb of ${program}`;
  const has = commands.some(({ words }) => words[0] === program && words[1] === verb);
  return has && noun?.startsWith('-') ? `a flag stands before the verb of ${named}` : `${named} is none of the repairs`;
};

const valued = (...names: readonly string[]): FlagTable =>
  Object.fromEntries(names.map((name) => [`--${name}`, { name, takes: true }]));

const containerFlag: FlagTable = { ...valued('containers'), '-c': { name: 'containers', takes: true } };

const commands: readonly Command[] = [
  { words: ['kubectl', 'scale'], flags: valued('replicas'), read: (given) => scale(given) },
  {
    words: ['kubectl', 'set', 'resources'],
    flags: { ...valued('requests', 'limits'), ...containerFlag },
    read: (given) => setResources(given),
  },
  {
    words: ['kubectl', 'set', 'env'],
    flags: { ...valued('from', 'keys'), ...containerFlag },
    read: (given) => ('from' in given.flags || 'keys' in given.flags ? takeSecret(given) : setVariable(given)),
  },
  { words: ['kubectl', 'set', 'image'], flags: {}, read: (given) => setImage(given) },
  {
    words: ['kubectl', 'rollout', 'restart'],
    flags: {},
    read: ({ words }) => onObject(words, (object) => ({ action: 'RolloutRestart', object })),
  },
  {
    words: ['kubectl', 'rollout', 'undo'],
    flags: valued('to-revision'),
    read: ({ words, flags }) =>
      flags['to-revision'] === undefined
        ? onObject(words, (object) => ({ action: 'RolloutUndo', object }))
        : { reason: 'the revisions of kubectl are not those of the releases; `helm rollback` names one of these' },
  },
  { words: ['helm', 'rollback'], flags: {}, read: (given) => rollBack(given) },
  {
    words: ['helm', 'upgrade'],
    flags: { ...valued('set'), '--reuse-values': { name: 'reuse-values', takes: false } },
    read: (given) => upgrade(given),
  },
];

const kinds: Readonly<Record<string, ObjectName['kind']>> = {
  deployment: 'Deployment',
  deployments: 'Deployment',
  deploy: 'Deployment',
  'deployment.apps': 'Deployment',
  'deployments.apps': 'Deployment',
  statefulset: 'StatefulSet',
  statefulsets: 'StatefulSet',
  sts: 'StatefulSet',
  'statefulset.apps': 'StatefulSet',
  'statefulsets.apps': 'StatefulSet',
};

/** `deployment/backend` and `deployment backend`, with what follows. */
const objectIn = (
  words: readonly string[],
): { readonly object: ObjectName; readonly rest: readonly string[] } | Reason => {
  const [first = ''] = words;
  const [kindWord = '', name = ''] = first.includes('/') ? first.split(/\/(.*)/s) : words;
  const kind = Object.hasOwn(kinds, kindWord) ? kinds[kindWord] : undefined;
  if (!kind) return { reason: 'it names no Deployment and no StatefulSet' };
  if (!/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return { reason: 'it names not exactly one object' };
  return { object: { kind, name }, rest: words.slice(first.includes('/') ? 1 : 2) };
};

const onObject = (words: readonly string[], then: (object: ObjectName) => Action | Reason): Action | Reason => {
  const found = objectIn(words);
  if ('reason' in found) return found;
  return found.rest.length > 0 ? { reason: 'it names more than one object' } : then(found.object);
};

const scale = ({ words, flags: { replicas } }: Arguments): Action | Reason => {
  if (replicas === undefined) return { reason: 'it does not say how many replicas' };
  if (!/^(?:0|[1-9]\d{0,3})$/.test(replicas)) return { reason: 'the number of replicas is no whole number' };
  return onObject(words, (object) => ({ action: 'Scale', object, replicas: Number(replicas) }));
};

const setResources = ({ words, flags: { requests, limits, containers } }: Arguments): Action | Reason => {
  if (requests === undefined && limits === undefined) return { reason: 'it sets neither requests nor limits' };
  const [wanted, most] = [amountsIn(requests), amountsIn(limits)];
  if (!wanted || !most) return { reason: 'resources are written as cpu=250m,memory=512Mi, each once' };
  return onObject(words, (object) => ({
    action: 'SetResources',
    object,
    ...(containers === undefined ? {} : { container: containers }),
    ...(requests === undefined ? {} : { requests: wanted }),
    ...(limits === undefined ? {} : { limits: most }),
  }));
};

const amountsIn = (text: string | undefined): Amounts | undefined => {
  const pairs = text?.split(',').map((pair) => pair.split('=')) ?? [];
  const keys = pairs.map(([key = '']) => key);
  const isFit =
    pairs.every(([, amount = '', ...more]) => isAmount(amount) && more.length === 0) &&
    keys.every((key) => key === 'cpu' || key === 'memory') &&
    new Set(keys).size === keys.length;
  return isFit ? Object.fromEntries(pairs) : undefined;
};

/** A variable of a workload is a setting below `config` of its chart, or a secret of `.env`. */
const setVariable = ({ words }: Arguments): Action | Reason => {
  const found = objectIn(words);
  if ('reason' in found) return found;
  const [pair = '', ...more] = found.rest;
  const [, key, value = ''] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(pair) ?? [];
  if (key === undefined || more.length > 0) return { reason: 'it sets not exactly one variable' };
  const release = releaseOfObject(found.object);
  if (release === undefined) return { reason: 'no chart of the project makes this object' };
  // Whether an address holds a secret is for its value to say.
  const secret = key === 'DATABASE_URL' ? undefined : secretAction(key);
  return secret ?? assignment(release, `config.${key}=${value}`);
};

/** The form of kubectl that names a key of a Secret and gives no value. */
const takeSecret = ({ words, flags: { from, keys } }: Arguments): Action | Reason => {
  if (from !== `secret/${backendSecret.name}`)
    return { reason: `it takes variables from another place than secret/${backendSecret.name}` };
  const key = (Object.keys(backendSecret.keys) as readonly SecretKey[]).find((one) => backendSecret.keys[one] === keys);
  if (!key) return { reason: `it names not exactly one key of ${backendSecret.name}` };
  return onObject(words, (object) =>
    releaseOfObject(object) === 'backend'
      ? { action: 'SetSecretKey', key }
      : { reason: 'the backend alone takes its secrets from there' },
  );
};

/** The tag of an image of the application, which is called as its release and its container are. */
const setImage = ({ words }: Arguments): Action | Reason => {
  const found = objectIn(words);
  if ('reason' in found) return found;
  const [pair = '', ...more] = found.rest;
  const [, container, image, tag] = /^([^=:]+)=([^=:]+):(\w[\w.-]{0,127})$/.exec(pair) ?? [];
  if (tag === undefined || more.length > 0) return { reason: 'it sets not exactly one image, with its tag' };
  const release = found.object.kind === 'Deployment' ? releaseOfObject(found.object) : undefined;
  if (release === undefined) return { reason: 'the application has no image there' };
  if (container !== release || image !== release)
    return { reason: `the container and the image of ${release} are both called ${release}` };
  return valueAction(release, ['image', 'tag'], tag);
};

const releaseIn = (word: string | undefined) => chartNames.find((one) => one === word);

const rollBack = ({ words: [name, revision, ...more] }: Arguments): Action | Reason => {
  const release = releaseIn(name);
  if (!release) return { reason: 'it names no release of the project' };
  if (more.length > 0 || !/^(?:0|[1-9]\d{0,5})$/.test(revision ?? '0')) return { reason: 'the revision is no number' };
  const number = Number(revision ?? 0);
  return { action: 'RolloutUndo', object: workloadOf(release), ...(number > 0 ? { revision: number } : {}) };
};

const upgrade = ({ words: [name, chart, ...more], flags: { set } }: Arguments): Action | Reason => {
  const release = releaseIn(name);
  if (!release) return { reason: 'it names no release of the project' };
  if (more.length > 0 || chart?.replace(/^\.\//, '').replace(/\/$/, '') !== `helm/${release}`)
    return { reason: `it installs another chart than helm/${release}` };
  if (set === undefined) return { reason: 'it sets no value' };
  return assignment(release, set);
};

/** One value in the grammar of `--set`. */
const assignment = (release: (typeof chartNames)[number], text: string): Action | Reason => {
  const { assignments, findings } = readSets([`${release}.${text}`]);
  const [one, ...more] = assignments;
  if (!one || findings.length > 0 || more.length > 0) return { reason: 'it sets not exactly one value' };
  const { path, value } = one;
  const keys = path.filter((step) => typeof step === 'string');
  if (keys.length < path.length) return { reason: 'it sets an item of a list' };
  if (typeof value === 'object') return { reason: 'it sets a list, or deletes a value' };
  return valueAction(release, keys, value);
};
