import type { ChartName, Json, JsonMap } from '../core/charts.ts';
import { at, map } from '../core/json.ts';
import type { World } from '../core/world.ts';

/** The keys that a chart's schema, and with it the table in its README, names below `config` or `secrets`. */
export const documentedKeys = ({ charts }: World, name: ChartName, part: 'config' | 'secrets'): readonly string[] => {
  const schema = charts.of(name).files.get('values.schema.json') ?? '{}';
  return Object.keys(map(at(parsed(schema), 'properties', part, 'properties')));
};

/** A schema that is no JSON is told by the task about it. */
const parsed = (text: string): JsonMap => {
  try {
    return map(JSON.parse(text) as Json);
  } catch {
    return {};
  }
};
