import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Json } from '../core/charts.ts';
import { at, list, map } from '../core/json.ts';

/**
 * Writes the schemas of prometheus-operator's kinds that the charts use, from its published CustomResourceDefinitions:
 * `npm run kinds -- FOLDER VERSION`, then `npm run fix`. What only people read or only servers evaluate is left out.
 */
const [folder = '', version = ''] = process.argv.slice(2);
const names = ['servicemonitors', 'prometheusrules'].map((plural) => `monitoring.coreos.com_${plural}.yaml`);

const unread: readonly string[] = [
  'description',
  'x-kubernetes-validations',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
];

/** A schema without what nothing here reads; the names of properties are names, whatever they are. */
const stripped = (schema: Json, ofProperties = false): Json => {
  if (Array.isArray(schema)) return schema.map((one) => stripped(one));
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(map(schema)).filter(([key]) => ofProperties || !unread.includes(key));
  return Object.fromEntries(kept.map(([key, one]) => [key, stripped(one, !ofProperties && key === 'properties')]));
};

const kinds = names.flatMap((name) => {
  const definition: Json = parse(readFileSync(join(folder, name), 'utf8'));
  const published = at(definition, 'metadata', 'annotations', 'operator.prometheus.io/version');
  if (published !== version) throw new Error(`${name} is of version ${String(published)}, not ${version}`);
  return list(at(definition, 'spec', 'versions')).map((one) => [
    `${String(at(definition, 'spec', 'group'))}/${String(at(one, 'name'))} ${String(at(definition, 'spec', 'names', 'kind'))}`,
    stripped(map(at(one, 'schema', 'openAPIV3Schema'))),
  ]);
});

const $comment = `The openAPIV3Schema of these kinds as github.com/prometheus-operator/prometheus-operator (Apache-2.0) v${version} publishes it in example/prometheus-operator-crd (${names.join(', ')}), without descriptions and what only a server evaluates. Written by npm run kinds.`;
writeFileSync(
  join(import.meta.dirname, '..', 'manifests', 'kinds', 'prometheus-operator.json'),
  `${JSON.stringify({ $comment, kinds: Object.fromEntries(kinds) }, null, 2)}\n`,
);
