import { type Entry, type MapNode, type Node, nodeAt } from '../tree.ts';
import { draft07 } from './keywords.ts';

/** A schema inside a schema file. */
export type Subschema = {
  readonly node: MapNode;
  /** The value it is about: keys of `properties` from the top; undefined inside lists, choices and definitions. */
  readonly about: readonly string[] | undefined;
  /** The entry of `properties` that it is, if it is one. */
  readonly property?: { readonly name: string; readonly entry: Entry };
  /** It stands below `if`, `then`, `else`, `not` or `dependencies`: it narrows values that are described elsewhere. */
  readonly narrows?: true;
};

/** All schemas of a file, the outer before the inner. */
export const subschemas = (node: MapNode, about: Subschema['about'] = []): readonly Subschema[] => [
  { node, about },
  ...[...node.entries].flatMap(([keyword, { node: below }]) => {
    const found = readers[kindOf(keyword)](below, keyword, about);
    return narrowing.has(keyword) ? found.map((one) => ({ ...one, narrows: true as const })) : found;
  }),
];

const narrowing: ReadonlySet<string> = new Set(['if', 'then', 'else', 'not', 'dependencies']);

type Reader = (node: Node, keyword: string, about: Subschema['about']) => readonly Subschema[];

const kindOf = (keyword: string): keyof typeof readers => draft07[keyword] ?? 'data';

const one: Reader = (node) => (node.kind === 'map' ? subschemas(node, undefined) : []);

const many: Reader = (node) => (node.kind === 'list' ? node.items.flatMap((item) => one(item, '', undefined)) : []);

const readers = {
  data: (): readonly Subschema[] => [],
  schema: one,
  list: many,
  either: (node: Node): readonly Subschema[] => [...one(node, '', undefined), ...many(node, '', undefined)],
  dependencies: (node: Node): readonly Subschema[] =>
    node.kind === 'map' ? [...node.entries.values()].flatMap((entry) => one(entry.node, '', undefined)) : [],
  schemas: (node: Node, keyword: string, about: Subschema['about']): readonly Subschema[] =>
    node.kind !== 'map'
      ? []
      : [...node.entries].flatMap(([name, entry]) => {
          if (entry.node.kind !== 'map') return [];
          if (keyword !== 'properties') return subschemas(entry.node, undefined);
          const [first, ...rest] = subschemas(entry.node, about && [...about, name]);
          return first ? [{ ...first, property: { name, entry } }, ...rest] : [];
        }),
};

/** The text of a keyword, when it is one. */
export const textOf = (schema: MapNode, keyword: string): string | undefined => {
  const node = nodeAt(schema, [keyword]);
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
};

/** True for a schema that takes maps. */
export const takesMaps = (schema: MapNode): boolean => {
  const type = nodeAt(schema, ['type']);
  const types = type?.kind === 'list' ? type.items : type ? [type] : [];
  return (
    types.some((one) => one.kind === 'scalar' && one.value === 'object') ||
    (types.length === 0 && schema.entries.has('properties'))
  );
};
