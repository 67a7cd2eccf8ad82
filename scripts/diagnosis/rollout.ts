import { type ClusterSnapshot, type Metadata, nameOf, type Pod, type ReplicaSet, type Workload } from './snapshot.ts';

const revision = 'deployment.kubernetes.io/revision';

/** The ReplicaSet of a Deployment's newest revision; undefined while the controller has not seen the newest spec. */
export const currentReplicaSet = (snapshot: ClusterSnapshot, workload: Workload): ReplicaSet | undefined => {
  if ((workload.status?.observedGeneration ?? 0) < (workload.metadata?.generation ?? 0)) return undefined;
  const wanted = workload.metadata?.annotations?.[revision];
  return snapshot.replicaSets.find((one) => isOwned(one, workload) && one.metadata?.annotations?.[revision] === wanted);
};

/** The pods of a workload's newest revision that are not on their way out: older ones are not its fault. */
export const currentPods = (snapshot: ClusterSnapshot, workload: Workload): readonly Pod[] => {
  const alive = snapshot.pods.filter((pod) => !pod.metadata?.deletionTimestamp);
  if (workload.kind === 'StatefulSet') {
    const hash = workload.status?.updateRevision;
    return alive.filter(
      (pod) => isOwned(pod, workload) && (!hash || pod.metadata?.labels?.['controller-revision-hash'] === hash),
    );
  }
  const set = currentReplicaSet(snapshot, workload);
  return set ? alive.filter((pod) => isOwned(pod, set)) : [];
};

type Owned = { readonly metadata?: Metadata };

/** True for an object that another one made. */
export const isOwned = (one: Owned, by: Owned): boolean =>
  (one.metadata?.ownerReferences ?? []).some((owner) =>
    by.metadata?.uid ? owner.uid === by.metadata.uid : owner.name !== undefined && owner.name === nameOf(by),
  );
