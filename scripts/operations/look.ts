import { chartNames } from '../core/charts.ts';
import { type Finding, finding } from '../core/finding.ts';
import type { ClusterDoor } from '../core/target.ts';
import type { World } from '../core/world.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { ClusterSnapshot } from '../diagnosis/snapshot.ts';
import { lookAtCluster } from '../targets/kubernetes/cluster.ts';

/** A namespace at one moment with what the rules say of it. */
export type Sight = {
  readonly snapshot: ClusterSnapshot;
  readonly diagnoses: readonly Diagnosis[];
  /** Those of the diagnoses. */
  readonly findings: readonly Finding[];
};

/** What was seen, or why it could not be. */
export type Seen = Sight | { readonly trouble: Finding };

/** The cluster of a world; a Problem is thrown by nobody: without one there is a finding. */
export const clusterOf = ({ target }: World): { readonly cluster: ClusterDoor } | { readonly trouble: Finding } =>
  target.cluster
    ? { cluster: target.cluster }
    : {
        trouble: finding('ai/cluster-needed', `The target ${target.name} is no cluster, and this is about one`),
      };

/** Looks anew, and asks the rules. */
export const lookInto = async (world: World): Promise<Seen> => {
  world.target.forget();
  return lookBack(world);
};

/** What was seen last, as long as nothing was changed since and it is not old; else it looks anew. */
export const lookBack = async (world: World): Promise<Seen> => {
  const found = clusterOf(world);
  if ('trouble' in found) return found;
  const { namespace } = world.config;
  const { snapshot, trouble } = await lookAtCluster(found.cluster, namespace, 'chatter');
  if (trouble) return { trouble };
  const diagnoses = diagnose(snapshot, replicasOf(world));
  return { snapshot, diagnoses, findings: diagnoses.map((one) => one.finding) };
};

/** The replicas that the values ask for, by release. */
const replicasOf = ({ charts, config }: World): Readonly<Record<string, number>> =>
  Object.fromEntries(
    chartNames.flatMap((name) => {
      const { replicaCount } = charts.values(name, config.env).values;
      return typeof replicaCount === 'number' ? [[name, replicaCount]] : [];
    }),
  );
