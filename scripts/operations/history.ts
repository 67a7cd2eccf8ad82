import { asGuest, type Guest } from '../checks/guest.ts';
import { errorsOf, Problem, problem } from '../core/finding.ts';
import type { World } from '../core/world.ts';
import { clusterOf } from './look.ts';

/** What a guest had said and was told, before and after the pods of the backend were deleted. */
export type History = {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Pods of the backend, before and after. */
  readonly pods: readonly [readonly string[], readonly string[]];
};

/** Milliseconds until new pods must be ready. */
const patience = 120_000;

/** Has a guest of a copy talk, deletes the pods of its backend, and reads what is kept. Throws a Problem where nothing comes back. */
export const historyOf = async (copy: World): Promise<History> => {
  const found = clusterOf(copy);
  if ('trouble' in found) throw new Problem(found.trouble);
  let history: History | undefined;
  const verdict = await asGuest(async (guest) => {
    for (const message of ['Add a task to buy groceries', 'Show me all my tasks']) await guest.say(message);
    const before = await keptBy(guest);
    const old = await podsOf(copy);
    const pods = ['pods', '-l', 'app=backend', '-n', copy.config.namespace];
    await found.cluster.change(['kubectl', 'delete', ...pods, '--wait', '--timeout=120s'], { deadline: 130_000 });
    const fresh = await untilReady(copy, old);
    history = { before, after: await keptBy(guest), pods: [old, fresh] };
    return [];
  })(copy);
  const [trouble] = 'skip' in verdict ? [] : errorsOf(verdict);
  if (trouble) throw new Problem(trouble);
  if (!history) throw problem('service/bad-answer', 'The history of a guest could not be read');
  return history;
};

/** Every message of every conversation, as it is kept. */
const keptBy = async (guest: Guest): Promise<readonly string[]> => {
  const conversations = itemsOf(await guest.call('GET', '/conversations', 200));
  const each = await Promise.all(
    conversations.map(async ({ id }) => itemsOf(await guest.call('GET', `/conversations/${id}/messages`, 200))),
  );
  return each
    .flat()
    .map(({ id, role, content }) => `${id} ${role}: ${content}`)
    .toSorted();
};

type Item = Readonly<Record<string, unknown>>;

const itemsOf = (body: unknown): readonly Item[] => (Array.isArray(body) ? body : []);

const podsOf = async ({ target }: World): Promise<readonly string[]> => {
  target.forget();
  const { workloads } = await target.observe();
  const pods = workloads.find(({ release }) => release === 'backend')?.pods ?? [];
  return pods.every(({ ready }) => ready) ? pods.map(({ name }) => name) : [];
};

const untilReady = async (copy: World, old: readonly string[]): Promise<readonly string[]> => {
  for (const end = copy.clock.now() + patience; ; await copy.clock.sleep(500)) {
    const pods = (await podsOf(copy)).filter((name) => !old.includes(name));
    if (pods.length > 0) return pods;
    if (copy.signal.aborted) throw problem('interrupted/signal', 'The run was interrupted', { final: true });
    if (copy.clock.now() >= end)
      throw problem('pod/not-ready', 'The backend did not come back after its pods were deleted');
  }
};
