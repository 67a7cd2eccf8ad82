import type { ChartName, Document, Json } from '../core/charts.ts';
import { type Finding, finding, type Place } from '../core/finding.ts';
import { at, list, map } from '../core/json.ts';
import type { Check } from '../core/task.ts';
import { containersOf, documentOf, podSpec, referencesOf } from '../manifests/find.ts';
import { sample } from './chart.ts';

/** Something a rendered document must be: the word near which the template says it, and the test. */
type Expectation = {
  readonly says: string;
  readonly template: string;
  readonly near: string;
  readonly holds: boolean;
};

/** The Deployment takes its environment from ConfigMap and Secret, and has probes, resources and a restricted security context. */
export const deploymentRenders = (name: 'backend' | 'frontend', references: readonly string[], probes: Probes): Check =>
  rendered(name, (documents) => {
    const deployment = documentOf(documents, 'Deployment', name);
    const containers = containersOf(deployment);
    const main = containers.find((container) => container.name === name) ?? {};
    const pod = podSpec(deployment);
    const has = (says: string, near: string, holds: boolean) => ({ says, near, holds, template: 'deployment.yaml' });
    return [
      has(`there is a Deployment ${name}`, 'kind', deployment !== undefined),
      ...references.map((one) =>
        has(`${name} reads ${one}`, 'env', containers.length > 0 && referencesOf(main).includes(one)),
      ),
      has(
        `liveness asks ${probes.liveness}`,
        'livenessProbe',
        at(main, 'livenessProbe', 'httpGet', 'path') === probes.liveness,
      ),
      has(
        `readiness asks ${probes.readiness}`,
        'readinessProbe',
        at(main, 'readinessProbe', 'httpGet', 'path') === probes.readiness,
      ),
      ...['requests', 'limits'].flatMap((kind) =>
        ['cpu', 'memory'].map((unit) =>
          has(`${name} has ${kind} for ${unit}`, 'resources', at(main, 'resources', kind, unit) !== undefined),
        ),
      ),
      has('the pod runs as user 1001', 'securityContext', at(pod, 'securityContext', 'runAsUser') === 1001),
      has('the pod may not run as root', 'securityContext', at(pod, 'securityContext', 'runAsNonRoot') === true),
      has(
        'the pod uses seccomp RuntimeDefault',
        'securityContext',
        at(pod, 'securityContext', 'seccompProfile', 'type') === 'RuntimeDefault',
      ),
      ...containers.flatMap((container) => {
        const context = map(container.securityContext);
        const whose = `container ${String(container.name)}`;
        return [
          has(`${whose} has a read-only root file system`, 'securityContext', context.readOnlyRootFilesystem === true),
          has(`${whose} may not gain privileges`, 'securityContext', context.allowPrivilegeEscalation === false),
          has(
            `${whose} drops all capabilities`,
            'securityContext',
            list(at(context, 'capabilities', 'drop')).includes('ALL'),
          ),
        ];
      }),
    ];
  });

/** Paths that the probes of a Deployment ask. */
export type Probes = { readonly liveness: string; readonly readiness: string };

/** The Service has its fixed name, is ClusterIP, has its port or the one this run gives, and selects the Deployment's pods. */
export const serviceRenders = (name: 'backend' | 'frontend', standard: number): Check =>
  rendered(name, (documents, given) => {
    const port = given('service', 'port') ?? standard;
    const service = documentOf(documents, 'Service', `${name}-service`);
    const labels = map(at(documentOf(documents, 'Deployment', name)?.body, 'spec', 'template', 'metadata', 'labels'));
    const selector = Object.entries(map(at(service?.body, 'spec', 'selector')));
    const has = (says: string, near: string, holds: boolean) => ({ says, near, holds, template: 'service.yaml' });
    return [
      has(`there is a Service ${name}-service`, 'name', service !== undefined),
      has('its type is ClusterIP', 'type', at(service?.body, 'spec', 'type') === 'ClusterIP'),
      has(`its port is ${port}`, 'port', at(service?.body, 'spec', 'ports', 0, 'port') === port),
      has(
        `it selects app=${name}`,
        'selector',
        selector.some(([key, value]) => key === 'app' && value === name),
      ),
      has(
        'it selects the pods of the Deployment',
        'selector',
        selector.length > 0 && selector.every(([key, value]) => labels[key] === value),
      ),
    ];
  });

/** The ConfigMap has the documented keys. */
export const configMapRenders = (
  name: 'backend' | 'frontend',
  expected: Readonly<Record<string, string | undefined>>,
): Check =>
  rendered(name, (documents) => {
    const data = map(documentOf(documents, 'ConfigMap', `${name}-config`)?.body.data);
    const has = (says: string, near: string, holds: boolean) => ({ says, near, holds, template: 'configmap.yaml' });
    return [
      ...Object.entries(expected).map(([key, value]) =>
        has(
          value === undefined ? `it has the key ${key}` : `${key} is ${value}`,
          'data',
          key in data && (value === undefined || data[key] === value),
        ),
      ),
    ];
  });

/** The Secret holds what it is given and nothing else: an empty value leaves its key out. */
export const secretRenders: Check = async ({ charts, config }) => {
  const own = { secrets: { ...map(sample.backend.secrets), OPENAI_API_KEY: '' } };
  const rendered = await charts.render('backend', config.env, own);
  if (rendered.findings.length > 0) return rendered.findings;
  const given = map(charts.values('backend', config.env, own).values.secrets);
  const data = map(documentOf(rendered.documents, 'Secret', 'backend-secret')?.body.data);
  const has = (says: string, holds: boolean) => ({ says, near: 'data', holds, template: 'secret.yaml' });
  return unmet('backend', charts.of('backend').files, [
    has('there is a Secret backend-secret', Object.keys(data).length > 0),
    ...Object.entries(given).map(([key, value]) =>
      value === ''
        ? has(`an empty ${key} is left out`, !(key in data))
        : has(`${key} is the given one`, Buffer.from(String(data[key] ?? ''), 'base64').toString() === value),
    ),
    ...Object.keys(data).map((key) => has(`${key} comes from the values`, key in given)),
  ]);
};

/** The value at a path when `--values` or `--set` gave it; undefined when it is the chart's own. */
type Given = (...path: readonly string[]) => Json | undefined;

const rendered =
  (name: ChartName, expect: (documents: readonly Document[], given: Given) => readonly Expectation[]): Check =>
  async ({ charts, config }) => {
    const result = await charts.render(name, config.env, sample[name]);
    if (result.findings.length > 0) return result.findings;
    const { directory, files } = charts.of(name);
    const { values, placeOf } = charts.values(name, config.env, sample[name]);
    const given: Given = (...path) =>
      placeOf(path)?.file.startsWith(`${directory}/`) === false ? at(values, ...path) : undefined;
    return unmet(name, files, expect(result.documents, given));
  };

const unmet = (name: ChartName, files: ReadonlyMap<string, string>, expected: readonly Expectation[]): Finding[] =>
  expected
    .filter(({ holds }) => !holds)
    .map(({ says, template, near }) =>
      finding('manifest/unlike', `helm/${name} does not render it: ${says}`, {
        at: placeOf(`helm/${name}/templates/${template}`, files.get(`templates/${template}`) ?? '', near),
        remedy: `Correct helm/${name}/templates/${template} or the value it reads, so that ${says}.`,
      }),
    );

const placeOf = (file: string, text: string, near: string): Place => {
  const index = text.split('\n').findIndex((line) => line.trimStart().startsWith(`${near}:`));
  return { file, line: Math.max(index, 0) + 1, column: 1 };
};
