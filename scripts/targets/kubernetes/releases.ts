import { parseAllDocuments } from 'yaml';
import type { JsonMap } from '../../core/charts.ts';
import { problem } from '../../core/finding.ts';
import { at } from '../../core/json.ts';
import type { ReleaseName } from '../../core/target.ts';
import type { Said } from '../../core/world.ts';
import { withoutSecrets } from './differences.ts';
import type { Door } from './door.ts';
import { ours } from './names.ts';

/** The newest revision of a release, as Helm stored it. */
export type StoredRelease = {
  readonly name: ReleaseName;
  readonly revision: number;
  readonly status: string;
  /** The fingerprint it was installed with; of the revision rolled back to, after a rollback. */
  readonly fingerprint: string;
  /** What it rendered, without hooks; texts of Secrets as hashes. */
  readonly documents: readonly JsonMap[];
};

/** One revision of `helm history -o json`. */
export type Revision = { readonly revision: number; readonly status: string; readonly description: string };

/** First line: revision, status and description; then the manifest. One process, and nothing is asked of the cluster twice. */
const template =
  '{{printf "%d %s %q" .Release.Version .Release.Info.Status .Release.Info.Description}}{{"\\n"}}{{.Release.Manifest}}';

/** Reads the newest revision of a release; undefined when there is none. Its output holds Secrets and goes nowhere. */
export const readRelease = async (
  door: Door,
  namespace: string,
  name: ReleaseName,
): Promise<StoredRelease | undefined> => {
  const parsed = parseRelease(await get(door, namespace, name));
  if (!parsed) return undefined;
  const { description, ...release } = parsed;
  return { name, ...release, fingerprint: await followed(door, namespace, name, description) };
};

const get = (door: Door, namespace: string, name: string, revision?: number): Promise<Said> =>
  door.ask([
    'helm',
    'get',
    'all',
    name,
    '-n',
    namespace,
    ...(revision ? ['--revision', String(revision)] : []),
    '--template',
    template,
  ]);

/** A rollback's description names the revision it restored: its fingerprint is the one in force. */
const followed = async (
  door: Door,
  namespace: string,
  name: string,
  description: string,
  depth = 0,
): Promise<string> => {
  const target = /^Rollback to (\d+)$/.exec(description)?.[1];
  if (!target || depth > 8) return description;
  const earlier = parseRelease(await get(door, namespace, name, Number(target)));
  return earlier ? followed(door, namespace, name, earlier.description, depth + 1) : description;
};

type Parsed = Omit<StoredRelease, 'name' | 'fingerprint'> & { readonly description: string };

/** What the template above printed; undefined when helm found no release. */
export const parseRelease = (said: Said): Parsed | undefined => {
  const end = said.stdout.indexOf('\n');
  const head = /^(\d+) (\S+) (".*")$/.exec(said.stdout.slice(0, end));
  if (said.code !== 0 || !head) return undefined;
  return {
    revision: Number(head[1]),
    status: head[2] ?? '',
    description: unquoted(head[3] ?? ''),
    documents: parseAllDocuments(said.stdout.slice(end + 1))
      .map((document) => document.toJS() as JsonMap | null)
      .filter((document): document is JsonMap => document !== null && document.kind !== undefined)
      .map(withoutSecrets),
  };
};

/** Go's %q is a JSON string but for a few escapes, which occur in no fingerprint. */
const unquoted = (text: string): string => {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
};

/** True for a release that has a name of ours and was made from other charts: nothing that it rendered carries our label. */
export const isForeign = ({ documents }: Pick<StoredRelease, 'documents'>): boolean =>
  !documents.some((one) => at(one, 'metadata', 'labels', ours.key) === ours.value);

/** Throws cleanup/not-ours for a release that somebody else made under a name of ours. */
export const refuseForeign = async (door: Door, namespace: string, name: string): Promise<void> => {
  const release = parseRelease(await get(door, namespace, name));
  if (release && isForeign(release))
    throw problem(
      'cleanup/not-ours',
      `Release ${name} in namespace ${namespace} was made from another chart, and is left as it is`,
      {
        remedy: `Use another namespace: \`--namespace NAME\`. If nobody needs that release, remove it: \`helm uninstall ${name} -n ${namespace}\`.`,
        final: true,
      },
    );
};

/** All revisions of a release, oldest first; empty when there is none. Throws a Problem when the cluster cannot say. */
export const historyOf = async (door: Door, namespace: string, name: string): Promise<readonly Revision[]> => {
  const said = await door.ask(['helm', 'history', name, '-n', namespace, '-o', 'json']);
  if (said.code === 0) return JSON.parse(said.stdout) as readonly Revision[];
  if (/not found/.test(said.stderr)) return [];
  throw problem('cluster/unreachable', `The history of release ${name} cannot be read`, {
    evidence: [{ source: `helm history ${name}`, text: said.stderr.trim() }],
  });
};

/** How a release comes out of an interrupted helm run. */
export type Recovery =
  | { readonly do: 'nothing' }
  | { readonly do: 'uninstall' }
  | { readonly do: 'rollback'; readonly to: number };

/**
 * What has to be done before a release can be upgraded: a pending revision blocks every later one. It is rolled back to
 * the newest revision that was deployed; without one nothing worked yet, and the release is removed.
 */
export const planRecovery = (history: readonly Revision[]): Recovery => {
  const newest = history.at(-1);
  if (newest?.status === 'uninstalling') return { do: 'uninstall' };
  if (!newest?.status.startsWith('pending-')) return { do: 'nothing' };
  const to = lastGood(history);
  return newest.status === 'pending-install' || to === undefined ? { do: 'uninstall' } : { do: 'rollback', to };
};

/** The newest revision that is, or was, deployed. */
export const lastGood = (history: readonly Revision[]): number | undefined =>
  (history.findLast((one) => one.status === 'deployed') ?? history.findLast((one) => one.status === 'superseded'))
    ?.revision;
