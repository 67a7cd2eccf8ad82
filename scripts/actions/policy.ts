import { type Action, type ObjectName, workloadOf } from '../core/action.ts';
import type { Chart, ChartName } from '../core/charts.ts';
import { type Finding, finding } from '../core/finding.ts';
import { kubectl } from '../diagnosis/commands.ts';
import { type ClusterSnapshot, isKnown, nameOf } from '../diagnosis/snapshot.ts';
import { pathText } from '../values/tree.ts';
import { readYaml } from '../values/yaml.ts';
import { judgeAmounts } from './amounts.ts';
import { canonical } from './canonical.ts';
import { resizedAll } from './demand.ts';
import { judgeRoom } from './room.ts';
import { isSettable, settableText } from './settable.ts';
import { findWorkload, livePods, templateOf, unread } from './workload.ts';

/** What a repair is judged by: the namespace as it is, and the charts of the project. */
export type Ground = {
  readonly snapshot: ClusterSnapshot;
  readonly charts: readonly Chart[];
  /** True where a deploy of now gives this value already: then no proposal decides anything by it. */
  readonly isGiven?: (setting: SetValue) => boolean;
};

type SetValue = One<'SetHelmValue'>;

/** The numbers of replicas that may be set. */
const fewest = 1;
const most = 5;

/**
 * Why an action may not be made; without an error it may be asked for. A value that means more (`replicaCount`) is judged
 * as what it means. Never throws.
 */
export const judge = (action: Action, ground: Ground): readonly Finding[] => {
  const meant = canonical(action);
  if ('reason' in meant) return [guarded(`This value may not be set: ${meant.reason}`)];
  switch (meant.action) {
    case 'Scale':
      return judgeScale(meant, ground);
    case 'SetResources': {
      const { object, container, requests, limits } = meant;
      const wanted = { ...(requests ? { requests } : {}), ...(limits ? { limits } : {}) };
      return judgeWorkload(object, ground, (found) => judgeChange({ ...found, wanted, container }, ground));
    }
    case 'RolloutRestart':
      return judgeWorkload(meant.object, ground, (found) => judgeChange({ ...found, replaces: true }, ground));
    case 'RolloutUndo':
      return judgeWorkload(meant.object, ground);
    case 'SetHelmValue':
      return judgeValue(meant, ground);
    case 'SetSecretKey':
      return judgeWorkload(workloadOf('backend'), ground);
  }
};

type One<K extends Action['action']> = Extract<Action, { action: K }>;

const judgeScale = ({ object, replicas }: One<'Scale'>, ground: Ground): readonly Finding[] =>
  judgeWorkload(object, ground, (found) =>
    replicas < fewest || replicas > most
      ? [
          finding(
            'ai/replicas',
            `${object.name} would have ${replicas} replicas, and from ${fewest} to ${most} may be set`,
          ),
        ]
      : [...judgeAutoscalers(object, ground.snapshot), ...judgeChange({ ...found, replicas }, ground)],
  );

const judgeValue = (setting: SetValue, ground: Ground): readonly Finding[] => {
  const { release, path } = setting;
  return isSettable(release, path) || ground.isGiven?.(setting)
    ? judgeWorkload(workloadOf(release), ground)
    : [
        guarded(
          `${pathText([release, ...path])} may not be set by a repair to another value than the files give it`,
          `Of ${release} a repair may set ${settableText(release)}; write anything else into the files yourself, and deploy.`,
        ),
      ];
};

const guarded = (message: string, remedy?: string): Finding =>
  finding('ai/value-guarded', message, remedy === undefined ? {} : { remedy });

type Found = Exclude<ReturnType<typeof findWorkload>, { readonly finding: Finding }>;

const judgeWorkload = (
  object: ObjectName,
  { snapshot }: Ground,
  further: (found: Found) => readonly Finding[] = () => [],
): readonly Finding[] => {
  const found = findWorkload(object, snapshot);
  return 'finding' in found ? [found.finding] : further(found);
};

const judgeAutoscalers = ({ kind, name }: ObjectName, snapshot: ClusterSnapshot): readonly Finding[] => {
  if (!isKnown(snapshot, 'horizontalpodautoscalers')) return [unread(snapshot, 'horizontalpodautoscalers')];
  const scaler = snapshot.autoscalers.find(
    ({ spec }) => spec?.scaleTargetRef?.kind === kind && spec.scaleTargetRef.name === name,
  );
  if (!scaler) return [];
  return [
    finding('ai/autoscaled', `The HorizontalPodAutoscaler ${nameOf(scaler)} sets the replicas of ${name}`, {
      remedy: `Change its bounds: ${kubectl(snapshot, `edit hpa ${nameOf(scaler)}`)}.`,
    }),
  ];
};

type Wish = Found & {
  readonly replicas?: number;
  readonly wanted?: Parameters<typeof resizedAll>[1];
  readonly replaces?: true;
  readonly container?: string | undefined;
};

const judgeChange = (wish: Wish, ground: Ground): readonly Finding[] => {
  const { workload, release, replicas, wanted, container } = wish;
  const { snapshot, charts } = ground;
  if (!isKnown(snapshot, 'pods')) return [unread(snapshot, 'pods')];
  const before = templateOf(workload, livePods(snapshot, workload));
  if (before.serving.length === 0)
    return [finding('ai/unread', `What the pods of ${nameOf(workload)} consist of could not be read`)];
  const all = [...before.serving, ...before.before];
  if (container !== undefined && !all.some(({ name }) => name === container))
    return [
      finding('ai/object-absent', `The pods of ${nameOf(workload)} have no container ${container}`, {
        remedy: `Name one of ${all.map(({ name }) => name).join(', ')}.`,
      }),
    ];
  const faults = wanted ? judgeAmounts(wanted, before, defaultsOf(charts, release)) : [];
  if (faults.some(({ code }) => code === 'ai/quantity')) return faults;
  const change = {
    workload,
    after: wanted ? resizedAll(before, wanted) : before,
    replicas: replicas ?? workload.spec?.replicas ?? 1,
    replaces: wish.replaces ?? wanted !== undefined,
  };
  return [...faults, ...judgeRoom(change, snapshot)];
};

/** The values of a chart that nothing is put above. */
const defaultsOf = (charts: readonly Chart[], release: ChartName) => {
  const chart = charts.find(({ name }) => name === release);
  return readYaml(`helm/${release}/values.yaml`, chart?.files.get('values.yaml') ?? '').value;
};
