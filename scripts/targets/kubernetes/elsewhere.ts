import type { Ground, Holder } from '../../core/world.ts';
import type { Door } from './door.ts';
import { type Kept, nameIn } from './images.ts';
import { holderOf, type Lease, leaseName } from './lease.ts';
import { hasEnded } from './lock.ts';

/** What others need of this cluster: nothing of it is taken away. */
export type Elsewhere = {
  /** Images that pods of other namespaces use; all of them while a run is at work there, for it may be about to use them. */
  readonly images: Kept;
  /** Runs that are changing other namespaces now. */
  readonly runs: readonly (Holder & { readonly namespace: string })[];
};

/** Milliseconds without a renewal after which a run on another machine counts as ended; clocks may differ by some of it. */
const silence = 120_000;

/** Looks at the other namespaces in one process: images of their pods, and the locks of runs. */
export const lookElsewhere = async (ground: Ground, door: Door): Promise<Elsewhere> => {
  const { namespace } = ground.config;
  const words = ['kubectl', 'get', `pods,${leases}`, '-A', '--field-selector', `metadata.namespace!=${namespace}`];
  const said = await door.ask([...words, '--request-timeout=15s', '-o', `jsonpath=${wanted}`]);
  const lines = said.stdout.split('\n');
  const used = new Set(
    lines.flatMap((line) => {
      const colon = line.lastIndexOf(':');
      const name = line.startsWith('{') ? undefined : nameIn(line.slice(0, colon));
      return name ? [`${name}:${line.slice(colon + 1)}`] : [];
    }),
  );
  const locks = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Lease);
  const runs = (await Promise.all(locks.map((lock) => runIn(ground, lock)))).filter((one) => one !== undefined);
  return { images: runs.length > 0 ? { has: () => true } : used, runs };
};

const leases = 'leases.coordination.k8s.io';

/** A line for each image of a pod, and the whole of each lock as JSON. */
const wanted = [
  '{range .items[*]}{range .spec.initContainers[*]}{.image}{"\\n"}{end}{range .spec.containers[*]}{.image}{"\\n"}{end}{end}',
  `{range .items[?(@.metadata.name=="${leaseName}")]}{@}{"\\n"}{end}`,
].join('');

const runIn = async (ground: Ground, lease: Lease): Promise<Elsewhere['runs'][number] | undefined> => {
  const renewed = Date.parse(lease.spec?.renewTime ?? '') || 0;
  const holder = holderOf(lease);
  if (ground.clock.now() - renewed > silence || (await hasEnded(ground, holder))) return undefined;
  return { ...holder, namespace: lease.metadata?.namespace ?? '' };
};
