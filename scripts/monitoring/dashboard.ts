import type { Json, JsonMap } from '../core/charts.ts';
import { type Finding, finding, type Place } from '../core/finding.ts';
import { at, list, map } from '../core/json.ts';
import { placer } from '../values/position.ts';
import type { Exposed } from './exposed.ts';
import { mistakesIn } from './mistakes.ts';

/** A dashboard as Grafana keeps it: the queries of its panels and variables, and what is wrong with it. */
export type Dashboard = {
  readonly findings: readonly Finding[];
  /** Its queries, as Prometheus is sent them. */
  readonly queries: readonly string[];
};

/** Reads a dashboard of Grafana (JSON model of its docs), and compares its queries with what the application exposes. */
export const readDashboard = (file: string, text: string, exposed: Exposed): Dashboard => {
  const model = parsed(text);
  const panels = panelsOf(model);
  if (panels.length === 0)
    return {
      findings: [
        finding('monitoring/dashboard', `${file} is no dashboard with panels`, {
          at: { file, line: 1, column: 1 },
          remedy: 'Export it from Grafana anew, as JSON.',
        }),
      ],
      queries: [],
    };
  const queries = queriesOf(model, panels);
  const findings = [
    ...shapeFaults(file, text, model, panels),
    ...placed(text, queries).flatMap(({ query, shown, start }) =>
      mistakesIn(shown, exposed).map(({ code, from, to, message, remedy }) => {
        const begin = start + written(query.slice(0, from));
        const place = placer(file, text)(begin, begin + written(query.slice(from, to)));
        return finding(code, `${message}: ${query}`, { at: place, remedy });
      }),
    ),
  ];
  return { findings, queries: queries.map(({ shown }) => shown) };
};

type Shown = { readonly query: string; readonly shown: string };

const parsed = (text: string): JsonMap => {
  try {
    return map(JSON.parse(text));
  } catch {
    return {};
  }
};

/** Panels that show something; those of a folded row stand inside it. */
const panelsOf = (model: JsonMap): readonly JsonMap[] =>
  list(model.panels).flatMap((panel) =>
    at(panel, 'type') === 'row' ? list(at(panel, 'panels')).map(map) : [map(panel)],
  );

const queriesOf = (model: JsonMap, panels: readonly JsonMap[]): readonly Shown[] => {
  const targets = panels.flatMap(({ targets }) => list(targets).map((target) => String(at(target, 'expr') ?? '')));
  const variables = variablesOf(model).flatMap(({ type, query }) => (type === 'query' ? String(query ?? '') : []));
  // Both kinds are looked for in the text in their order, and the panels come first.
  return [...targets, ...variables].map((query) => ({ query, shown: asPromql(query) }));
};

const variablesOf = (model: JsonMap): readonly JsonMap[] => list(at(model, 'templating', 'list')).map(map);

/** What Grafana makes of a query before it sends it, letter for letter in the same place. */
const asPromql = (query: string): string => {
  const padded = (word: string, whole: string): string => word + ' '.repeat(Math.max(0, whole.length - word.length));
  const [, before = '', inner = '', label = ''] = /^(label_values\()(.+)(, *\w+\))$/.exec(query) ?? [];
  const plain = inner === '' ? query : `${' '.repeat(before.length)}${inner}${' '.repeat(label.length)}`;
  return plain.replaceAll(/\$__(?:rate_interval|interval|range)\b/g, (variable) => padded('5m', variable));
};

/** How many letters a text takes between the quotes of JSON. */
const written = (text: string): number => JSON.stringify(text).length - 2;

/** Where each query stands: the offset of its first letter. */
const placed = (text: string, queries: readonly Shown[]): readonly (Shown & { readonly start: number })[] => {
  let from = 0;
  return queries.map((one) => {
    const quoted = JSON.stringify(one.query);
    const after = text.indexOf(quoted, from);
    const start = after < 0 ? text.indexOf(quoted) : after;
    from = Math.max(from, start + quoted.length);
    return { ...one, start: start + 1 };
  });
};

const shapeFaults = (file: string, text: string, model: JsonMap, panels: readonly JsonMap[]): readonly Finding[] => {
  const wrong = (message: string, needle: string, remedy: string): Finding =>
    finding('monitoring/dashboard', message, { at: lineOf(file, text, needle), remedy });
  const variables = variablesOf(model);
  const source = variables.find(({ type, query }) => type === 'datasource' && query === 'prometheus');
  const uid = `\${${String(source?.name)}}`;
  return [
    ...(source
      ? []
      : [wrong('No variable chooses the data source', '"templating"', 'Add one of type datasource for prometheus.')]),
    ...panels.flatMap((panel) => {
      const title = String(panel.title ?? '');
      const told = (message: string, remedy: string) =>
        wrong(`Panel "${title}" ${message}`, `"title": ${JSON.stringify(title)}`, remedy);
      const sources = [panel, ...list(panel.targets).map(map)].map((one) => at(one, 'datasource', 'uid'));
      return [
        ...(title === '' || typeof panel.description !== 'string'
          ? [told('has no title and description', 'Say what it shows and what is bad.')]
          : []),
        ...(typeof at(panel, 'fieldConfig', 'defaults', 'unit') === 'string'
          ? []
          : [told('has no unit', 'Set fieldConfig.defaults.unit.')]),
        ...(list(panel.targets).length > 0 ? [] : [told('asks for nothing', 'Give it a target, or remove it.')]),
        ...(source && sources.some((one) => one !== uid)
          ? [told(`has a data source of its own`, `Write ${uid} as the uid of its data source and of its targets'.`)]
          : []),
      ];
    }),
    ...undeclared(text, variables).map((name) =>
      wrong(`$${name} is no variable of the dashboard`, `$${name}`, 'Declare it in templating.list.'),
    ),
    ...repeated(panels.map(({ id }) => String(id))).map((id) =>
      wrong(`Two panels have the id ${id}`, `"id": ${id}`, 'Give one of them another id.'),
    ),
    ...overlaps(panels).map((title) =>
      wrong(`Panel "${title}" lies on another one`, `"title": ${JSON.stringify(title)}`, 'Move it by its gridPos.'),
    ),
  ];
};

const ofGrafana = /^__(?:rate_interval|interval|range)$/;

const undeclared = (text: string, variables: readonly JsonMap[]): readonly string[] => {
  const used = [...text.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name);
  const declared = variables.map(({ name }) => name as Json);
  return [...new Set(used)].filter((name) => !declared.includes(name) && !ofGrafana.test(name));
};

const repeated = (words: readonly string[]): readonly string[] => [
  ...new Set(words.filter((word, index) => words.indexOf(word) !== index)),
];

type Box = { readonly x: number; readonly y: number; readonly w: number; readonly h: number };

const overlaps = (panels: readonly JsonMap[]): readonly string[] => {
  const boxes = panels.map(({ gridPos }) => gridPos as unknown as Box | undefined);
  return panels.flatMap(({ title }, index) => {
    const own = boxes[index];
    const hit = own && boxes.slice(0, index).some((other) => other && meet(own, other));
    return !own || hit || own.x + own.w > 24 ? [String(title)] : [];
  });
};

const meet = (one: Box, other: Box): boolean =>
  one.x < other.x + other.w && other.x < one.x + one.w && one.y < other.y + other.h && other.y < one.y + one.h;

const lineOf = (file: string, text: string, needle: string): Place => {
  const start = Math.max(0, text.indexOf(needle));
  return placer(file, text)(start, start + (text.includes(needle) ? needle.length : 0));
};
