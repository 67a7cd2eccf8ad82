import type { JsonMap } from '../../core/charts.ts';
import { at, list, map } from '../../core/json.ts';
import { partOf, startOf, withPart } from '../../core/markdown.ts';

/** A row of the values table: the path of a value, and its line in Markdown. */
export type Row = { readonly key: string; readonly line: string };

/** The line above the table. */
export const tableStart = startOf('values');
const head = '| Key | Type | Default | Description |\n|---|---|---|---|';

/** The rows of a chart README's values table: one for each property with a default, depth first in the order of the schema. */
export const rowsOf = (schema: JsonMap, path: readonly string[] = []): readonly Row[] =>
  Object.entries(map(schema.properties)).flatMap(([key, value]) => {
    const property = map(value);
    const here = [...path, key];
    const nested = rowsOf(property, here);
    if (!('default' in property)) return nested;
    const type = Array.isArray(property.type) ? list(property.type).join(' or ') : String(at(property, 'type'));
    const name = here.join('.');
    const line = `| \`${name}\` | ${type} | \`${JSON.stringify(property.default)}\` | ${property.description} |`;
    return [{ key: name, line }, ...nested];
  });

/** The text between the markers of a chart README; undefined when there are none. */
export const tableIn = (readme: string): string | undefined => partOf(readme, 'values');

/** The README with the table that its schema asks for; unchanged when it has no markers. */
export const withTable = (readme: string, schema: JsonMap): string =>
  withPart(readme, 'values', [head, ...rowsOf(schema).map(({ line }) => line)].join('\n'));
