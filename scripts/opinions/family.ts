import type { Subject } from '../diagnosis/diagnosis.ts';
import { type ClusterSnapshot, type Metadata, nameOf } from '../diagnosis/snapshot.ts';

type Held = { readonly kind?: string; readonly metadata?: Metadata };

const keyOf = ({ kind, name }: Subject): string => `${kind}/${name}`;

/**
 * What an object stands for: itself, its owners, what it owns, for a Service the pods that it selects, for a pod its volume
 * claims. Two who speak of one trouble name objects that have something in common here.
 */
const familyOf = (snapshot: ClusterSnapshot, subject: Subject): ReadonlySet<string> => {
  const { pods, replicaSets, workloads, jobs, services } = snapshot;
  const all: readonly Held[] = [...pods, ...replicaSets, ...workloads, ...jobs];
  const found = new Set<string>();
  const add = (one: Subject): void => {
    if (found.has(keyOf(one))) return;
    found.add(keyOf(one));
    const held = all.find((other) => other.metadata?.name === one.name && (other.kind ?? '') === one.kind);
    for (const { kind = '', name = '' } of held?.metadata?.ownerReferences ?? []) add({ kind, name });
    for (const { kind = '', metadata } of all)
      if (metadata?.ownerReferences?.some((owner) => owner.kind === one.kind && owner.name === one.name))
        add({ kind, name: metadata.name ?? '' });
    if (one.kind === 'Pod')
      for (const { persistentVolumeClaim } of pods.find((pod) => nameOf(pod) === one.name)?.spec?.volumes ?? [])
        if (persistentVolumeClaim?.claimName)
          add({ kind: 'PersistentVolumeClaim', name: persistentVolumeClaim.claimName });
    if (one.kind !== 'Service') return;
    const { selector } = services.find((service) => nameOf(service) === one.name)?.spec ?? {};
    if (selector)
      for (const pod of pods.filter(({ metadata }) =>
        Object.entries(selector).every(([key, value]) => metadata?.labels?.[key] === value),
      ))
        add({ kind: 'Pod', name: nameOf(pod) });
  };
  add(subject);
  return found;
};

/** True for two objects that have something to do with each other. */
export type Kinship = (one: Subject, other: Subject) => boolean;

/** The kinship of the objects of a namespace. */
export const kinshipIn =
  (snapshot: ClusterSnapshot): Kinship =>
  (one, other) => {
    const theirs = familyOf(snapshot, other);
    return [...familyOf(snapshot, one)].some((member) => theirs.has(member));
  };
