import type { Chart, Json } from '../core/charts.ts';
import { type Finding, finding, type Place } from '../core/finding.ts';
import { coalesced, overlaid } from './coalesce.ts';
import { type Entry, emptyMap, type MapNode, type Node, nodeAt, toJson } from './tree.ts';
import { readYaml } from './yaml.ts';

/** A chart below `charts/` of another one. */
export type Dependency = {
  /** The key of its values in the parent: its alias, or its name. */
  readonly key: string;
  readonly chart: Chart;
  /** Paths of booleans in the parent's values, the first that is set decides (Chart.yaml: `condition`). */
  readonly conditions: readonly string[];
  readonly tags: readonly string[];
};

/** The dependencies of a chart, and what of them Helm or we cannot use. */
type Dependencies = { readonly all: readonly Dependency[]; readonly findings: readonly Finding[] };

/** Reads the charts below `charts/` and how Chart.yaml names them (helm pkg/chart/v2/util: dependencies.go). */
const dependenciesOf = (chart: Chart): Dependencies => {
  const paths = [...chart.files.keys()].filter((path) => path.startsWith('charts/'));
  if (paths.length === 0 && !/^dependencies:/m.test(chart.files.get('Chart.yaml') ?? '')) return none;
  const folders = new Set(paths.flatMap((path) => /^charts\/([^/]+)\//.exec(path)?.[1] ?? []));
  const charts = [...folders].map((folder) => below(chart, folder));
  const entries = listed(chart);
  const declared = entries.flatMap(({ name, alias, conditions, tags }): readonly Dependency[] => {
    const found = charts.find((one) => one.name === name);
    return found ? [{ key: alias ?? name, chart: found.chart, conditions, tags }] : [];
  });
  const undeclared = charts
    .filter(({ name }) => !entries.some((one) => one.name === name))
    .map((one) => ({ key: one.name, chart: one.chart, conditions: [], tags: [] }));
  return {
    all: [...declared, ...undeclared],
    findings: [
      ...packed(chart, paths),
      ...entries.flatMap((entry) => (entry.imports ? [imported(entry)] : [])),
      ...entries
        .filter(({ name }) => !charts.some((one) => one.name === name) && !paths.some((path) => isPacked(path, name)))
        .map((one) => missing(chart, one)),
    ],
  };
};

const none: Dependencies = { all: [], findings: [] };

/** Keys of a chart's values that belong to charts below `charts/`: their own schemas describe them. */
export const dependencyKeys = (chart: Chart): ReadonlySet<string> => {
  const folders = [...chart.files.keys()].flatMap((path) => /^charts\/([^/]+)\//.exec(path)?.[1] ?? []);
  return new Set([...folders, ...listed(chart).map(({ name, alias }) => alias ?? name)]);
};

/**
 * The values of a chart and of its enabled dependencies under an overlay: the parent's go above a dependency's own
 * values.yaml, and `global` is handed down (helm pkg/chart/common/util: coalesceDeps; pkg/chart/v2/util: processDependencyEnabled).
 */
export const resolved = (chart: Chart, base: MapNode, overlay: MapNode): Resolved => {
  const { all, findings } = dependenciesOf(chart);
  if (all.length === 0) return { tree: coalesced(base, overlay), dependencies: all, findings };
  const whole = withDependencies(base, overlay, all);
  const enabled = all.filter((one) => isEnabled(whole.tree, one));
  const result = enabled.length === all.length ? whole : withDependencies(base, overlay, enabled);
  return { tree: result.tree, dependencies: enabled, findings: [...findings, ...result.findings] };
};

/** Values with those of the dependencies that are turned on. */
export type Resolved = {
  readonly tree: MapNode;
  readonly dependencies: readonly Dependency[];
  readonly findings: readonly Finding[];
};

/** A condition that is set decides, else any tag that is true, else it is on. */
const isEnabled = (values: MapNode, { conditions, tags }: Dependency): boolean => {
  const [set] = conditions.flatMap((path) => boolean(nodeAt(values, path.split('.'))));
  if (set !== undefined) return set;
  const tagged = tags.flatMap((tag) => boolean(nodeAt(values, ['tags', tag])));
  return tagged.length === 0 || tagged.includes(true);
};

type Result = Pick<Resolved, 'tree' | 'findings'>;

/** Below the key of a dependency nulls stay: they delete what the dependency itself has. */
const withDependencies = (base: MapNode, overlay: MapNode, dependencies: readonly Dependency[]): Result => {
  let tree = coalesced(base, overlay, new Set(dependencies.map(({ key }) => key)));
  const findings: Finding[] = [];
  for (const { key, chart } of dependencies) {
    const given = tree.entries.get(key);
    if (given && given.node.kind !== 'map') {
      findings.push(noMap(key, given));
      continue;
    }
    const handed = withGlobals(given?.node.kind === 'map' ? given.node : emptyMap, tree);
    const own = readYaml(`${chart.directory}/values.yaml`, chart.files.get('values.yaml') ?? '');
    const below = resolved(chart, own.root, handed);
    findings.push(...own.findings, ...below.findings);
    tree = { ...tree, entries: new Map(tree.entries).set(key, { key: given?.key, node: below.tree }) };
  }
  return { tree, findings };
};

/** Helm stops at it, also at a null. */
const noMap = (name: string, { key, node }: Entry): Finding =>
  finding('values/type', `${name}: must be a map, since it holds the values of the chart ${name} below charts/`, {
    ...at(key ?? node.place),
    remedy: `Write the values below \`${name}:\`, or remove the key.`,
  });

const at = (place: Place | undefined): { at?: Place } => (place ? { at: place } : {});

/** Maps of the parent's globals go above those of the dependency, and so does everything that is no map. */
const withGlobals = (own: MapNode, parent: MapNode): MapNode => {
  const mine = own.entries.get('global');
  const theirs = parent.entries.get('global');
  if ((mine && mine.node.kind !== 'map') || (theirs && theirs.node.kind !== 'map')) return own;
  const entries = new Map(mine?.node.kind === 'map' ? mine.node.entries : []);
  for (const [key, entry] of theirs?.node.kind === 'map' ? theirs.node.entries : []) {
    const there = entries.get(key);
    if (!there) entries.set(key, entry);
    else if (entry.node.kind === 'map' && there.node.kind === 'map')
      entries.set(key, { key: entry.key, node: coalesced(there.node, entry.node) });
    else if (entry.node.kind !== 'map' && there.node.kind !== 'map') entries.set(key, entry);
  }
  const node: MapNode = { kind: 'map', entries, place: mine?.node.place ?? theirs?.node.place };
  return overlaid(own, {
    kind: 'map',
    entries: new Map([['global', { key: mine?.key ?? theirs?.key, node }]]),
    place: undefined,
  });
};

const boolean = (node: Node | undefined): readonly boolean[] =>
  node?.kind === 'scalar' && typeof node.value === 'boolean' ? [node.value] : [];

type Listed = {
  readonly name: string;
  readonly alias?: string;
  readonly conditions: readonly string[];
  readonly tags: readonly string[];
  readonly imports?: Place | undefined;
  readonly place: Place | undefined;
};

const listed = (chart: Chart): readonly Listed[] => {
  const dependencies = nodeAt(metadata(chart).root, ['dependencies']);
  return (dependencies?.kind === 'list' ? dependencies.items : []).flatMap((item): readonly Listed[] => {
    const field = (name: string): Json | undefined => {
      const node = nodeAt(item, [name]);
      return node && toJson(node);
    };
    const [name, alias, condition, tags] = ['name', 'alias', 'condition', 'tags'].map(field);
    if (typeof name !== 'string') return [];
    return [
      {
        name,
        place: nodeAt(item, ['name'])?.place,
        ...(typeof alias === 'string' && alias !== '' ? { alias } : {}),
        conditions: typeof condition === 'string' ? condition.split(',').map((one) => one.trim()) : [],
        tags: Array.isArray(tags) ? tags.map(String) : [],
        imports: nodeAt(item, ['import-values'])?.place,
      },
    ];
  });
};

const metadata = (chart: Chart) => readYaml(`${chart.directory}/Chart.yaml`, chart.files.get('Chart.yaml') ?? '');

const below = (chart: Chart, folder: string): { readonly name: string; readonly chart: Chart } => {
  const prefix = `charts/${folder}/`;
  const files = [...chart.files].flatMap(([path, text]) =>
    path.startsWith(prefix) ? [[path.slice(prefix.length), text] as const] : [],
  );
  const inner: Chart = { name: chart.name, directory: `${chart.directory}/charts/${folder}`, files: new Map(files) };
  const name = nodeAt(metadata(inner).root, ['name']);
  return { name: name?.kind === 'scalar' ? String(name.value) : folder, chart: inner };
};

const isPacked = (path: string, name: string): boolean => new RegExp(`^charts/${name}-[^/]*\\.tgz$`).test(path);

const packed = ({ directory }: Chart, paths: readonly string[]): readonly Finding[] =>
  paths
    .filter((path) => /^charts\/[^/]+\.tgz$/.test(path))
    .map((path) =>
      finding('chart/dependency', `${directory}/${path} is packed, so its values were not checked`, {
        at: { file: `${directory}/${path}`, line: 1, column: 1 },
        remedy: `Unpack it: \`tar -xzf ${directory}/${path} -C ${directory}/charts && rm ${directory}/${path}\`.`,
      }),
    );

const imported = ({ name, imports }: Listed): Finding =>
  finding('chart/dependency', `import-values of ${name} is not followed, so what it brings was not checked`, {
    ...at(imports),
    remedy: 'Write those values into values.yaml and remove import-values.',
  });

const missing = ({ directory }: Chart, { name, place }: Listed): Finding =>
  finding('chart/dependency', `Chart.yaml names the dependency ${name}, and ${directory}/charts does not have it`, {
    ...at(place),
    remedy: `Fetch it with \`helm dependency build ${directory}\`, or remove it from Chart.yaml.`,
  });
