import { type ChartName, type Charts, chartNames, type Document, type JsonMap } from '../core/charts.ts';
import type { Code } from '../core/codes.ts';
import type { Config, Environment } from '../core/config.ts';
import { errorsOf, type Finding, finding } from '../core/finding.ts';
import { at } from '../core/json.ts';
import type { ImageName } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { judge } from '../manifests/judge.ts';
import { layoutFaults } from '../values/layout.ts';
import { metadataFaults } from '../values/metadata.ts';
import { lintSchema } from '../values/schema/lint.ts';
import { rowsOf, tableIn, tableStart } from '../values/schema/readme.ts';
import { unusableSchema } from '../values/schema/unusable.ts';
import { compileSchema } from '../values/validator.ts';
import { fingerprintOf } from './wanted.ts';

/** Both environments every chart is asked in. */
const environments: readonly Environment[] = ['dev', 'staging'];

/** The chart has every file of the layout, and no link. */
export const chartComplete =
  (name: ChartName, paths: readonly string[]): Check =>
  async ({ charts }) =>
    layoutFaults(charts.of(name), paths);

/** Chart.yaml has every field, with versions in SemVer. */
export const chartDescribed =
  (name: ChartName): Check =>
  async ({ charts }) =>
    metadataFaults(charts.of(name));

/** The values of a chart pass its schema in one environment, or values.yaml alone. */
export const valuesPass =
  (name: ChartName, environment: Environment | undefined): Check =>
  async ({ charts }) =>
    charts.validate(name, environment);

/**
 * `helm lint --strict` is clean in every environment. What it says of a template that does not render, or whose documents
 * are judged here, is told in the words of those rules: they know the place.
 */
export const lintClean =
  (name: ChartName): Check =>
  async ({ charts, config }) => {
    const complaints = once((await Promise.all(environments.map((env) => charts.lint(name, env)))).flat());
    if (complaints.length === 0) return [];
    const known = errorsOf(await verdictOf(charts, config, name));
    const unknown = complaints.filter((one) => !known.some((other) => isAbout(one, other)));
    return [...known.filter((one) => complaints.some((other) => isAbout(other, one))), ...unknown];
  };

/** Both are about one template; of templates that do not render helm names any. */
const isAbout = (complaint: Finding, known: Finding): boolean => {
  const file = complaint.at?.file;
  if (known.code === 'chart/render') return !file?.endsWith('/Chart.yaml');
  return [known.at, ...(known.related ?? []).map(({ at }) => at)].some((place) => place?.file === file);
};

/** What is wrong with what a chart renders in its environments; when it does not render, only that. */
const verdictOf = async (charts: Charts, config: Config, name: ChartName): Promise<readonly Finding[]> => {
  const rendered = await Promise.all(environments.map((env) => charts.render(name, env, sample[name])));
  const broken = rendered.flatMap(({ findings }) => findings);
  if (broken.length > 0) return once(broken);
  const renders = rendered.map(({ documents }, index) => ({
    documents,
    values: charts.values(name, environments[index] ?? config.env, sample[name]),
  }));
  return judge({ chart: charts.of(name), renders, ownImages });
};

/**
 * Every environment renders, and every document is valid Kubernetes and keeps the policies: offline, and for the server
 * when it is up.
 */
export const rendersValid =
  (name: ChartName): Check =>
  async (world) => {
    const { charts, config } = world;
    const findings = await verdictOf(charts, config, name);
    if (errorsOf(findings).length > 0) return findings;
    const { documents } = await charts.render(name, config.env, sample[name]);
    return [...findings, ...(await acceptedByServer(world, name, documents))];
  };

/** Begins what the tasks about rendering will ask of helm, so that it goes on beside the others: charts remember answers. */
export const renderAhead = async ({ charts }: World): Promise<void> => {
  for (const env of environments)
    for (const name of chartNames)
      await Promise.allSettled([charts.render(name, env, sample[name]), charts.lint(name, env)]);
};

/** What several environments have in common is told once. */
const once = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(findings.map((one) => [JSON.stringify([one.code, one.message, one.at]), one])).values(),
];

/** Images that this project builds, by the name that the charts give them. */
export const ownImages: ReadonlySet<string> = new Set<ImageName>(['backend', 'frontend']);

/**
 * The README's table of values has one row for each leaf of the schema, with its type and default, and no other. While the
 * schema is not sound, that is told first: the table follows from it.
 */
export const readmeTrue =
  (name: ChartName): Check =>
  async (world) => {
    const chart = world.charts.of(name);
    const schema = chart.files.get('values.schema.json') ?? '{}';
    const unsound = schemaFindings(world, name);
    const compiled = compileSchema(`${chart.directory}/values.schema.json`, schema);
    if ('finding' in compiled) return unsound;
    const file = `${chart.directory}/README.md`;
    const rows = rowsOf(JSON.parse(schema));
    const lines = (chart.files.get('README.md') ?? '').split('\n');
    const table = tableIn(lines.join('\n')) ?? '';
    const keys = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? '');
    const lineOf = (key: string) => lines.findIndex((line) => line.startsWith(`| \`${key}\` |`)) + 1;
    const wrong = (message: string, line: number) =>
      finding('chart/readme', message, { at: { file, line: Math.max(line, 1), column: 1 } });
    const differing = [
      ...rows
        .filter((row) => !table.includes(row.line))
        .map(({ key }) =>
          keys.includes(key)
            ? wrong(`The values table does not say what the schema says of ${key}`, lineOf(key))
            : wrong(`The values table lacks ${key}, which the schema has`, lines.indexOf(tableStart) + 1),
        ),
      ...keys
        .filter((key) => !rows.some((row) => row.key === key))
        .map((key) => wrong(`The values table names ${key}, which the schema does not have`, lineOf(key))),
      ...(rows.length === 0 ? [wrong(`${chart.directory}/values.schema.json describes no value`, 1)] : []),
    ];
    return differing.length > 0 && unsound.length > 0 ? unsound : differing;
  };

/** values.schema.json is sound in itself; while values.yaml does not pass it, that is told first. */
export const schemaSound =
  (name: ChartName): Check =>
  async ({ charts }) =>
    errorsOf(charts.validate(name, undefined)).length > 0 ? [] : lintSchema(charts.of(name));

/** What is wrong with the schema of a chart and shows in the table that is made from it. */
const schemaFindings = ({ charts }: World, name: ChartName): readonly Finding[] => {
  const chart = charts.of(name);
  const file = `${chart.directory}/values.schema.json`;
  const compiled = compileSchema(file, chart.files.get('values.schema.json') ?? '{}');
  return 'finding' in compiled
    ? unusableSchema(chart, compiled.finding)
    : lintSchema(chart).filter(({ code }) => shownInTable.has(code));
};

const shownInTable: ReadonlySet<string> = new Set<Code>([
  'schema/undescribed',
  'schema/untyped',
  'schema/ref-siblings',
]);

/** Values that deploy would add, for rendering without a deployment. */
export const sample: Readonly<Record<ChartName, JsonMap>> = {
  backend: { secrets: { AUTH_SECRET: 'sample-'.repeat(6), PGPASSWORD: 'sample' } },
  frontend: {},
  database: { secrets: { POSTGRES_PASSWORD: 'sample' } },
};

/** Hooks are left out: they refer to objects of the release, which is not there yet. */
const acceptedByServer = async (
  world: World,
  name: ChartName,
  documents: readonly Document[],
): Promise<readonly Finding[]> => {
  if (world.config.static || world.target.kind !== 'kubernetes') return [];
  const { platform, releases } = await world.target.observe();
  const alive = releases.find((one) => one.name === name && one.status === 'deployed' && one.drift.length === 0);
  // What is alive as these files and values made it was accepted already.
  if (alive && alive.fingerprint === (await fingerprintOf(world, name).catch(() => undefined))) return [];
  const isHook = (one: Document) => at(one.body, 'metadata', 'annotations', 'helm.sh/hook') !== undefined;
  return platform.up ? world.target.accepts(documents.filter((one) => !isHook(one)).map((one) => one.body)) : [];
};
