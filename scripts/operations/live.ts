import type { World } from '../core/world.ts';

/** Revisions and pods of the live releases now, as a text to compare: what is done to a copy must leave them alone. */
export const liveState = async ({ target }: World): Promise<string> => {
  target.forget();
  const { releases, workloads } = await target.observe();
  return JSON.stringify([
    releases.map(({ name, revision, drift }) => [name, revision, drift]),
    workloads.flatMap(({ pods }) => pods.map(({ name, restarts }) => [name, restarts])),
  ]);
};
