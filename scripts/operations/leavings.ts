import { errorsOf, type Finding, finding } from '../core/finding.ts';
import type { ClusterDoor } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { type Deploying, deploy, failuresOf, isDone } from './deploying.ts';
import { clusterOf } from './look.ts';
import { ofItsOwn } from './scratch.ts';

/**
 * Deploys a copy into the scratch namespace, takes it back as cleanup does, and looks whether anything with our label is
 * left: only what holds the data of the database may be. Images are left alone: the live releases run from them.
 */
export const cleanupLeavesNothing =
  (deploying: Deploying): Check =>
  async (world): Promise<readonly Finding[]> => {
    const found = clusterOf(world);
    if ('trouble' in found) return [found.trouble];
    const namespace = `${world.config.namespace}-proof`;
    try {
      const failures = await elsewhere(world, namespace, (copy) => comeAndGo(copy, deploying));
      return failures.length > 0 ? failures : await leftIn(world, found.cluster, namespace);
    } finally {
      await elsewhere(world, namespace, ({ target }) => target.down({ ...nothing, data: true }));
    }
  };

/** What `down` takes beside releases and objects. */
const nothing = { data: false, images: false, cache: false, cluster: false } as const;

/** A world in the scratch namespace, closed afterwards; what is written to files stays in memory. */
const elsewhere = async <T>(world: World, namespace: string, use: (copy: World) => Promise<T>): Promise<T> => {
  const copy = await world.otherwise({ namespace, texts: {}, config: ofItsOwn });
  try {
    return await use(copy);
  } finally {
    await copy.target.close();
  }
};

/** Deploys, and undoes it by the tasks that deployed; what kept it from being deployed. */
const comeAndGo = async (copy: World, deploying: Deploying): Promise<readonly Finding[]> => {
  const { platform, strangers } = await copy.target.observe();
  const errors = errorsOf(platform.findings);
  if (errors.length > 0) return errors;
  if (strangers.some(({ kind }) => kind === 'namespace'))
    return [finding('cleanup/not-ours', `The namespace ${copy.config.namespace} was not made by us`)];
  const outcomes = await deploy(copy, deploying);
  if (!isDone(outcomes)) return failuresOf(outcomes);
  for (const { task } of deploying.steps.toReversed()) await task.undo?.(copy);
  await copy.target.down(nothing);
  return [];
};

/** Volumes, and the Secret without which nobody could open them. */
const lasting = /^(?:persistentvolumeclaim\/|secret\/database-secret$)/;

/** Milliseconds until the cluster has taken away what belonged to something that is gone. */
const patience = 60_000;

const leftIn = async (
  { clock, signal }: World,
  cluster: ClusterDoor,
  namespace: string,
): Promise<readonly Finding[]> => {
  const end = clock.now() + patience;
  for (;;) {
    const seen = await labelled(cluster, namespace);
    if ('trouble' in seen) return [seen.trouble];
    const left = seen.names.filter((name) => !lasting.test(name));
    if (left.length === 0) return [];
    if (signal.aborted || clock.now() >= end)
      return [
        finding('cleanup/left-over', `${left.length} objects with our label are left in ${namespace} after cleanup`, {
          evidence: [{ source: 'kubectl get', text: left.join('\n') }],
        }),
      ];
    await clock.sleep(1000);
  }
};

type Labelled = { readonly names: readonly string[] } | { readonly trouble: Finding };

/** Every object of the namespace with our label, of whatever kind the cluster has; what measures pods holds none. */
const labelled = async ({ ask }: ClusterDoor, namespace: string): Promise<Labelled> => {
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
