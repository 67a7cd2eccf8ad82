import type { SettingsSeen } from '../../core/target.ts';
import { nameOf } from '../../diagnosis/snapshot.ts';
import { type Asking, lookAtCluster, type Resource } from './cluster.ts';
import { ours, releaseNames } from './names.ts';
import { readSecrets } from './secrets.ts';

/** ConfigMap and Secret of each release, of the Secret no value: from the looks that are taken anyway. */
export const settingsIn = async (door: Asking, namespace: string): Promise<readonly SettingsSeen[]> => {
  const [{ objects }, read] = await Promise.all([
    lookAtCluster(door, namespace, 'chatter'),
    readSecrets(door, namespace),
  ]);
  const secrets = 'unread' in read ? [] : read.objects;
  return releaseNames.flatMap((release): readonly SettingsSeen[] => {
    const map = objects.find((one) => one.kind === 'ConfigMap' && isOf(one, release));
    const held = secrets.find((one) => isOf(one, release));
    if (!map && !held) return [];
    return [
      {
        release,
        ...(map ? { config: { name: nameOf(map), values: map.data ?? {} } } : {}),
        ...(held
          ? { secret: { name: nameOf(held), type: String(held.type), keys: Object.keys(held.data ?? {}) } }
          : {}),
      },
    ];
  });
};

const isOf = ({ metadata }: Resource, release: string): boolean =>
  metadata?.labels?.[ours.key] === ours.value && metadata.labels['app.kubernetes.io/instance'] === release;
