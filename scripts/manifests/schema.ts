import { createRequire } from 'node:module';
import type { Chart, Document, Json, JsonMap } from '../core/charts.ts';
import type { Code } from '../core/codes.ts';
import { at, list, map } from '../core/json.ts';
import { closest } from '../values/suggest.ts';
import { readYaml } from '../values/yaml.ts';
import type { Path } from './pods.ts';
import type { Breach } from './policies/policy.ts';

/** What a schema of Kubernetes refuses in a document. */
export type SchemaFault = Breach & { readonly code: Extract<Code, `manifest/${string}`> };

/** The part of an ajv error that the precompiled validators give. */
type Complaint = {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Of our own ajv, for the fields that there are. */
  readonly parentSchema?: object | undefined;
};
type Validator = { (body: unknown): boolean; errors?: readonly Complaint[] | null };

/** Validators of a chart's own resources: by `apiVersion kind`, from the CustomResourceDefinitions below `crds/`. */
export type CustomKinds = ReadonlyMap<string, Validator>;

/**
 * Validates a document offline against the schema of its kind: npm kubernetes-models, which carries the published OpenAPI,
 * the chart's own CustomResourceDefinitions, or those that operators publish for kinds of theirs. A kind without a schema is an error: it was not checked. So is a field that
 * the schema does not have, which a server would drop.
 */
export const schemaFaults = async (
  document: Document,
  own: CustomKinds = new Map(),
): Promise<readonly SchemaFault[]> => {
  const { apiVersion, kind } = document;
  const unstable = /(alpha|beta)\d+$/.test(apiVersion);
  const defined = own.get(`${apiVersion} ${kind}`) ?? (await published(`${apiVersion} ${kind}`));
  const validate = defined ?? (unstable ? undefined : await validatorOf(document));
  if (!validate)
    return [
      faultOf(document, 'manifest/unknown-kind', unstable ? ['apiVersion'] : ['kind'], {
        message: unstable
          ? `${apiVersion} is no stable version of the API, so it was not checked`
          : `no schema is known for ${apiVersion} ${kind}, so it was not checked`,
        remedy: kindRemedy(document),
      }),
    ];
  const watched = watch(document.body);
  const complaints = validate(watched.body) ? [] : told(validate.errors ?? []);
  const unread = defined ? [] : watched.unread();
  return [...complaints.map((one) => complained(document, one)), ...strangers(document, unread)];
};

/** The resources that a chart brings itself (helm installs `crds/` before the templates). */
export const customKinds = (chart: Chart): CustomKinds => {
  const kinds = new Map<string, Validator>();
  for (const [path, text] of chart.files) {
    if (!/^crds\/.*\.ya?ml$/.test(path)) continue;
    for (const part of text.split(/^---(?:[ \t].*)?$/m)) {
      const { value } = readYaml(`${chart.directory}/${path}`, part);
      if (value.kind !== 'CustomResourceDefinition') continue;
      for (const version of list(at(value, 'spec', 'versions'))) {
        const name = `${String(at(value, 'spec', 'group'))}/${String(at(version, 'name'))} ${String(at(value, 'spec', 'names', 'kind'))}`;
        kinds.set(name, structural(map(at(version, 'schema', 'openAPIV3Schema'))));
      }
    }
  }
  return kinds;
};

/** Kinds that an operator brings into a cluster and no chart here installs, by their API group: `kinds/` says which version. */
const operators: Readonly<Record<string, () => Promise<{ readonly default: { readonly kinds: object } }>>> = {
  'monitoring.coreos.com': () => import('./kinds/prometheus-operator.json', { with: { type: 'json' } }),
};

const compiled = new Map<string, Validator>();

const published = async (name: string): Promise<Validator | undefined> => {
  const load = operators[name.slice(0, Math.max(0, name.indexOf('/')))];
  const known = compiled.get(name);
  if (known || !load) return known;
  const schema = map((await load()).default.kinds as JsonMap)[name];
  if (schema === undefined) return undefined;
  const validate = structural(map(schema));
  compiled.set(name, validate);
  return validate;
};

/** A structural schema is JSON Schema with `x-kubernetes-…` beside; the three fields of every object are not in it. */
const structural = (schema: JsonMap): Validator => {
  const every = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } };
  const whole = closed({ ...schema, properties: { ...every, ...map(schema.properties) } });
  // Few charts bring kinds of their own, and loading ajv takes longer than all else here.
  const load = createRequire(import.meta.url);
  const { Ajv }: typeof import('ajv') = load('ajv');
  const { RE2JS }: typeof import('re2js') = load('re2js');
  // Servers read patterns as Go does.
  const regExp = Object.assign((pattern: string) => RE2JS.compile(pattern), { code: 'RE2JS.compile' });
  return new Ajv({ allErrors: true, strict: false, verbose: true, logger: false, code: { regExp } }).compile(
    map(whole),
  );
};

/** As a server prunes: an object has the properties that its schema names, and no others unless it says so. */
const closed = (schema: Json): Json => {
  if (Array.isArray(schema)) return schema.map(closed);
  const given = map(schema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const each = (value: Json): Json =>
    Object.fromEntries(Object.entries(map(value)).map(([key, one]) => [key, closed(one)]));
  const inner = Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, key === 'properties' ? each(value) : closed(value)]),
  );
  const open = given['x-kubernetes-preserve-unknown-fields'] === true || given.additionalProperties !== undefined;
  return typeof given.properties === 'object' && !Array.isArray(given.properties) && !open
    ? { ...inner, additionalProperties: false }
    : inner;
};

/** Complaints that stand for a mistake each: the branches of a choice are one, and an amount is told as such. */
const told = (all: readonly Complaint[]): readonly Complaint[] => {
  const choices = all.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
  return all.flatMap((one) => {
    const choice = choices.find(({ instancePath }) => instancePath === one.instancePath);
    if (!choice) return [one];
    if (one !== choice) return [];
    const branches = all.filter((other) => other !== choice && other.instancePath === choice.instancePath);
    const format = branches.find(({ keyword }) => keyword === 'format');
    const types = branches.filter(({ keyword }) => keyword === 'type').map(({ params }) => String(params.type));
    return [format ?? { ...choice, keyword: 'type', params: { type: [...new Set(types)].join(' or ') } }];
  });
};

const complained = (document: Document, complaint: Complaint): SchemaFault => {
  const path = pathOf(document.body, complaint);
  return complaint.keyword === 'additionalProperties'
    ? unknownField(
        document,
        [...path, String(complaint.params.additionalProperty)],
        Object.keys(map((complaint.parentSchema as JsonMap | undefined)?.properties)),
      )
    : faultOf(
        document,
        complaint.params.format === 'quantity' ? 'manifest/quantity' : 'manifest/invalid',
        faultyPath(path, complaint),
        said(document.body, complaint),
      );
};

/** A field that is missing has its own path, as if it were there. */
const faultyPath = (path: Path, { keyword, params }: Complaint): Path =>
  keyword === 'required' ? [...path, String(params.missingProperty)] : path;

/** Fields that a map does not have: each by itself when it may be a slip, together when none is meant to be another. */
const strangers = (document: Document, unread: readonly Unread[]): readonly SchemaFault[] => {
  const maps = Map.groupBy(unread, ({ path }) => JSON.stringify(path.slice(0, -1)));
  return [...maps.values()].flatMap((fields) => {
    const [first] = fields;
    const isSlip = fields.some(({ path, known }) => closest(String(path.at(-1)), known) !== undefined);
    if (!first || fields.length === 1 || isSlip)
      return fields.map(({ path, known }) => unknownField(document, path, known));
    const names = fields.map(({ path }) => String(path.at(-1)));
    return [
      {
        ...faultOf(document, 'manifest/unknown-field', first.path, {
          message: `${names.join(', ')} are no fields of ${first.path.slice(0, -1).join('.') || 'it'}`,
          remedy: `Put them where they belong, perhaps further in: the fields here are ${first.known.slice(0, 12).join(', ')}${first.known.length > 12 ? ', …' : ''}.`,
        }),
        names,
      },
    ];
  });
};

const unknownField = (document: Document, path: Path, known: readonly string[]): SchemaFault =>
  faultOf(document, 'manifest/unknown-field', path, {
    message: `${path.join('.')} is no field of it`,
    remedy: meant(path, known),
  });

const faultOf = (
  document: Document,
  code: SchemaFault['code'],
  path: Path,
  words: { readonly message: string; readonly remedy: string },
): SchemaFault => ({
  code,
  document,
  path,
  message: `${document.kind} ${document.name}: ${words.message}`,
  remedy: words.remedy,
});

const meant = (path: Path, known: readonly string[]): string => {
  const near = closest(String(path.at(-1)), known);
  return near
    ? `Write ${near}.`
    : `Remove it: the fields here are ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', …' : ''}.`;
};

type Unread = { readonly path: Path; readonly known: readonly string[] };
type Watched = { readonly body: JsonMap; readonly unread: () => readonly Unread[] };

/**
 * A document that notes which fields a validator reads: the schemas allow any field, and read those that they have.
 * An object that was asked for no field is free in its keys.
 */
const watch = (body: JsonMap, path: Path = []): Watched => {
  const asked = new Set<string>();
  const below = new Map<string, Watched>();
  const inside = (key: string, value: Json | undefined): Json | undefined => {
    if (typeof value !== 'object' || value === null) return value;
    const step = Array.isArray(body) ? Number(key) : key;
    const known = below.get(key) ?? watch(value as JsonMap, [...path, step]);
    below.set(key, known);
    return known.body;
  };
  const unread = (): readonly Unread[] => [
    ...(asked.size === 0 || Array.isArray(body) ? [] : Object.keys(body).filter((key) => !asked.has(key))).map(
      (key) => ({
        path: [...path, key],
        known: [...asked],
      }),
    ),
    ...[...below.values()].flatMap((one) => one.unread()),
  ];
  const get = (target: JsonMap, key: string | symbol): Json | undefined => {
    if (typeof key === 'symbol') return Reflect.get(target, key);
    asked.add(key);
    return inside(key, Reflect.get(target, key));
  };
  return { body: new Proxy(body, { get }), unread };
};

/** The stable versions of what charts are mostly made of. */
const stable: Readonly<Record<string, string>> = {
  ConfigMap: 'v1',
  CronJob: 'batch/v1',
  DaemonSet: 'apps/v1',
  Deployment: 'apps/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  Ingress: 'networking.k8s.io/v1',
  Job: 'batch/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  PersistentVolumeClaim: 'v1',
  Pod: 'v1',
  PodDisruptionBudget: 'policy/v1',
  Role: 'rbac.authorization.k8s.io/v1',
  RoleBinding: 'rbac.authorization.k8s.io/v1',
  Secret: 'v1',
  Service: 'v1',
  ServiceAccount: 'v1',
  StatefulSet: 'apps/v1',
};

const kindRemedy = ({ apiVersion, kind }: Document): string => {
  const meant = stable[kind] === undefined ? closest(kind, Object.keys(stable)) : kind;
  const version = meant === undefined ? undefined : stable[meant];
  if (meant !== undefined && version !== undefined)
    return `Write ${meant === kind ? '' : `kind: ${meant}`}${meant !== kind && version !== apiVersion ? ' and ' : ''}${version === apiVersion ? '' : `apiVersion: ${version}`}.`;
  return 'Correct apiVersion and kind (`kubectl api-resources` lists them), or put its CustomResourceDefinition into crds/.';
};

/** API groups whose schema names do not follow from the apiVersion alone. */
const groups: Readonly<Record<string, string>> = {
  '': 'Core',
  'rbac.authorization.k8s.io': 'Rbac',
};

const validatorOf = async (document: Document): Promise<Validator | undefined> => {
  try {
    const loaded: { validate: Validator } = await import(`kubernetes-models/_schemas/${schemaName(document)}`);
    return loaded.validate;
  } catch {
    return undefined;
  }
};

/** `apps/v1` Deployment is `IoK8sApiAppsV1Deployment`. */
const schemaName = ({ apiVersion, kind }: Document): string => {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const version = apiVersion.slice(slash + 1);
  return `IoK8sApi${groups[group] ?? capital(group.split('.')[0] ?? '')}${capital(version)}${kind}`;
};

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** The path of a JSON pointer: digits are an index in a list and a key in a map. */
const pathOf = (body: JsonMap, { instancePath }: Complaint): Path => {
  const path: (string | number)[] = [];
  for (const raw of instancePath.split('/').slice(1)) {
    const step = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(at(body, ...path)) ? Number(step) : step);
  }
  return path;
};

/** Quotes are mostly what is wrong. */
const typeRemedy = (wanted: string, value: Json | undefined): string => {
  const plain = typeof value === 'string' && /^(?:true|false|-?\d+(?:\.\d+)?)$/.test(value);
  if (plain && wanted !== 'string') return `Write it without quotes: ${value}.`;
  if (wanted === 'string' && (typeof value === 'number' || typeof value === 'boolean'))
    return `Put it in quotes: "${String(value)}", or \`| quote\` in the template.`;
  return `Write a value of type ${wanted}.`;
};

const said = (body: JsonMap, complaint: Complaint): { readonly message: string; readonly remedy: string } => {
  const { keyword, params } = complaint;
  const path = pathOf(body, complaint);
  const name = path.join('.') || 'the document';
  const value = JSON.stringify(at(body, ...path));
  if (keyword === 'required') {
    const field = String(params.missingProperty);
    return { message: `${name} lacks "${field}"`, remedy: `Add ${[...path, field].join('.')}.` };
  }
  if (keyword === 'type')
    return {
      message: `${name} must be ${String(params.type)}, not ${value}`,
      remedy: typeRemedy(String(params.type), at(body, ...path)),
    };
  if (keyword === 'enum') {
    const allowed = list(params.allowedValues as Json).map(String);
    const near = closest(String(at(body, ...path)), allowed);
    return {
      message: `${name} is ${value}, not one of ${allowed.join(', ')}`,
      remedy: near ? `Write ${near}.` : `Use one of ${allowed.join(', ')}.`,
    };
  }
  if (params.format === 'quantity')
    return {
      message: `${name} is ${value}, which is no amount`,
      remedy: 'Write a number with a unit, for example 256Mi.',
    };
  return { message: `${name} breaks the rule "${keyword}" ${JSON.stringify(params)}`, remedy: `Correct ${name}.` };
};
