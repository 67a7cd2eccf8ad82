import { createHash } from 'node:crypto';
import type { Coalesced, Document, JsonMap } from '../core/charts.ts';
import type { Environment } from '../core/config.ts';
import { errorsOf, type Finding, finding } from '../core/finding.ts';
import { at } from '../core/json.ts';
import type { Check } from '../core/task.ts';
import type { Files, World } from '../core/world.ts';
import { type Fault, findingAt } from '../manifests/blame.ts';
import { judge } from '../manifests/judge.ts';
import { type Alert, alertFaults, alertsOf } from '../monitoring/alerts.ts';
import { readDashboard } from '../monitoring/dashboard.ts';
import { type Exposed, nameOf, readExposed } from '../monitoring/exposed.ts';
import { namesIn } from '../monitoring/mistakes.ts';
import { scrapeFaults } from '../monitoring/scrape.ts';
import { differences } from '../monitoring/served.ts';
import { placer } from '../values/position.ts';
import { ownImages, sample } from './chart.ts';

/** What the application exposes, written by `python -m tests.exposed` and compared by the tests of the backend. */
const exposedFile = 'docs/metrics.json';

const dashboardFile = 'docs/grafana-dashboard.json';
const page = 'docs/monitoring.md';

/**
 * The list of what the application exposes is of the application as it is: it names the digest of the file that has the
 * metrics.
 */
export const metricsKept: Check = async ({ files }) => {
  const exposed = await exposedIn(files);
  if ('finding' in exposed) return [exposed.finding];
  const { from, sha256 } = exposed.made;
  const source = await files.bytes(from);
  const digest = createHash('sha256')
    .update(source ?? '')
    .digest('hex');
  if (source !== undefined && digest === sha256) return [];
  const text = (await files.read(exposedFile)) ?? '';
  const start = text.indexOf(sha256);
  return [
    finding('monitoring/stale', `${exposedFile} was written for another ${from}`, {
      at: placer(exposedFile, text)(start, start + sha256.length),
    }),
  ];
};

/**
 * With monitoring.enabled the backend's chart renders a ServiceMonitor and a PrometheusRule that the operator of Prometheus
 * takes, and none without; each alert asks for what the application exposes, and says what its reader needs. The page about
 * it has a paragraph for each alert.
 */
export const alertsSound: Check = async (world) => {
  const { charts, files } = world;
  const exposed = await exposedIn(files);
  if ('finding' in exposed) return [exposed.finding];
  const watched = await Promise.all(environments.map((env) => rendered(world, env, true)));
  const broken = watched.flatMap(({ findings }) => findings);
  if (broken.length > 0) return unique(broken);
  if (watched.some(({ values }) => at(values.values, 'monitoring', 'enabled') !== true))
    return { skip: 'monitoring.enabled is set to false by the values of this run, so there is no alert to ask about' };
  const chart = charts.of('backend');
  const found = await judge({ chart, renders: watched, ownImages });
  if (errorsOf(found).length > 0) return found;
  const own = watched.flatMap(({ documents, values }) => [
    ...switched(chart.directory, documents, true),
    ...scrapeFaults(documents, exposed).map((fault) => findingAt(chart, values, { ...fault, byTemplate: true })),
    ...ruleFaults(documents, exposed).map((fault) => findingAt(chart, values, fault)),
  ]);
  const plain = await Promise.all(environments.map((env) => rendered(world, env, false)));
  const off = plain.flatMap(({ documents, values }) =>
    at(values.values, 'monitoring', 'enabled') === true ? [] : switched(chart.directory, documents, false),
  );
  const told = pageFaults((await files.read(page)) ?? '', watched[0]?.documents.flatMap(alertsIn) ?? []);
  return unique([...found, ...own, ...off, ...told]);
};

/** The dashboard of Grafana works with any Prometheus data source, and its panels ask for what the application exposes. */
export const dashboardSound: Check = async ({ files }) => {
  const exposed = await exposedIn(files);
  if ('finding' in exposed) return [exposed.finding];
  const text = await files.read(dashboardFile);
  return text === undefined ? [missing(dashboardFile)] : readDashboard(dashboardFile, text, exposed).findings;
};

/** Each metric of the application stands in an alert or in a panel. */
export const metricsShown: Check = async (world) => {
  const { files } = world;
  const exposed = await exposedIn(files);
  if ('finding' in exposed) return [exposed.finding];
  const [text, kept] = [await files.read(dashboardFile), (await files.read(exposedFile)) ?? ''];
  if (text === undefined) return [missing(dashboardFile)];
  const { documents, findings } = await rendered(world, world.config.env, true);
  if (findings.length > 0) return findings;
  const alerts = documents.flatMap(alertsIn).map(({ query }) => query);
  const asked = new Set([...alerts, ...readDashboard(dashboardFile, text, exposed).queries].flatMap(namesIn));
  return exposed.families
    .filter(({ series }) => !Object.keys(series).some((name) => asked.has(name)))
    .map((family) => {
      const start = kept.indexOf(`"${Object.keys(family.series)[0]}"`);
      return finding('monitoring/unshown', `No alert and no panel asks for ${nameOf(family)}`, {
        at: placer(exposedFile, kept)(start, start + nameOf(family).length + 2),
      });
    });
};

/**
 * The running backend answers /metrics with the kept series and labels, and with no others; not asked with --static, nor
 * of one that does not answer at all, which T059 tells.
 */
export const metricsServed: Check = async ({ files, target, http, config }) => {
  if (config.static) return [];
  const exposed = await exposedIn(files);
  if ('finding' in exposed) return [exposed.finding];
  const { services } = await target.observe();
  if (services.some(({ name, readyEndpoints }) => name === 'backend-service' && readyEndpoints === 0)) return [];
  const base = await target.reach('backend-service');
  if (!base) return [];
  const answer = await http(`${base}/metrics`);
  if (answer.status !== 200)
    return (await http(`${base}/health`)).status === 200
      ? [finding('service/unreachable', `backend-service does not answer /metrics (${answer.status})`)]
      : [];
  // What a process says of itself is told by Linux only, and a local backend runs on any system.
  const differing = differences(exposed, answer.text, target.kind === 'local' ? /^process_/ : undefined);
  return differing.length === 0
    ? []
    : [
        finding('monitoring/served', `/metrics ${differing.slice(0, 3).join(', ')}, unlike ${exposedFile}`, {
          evidence: [{ source: 'GET /metrics', text: differing.join('\n') }],
        }),
      ];
};

const environments: readonly Environment[] = ['dev', 'staging'];

const missing = (path: string): Finding =>
  finding('source/missing', `${path} is missing`, { remedy: `Restore it: \`git checkout -- ${path}\`.` });

const exposedIn = async (files: Files): Promise<Exposed | { readonly finding: Finding }> => {
  const text = await files.read(exposedFile);
  if (text === undefined) return { finding: missing(exposedFile) };
  return (
    readExposed(text) ?? {
      finding: finding('monitoring/stale', `${exposedFile} holds no list of metrics`, {
        at: { file: exposedFile, line: 1, column: 1 },
      }),
    }
  );
};

type Watched = {
  readonly documents: readonly Document[];
  readonly findings: readonly Finding[];
  readonly values: Coalesced;
};

const rendered = async ({ charts }: World, env: Environment, enabled: boolean): Promise<Watched> => {
  const own: JsonMap = enabled ? { ...sample.backend, monitoring: { enabled } } : sample.backend;
  return { ...(await charts.render('backend', env, own)), values: charts.values('backend', env, own) };
};

const ofOperator = ({ apiVersion }: Document): boolean => apiVersion.startsWith('monitoring.coreos.com/');

const alertsIn = ({ kind, body }: Document): readonly Alert[] => (kind === 'PrometheusRule' ? alertsOf(body) : []);

const switched = (directory: string, documents: readonly Document[], enabled: boolean): readonly Finding[] => {
  const there = documents.filter(ofOperator);
  const absent = ['ServiceMonitor', 'PrometheusRule'].filter((kind) => !there.some((one) => one.kind === kind));
  const place = (file: string) => ({ at: { file, line: 1, column: 1 } });
  return enabled
    ? absent.map((kind) =>
        finding('monitoring/switch', `With monitoring.enabled the chart renders no ${kind}`, {
          ...place(`${directory}/templates/${kind.toLowerCase()}.yaml`),
          remedy: `Restore it: \`git checkout -- ${directory}/templates\`.`,
        }),
      )
    : there.map(({ kind, source }) =>
        finding('monitoring/switch', `Without monitoring.enabled the chart renders a ${kind}`, place(source)),
      );
};

const ruleFaults = (documents: readonly Document[], exposed: Exposed): readonly Fault[] =>
  documents.flatMap((document) => {
    const alerts = alertsIn(document);
    const twice = alerts.filter(({ name }, index) => alerts.findIndex((one) => one.name === name) !== index);
    return [
      ...alerts.flatMap((alert) =>
        alertFaults(alert, exposed).map((fault): Fault => ({ ...fault, document, byTemplate: true })),
      ),
      ...twice.map(
        ({ name, path }): Fault => ({
          code: 'monitoring/alert',
          document,
          path: [...path, 'alert'],
          message: `${name} is the name of two alerts`,
          remedy: 'Give one of them another name.',
          byTemplate: true,
        }),
      ),
    ];
  });

/** Each alert has its heading, and each such heading its alert. */
const pageFaults = (text: string, alerts: readonly Alert[]): readonly Finding[] => {
  const headings = [...text.matchAll(/^### (Todo\w+)$/gm)];
  const place = (start: number, length: number) => placer(page, text)(start, start + length);
  return [
    ...alerts
      .filter(({ name }) => !headings.some(([, heading]) => heading === name))
      .map(({ name }) =>
        finding('docs/unlike', `${page} does not say what ${name} means`, {
          at: place(0, 0),
          remedy: `Write a paragraph under \`### ${name}\`.`,
        }),
      ),
    ...headings
      .filter(([, heading]) => !alerts.some(({ name }) => name === heading))
      .map(({ 0: line, 1: heading, index }) =>
        finding('docs/unlike', `${page} tells of the alert ${heading}, which does not exist`, {
          at: place(index, line.length),
          remedy: 'Correct its name, or remove the paragraph.',
        }),
      ),
  ];
};

const unique = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(findings.map((one) => [JSON.stringify([one.code, one.message, one.at]), one])).values(),
];
