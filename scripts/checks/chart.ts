import semver from 'semver';
import { type ChartName, chartNames, type Document, type JsonMap } from '../core/charts.ts';
import type { Environment } from '../core/config.ts';
import { errorsOf, type Finding, finding } from '../core/finding.ts';
import { at } from '../core/json.ts';
import type { ImageName } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { judge } from '../manifests/judge.ts';
import { lintSchema } from '../values/schema/lint.ts';
import { rowsOf, tableIn } from '../values/schema/readme.ts';
import { compileSchema } from '../values/validator.ts';
import { readYaml } from '../values/yaml.ts';
import { fingerprintOf } from './wanted.ts';

/** Both environments every chart is asked in. */
const environments: readonly Environment[] = ['dev', 'staging'];

/** The chart has every file of the layout. */
export const chartComplete =
  (name: ChartName, paths: readonly string[]): Check =>
  async ({ charts }) => {
    const chart = charts.of(name);
    return paths
      .filter((path) => !chart.files.has(path))
      .map((path) =>
        finding('chart/layout', `${chart.directory} lacks ${path}`, {
          remedy: `Restore it: \`git checkout -- ${chart.directory}/${path}\`.`,
        }),
      );
  };

/** Chart.yaml has every field, with versions in SemVer. */
export const chartDescribed =
  (name: ChartName): Check =>
  async ({ charts }) => {
    const chart = charts.of(name);
    const file = `${chart.directory}/Chart.yaml`;
    const text = chart.files.get('Chart.yaml') ?? '';
    const { value: fields, findings, placeOf } = readYaml(file, text);
    const start = { file, line: 1, column: 1 };
    const wrong = (key: string, what: string) =>
      finding('chart/metadata', `${key} ${what}`, {
        at: placeOf([key]) ?? start,
        remedy: `Correct ${key} in ${file}: it ${what}.`,
      });
    if (findings.length > 0)
      return findings.map(({ message, at, remedy }) => finding('chart/metadata', message, { at: at ?? start, remedy }));
    return [
      ...['name', 'description', 'appVersion', 'kubeVersion']
        .filter((key) => !fields[key])
        .map((key) => wrong(key, 'must be set')),
      ...(fields.apiVersion === 'v2' ? [] : [wrong('apiVersion', 'must be v2')]),
      ...(fields.type === 'application' ? [] : [wrong('type', 'must be application')]),
      ...(semver.valid(String(fields.version)) ? [] : [wrong('version', 'must be a semantic version such as 1.0.0')]),
    ];
  };

/** The values of a chart pass its schema in one environment, or values.yaml alone. */
export const valuesPass =
  (name: ChartName, environment: Environment | undefined): Check =>
  async ({ charts }) =>
    charts.validate(name, environment);

/** `helm lint --strict` is clean in every environment. */
export const lintClean =
  (name: ChartName): Check =>
  async ({ charts }) =>
    (await Promise.all(environments.map((environment) => charts.lint(name, environment)))).flat();

/**
 * Every environment renders, and every document is valid Kubernetes and keeps the policies: offline, and for the server
 * when it is up.
 */
export const rendersValid =
  (name: ChartName): Check =>
  async (world) => {
    const { charts, config } = world;
    const rendered = await Promise.all(environments.map((env) => charts.render(name, env, sample[name])));
    const broken = rendered.flatMap(({ findings }) => findings);
    if (broken.length > 0) return once(broken);
    const renders = rendered.map(({ documents }, index) => ({
      documents,
      values: charts.values(name, environments[index] ?? config.env, sample[name]),
    }));
    const findings = await judge({ chart: charts.of(name), renders, ownImages });
    if (errorsOf(findings).length > 0) return findings;
    const documents = renders[environments.indexOf(config.env)]?.documents ?? [];
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
const ownImages: ReadonlySet<string> = new Set<ImageName>(['backend', 'frontend']);

/** The README's table of values has one row for each leaf of the schema, with its type and default, and no other. */
export const readmeTrue =
  (name: ChartName): Check =>
  async ({ charts }) => {
    const chart = charts.of(name);
    const schema = chart.files.get('values.schema.json') ?? '{}';
    const compiled = compileSchema(`${chart.directory}/values.schema.json`, schema);
    if ('finding' in compiled) return [compiled.finding];
    const file = `${chart.directory}/README.md`;
    const rows = rowsOf(JSON.parse(schema));
    const lines = (chart.files.get('README.md') ?? '').split('\n');
    const table = tableIn(lines.join('\n')) ?? '';
    const keys = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? '');
    const lineOf = (key: string) => lines.findIndex((line) => line.startsWith(`| \`${key}\` |`)) + 1;
    const wrong = (message: string, line: number) =>
      finding('chart/readme', message, { at: { file, line: Math.max(line, 1), column: 1 } });
    return [
      ...rows
        .filter((row) => !table.includes(row.line))
        .map(({ key }) => wrong(`The values table does not say what the schema says of ${key}`, lineOf(key))),
      ...keys
        .filter((key) => !rows.some((row) => row.key === key))
        .map((key) => wrong(`The values table names ${key}, which the schema does not have`, lineOf(key))),
      ...(rows.length === 0 ? [wrong(`${chart.directory}/values.schema.json describes no value`, 1)] : []),
    ];
  };

/** values.schema.json is sound in itself; while values.yaml does not pass it, that is told first. */
export const schemaSound =
  (name: ChartName): Check =>
  async ({ charts }) =>
    errorsOf(charts.validate(name, undefined)).length > 0 ? [] : lintSchema(charts.of(name));

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
