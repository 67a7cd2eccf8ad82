import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterSnapshot } from '../diagnosis/snapshot.ts';
import { takeSnapshot } from '../targets/kubernetes/cluster.ts';
import { type Door, openDoor } from '../targets/kubernetes/door.ts';
import { openKubeconfig } from '../targets/kubernetes/kubeconfig.ts';
import { openRealGround } from './ground.ts';
import { type Sickness, sicknesses } from './sick.ts';
import { trimmed } from './trim.ts';

const [namespace = '', name = ''] = process.argv.slice(2);
const root = join(import.meta.dirname, '..', '..');
const longest = 180_000;

/** Makes a sickness in a namespace of its own, and removes both after `use`. */
const suffer = async <T>(door: Door, sickness: Sickness, use: () => Promise<T>): Promise<T> => {
  const { labels = {}, rules = () => [], manifests } = sickness;
  const space = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } };
  const before = [space, ...rules(namespace)];
  const apply = (items: readonly object[]): Promise<void> =>
    door.change(['kubectl', 'apply', '-n', namespace, '-f', '-'], { input: list(items) });
  const input = list([...before, ...manifests(namespace)]);
  try {
    await apply(before);
    // The API server takes a moment to obey a rule of admission.
    if (before.length > 1) await new Promise((wake) => setTimeout(wake, 5000));
    await apply(manifests(namespace));
    return await use();
  } finally {
    await door.change(['kubectl', 'delete', '-n', namespace, '-f', '-', '--ignore-not-found', '--wait=false'], {
      input,
    });
  }
};

const list = (items: readonly object[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

const until = async (door: Door, shows: RegExp): Promise<ClusterSnapshot> => {
  for (const began = Date.now(); ; ) {
    door.changed();
    const snapshot = trimmed(await takeSnapshot(door, namespace, 'chatter'));
    if (shows.test(JSON.stringify(snapshot))) return snapshot;
    if (Date.now() - began > longest) throw new Error(`${name} does not show after ${longest / 1000} s`);
    await new Promise((wake) => setTimeout(wake, 1000));
  }
};

/** The namespace as somebody else made it. */
const asItIs = async (door: Door): Promise<ClusterSnapshot> => {
  const snapshot = trimmed(await takeSnapshot(door, namespace, 'chatter'));
  if (snapshot.workloads.length === 0)
    throw new Error(`There is nothing in ${namespace}; what can be made there: ${Object.keys(sicknesses).join(', ')}`);
  return snapshot;
};

if (!/^[a-z0-9-]+$/.test(namespace) || !/^[a-z0-9-]+$/.test(name))
  throw new Error('Usage: npm run record -- NAMESPACE NAME');
const { ground, redactor, close } = await openRealGround({ root, config: { namespace } });
const kubeconfig = openKubeconfig(ground, async () => ground.config.minikubeProfile);
const door = openDoor(ground, kubeconfig);
const sickness = sicknesses[name];
try {
  const snapshot = sickness ? await suffer(door, sickness, () => until(door, sickness.shows)) : await asItIs(door);
  const text = JSON.stringify(redactor.data(snapshot));
  const path = `scripts/diagnosis/recorded/${name}.json`;
  writeFileSync(join(root, path), text);
  await ground.sh.write`npx biome format --write ${path}`;
} finally {
  await kubeconfig.close();
  close();
}
