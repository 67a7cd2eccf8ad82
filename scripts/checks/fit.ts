import type { ChartName } from '../core/charts.ts';
import type { Finding } from '../core/finding.ts';
import type { Check } from '../core/task.ts';
import type { Files } from '../core/world.ts';
import { sourcesOf } from '../images/image.ts';
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
 * variables and settings. What does not render is told by the tasks about rendering.
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
  const broken = [backend, frontend, database].flatMap(({ findings }) => findings);
  if (broken.length > 0) return broken;
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
