import type { JsonMap } from '../../core/charts.ts';
import { map } from '../../core/json.ts';
import { type Secret, secret } from '../../core/secret.ts';
import { nameOf } from '../../diagnosis/snapshot.ts';
import type { Asking, Resource } from './cluster.ts';
import { withoutSecrets } from './differences.ts';

/** The Secrets that our charts make, as they lie in the cluster; asked once for all who want to know of them. */
export type Secrets = {
  /** As objects, their texts as digests. */
  readonly objects: readonly (Resource & JsonMap)[];
  /** The text of a key; undefined where it is absent or empty. */
  readonly text: (name: string, key: string) => Secret | undefined;
};

/** What the charts call them. */
const names: readonly string[] = ['backend-secret', 'database-secret'];

/** Reads them in one process, whose output goes nowhere; or what kubectl said instead. */
export const readSecrets = async (door: Asking, namespace: string): Promise<Secrets | { readonly unread: string }> => {
  const words = ['kubectl', 'get', 'secret', ...names, '-n', namespace, '--ignore-not-found'];
  const said = await door.ask([...words, '--request-timeout=15s', '-o', 'json']);
  if (said.code !== 0) return { unread: said.stderr.trim() };
  const { items = [] } = said.stdout.trim() === '' ? {} : (JSON.parse(said.stdout) as List);
  return {
    objects: items.map((one) => withoutSecrets(one)),
    text: (name, key) => {
      const encoded = map(items.find((one) => nameOf(one) === name)?.data)[key];
      const text = secret(Buffer.from(typeof encoded === 'string' ? encoded : '', 'base64').toString('utf8'));
      return text.reveal() === '' ? undefined : text;
    },
  };
};

type List = { readonly items?: readonly (Resource & JsonMap)[] };
