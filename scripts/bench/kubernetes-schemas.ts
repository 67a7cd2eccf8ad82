import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Definition = { readonly [key: string]: unknown };
type Swagger = { readonly definitions: Readonly<Record<string, Definition>> };

/**
 * A folder of strict JSON schemas as kubeconform wants them, made from the OpenAPI document of Kubernetes, which the Go
 * module k8s.io/kubernetes carries; undefined where there is no Go to fetch it with.
 */
export const kubernetesSchemas = (version: string, folder: string): string | undefined => {
  if (existsSync(join(folder, 'deployment-apps-v1.json'))) return folder;
  const said = spawnSync('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${version}`], { encoding: 'utf8' });
  const { Dir: directory } = said.status === 0 ? (JSON.parse(said.stdout) as { readonly Dir?: string }) : {};
  if (!directory) return undefined;
  const { definitions }: Swagger = JSON.parse(readFileSync(join(directory, 'api/openapi-spec/swagger.json'), 'utf8'));
  const strict = Object.fromEntries(Object.entries(definitions).map(([name, one]) => [name, closed(name, one)]));
  mkdirSync(folder, { recursive: true });
  for (const [name, definition] of Object.entries(definitions)) {
    const kinds = definition['x-kubernetes-group-version-kind'] as readonly Kind[] | undefined;
    for (const { group, version: level, kind } of kinds?.slice(0, 1) ?? []) {
      const file = [kind, ...(group ? [group.split('.')[0] ?? ''] : []), level].join('-').toLowerCase();
      const schema = { $ref: `#/definitions/${name}`, definitions: reached(name, strict) };
      writeFileSync(join(folder, `${file}.json`), JSON.stringify(schema));
    }
  }
  return folder;
};

type Kind = { readonly group: string; readonly version: string; readonly kind: string };

/** What the API server takes beyond the document: a number for a quantity, a name for a port; unknown fields are refused. */
const closed = (name: string, definition: Definition): Definition => {
  if (/\.(?:Quantity|IntOrString)$/.test(name)) return { oneOf: [{ type: 'string' }, { type: 'number' }] };
  return definition.properties === undefined ? definition : { ...definition, additionalProperties: false };
};

/** A definition and all that it refers to. */
const reached = (name: string, all: Readonly<Record<string, Definition>>): Readonly<Record<string, Definition>> => {
  const found: Record<string, Definition> = {};
  const waiting = [name];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const definition = all[next];
    if (!definition || found[next]) continue;
    found[next] = definition;
    for (const match of JSON.stringify(definition).matchAll(/"#\/definitions\/([^"]+)"/g)) waiting.push(match[1] ?? '');
  }
  return found;
};
