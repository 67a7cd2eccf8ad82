import type { ChartName, Document, Json } from '../core/charts.ts';
import type { Code } from '../core/codes.ts';
import { errorsOf, type Finding, finding, type Place } from '../core/finding.ts';
import { at, list, map } from '../core/json.ts';
import { type Check, isSkip } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { type Fault, findingAt, isField, isSame } from '../manifests/blame.ts';
import { documentOf, podSpec, referencesOf } from '../manifests/find.ts';
import { followedFrom } from '../manifests/follow-ups.ts';
import { faultsOf, judge } from '../manifests/judge.ts';
import { type Path, podOf } from '../manifests/pods.ts';
import { ownImages, sample } from './chart.ts';
import { artifactsFit } from './fit.ts';

/** Something a rendered document must be, the field that says it, and the test. */
type Expectation = {
  readonly says: string;
  readonly document: Document | undefined;
  /** The template that writes the document, for one that is not there. */
  readonly template: string;
  readonly path: Path;
  readonly holds: boolean;
  /** Whatever the values are, the template is to do it. */
  readonly byTemplate?: true;
  /** Rules that may have found the same, and tell it better. */
  readonly told?: readonly Code[];
};

/** The Deployment takes its environment from ConfigMap and Secret, and has probes, resources and a restricted security context. */
export const deploymentRenders = (name: 'backend' | 'frontend', references: readonly string[], probes: Probes): Check =>
  rendered(name, (documents) => {
    const deployment = documentOf(documents, 'Deployment', name);
    const misnamed = documents.find(({ kind }) => kind === 'Deployment');
    const containers = (deployment && podOf(deployment)?.containers) ?? [];
    const main = containers.find((container) => container.name === name);
    const pod = podSpec(deployment);
    const has = (says: string, path: Path, holds: boolean, ...told: readonly Code[]): Expectation => ({
      says,
      path,
      holds,
      told,
      document: deployment ?? misnamed,
      template: 'deployment.yaml',
    });
    const own = main?.path ?? ['spec', 'template', 'spec', 'containers'];
    const around = ['spec', 'template', 'spec', 'securityContext'];
    const variables = list(main?.body.env).map((one) => String(at(one, 'name')));
    const variable = (reference: string): Path => {
      const index = variables.indexOf(reference.split(' ').at(-1) ?? '');
      return [...own, 'env', ...(index < 0 ? [] : [index])];
    };
    // Of a Deployment with another name nothing else is asked.
    if (!deployment) return [has(`there is a Deployment ${name}`, ['metadata', 'name'], false)];
    return [
      ...references.map((one) =>
        has(
          `${name} reads ${one}`,
          variable(one),
          main !== undefined && referencesOf(main.body).includes(one),
          'policy/env-value-from',
          'artifact/setting',
        ),
      ),
      ...(['liveness', 'readiness'] as const).map((probe) =>
        has(
          `${probe} asks ${probes[probe]}`,
          [...own, `${probe}Probe`, 'httpGet', 'path'],
          at(main?.body, `${probe}Probe`, 'httpGet', 'path') === probes[probe],
          `policy/no-${probe}-probe`,
          'artifact/probe-route',
        ),
      ),
      ...(['requests', 'limits'] as const).flatMap((kind) =>
        (['cpu', 'memory'] as const).map((unit) =>
          has(
            `${name} has ${kind} for ${unit}`,
            [...own, 'resources', kind, unit],
            at(main?.body, 'resources', kind, unit) !== undefined,
            `policy/unset-${unit}-requirements`,
          ),
        ),
      ),
      has(
        'the pod runs as user 1001',
        [...around, 'runAsUser'],
        at(pod, 'securityContext', 'runAsUser') === 1001,
        'policy/uid-1001',
        'policy/run-as-non-root',
      ),
      has(
        'the pod may not run as root',
        [...around, 'runAsNonRoot'],
        at(pod, 'securityContext', 'runAsNonRoot') === true,
        'policy/run-as-non-root',
      ),
      has(
        'the pod uses seccomp RuntimeDefault',
        [...around, 'seccompProfile', 'type'],
        at(pod, 'securityContext', 'seccompProfile', 'type') === 'RuntimeDefault',
        'policy/seccomp',
      ),
      ...containers.flatMap((container) => {
        const context = map(container.body.securityContext);
        const whose = `container ${container.name}`;
        const inside = [...container.path, 'securityContext'];
        return [
          has(
            `${whose} has a read-only root file system`,
            [...inside, 'readOnlyRootFilesystem'],
            context.readOnlyRootFilesystem === true,
            'policy/no-read-only-root-fs',
          ),
          has(
            `${whose} may not gain privileges`,
            [...inside, 'allowPrivilegeEscalation'],
            context.allowPrivilegeEscalation === false,
            'policy/privilege-escalation-container',
          ),
          has(
            `${whose} drops all capabilities`,
            [...inside, 'capabilities'],
            list(at(context, 'capabilities', 'drop')).includes('ALL'),
            'policy/drop-all-caps',
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
    const deployment = documents.find(({ kind }) => kind === 'Deployment');
    const labels = map(at(deployment?.body, 'spec', 'template', 'metadata', 'labels'));
    const selector = Object.entries(map(at(service?.body, 'spec', 'selector')));
    const misnamed = documents.find(({ kind }) => kind === 'Service');
    const has = (says: string, path: Path, holds: boolean, ...told: readonly Code[]): Expectation => ({
      says,
      path,
      holds,
      told,
      document: service ?? misnamed,
      template: 'service.yaml',
    });
    const named = has(`there is a Service ${name}-service`, ['metadata', 'name'], service !== undefined);
    // Of a Service with another name nothing else is asked.
    if (!service) return [named];
    return [
      has('its type is ClusterIP', ['spec', 'type'], at(service.body, 'spec', 'type') === 'ClusterIP'),
      has(`its port is ${port}`, ['spec', 'ports', 0, 'port'], at(service.body, 'spec', 'ports', 0, 'port') === port),
      has(
        'it selects the pods of the Deployment',
        ['spec', 'selector'],
        selector.some(([key, value]) => key === 'app' && value === name) &&
          selector.every(([key, value]) => labels[key] === value),
        'policy/dangling-service',
        'policy/mismatching-selector',
      ),
    ];
  });

/** The ConfigMap has the documented keys. */
export const configMapRenders = (
  name: 'backend' | 'frontend',
  expected: Readonly<Record<string, string | undefined>>,
): Check =>
  rendered(name, (documents, given) => {
    const document = documentOf(documents, 'ConfigMap', `${name}-config`);
    const data = map(document?.body.data);
    const misnamed = documents.find(({ kind }) => kind === 'ConfigMap');
    if (!document)
      return [
        {
          says: `there is a ConfigMap ${name}-config`,
          path: ['metadata', 'name'],
          holds: false,
          document: misnamed,
          template: 'configmap.yaml',
        },
      ];
    const wanted = Object.entries(expected).map(
      ([key, standard]) => [key, standard && (given('config', key) ?? standard)] as const,
    );
    return wanted.map(([key, value]) => ({
      says: value === undefined ? `it has the key ${key}` : `${key} is ${value}`,
      path: ['data', key],
      holds: key in data && (value === undefined || data[key] === value),
      told: ['policy/env-value-from', 'artifact/api-url', 'artifact/localhost'],
      document,
      template: 'configmap.yaml',
    }));
  });

/** The Secret holds what it is given and nothing else: an empty value leaves its key out. */
export const secretRenders: Check = async (world) => {
  const { charts, config } = world;
  const own = { secrets: { ...map(sample.backend.secrets), OPENAI_API_KEY: '' } };
  const { documents, findings } = await charts.render('backend', config.env, own);
  if (findings.length > 0) return findings;
  const given = map(charts.values('backend', config.env, own).values.secrets);
  const document = documentOf(documents, 'Secret', 'backend-secret');
  const data = map(document?.body.data);
  const has = (says: string, key: string | undefined, holds: boolean): Expectation => ({
    says,
    path: ['data', ...(key === undefined ? [] : [key])],
    holds,
    told: ['policy/env-value-from', 'manifest/quantity'],
    byTemplate: true,
    document,
    template: 'secret.yaml',
  });
  const unmet = [
    has('there is a Secret backend-secret', undefined, Object.keys(data).length > 0),
    ...Object.entries(given).map(([key, value]) =>
      value === ''
        ? has(`an empty ${key} is left out`, key, !(key in data))
        : has(`${key} is the given one`, key, Buffer.from(String(data[key] ?? ''), 'base64').toString() === value),
    ),
    ...Object.keys(data).map((key) => has(`${key} comes from the values`, key, key in given)),
  ].filter(({ holds }) => !holds);
  return told(world, 'backend', documents, unmet);
};

/** The value at a path when `--values` or `--set` gave it; undefined when it is the chart's own. */
type Given = (...path: readonly string[]) => Json | undefined;

const rendered =
  (name: ChartName, expect: (documents: readonly Document[], given: Given) => readonly Expectation[]): Check =>
  async (world) => {
    const { charts, config } = world;
    const { documents, findings } = await charts.render(name, config.env, sample[name]);
    if (findings.length > 0) return findings;
    const { directory } = charts.of(name);
    const { values, placeOf } = charts.values(name, config.env, sample[name]);
    const given: Given = (...path) =>
      placeOf(path)?.file.startsWith(`${directory}/`) === false ? at(values, ...path) : undefined;
    return told(
      world,
      name,
      documents,
      expect(documents, given).filter(({ holds }) => !holds),
    );
  };

/**
 * What does not hold, as findings. What the rules about documents and artifacts say of the same is told in their words, so
 * that one mistake is one finding, whoever asks.
 */
const told = async (
  world: World,
  name: ChartName,
  documents: readonly Document[],
  unmet: readonly Expectation[],
): Promise<readonly Finding[]> => {
  if (unmet.length === 0) return [];
  const { charts, config } = world;
  const chart = charts.of(name);
  const values = charts.values(name, config.env, sample[name]);
  const judged = { chart, renders: [{ documents, values }], ownImages };
  const fit = await artifactsFit(world);
  const known = errorsOf([...(await judge(judged)), ...(isSkip(fit) ? [] : fit)]);
  const faults = await faultsOf(judged, documents);
  const found = unmet.flatMap((one): readonly Finding[] => {
    const own = unlike(name, one);
    if (!one.document)
      return [finding(own.code, own.message, { at: lineOf(chart.files, name, one), remedy: own.remedy })];
    const fault: Fault = {
      ...own,
      document: one.document,
      path: one.path,
      ...(one.byTemplate ? { byTemplate: true } : {}),
    };
    const cause = followedFrom(fault, faults) ?? faults.find((other) => isField(other, fault));
    const causeAt = cause && findingAt(chart, values, cause).at;
    const spoken = known.filter(
      ({ code, at: place }) => one.told?.includes(code) || (code === cause?.code && isSame(place, causeAt)),
    );
    if (spoken.length > 0) return spoken;
    const placed = findingAt(chart, values, fault);
    const same = known.find((other) => isSame(other.at, placed.at));
    return [same ?? placed];
  });
  return [...new Set(found)];
};

const unlike = (name: ChartName, { says, template }: Expectation) => ({
  code: 'manifest/unlike' as const,
  message: `helm/${name} does not render what the plan fixed: ${says}`,
  remedy: `Correct helm/${name}/templates/${template} or the value it reads, so that ${says}.`,
});

/** The line of a template that says of what kind its document is, for one that is not rendered. */
const lineOf = (files: ReadonlyMap<string, string>, name: ChartName, { template }: Expectation): Place => {
  const text = files.get(`templates/${template}`) ?? '';
  const index = text.split('\n').findIndex((line) => line.startsWith('kind:'));
  return { file: `helm/${name}/templates/${template}`, line: Math.max(index, 0) + 1, column: 1 };
};
