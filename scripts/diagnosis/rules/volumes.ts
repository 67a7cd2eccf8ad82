import { eventsOf, said } from '../case.ts';
import { deploy, kubectl, kubectlEverywhere } from '../commands.ts';
import { type Diagnosis, findingIn, grace, type Match } from '../diagnosis.ts';
import { type Claim, type ClusterSnapshot, nameOf, statusesOf } from '../snapshot.ts';
import type { PodRule } from './pod.ts';

/** A pod whose containers wait for a volume that cannot be mounted or attached. */
export const volumeFailed: PodRule = (snapshot, pod) => {
  const waits = statusesOf(pod).some(({ state }) =>
    ['ContainerCreating', 'PodInitializing'].includes(state?.waiting?.reason ?? ''),
  );
  const last = said({ events: eventsOf(snapshot, pod) }, 'FailedMount', 'FailedAttachVolume').at(-1);
  if (!waits || !last) return undefined;
  const [, volume] = /volume "([^"]+)"/.exec(last.text) ?? [];
  const [, kind, object] = /(secret|configmap|persistentvolumeclaim) "([^"]+)" not found/.exec(last.text) ?? [];
  const [, key] = /references non-existent (?:secret|config) key: (\S+)/.exec(last.text) ?? [];
  const common = { evidence: [last], patience: grace } as const;
  if (kind && object)
    return {
      ...common,
      code: 'pod/volume-source-missing',
      message: `The volume ${volume ?? '?'} of pod ${nameOf(pod)} is made of the ${kind} ${object}, which does not exist in namespace ${snapshot.namespace}`,
      remedy: `See which there are with ${kubectl(snapshot, `get ${kind}s`)}. Make it, or correct the name in the chart, and deploy again: ${deploy(snapshot)}.`,
    };
  return {
    ...common,
    code: 'pod/volume',
    message: key
      ? `The volume ${volume ?? '?'} of pod ${nameOf(pod)} takes a key ${key} that its source does not have`
      : `A volume of pod ${nameOf(pod)} cannot be mounted: ${last.text}`,
    remedy: `Read what the node says: ${kubectl(snapshot, `describe pod ${nameOf(pod)}`)}.`,
  };
};

/** Claims that get no volume, and why: one diagnosis for each, of the release whose pods use it. */
export const unboundClaims = (
  snapshot: ClusterSnapshot,
  releaseUsing: (claim: string) => string | undefined,
): readonly Diagnosis[] =>
  snapshot.claims.flatMap((claim) => {
    const match = unbound(snapshot, claim);
    if (!match) return [];
    const release = releaseUsing(nameOf(claim));
    return [
      {
        ...(release === undefined ? {} : { release }),
        subjects: [{ kind: 'PersistentVolumeClaim', name: nameOf(claim) }],
        finding: findingIn(match),
        patience: match.patience,
      },
    ];
  });

const unbound = (snapshot: ClusterSnapshot, claim: Claim): Match | undefined => {
  if (claim.status?.phase !== 'Pending') return undefined;
  const last = said({ events: eventsOf(snapshot, claim) }, 'ProvisioningFailed', 'FailedBinding').at(-1);
  if (!last) return undefined;
  const evidence = [{ source: `persistentvolumeclaim/${nameOf(claim)} status.phase`, text: 'Pending' }, last];
  const [, missing] = /storageclass(?:\.storage\.k8s\.io)? "([^"]+)" not found/.exec(last.text) ?? [];
  if (missing)
    return {
      code: 'pod/storage-class-missing',
      message: `The volume claim ${nameOf(claim)} asks for the storage class ${missing}, which does not exist`,
      remedy: `Take one that there is (${kubectlEverywhere(snapshot, 'get storageclasses')}) as persistence.storageClassName in the values; a claim cannot be changed, so remove it, ${kubectl(snapshot, `delete persistentvolumeclaim ${nameOf(claim)}`)}, and deploy again: ${deploy(snapshot)}.`,
      evidence,
      patience: grace,
    };
  return {
    code: 'pod/claim-unbound',
    message: `The volume claim ${nameOf(claim)} gets no volume: ${last.text}`,
    remedy: `See what it asks for, ${kubectl(snapshot, `describe persistentvolumeclaim ${nameOf(claim)}`)}, and which classes make volumes: ${kubectlEverywhere(snapshot, 'get storageclasses')}.`,
    evidence,
    patience: grace,
  };
};
