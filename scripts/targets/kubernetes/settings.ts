import type { SettingsSeen } from '../../core/target.ts';
import { nameOf } from '../../diagnosis/snapshot.ts';
import { type Asking, lookAtCluster, type Resource } from './cluster.ts';
import { ours, releaseNames, selector } from './names.ts';

/** ConfigMap and Secret of each release: the one look that is taken anyway, and a list of Secrets without their values. */
export const settingsIn = async (door: Asking, namespace: string): Promise<readonly SettingsSeen[]> => {
  const [{ objects }, secrets] = await Promise.all([
    lookAtCluster(door, namespace, 'chatter'),
    secretsIn(door, namespace),
  ]);
  return releaseNames.flatMap((release): readonly SettingsSeen[] => {
    const map = objects.find((one) => one.kind === 'ConfigMap' && isOf(one, release));
    const held = secrets.find((one) => one.release === release);
    if (!map && !held) return [];
    return [
      {
        release,
        ...(map ? { config: { name: nameOf(map), values: map.data ?? {} } } : {}),
        ...(held ? { secret: { name: held.name, type: held.type, keys: held.keys } } : {}),
      },
    ];
  });
};

const instance = 'app.kubernetes.io/instance';

const isOf = ({ metadata }: Resource, release: string): boolean =>
  metadata?.labels?.[ours.key] === ours.value && metadata.labels[instance] === release;

type Held = {
  readonly release: string;
  readonly name: string;
  readonly type: string;
  readonly keys: readonly string[];
};

/** A line for each Secret: release, name, type and keys. What a key holds is not printed. */
const template = `{{range .items}}{{index .metadata.labels "${instance}"}} {{.metadata.name}} {{.type}}{{range $key, $value := .data}} {{$key}}{{end}}{{"\\n"}}{{end}}`;

const secretsIn = async (door: Asking, namespace: string): Promise<readonly Held[]> => {
  const words = ['kubectl', 'get', 'secrets', '-n', namespace, '--request-timeout=15s', '-l', selector];
  const said = await door.ask([...words, '-o', `go-template=${template}`]);
  return said.stdout.split('\n').flatMap((line) => {
    const [release, name, type, ...keys] = line.split(' ');
    return release && name && type ? [{ release, name, type, keys }] : [];
  });
};
