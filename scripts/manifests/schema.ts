import type { Document, Json, JsonMap } from '../core/charts.ts';
import { type Finding, finding } from '../core/finding.ts';

/** The part of an ajv error that the precompiled validators give. */
type Complaint = {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
};
type Validator = { (body: unknown): boolean; errors?: readonly Complaint[] | null };

/** API groups whose schema names do not follow from the apiVersion alone. */
const groups: Readonly<Record<string, string>> = {
  '': 'Core',
  'rbac.authorization.k8s.io': 'Rbac',
};

/**
 * Validates a rendered document offline against the schema of its kind (npm kubernetes-models: the published OpenAPI).
 * A kind without a schema is an error: it was not checked. So is a field that the schema does not have, which a server would drop.
 */
export const validateDocument = async (document: Document): Promise<readonly Finding[]> => {
  const { apiVersion, kind, name, source } = document;
  const invalid = (says: string, remedy: string) =>
    finding('manifest/invalid', `${kind} ${name}: ${says}`, { at: { file: source, line: 1, column: 1 }, remedy });
  const api = 'Correct apiVersion and kind: `kubectl api-resources` lists what there is.';
  if (/(alpha|beta)\d+$/.test(apiVersion)) return [invalid(`${apiVersion} is no stable version of the API`, api)];
  const validate = await validatorOf(document);
  if (!validate) return [invalid(`no schema is known for ${apiVersion} ${kind}, so it was not checked`, api)];
  const watched = watch(document.body);
  const valid = validate(watched.body);
  const complaints = valid ? [] : (validate.errors ?? []);
  return [
    ...complaints.map((one) => invalid(sentence(one), `Correct ${pathOf(one) || 'the document'} in ${source}.`)),
    ...watched
      .unread()
      .map((path) =>
        invalid(`${path} is no field of it`, `Correct the spelling of ${path} in ${source}, or remove it.`),
      ),
  ];
};

type Watched = { readonly body: JsonMap; readonly unread: () => readonly string[] };

/**
 * A document that notes which fields a validator reads: the schemas allow any field, and read those that they have.
 * An object that was asked for no field is free in its keys.
 */
const watch = (body: JsonMap, path: readonly string[] = []): Watched => {
  const asked = new Set<string>();
  const below = new Map<string, Watched>();
  const inside = (key: string, value: Json | undefined): Json | undefined => {
    if (typeof value !== 'object' || value === null) return value;
    const known = below.get(key) ?? watch(value as JsonMap, [...path, key]);
    below.set(key, known);
    return known.body;
  };
  const unread = () => [
    ...(asked.size === 0 || Array.isArray(body) ? [] : Object.keys(body).filter((key) => !asked.has(key))).map((key) =>
      [...path, key].join('.'),
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

const pathOf = ({ instancePath }: Pick<Complaint, 'instancePath'>): string =>
  instancePath.replaceAll('/', '.').slice(1);

const sentence = ({ instancePath, keyword, params }: Complaint): string => {
  const path = pathOf({ instancePath }) || 'the document';
  if (keyword === 'required') return `${path} lacks "${params.missingProperty}"`;
  if (keyword === 'type') return `${path} must be ${String(params.type)}`;
  if (keyword === 'enum') return `${path} must be one of ${JSON.stringify(params.allowedValues)}`;
  return `${path} breaks the rule "${keyword}" ${JSON.stringify(params)}`;
};
