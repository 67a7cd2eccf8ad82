import type { Match } from '../diagnosis.ts';
import type { ClusterSnapshot, Pod } from '../snapshot.ts';

/** Recognises a cause that concerns a pod as a whole; undefined where it is another. */
export type PodRule = (snapshot: ClusterSnapshot, pod: Pod) => Match | undefined;
