import type { Document, Json, JsonMap } from '../../core/charts.ts';
import { problem } from '../../core/finding.ts';
import { at, list, map } from '../../core/json.ts';
import { documentOf } from '../../manifests/find.ts';

/** Environment variables, and which of them came from a Secret. */
export type Environment = {
  readonly values: Readonly<Record<string, string>>;
  readonly secret: ReadonlySet<string>;
};

/**
 * The environment a container would have: `envFrom`, then `env` by value, ConfigMap and Secret key, as the kubelet
 * resolves them. Throws pod/config-missing for a key that is not optional and not rendered.
 */
export const environmentOf = (container: JsonMap, documents: readonly Document[]): Environment => {
  const found = [
    ...list(container.envFrom).flatMap((source) => everyKey(map(source), documents)),
    ...list(container.env).flatMap((entry) => oneKey(map(entry), documents)),
  ];
  return {
    values: Object.fromEntries(found.map(({ name, value }) => [name, value])),
    secret: new Set(found.filter((variable) => variable.secret).map(({ name }) => name)),
  };
};

type Variable = { readonly name: string; readonly value: string; readonly secret: boolean };

/** The two kinds of a reference: its field in `env`, its field in `envFrom`, and how its document is read. */
const kinds = [
  { kind: 'ConfigMap', key: 'configMapKeyRef', whole: 'configMapRef', secret: false },
  { kind: 'Secret', key: 'secretKeyRef', whole: 'secretRef', secret: true },
] as const;

const everyKey = (source: JsonMap, documents: readonly Document[]): readonly Variable[] =>
  kinds.flatMap(({ kind, whole, secret }) => {
    const reference = map(source[whole]);
    if (reference.name === undefined) return [];
    const data = dataOf(documents, kind, String(reference.name));
    if (!data && reference.optional !== true) throw missing(kind, String(reference.name));
    const prefix = text(source.prefix);
    return Object.entries(data ?? {}).map(([name, value]) => ({ name: prefix + name, value, secret }));
  });

const oneKey = (entry: JsonMap, documents: readonly Document[]): readonly Variable[] => {
  const name = text(entry.name);
  for (const { kind, key, secret } of kinds) {
    const reference = map(at(entry, 'valueFrom', key));
    if (reference.name === undefined) continue;
    const value = dataOf(documents, kind, String(reference.name))?.[text(reference.key)];
    if (value !== undefined) return [{ name, value, secret }];
    if (reference.optional === true) return [];
    throw missing(kind, String(reference.name), text(reference.key));
  }
  // Fields of the pod (fieldRef) have no meaning without one.
  return entry.valueFrom === undefined ? [{ name, value: text(entry.value), secret: false }] : [];
};

/** The data of a ConfigMap, or of a Secret decoded; `stringData` goes before `data`, as in the API server. */
const dataOf = (
  documents: readonly Document[],
  kind: 'ConfigMap' | 'Secret',
  name: string,
): Readonly<Record<string, string>> | undefined => {
  const body = documentOf(documents, kind, name)?.body;
  if (!body) return undefined;
  const decode = (value: Json): string =>
    kind === 'Secret' ? Buffer.from(text(value), 'base64').toString('utf8') : text(value);
  return Object.fromEntries([
    ...Object.entries(map(body.data)).map(([key, value]) => [key, decode(value)]),
    ...Object.entries(map(body.stringData)).map(([key, value]) => [key, text(value)]),
  ]);
};

const text = (value: Json | undefined): string => (value === undefined || value === null ? '' : String(value));

const missing = (kind: string, name: string, key?: string) =>
  problem(
    'pod/config-missing',
    `${kind} ${name} ${key ? `has no key ${key}` : 'is not rendered'}, and the pod needs it`,
    {
      final: true,
      ...(key ? { remedy: `Set ${key} in .env, then run \`npx tsx scripts/deploy.ts\`.` } : {}),
    },
  );
