import type { ChartName } from '../core/charts.ts';
import type { Finding } from '../core/finding.ts';
import type { Check } from '../core/task.ts';
import type { Files } from '../core/world.ts';
import { sourcesOf } from '../images/image.ts';
import { customKinds, schemaFaults } from '../manifests/schema.ts';
import { sample } from './chart.ts';
import { apiAddress, databaseAddress, noLocalhost } from './fit/addresses.ts';
import { imageNames, ports, users } from './fit/images.ts';
import { backendSettings, nothingBaked, probeRoutes } from './fit/source.ts';
import type { FitRule, Release } from './fit/whole.ts';

const rules: readonly FitRule[] = [
  apiAddress,
  noLocalhost,
  databaseAddress,
  ports,
  users,
  imageNames,
  probeRoutes,
  backendSettings,
  nothingBaked,
];

/**
 * Charts, images and source fit together: addresses and Services, ports, users and image names, probes and routes,
 * variables and settings. While a chart does not render, or renders what is not valid, there is nothing to compare: the
 * tasks about it tell why.
 */
export const artifactsFit: Check = async ({ charts, config, files }) => {
  const release = async (name: ChartName): Promise<Release & { readonly findings: readonly Finding[] }> => ({
    chart: charts.of(name),
    values: charts.values(name, config.env, sample[name]),
    ...(await charts.render(name, config.env, sample[name])),
  });
  const [backend, frontend, database] = await Promise.all([
    release('backend'),
    release('frontend'),
    release('database'),
  ]);
  const broken = [backend, frontend, database].find(({ findings }) => findings.length > 0);
  if (broken) return { skip: `${broken.chart.directory} does not render` };
  for (const { chart, documents } of [backend, frontend, database]) {
    const kinds = customKinds(chart);
    const faults = (await Promise.all(documents.map((document) => schemaFaults(document, kinds)))).flat();
    if (faults.some(({ code }) => code === 'manifest/invalid'))
      return { skip: `${chart.directory} renders what is no valid document` };
  }
  const [one, other] = await Promise.all([sourcesOf(files, 'backend'), sourcesOf(files, 'frontend')]);
  const whole = {
    namespace: config.namespace,
    releases: { backend, frontend, database },
    dockerfiles: { backend: one.dockerfile, frontend: other.dockerfile },
    source: new Map([
      ...(await textsOf(files, 'backend/app', /\.py$/)),
      ...(await textsOf(files, 'frontend/app', /\.tsx?$/)),
    ]),
  };
  return rules.flatMap((rule) => rule(whole));
};

const textsOf = async (
  files: Files,
  folder: string,
  ending: RegExp,
): Promise<readonly (readonly [string, string])[]> => {
  const entries = await files.list(folder, (path) => /(^|\/)(node_modules|\.next|__pycache__|\.venv)$/.test(path));
  return Promise.all(
    entries
      .filter(({ path }) => ending.test(path))
      .map(async ({ path }) => [path, (await files.read(path)) ?? ''] as const),
  );
};
