import { type Finding, finding, type Place } from '../core/finding.ts';
import type { Layered } from './layers.ts';
import { quoted, respelt } from './rewriting.ts';
import { type MapNode, type Node, type Path, pathText } from './tree.ts';

/** What passes the schema and still does not mean what it seems to: each layer is read by itself, then against those below. */
export const lintValues = ({
  base,
  overlays,
  sets,
}: Pick<Layered, 'base' | 'overlays' | 'sets'>): readonly Finding[] => {
  const layers = [base, ...overlays];
  const all = [...layers, sets];
  return [
    ...layers.flatMap((layer) => leaves(layer).flatMap((leaf) => scalarRules.flatMap((rule) => rule(leaf)))),
    ...leaves(base).flatMap(nullDefault),
    ...all.flatMap((layer, index) => all.slice(0, index).flatMap((below) => kindChanges(below, layer))),
  ];
};

type Leaf = { readonly path: Path; readonly node: Extract<Node, { kind: 'scalar' }>; readonly at: Place };

const leaves = (node: Node, path: Path = []): readonly Leaf[] => {
  if (node.kind === 'scalar') return node.place ? [{ path, node, at: node.place }] : [];
  if (node.kind === 'list') return node.items.flatMap((item, index) => leaves(item, [...path, index]));
  return [...node.entries].flatMap(([key, entry]) => leaves(entry.node, [...path, key]));
};

type Rule = (leaf: Leaf) => readonly Finding[];

/** YAML 1.1, which Helm reads, has twenty-two words for true and false; other readers have two. */
const booleanWord: Rule = ({ path, node, node: { value, source }, at }) =>
  typeof value !== 'boolean' || source === undefined || /^(?:true|false)$/i.test(source)
    ? []
    : [
        finding(
          'values/boolean-word',
          `${pathText(path)}: ${source} is the boolean ${value} to Helm and a text to others`,
          {
            level: 'warning',
            at,
            remedy: `Write ${value}, or "${source}" in quotes if text is meant.`,
            fix: respelt(node, String(value)),
          },
        ),
      ];

/** Numbers of a file are float64 in templates, and Go prints those from 1e+06 on with an exponent. */
const exponent: Rule = ({ path, node: { value, source }, at }) =>
  typeof value !== 'number' || source === undefined || !Number.isSafeInteger(value) || Math.abs(value) < 1e6
    ? []
    : [
        finding(
          'values/exponent',
          `${pathText(path)}: a template prints ${source} as ${goFloat(value)} unless it says int64`,
          {
            level: 'warning',
            at,
            remedy: `Write {{ … | int64 }} in the template, or quote it and ask for a string: "${source}".`,
          },
        ),
      ];

/** As Go prints a float64 with %v: the shortest digits that give it back, the exponent of two digits at least. */
const goFloat = (value: number): string => value.toExponential().replace(/e\+(\d)$/, 'e+0$1');

/** Helm passes values through JSON: a float64 has 53 bits. */
const rounded: Rule = ({ path, node, node: { value, source }, at }) =>
  typeof value !== 'number' || source === undefined || !/^[-+]?\d+$/.test(source) || Number.isSafeInteger(value)
    ? []
    : [
        finding(
          'values/rounded',
          `${pathText(path)}: ${source} has more digits than a number keeps; Helm makes it ${BigInt(value)}`,
          {
            at,
            remedy: `Quote it and ask for a string: "${source}".`,
            fix: quoted(node),
          },
        ),
      ];

const scalarRules: readonly Rule[] = [booleanWord, exponent, rounded];

/** In the chart's own file a null stays, and counts as given. */
const nullDefault: Rule = ({ path, node: { value }, at }) =>
  value !== null || typeof path.at(-1) === 'number'
    ? []
    : [
        finding('values/null-default', `${pathText(path)}: a null in values.yaml is a value that counts as given`, {
          level: 'warning',
          at,
          remedy:
            'Write the value that is meant, or "" for none, or remove the key from values.yaml and from "required".',
        }),
      ];

/** Helm lets a value replace a map and a map replace a value; of the one it says little and of the other nothing. */
export const kindChanges = (below: MapNode, above: MapNode, path: Path = []): readonly Finding[] =>
  [...above.entries].flatMap(([key, { key: keyPlace, node }]) => {
    const here = [...path, key];
    const old = below.entries.get(key)?.node;
    if (!old || isNull(old) || isNull(node)) return [];
    if (old.kind === 'map' && node.kind === 'map') return kindChanges(old, node, here);
    if (old.kind !== 'map' && node.kind !== 'map') return [];
    return [
      finding('values/kind', `${pathText(here)}: ${described(node)} replaces ${described(old)}`, {
        ...(keyPlace ? { at: keyPlace } : {}),
        ...(old.place ? { related: [{ at: old.place, message: 'is what it replaces' }] } : {}),
        remedy:
          old.kind === 'map'
            ? 'Set the keys below it, or delete it by null first.'
            : 'Set one value, as the chart has it.',
      }),
    ];
  });

const isNull = (node: Node): boolean => node.kind === 'scalar' && node.value === null;

const described = (node: Node): string => (node.kind === 'map' ? 'a map' : node.kind === 'list' ? 'a list' : 'a value');
