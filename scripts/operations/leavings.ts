import { type Finding, finding, Problem } from '../core/finding.ts';
import type { ClusterDoor } from '../core/target.ts';
import type { World } from '../core/world.ts';
import type { Deploying } from './deploying.ts';
import { clusterOf } from './look.ts';

/** What of ours is left in a namespace, as kubectl names it; or why nobody can say. */
export type Leavings = { readonly names: readonly string[] } | { readonly trouble: Finding };

/**
 * Takes a copy back as cleanup does, by the tasks that deployed it, gives its lock back, and looks what is left that does not
 * hold the data of the database. Images are left alone: the live releases run from them.
 */
export const leavingsOf = async (copy: World, { steps }: Deploying): Promise<Leavings> => {
  const found = clusterOf(copy);
  if ('trouble' in found) throw new Problem(found.trouble);
  for (const { task } of steps.toReversed()) await task.undo?.(copy);
  await copy.target.down({ data: false, images: false, cache: false, cluster: false });
  await copy.target.close();
  return leftIn(copy, found.cluster);
};

/** Volumes, and the Secret without which nobody could open them. */
const lasting = /^(?:persistentvolumeclaim\/|secret\/database-secret$)/;

/** Milliseconds until the cluster has taken away what belonged to something that is gone. */
const patience = 60_000;

const leftIn = async ({ clock, config, signal }: World, cluster: ClusterDoor): Promise<Leavings> => {
  const end = clock.now() + patience;
  for (;;) {
    const seen = await labelled(cluster, config.namespace);
    if ('trouble' in seen) return seen;
    const names = seen.names.filter((name) => !lasting.test(name));
    if (names.length === 0 || signal.aborted || clock.now() >= end) return { names };
    await clock.sleep(1000);
  }
};

/** Every object of the namespace with our label, of whatever kind the cluster has; what measures pods holds none. */
const labelled = async ({ ask }: ClusterDoor, namespace: string): Promise<Leavings> => {
  const words = ['kubectl', 'api-resources', '--namespaced', '--verbs=list', '-o', 'name'];
  const known = await ask(words, { fresh: true });
  const kinds = known.stdout.split('\n').filter((kind) => kind !== '' && !/^events\b|\.metrics\.k8s\.io$/.test(kind));
  // kubectl also fails when one group of many does not answer, and lists the others.
  if (kinds.length === 0) return { trouble: unread('kubectl api-resources', known.stderr) };
  const said = await ask(
    ['kubectl', 'get', kinds.join(','), '-n', namespace, '-l', 'app.kubernetes.io/part-of=todo-chatbot', '-o', 'name'],
    { fresh: true },
  );
  return said.code === 0
    ? { names: said.stdout.split('\n').filter((name) => name !== '') }
    : { trouble: unread('kubectl get', said.stderr) };
};

const unread = (source: string, text: string): Finding =>
  finding('cleanup/unread', 'What is left after cleanup could not be read', {
    evidence: [{ source, text: text.trim() }],
  });
