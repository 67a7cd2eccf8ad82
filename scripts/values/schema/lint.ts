import type { Chart } from '../../core/charts.ts';
import type { Code } from '../../core/codes.ts';
import { type Finding, finding, type Place } from '../../core/finding.ts';
import { dependencyKeys } from '../dependencies.ts';
import { closest } from '../suggest.ts';
import { type MapNode, type Node, nodeAt, pathText, toJson } from '../tree.ts';
import { readYaml } from '../yaml.ts';
import { draft07, later } from './keywords.ts';
import { patternFault } from './patterns.ts';
import { type Subschema, subschemas, takesMaps, textOf } from './walk.ts';

/**
 * What is wrong with a chart's values.schema.json itself: it has to mean the same to Helm 3, Helm 4, ajv and editors, to
 * refuse what it does not know, and to say of each value what it is and what it is by default.
 */
export const lintSchema = (chart: Chart): readonly Finding[] => {
  const file = `${chart.directory}/values.schema.json`;
  const { root, findings } = readYaml(file, chart.files.get('values.schema.json') ?? '');
  if (findings.length > 0) return findings.map((one) => ({ ...one, code: 'chart/schema' as const }));
  const values = readYaml(`${chart.directory}/values.yaml`, chart.files.get('values.yaml') ?? '').root;
  const all = subschemas(root);
  const handedDown = dependencyKeys(chart);
  const start = { file, line: 1, column: 1 };
  const rules = [dialect, unknownKeywords, references, patterns, closed, described, typed, defaults, required];
  return all.flatMap((one, index) =>
    rules.flatMap((rule) =>
      rule({ ...one, isRoot: index === 0, values, handedDown, start, fallback: one.node.place ?? start }),
    ),
  );
};

type Case = Subschema & {
  readonly isRoot: boolean;
  readonly values: MapNode;
  readonly handedDown: ReadonlySet<string>;
  readonly start: Place;
  readonly fallback: Place;
};
type Rule = (one: Case) => readonly Finding[];

const told = (code: Code, message: string, at: Place | undefined, remedy: string): Finding =>
  finding(code, message, { ...(at ? { at } : {}), remedy });

/** The key of a keyword, and its value. */
const keyAt = (one: Case, keyword: string): Place => one.node.entries.get(keyword)?.key ?? one.fallback;
const valueAt = (one: Case, keyword: string): Place => nodeAt(one.node, [keyword])?.place ?? keyAt(one, keyword);

/** The name of the property a schema is about, for messages. */
const nameOf = ({ about, property }: Case): string =>
  about && about.length > 0 ? pathText(about) : (property?.name ?? 'the values');

const ownPlace = (one: Case): Place => one.property?.entry.key ?? one.fallback;

const dialect: Rule = (one) => {
  if (!one.isRoot) return [];
  const given = textOf(one.node, '$schema');
  if (given && /^https?:\/\/json-schema\.org\/draft-07\/schema#?$/.test(given)) return [];
  return [
    told(
      'schema/prefer-draft-07',
      given
        ? `The schema is written for ${given}, which Helm 3 and Helm 4 read differently`
        : 'The schema does not say for which draft it is written, and Helm versions take different ones',
      given ? valueAt(one, '$schema') : one.start,
      'Write `"$schema": "http://json-schema.org/draft-07/schema#"`: all of them read it.',
    ),
  ];
};

const unknownKeywords: Rule = (one) =>
  [...one.node.entries.keys()].flatMap((keyword) => {
    if (keyword in draft07) return [];
    if (later.has(keyword))
      return [
        told(
          'schema/keyword-draft',
          `"${keyword}" is no keyword of draft-07: some Helm versions enforce it and others ignore it`,
          keyAt(one, keyword),
          later07[keyword] ?? 'Say it with keywords of draft-07.',
        ),
      ];
    const meant = closest(keyword, Object.keys(draft07));
    return [
      told(
        'schema/unknown-keyword',
        `"${keyword}" is no keyword of JSON Schema, so it enforces nothing`,
        keyAt(one, keyword),
        meant ? `Write "${meant}" if that is meant.` : 'Remove it, or say it in "description" or "$comment".',
      ),
    ];
  });

const later07: Readonly<Record<string, string>> = {
  $defs: 'Write "definitions".',
  dependentRequired: 'Write "dependencies".',
  dependentSchemas: 'Write "dependencies".',
  prefixItems: 'Write the list of schemas below "items".',
  unevaluatedProperties: 'Write "additionalProperties": false beside all of the properties.',
  unevaluatedItems: 'Write "additionalItems": false.',
};

const references: Rule = (one) => {
  const reference = textOf(one.node, '$ref');
  if (reference === undefined) return [];
  const siblings = [...one.node.entries.keys()].filter(
    (key) => !['$ref', 'description', '$comment', 'title'].includes(key),
  );
  return [
    ...(reference.startsWith('#')
      ? []
      : [
          told(
            'schema/self-contained',
            `The schema refers to ${reference}, outside of itself: Helm would fetch it, or fail`,
            valueAt(one, '$ref'),
            'Copy what is needed below "definitions" and refer to it as "#/definitions/NAME".',
          ),
        ]),
    ...(siblings[0] === undefined
      ? []
      : [
          told(
            'schema/ref-siblings',
            `"${siblings[0]}" stands beside "$ref", where Helm ignores it and ajv does not`,
            keyAt(one, siblings[0]),
            'Put "$ref" into an "allOf" of its own: {"allOf": [{"$ref": …}], …}.',
          ),
        ]),
  ];
};

const patterns: Rule = (one) => {
  const pattern = textOf(one.node, 'pattern');
  const names = nodeAt(one.node, ['patternProperties']);
  const written = [
    ...(pattern === undefined ? [] : [{ text: pattern, at: valueAt(one, 'pattern') }]),
    ...(names?.kind === 'map' ? [...names.entries].map(([text, { key }]) => ({ text, at: key })) : []),
  ];
  return written.flatMap(({ text, at }) => {
    const fault = patternFault(text);
    return fault ? [told(fault.code, fault.message, at, fault.remedy)] : [];
  });
};

/** `global` is Helm's own: parents put anything there. */
const closed: Rule = (one) => {
  if (one.narrows || !takesMaps(one.node) || (one.about?.length === 1 && one.about[0] === 'global')) return [];
  if (one.node.entries.has('additionalProperties')) {
    const given = nodeAt(one.node, ['additionalProperties']);
    if (given?.kind !== 'scalar' || given.value !== true) return [];
  }
  return [
    told(
      'schema/closed-object',
      `${nameOf(one)} takes keys that the schema does not know, so a misspelt one is never found`,
      ownPlace(one),
      'Add "additionalProperties": false, or a schema for the values of free keys.',
    ),
  ];
};

const described: Rule = (one) =>
  one.property && !one.narrows && !(textOf(one.node, 'description') ?? '').trim()
    ? [
        told(
          'schema/undescribed',
          `${nameOf(one)} has no description`,
          ownPlace(one),
          'Add "description": it is what the chart README and editors show.',
        ),
      ]
    : [];

const saysWhat = ['type', 'enum', 'const', '$ref', 'anyOf', 'oneOf', 'allOf', 'not', 'if'];

const typed: Rule = (one) =>
  one.property && !one.narrows && !saysWhat.some((keyword) => one.node.entries.has(keyword)) && !takesMaps(one.node)
    ? [
        told(
          'schema/untyped',
          `${nameOf(one)} has no type, so any value passes`,
          ownPlace(one),
          'Add "type": "string", "integer", "number", "boolean", "array" or "object".',
        ),
      ]
    : [];

/** `global` comes from a parent, and the keys of dependencies go to theirs. */
const isHandedDown = ({ about: [key = ''] = [], handedDown }: Case): boolean => key === 'global' || handedDown.has(key);

/** Leaves and maps of free keys: what has a default of its own. */
const defaults: Rule = (one) => {
  if (!one.property || !one.about || one.node.entries.has('properties') || isHandedDown(one)) return [];
  const chosen = nodeAt(one.values, one.about);
  const given = nodeAt(one.node, ['default']);
  const wrong = (message: string, at: Place, remedy: string) => [told('schema/default-differs', message, at, remedy)];
  if (!given && !chosen) return [];
  if (!given)
    return wrong(
      `${nameOf(one)} has no default, and values.yaml has ${shown(one, chosen)}`,
      ownPlace(one),
      `Add "default": ${shown(one, chosen)}.`,
    );
  if (!chosen)
    return wrong(
      `${nameOf(one)} has the default ${shown(one, given)}, and values.yaml has no such key`,
      keyAt(one, 'default'),
      'Add the key to values.yaml: Helm does not apply defaults of the schema.',
    );
  return JSON.stringify(toJson(given)) === JSON.stringify(toJson(chosen))
    ? []
    : wrong(
        `The default of ${nameOf(one)} is ${shown(one, given)}, and values.yaml has ${shown(one, chosen)}`,
        valueAt(one, 'default'),
        'Make the two equal: values.yaml is what counts.',
      );
};

/** JSON of a value; nothing of a secret. */
const shown = ({ node, about }: Case, value: Node | undefined): string => {
  const secret = about?.includes('secrets') || nodeAt(node, ['writeOnly']) !== undefined;
  return secret && value?.kind === 'scalar' && value.value !== ''
    ? '***'
    : JSON.stringify(value ? toJson(value) : null);
};

const required: Rule = (one) => {
  const names = nodeAt(one.node, ['required']);
  const properties = nodeAt(one.node, ['properties']);
  const open = nodeAt(one.node, ['additionalProperties']);
  if (names?.kind !== 'list' || open?.kind !== 'scalar' || open.value !== false) return [];
  const known = properties?.kind === 'map' ? [...properties.entries.keys()] : [];
  return names.items.flatMap((name) => {
    const text = name.kind === 'scalar' ? String(name.value) : '';
    if (known.includes(text) || one.node.entries.has('patternProperties')) return [];
    const meant = closest(text, known);
    return [
      told(
        'schema/impossible',
        `"${text}" is required and no property has that name, so no values can pass`,
        name.place,
        meant ? `Write "${meant}".` : `Add the property "${text}", or remove it from "required".`,
      ),
    ];
  });
};
