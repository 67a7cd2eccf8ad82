import { type Finding, findingOf } from '../core/finding.ts';
import type { ClusterDoor } from '../core/target.ts';
import type { World } from '../core/world.ts';
import { secondOpinions } from '../opinions/ask.ts';
import { kinshipIn } from '../opinions/family.ts';
import { accessOf, hasAccount } from './account.ts';
import { exhibitsOf } from './exhibits.ts';
import { wayToKagent } from './kagent.ts';
import { clusterOf, lookBack, type Sight } from './look.ts';

/** What else is asked beside the rules. */
export type Wish = {
  /** What a person wants to know, in plain words. */
  readonly request?: string;
  /** False where no model is to be asked, and so no kagent. */
  readonly withModel: boolean;
};

/**
 * Second opinions on what was seen, of kagent and k8sgpt, where they are there. None of the findings is an error, whatever
 * fails on the way; throws a Problem only when the run is interrupted.
 */
export const opinionsOn = (world: World, seen: Sight, wish: Wish): Promise<readonly Finding[]> =>
  harmless(world, async () => {
    const found = clusterOf(world);
    return 'trouble' in found ? [] : sought(world, found.cluster, seen, wish);
  });

/** Second opinions for a diagnosis that was made by the tasks, on what these saw. A cluster that cannot be seen has none. */
export const opinionsNow = (world: World, wish: Wish): Promise<readonly Finding[]> =>
  harmless(world, async () => {
    const seen = await lookBack(world);
    return 'trouble' in seen ? [] : opinionsOn(world, seen, wish);
  });

/** What a diagnosis by the rules does not fail by. */
const harmless = async (world: World, work: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> => {
  try {
    return await work();
  } catch (thrown) {
    if (world.signal.aborted) throw thrown;
    return [{ ...findingOf(thrown), level: 'warning' }];
  }
};

const sought = async (
  world: World,
  cluster: ClusterDoor,
  { snapshot, diagnoses, findings }: Sight,
  { request, withModel }: Wish,
): Promise<readonly Finding[]> => {
  const { config, planner, privately } = world;
  const [kagent, kubeconfig] = await Promise.all([
    withModel ? wayToKagent(cluster) : ('unasked' as const),
    kubeconfigOf(world, cluster),
  ]);
  return privately('opinions-kubeconfig', kubeconfig, (path) =>
    secondOpinions(world, {
      task: {
        namespace: config.namespace,
        exhibits: exhibitsOf(snapshot, findings),
        ...(request === undefined ? {} : { request }),
      },
      rules: diagnoses,
      kin: kinshipIn(snapshot),
      kagent: typeof kagent === 'object' && 'unknown' in kagent ? undefined : kagent,
      kubeconfig: path,
      redact: planner.redact,
      mark: planner.marker(),
    }),
  );
};

/** The account that can only read where it is there and keeps to that; else the run's own way, for a diagnosis makes nothing. */
const kubeconfigOf = async (world: World, cluster: ClusterDoor): Promise<string> => {
  const there = await hasAccount(cluster, world.config.namespace).catch(() => false);
  const access = there ? await accessOf(world, cluster) : undefined;
  return access && 'kubeconfig' in access ? access.kubeconfig : cluster.kubeconfig();
};
