import { type Chart, type ChartName, type Charts, chartNames, type JsonMap, type Rendered } from '../core/charts.ts';
import type { Config, Environment } from '../core/config.ts';
import { type Finding, finding, findingOf } from '../core/finding.ts';
import type { Files, Said, Shell } from '../core/world.ts';
import { readCharts } from '../values/charts.ts';
import { documentsOf } from './documents.ts';
import { coalesceFindings, lintFindings, renderFinding } from './helm-output.ts';
import { renderedFinding, unreadTemplate } from './rendered-yaml.ts';
import type { Temporary } from './temporary.ts';
import { keepValidators, loadValidators, type ValidatorFiles } from './validators.ts';

/** What the charts are read from, and what asks helm about them. */
export type ChartsSetup = {
  readonly files: Pick<Files, 'read' | 'list' | 'links'>;
  readonly sh: Shell;
  readonly config: Pick<Config, 'values' | 'sets' | 'env' | 'namespace'>;
  readonly temporary: Pick<Temporary, 'file'>;
  /** Where compiled schemas are kept from run to run; without it each run compiles them. */
  readonly cache?: ValidatorFiles;
};

/**
 * The Kubernetes that charts are rendered for, whose schemas they are judged by. Left alone, helm takes one that depends on
 * who built it: v1.20 where nobody chose.
 */
const kubernetes = '1.34.0';

/** Reads all charts and values files once; helm is asked later, once for equal questions. */
export const openCharts = async (setup: ChartsSetup): Promise<Charts> => {
  const { config, sh, temporary } = setup;
  const all = await Promise.all(chartNames.map((name) => readChart(setup.files, name)));
  if (setup.cache) await loadValidators(setup.cache, all);
  const given = await Promise.all(config.values.map((path) => readValues(setup.files, path)));
  const layers = { files: given.flatMap((one) => ('text' in one ? [one] : [])), sets: config.sets };
  const reading = readCharts(all, config.env, layers);
  if (setup.cache) await keepValidators(setup.cache, all);

  /** Values hold secrets: they travel in a private file, never as words. Environments with equal values are asked once. */
  const ask = once(
    (verb: readonly string[], name: ChartName, overlay: JsonMap): Promise<Said> =>
      temporary.file('values.json', JSON.stringify(overlay), (path) => {
        const { directory } = reading.of(name);
        return sh.read`helm ${verb} ${directory} --namespace ${config.namespace} --kube-version ${kubernetes} --values ${path}`;
      }),
  );

  const render = async (name: ChartName, env: Environment, own?: JsonMap): Promise<Rendered> => {
    const chart = reading.of(name);
    const { overlay, placeOf } = reading.values(name, env, own);
    const said = await ask(['template', name], name, overlay);
    if (said.code !== 0) return { documents: [], findings: [await whyNot(chart, overlay, said)] };
    const skipped = coalesceFindings(said.stderr, placeOf);
    const rendered = documentsOf(chart, said.stdout);
    const findings = [...skipped, ...rendered.findings];
    return { documents: findings.length > 0 ? [] : rendered.documents, findings };
  };

  /** Helm counts the lines of rendered text, which it prints when asked to. */
  const whyNot = async (chart: Chart, overlay: JsonMap, { stderr }: Said): Promise<Finding> => {
    const template = unreadTemplate(stderr);
    const debug = template && (await ask(['template', chart.name, '--debug'], chart.name, overlay));
    return (debug && renderedFinding(chart, template, debug.stdout)) || renderFinding(chart, stderr);
  };

  const lint = async (name: ChartName, env: Environment): Promise<readonly Finding[]> => {
    const said = await ask(['lint', '--strict'], name, reading.values(name, env).overlay);
    return said.code === 0 ? [] : lintFindings(reading.of(name), said.stdout || said.stderr);
  };

  return {
    ...reading,
    findings: [...given.flatMap((one) => ('finding' in one ? [one.finding] : [])), ...reading.findings],
    render: once(render),
    lint: once(lint),
  };
};

const readChart = async (files: ChartsSetup['files'], name: ChartName): Promise<Chart> => {
  const directory = `helm/${name}`;
  const [entries, links] = await Promise.all([files.list(directory), files.links(directory)]);
  const below = (path: string): string => path.slice(directory.length + 1);
  const texts = await Promise.all(
    entries.map(async ({ path }) => [below(path), (await files.read(path)) ?? ''] as const),
  );
  return { name, directory, files: new Map(texts), links: links.map(below) };
};

type Given = { readonly path: string; readonly text: string } | { readonly finding: Finding };

/** A file of --values; one that cannot be read is a finding of the values gate. */
const readValues = async (files: ChartsSetup['files'], path: string): Promise<Given> => {
  try {
    const text = await files.read(path);
    if (text !== undefined) return { path, text };
  } catch (thrown) {
    return { finding: findingOf(thrown) };
  }
  return {
    finding: finding('usage/bad-value', `--values names ${path}, and there is no such file`, {
      remedy: `Correct the path; \`ls ${path.replace(/[^/]*$/, '') || '.'}\` shows what is there.`,
    }),
  };
};

/** Remembers answers by their questions: charts do not change while a run lasts. */
const once = <A extends readonly unknown[], R>(
  ask: (...question: A) => Promise<R>,
): ((...question: A) => Promise<R>) => {
  const answers = new Map<string, Promise<R>>();
  return (...question) => {
    const key = JSON.stringify(question);
    const answer = answers.get(key) ?? ask(...question);
    answers.set(key, answer);
    return answer;
  };
};
