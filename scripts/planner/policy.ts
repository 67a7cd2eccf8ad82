/** Why a command is not started; permanent names, for logs and tests. */
export type Rule = 'form' | 'program' | 'verb' | 'kind' | 'secret' | 'name' | 'namespace' | 'flag' | 'value';

/** What becomes of a command: its words without the program, or why it is not started. */
export type Verdict =
  | { readonly allowed: true; readonly words: readonly string[] }
  | { readonly allowed: false; readonly rule: Rule; readonly reason: string };

/**
 * Judges the words after `kubectl` by lists of what is allowed: reads of namespaced kinds in one namespace, flag by flag.
 * What a list does not name is refused, so that what a later kubectl can do is refused too.
 */
export const judge = (words: readonly string[], namespace: string): Verdict => {
  const [first = '', second = ''] = words;
  const pair = `${first} ${second}`;
  const known = [pair, first].find((one) => Object.hasOwn(verbs, one));
  const verb = known === undefined ? undefined : verbs[known];
  if (!verb)
    return refuse('verb', own(verbReasons, first) ?? `only reads are started: ${Object.keys(verbs).join(', ')}`);
  const rest = words.slice(known === pair ? 2 : 1);
  const read = readFlags(rest, { ...everywhere, ...verb.flags }, namespace);
  if ('allowed' in read) return read;
  return verb.arguments(read.others) ?? { allowed: true, words };
};

/** What a table says of a word that a model wrote; not what every object has. */
const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

const refuse = (rule: Rule, reason: string): Extract<Verdict, { allowed: false }> => ({ allowed: false, rule, reason });

type Refusal = ReturnType<typeof refuse>;

/** A flag: `switch` takes no value, a pattern is that of its value, `kind` and `namespace` are judged on their own. */
type Flag = 'switch' | 'namespace' | 'kind' | RegExp;
type Flags = Readonly<Record<string, Flag>>;
type Verb = { readonly flags: Flags; readonly arguments: (given: readonly string[]) => Refusal | undefined };

const word = /^[\w./=!,()-]+( [\w./=!,()-]+)*$/;
const number = /^-?\d{1,6}$/;
const duration = /^(\d{1,5}(s|m|h))+$/;
const name = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
const field = /^[\w.-]+$/;

const everywhere: Flags = { '-n': 'namespace', '--namespace': 'namespace' };
const selected: Flags = { '-l': word, '--selector': word };

/** Kinds a diagnosis reads, all of one namespace, with their short names and group. */
const kinds: readonly { readonly names: readonly string[]; readonly group?: string }[] = [
  { names: ['pods', 'pod', 'po'] },
  { names: ['services', 'service', 'svc'] },
  { names: ['events', 'event', 'ev'], group: 'events.k8s.io' },
  { names: ['endpoints', 'ep'] },
  { names: ['endpointslices', 'endpointslice'], group: 'discovery.k8s.io' },
  { names: ['persistentvolumeclaims', 'persistentvolumeclaim', 'pvc'] },
  { names: ['resourcequotas', 'resourcequota', 'quota'] },
  { names: ['limitranges', 'limitrange', 'limits'] },
  { names: ['deployments', 'deployment', 'deploy'], group: 'apps' },
  { names: ['replicasets', 'replicaset', 'rs'], group: 'apps' },
  { names: ['statefulsets', 'statefulset', 'sts'], group: 'apps' },
  { names: ['jobs', 'job'], group: 'batch' },
  { names: ['ingresses', 'ingress', 'ing'], group: 'networking.k8s.io' },
  { names: ['horizontalpodautoscalers', 'horizontalpodautoscaler', 'hpa'], group: 'autoscaling' },
];

const readable: ReadonlySet<string> = new Set(
  kinds.flatMap(({ names, group }) => [...names, ...(group ? names.map((one) => `${one}.${group}`) : [])]),
);

/** The kinds whose pods have logs, and those that are rolled out. */
const withPods = /^(?:pods?|po|deployments?|deploy|replicasets?|rs|statefulsets?|sts|jobs?)$/;
const rolledOut = /^(?:deployments?|deploy|statefulsets?|sts)(?:\.apps)?$/;

const kindRefusal = (kind: string): Refusal | undefined => {
  if (/^secrets?(?:\.|$)/i.test(kind)) return refuse('secret', 'Secrets are read by nobody here');
  if (readable.has(kind)) return undefined;
  return refuse('kind', `only these kinds are read, by these names: ${kinds.map(({ names }) => names[0]).join(', ')}`);
};

const nameRefusal = (given: string): Refusal | undefined =>
  name.test(given) ? undefined : refuse('name', 'a name has lower-case letters, digits, hyphens and points');

/** `KIND/NAME`, or `KIND[,KIND] NAME…`. */
const objects = (given: readonly string[]): Refusal | undefined => {
  const [types = '', ...names] = given;
  if (types === '') return refuse('kind', 'the kind is missing');
  if (!given.some((one) => one.includes('/')))
    return firstOf([...types.split(',').map(kindRefusal), ...names.map(nameRefusal)]);
  return firstOf(given.map(reference));
};

const reference = (given: string): Refusal | undefined => {
  const [kind = '', object = '', ...more] = given.split('/');
  if (more.length > 0) return refuse('name', 'an object is named as KIND/NAME');
  return kindRefusal(kind) ?? nameRefusal(object);
};

const firstOf = (refusals: readonly (Refusal | undefined)[]): Refusal | undefined =>
  refusals.find((one) => one !== undefined);

const nothing = (given: readonly string[]): Refusal | undefined =>
  given.length === 0 ? undefined : refuse('form', 'this command takes flags alone');

/** `POD [CONTAINER]` or `KIND/NAME [CONTAINER]`; none where a selector chooses. */
const logged = (given: readonly string[]): Refusal | undefined => {
  const [from, container, ...more] = given;
  if (more.length > 0) return refuse('form', 'logs are those of one pod and one container');
  const whose = from?.includes('/') ? (reference(from) ?? podsOf(from)) : from && nameRefusal(from);
  return whose || (container ? nameRefusal(container) : undefined);
};

const podsOf = (from: string): Refusal | undefined =>
  withPods.test(from.split('/')[0] ?? '') ? undefined : refuse('kind', 'this kind has no logs');

const measured = ([what = '', ...names]: readonly string[]): Refusal | undefined =>
  /^(?:pods?|po)$/.test(what)
    ? firstOf(names.map(nameRefusal))
    : refuse('kind', 'only pods are measured: nodes belong to no namespace');

const rollout = (given: readonly string[]): Refusal | undefined => {
  const refused = objects(given);
  if (refused) return refused;
  const kind = given[0]?.split('/')[0] ?? '';
  return rolledOut.test(kind) ? undefined : refuse('kind', 'this kind is not rolled out');
};

const asked = (given: readonly string[]): Refusal | undefined =>
  given.length <= 3 && given.every((one) => /^[a-z*][a-z0-9./-]*$/.test(one))
    ? undefined
    : refuse('form', 'ask as `auth can-i VERB KIND`');

const path = (given: readonly string[]): Refusal | undefined =>
  given.length === 1 && field.test(given[0] ?? '') ? undefined : refuse('form', 'explain takes one path of fields');

const format = /^(?:wide|name|yaml|json)$/;

/** What is started, by its first word or its first two, with the flags that are passed on. */
export const verbs: Readonly<Record<string, Verb>> = {
  get: {
    flags: {
      ...selected,
      '-o': format,
      '--output': format,
      '--field-selector': word,
      '--show-labels': 'switch',
      '--no-headers': 'switch',
      '--ignore-not-found': 'switch',
      '--sort-by': field,
      '-L': word,
      '--label-columns': word,
    },
    arguments: objects,
  },
  describe: { flags: { ...selected, '--show-events': 'switch' }, arguments: objects },
  logs: {
    flags: {
      ...selected,
      '-c': name,
      '--container': name,
      '--tail': number,
      '--since': duration,
      '-p': 'switch',
      '--previous': 'switch',
      '--timestamps': 'switch',
      '--all-containers': 'switch',
      '--prefix': 'switch',
      '--limit-bytes': number,
    },
    arguments: logged,
  },
  top: {
    flags: { ...selected, '--containers': 'switch', '--no-headers': 'switch', '--sort-by': field },
    arguments: measured,
  },
  events: {
    flags: { '--for': 'kind', '--types': /^(?:Normal|Warning)(?:,(?:Normal|Warning))?$/, '--no-headers': 'switch' },
    arguments: nothing,
  },
  'rollout status': { flags: { '--timeout': duration, '--watch': 'switch' }, arguments: rollout },
  'rollout history': { flags: { '--revision': number }, arguments: rollout },
  explain: { flags: { '--recursive': 'switch', '--api-version': /^[a-z0-9./]+$/ }, arguments: path },
  version: {
    flags: { '--client': 'switch', '-o': /^(?:json|yaml)$/, '--output': /^(?:json|yaml)$/ },
    arguments: nothing,
  },
  'auth can-i': { flags: { '--list': 'switch', '--subresource': name }, arguments: asked },
};

/** Verbs that read and are refused all the same, and why. */
const verbReasons: Readonly<Record<string, string>> = {
  auth: 'of auth only can-i asks: reconcile writes',
  config: 'kubeconfigs are neither shown nor changed',
  diff: 'diff reads files, starts a program that the environment names and needs the right to patch',
  rollout: 'of rollout only status and history read',
  proxy: 'nothing is served',
  'port-forward': 'nothing is served',
  kustomize: 'no files are read',
};

/** Flags that people and models try, and why they are refused. */
const flagReasons: Readonly<Record<string, string>> = {
  '-A': 'only one namespace is read',
  '--all-namespaces': 'only one namespace is read',
  '--raw': 'a raw path goes round every list of kinds',
  '--kubeconfig': 'the access is fixed',
  '--context': 'the access is fixed',
  '--cluster': 'the access is fixed',
  '--user': 'the access is fixed',
  '--server': 'the access is fixed',
  '-s': 'the access is fixed',
  '--token': 'the access is fixed',
  '--as': 'nobody is impersonated',
  '--dry-run': 'a dry run belongs to a write, and none is started',
  '-f': 'no files are read, and nothing is followed',
  '--filename': 'no files are read',
  '--follow': 'nothing is followed: ask again',
  '-w': 'nothing is followed: ask again',
  '--watch': 'nothing is followed: ask again',
  '--template': 'output is wide, name, yaml or json',
};

type Read = { readonly others: readonly string[] } | Refusal;

/** Takes flags from arguments in the forms that both we and kubectl read alike; one that could be read in two ways is refused. */
const readFlags = (words: readonly string[], flags: Flags, namespace: string): Read => {
  const others: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const given = words[at] ?? '';
    if (!given.startsWith('-')) {
      others.push(given);
      continue;
    }
    const [, flag = given, joined] =
      (given.startsWith('--') ? /^(--[^=]+)(?:=(.*))?$/s : /^(-[^-])(?:=?(.+))?$/s).exec(given) ?? [];
    const kind = own(flags, flag);
    if (kind === undefined)
      return refuse('flag', own(flagReasons, flag) ?? 'this flag is not among those that are passed on');
    if (kind === 'switch') {
      if (joined !== undefined && !(flag.startsWith('--') && /^(?:true|false)$/.test(joined)))
        return refuse('value', `${flag} takes no value`);
      continue;
    }
    if (joined === undefined) {
      at += 1;
      if (/^-(?!\d)/.test(words[at] ?? '')) return refuse('value', `the value of ${flag} is missing`);
    }
    const refused = valueRefusal(flag, kind, joined ?? words[at] ?? '', namespace);
    if (refused) return refused;
  }
  return { others };
};

const valueRefusal = (
  flag: string,
  kind: Exclude<Flag, 'switch'>,
  value: string,
  namespace: string,
): Refusal | undefined => {
  if (kind === 'namespace')
    return value === namespace ? undefined : refuse('namespace', `only the namespace ${namespace} is read`);
  if (kind === 'kind') return reference(value);
  return kind.test(value) ? undefined : refuse('value', `the value of ${flag} is not of a form that is passed on`);
};
