import { type Action, type Amounts, workloadOf } from '../core/action.ts';
import { type ChartName, chartNames } from '../core/charts.ts';
import { at } from '../core/json.ts';
import type { ClusterDoor } from '../core/target.ts';
import { currentPods } from '../diagnosis/rollout.ts';
import { type ClusterSnapshot, type Container, nameOf } from '../diagnosis/snapshot.ts';
import { quantityOf } from '../manifests/quantity.ts';

/** What a container used when it was measured: cores and bytes. */
export type Usage = {
  readonly pod: string;
  readonly container: string;
  readonly cpu: number;
  readonly memory: number;
};

/** Live figures of a namespace: from the metrics API, else from the kubelets; undefined where nothing measures. */
export const figuresOf = async (cluster: ClusterDoor, namespace: string): Promise<readonly Usage[] | undefined> => {
  const measured = ofMetrics(await raw(cluster, `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods`));
  if (measured.length > 0) return measured;
  const nodes = await cluster.ask(['kubectl', 'get', 'nodes', '-o', 'name']);
  const names = nodes.stdout.split('\n').flatMap((line) => line.trim().replace(/^node\//, '') || []);
  const summaries = await Promise.all(names.map((name) => raw(cluster, `/api/v1/nodes/${name}/proxy/stats/summary`)));
  const summed = summaries.flatMap((one) => ofSummary(one, namespace));
  return summed.length > 0 ? summed : undefined;
};

const raw = async ({ ask }: ClusterDoor, path: string): Promise<unknown> => {
  const said = await ask(['kubectl', 'get', '--raw', path], { fresh: true });
  try {
    return said.code === 0 ? JSON.parse(said.stdout) : undefined;
  } catch {
    return undefined;
  }
};

type Metrics = {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly containers?: readonly {
      readonly name?: string;
      readonly usage?: { readonly cpu?: string; readonly memory?: string };
    }[];
  }[];
};

/** PodMetricsList of metrics.k8s.io/v1beta1. */
const ofMetrics = (list: unknown): readonly Usage[] =>
  ((list as Metrics | undefined)?.items ?? []).flatMap(({ metadata, containers = [] }) =>
    containers.map(({ name = '', usage }) => ({
      pod: metadata?.name ?? '',
      container: name,
      cpu: quantityOf(usage?.cpu ?? '') ?? 0,
      memory: quantityOf(usage?.memory ?? '') ?? 0,
    })),
  );

type Summary = {
  readonly pods?: readonly {
    readonly podRef?: { readonly name?: string; readonly namespace?: string };
    readonly containers?: readonly {
      readonly name?: string;
      readonly cpu?: { readonly usageNanoCores?: number };
      readonly memory?: { readonly workingSetBytes?: number };
    }[];
  }[];
};

/** The summary of a kubelet (stats/v1alpha1). */
const ofSummary = (summary: unknown, namespace: string): readonly Usage[] =>
  ((summary as Summary | undefined)?.pods ?? [])
    .filter(({ podRef }) => podRef?.namespace === namespace)
    .flatMap(({ podRef, containers = [] }) =>
      containers.map(({ name = '', cpu, memory }) => ({
        pod: podRef?.name ?? '',
        container: name,
        cpu: (cpu?.usageNanoCores ?? 0) / 1e9,
        memory: memory?.workingSetBytes ?? 0,
      })),
    );

/** What the figures say of a release: what is used beside what is set aside, and the change that they ask for, if any. */
export type Advice = {
  readonly release: ChartName;
  readonly text: string;
  readonly action?: Extract<Action, { action: 'SetResources' }>;
};

/** Advice for each release that was measured; undefined figures of one leave it out. */
export const adviceOn = (snapshot: ClusterSnapshot, figures: readonly Usage[]): readonly Advice[] =>
  chartNames.flatMap((release) => {
    const { kind, name } = workloadOf(release);
    const workload = snapshot.workloads.find((one) => one.kind === kind && nameOf(one) === name);
    const pods = workload ? currentPods(snapshot, workload).map(nameOf) : [];
    const used = figures.filter((one) => pods.includes(one.pod));
    const container = workload?.spec?.template?.spec?.containers?.find((one) =>
      used.some((u) => u.container === one.name),
    );
    const mine = used.filter((one) => one.container === container?.name);
    return container && mine.length > 0 ? [advice(release, container, mine)] : [];
  });

const advice = (release: ChartName, container: Container, used: readonly Usage[]): Advice => {
  const most = { cpu: Math.max(...used.map(({ cpu }) => cpu)), memory: Math.max(...used.map(({ memory }) => memory)) };
  const amount = (part: 'requests' | 'limits', resource: 'cpu' | 'memory') =>
    quantityOf(String(at(container.resources ?? {}, part, resource) ?? ''));
  const [request, limit, cpuLimit] = [
    amount('requests', 'memory'),
    amount('limits', 'memory'),
    amount('limits', 'cpu'),
  ];
  const requests: Amounts = wantedRequest(most.memory, request);
  const limits: Amounts = {
    ...(cpuLimit !== undefined && most.cpu > cpuLimit * near ? { cpu: `${Math.round(cpuLimit * 2000)}m` } : {}),
    ...(limit !== undefined && (most.memory > limit * near || (quantityOf(requests.memory ?? '') ?? 0) > limit)
      ? { memory: mebibytes(limit * 2) }
      : {}),
  };
  const text = `${release} uses ${Math.round(most.cpu * 1000)}m of CPU and ${shown(most.memory)} of memory; it requests ${request === undefined ? 'no memory' : shown(request)}, and may use ${limit === undefined ? 'any' : shown(limit)}`;
  const changes = { ...(requests.memory ? { requests } : {}), ...(limits.cpu || limits.memory ? { limits } : {}) };
  return Object.keys(changes).length === 0
    ? { release, text }
    : { release, text, action: { action: 'SetResources', object: workloadOf(release), ...changes } };
};

/** So much of a limit is near to it. */
const near = 0.8;

/** So much more than is used is set aside. */
const more = 1.5;

/** The least that is set aside for anything, in bytes. */
const least = 64 * 2 ** 20;

/**
 * What is used is what should be set aside, with room for more. More than four times of that keeps others away; it is never
 * taken below a quarter in one step.
 */
const wantedRequest = (used: number, request: number | undefined): Amounts => {
  if (request === undefined) return {};
  if (used > request) return { memory: mebibytes(used * more) };
  return request > used * 4 && request > least ? { memory: mebibytes(Math.max(used * 2, least, request / 4)) } : {};
};

/** Bytes as people read them. */
const shown = (bytes: number): string => `${Math.round(bytes / 2 ** 20)}Mi`;

/** Bytes as they are set: up to a whole number of 16 MiB. */
const mebibytes = (bytes: number): string => `${Math.max(16, Math.ceil(bytes / 2 ** 20 / 16) * 16)}Mi`;
