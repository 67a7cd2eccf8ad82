import { type Finding, findingOf } from '../../core/finding.ts';
import type { ImageSeen, Observation, Remnant } from '../../core/target.ts';
import type { Ground } from '../../core/world.ts';
import { lookAtCluster, secretsOfOurs } from './cluster.ts';
import type { Door } from './door.ts';
import { lookElsewhere } from './elsewhere.ts';
import type { Images } from './images.ts';
import { cacheFolder, releaseNames } from './names.ts';
import { nothingSeen, observationOf, remnantsIn, type Seen } from './observe.ts';
import { readRelease, type StoredRelease } from './releases.ts';
import { readSecrets } from './secrets.ts';
import type { Base, Below } from './target.ts';

/** One look at cluster, Helm and images, for checks. */
export const observeCluster = async (ground: Ground, door: Door, base: Base, images: Images): Promise<Observation> => {
  const seen = await look(ground, door, base, images);
  return 'findings' in seen && !('cluster' in seen) ? nothingSeen(seen.findings) : observationOf(seen);
};

/** All of ours that is left: in the cluster, below it and on disk. */
export const remnants = async (ground: Ground, door: Door, base: Base, images: Images): Promise<readonly Remnant[]> => {
  const { namespace } = ground.config;
  const [below, seen, secrets, elsewhere, cached] = await Promise.all([
    base.look(door),
    look(ground, door, base, images),
    secretsOfOurs(door, namespace).catch(() => []),
    // Where nobody can say what others use, nothing is taken away.
    lookElsewhere(ground, door).then(
      ({ images: kept }) => kept,
      () => ({ has: () => true }),
    ),
    ground.files.exists(cacheFolder),
  ]);
  return [
    ...('cluster' in seen ? remnantsIn({ ...seen, secrets, elsewhere }) : []),
    ...below.remnants,
    ...(cached ? [{ kind: 'cache', name: cacheFolder, flag: 'cache' } as const] : []),
  ];
};

/** Milliseconds after which a cluster that says nothing is suspected to be down. */
const patience = 1500;

/** What is below the cluster is asked only when the cluster does not answer: an answer says that it runs. */
const look = async (
  ground: Ground,
  door: Door,
  base: Base,
  images: Images,
): Promise<Seen | Pick<Below, 'findings'>> => {
  const { namespace } = ground.config;
  const above = Promise.all([
    lookAtCluster(door, namespace, 'chatter'),
    releasesIn(door, namespace),
    versionsOf(door),
    imagesSeen(images),
    readSecrets(door, namespace),
  ]).catch((thrown: unknown) => findingOf(thrown));
  const early = await Promise.race([above, ground.clock.sleep(patience)]);
  const answers = Array.isArray(early) && early[0].trouble === undefined;
  const below: Pick<Below, 'findings' | 'asleep'> = answers ? { findings: [] } : await base.look(door);
  // What sleeps answers late or never: then nobody waits for it.
  if (below.asleep) return { findings: below.findings };
  const all = await above;
  if (!Array.isArray(all)) return { findings: below.findings.length > 0 ? below.findings : [all] };
  const [cluster, releases, versions, seen, secrets] = all;
  const others = below.findings.length === 0 ? seen.findings : [];
  return {
    cluster,
    releases: releases.stored,
    secrets: 'unread' in secrets ? undefined : secrets.objects,
    images: seen.images,
    versions,
    findings: [...below.findings, ...releases.findings, ...others],
  };
};

const imagesSeen = async (
  images: Images,
): Promise<{ readonly images: readonly ImageSeen[]; readonly findings: readonly Finding[] }> => {
  try {
    return { images: await images.seen(), findings: [] };
  } catch (thrown) {
    return { images: [], findings: [findingOf(thrown)] };
  }
};

/** Helm may be refused, when the values are wrong: the rest can be seen all the same, and this is said as a warning. */
const releasesIn = async (
  door: Door,
  namespace: string,
): Promise<{ readonly stored: readonly StoredRelease[]; readonly findings: readonly Finding[] }> => {
  try {
    const all = await Promise.all(releaseNames.map((name) => readRelease(door, namespace, name)));
    return { stored: all.filter((one) => one !== undefined), findings: [] };
  } catch (thrown) {
    const one = findingOf(thrown);
    if (one.code !== 'values/gate-closed') throw thrown;
    return { stored: [], findings: [{ ...one, level: 'warning' }] };
  }
};

const versionsOf = async (door: Door): Promise<{ readonly client: string; readonly server: string } | undefined> => {
  const said = await door.askOnce(['kubectl', 'version', '-o', 'json', '--request-timeout=10s']);
  const { clientVersion, serverVersion } = said.stdout.startsWith('{') ? (JSON.parse(said.stdout) as Versions) : {};
  return clientVersion && serverVersion
    ? { client: clientVersion.gitVersion, server: serverVersion.gitVersion }
    : undefined;
};

type Versions = {
  readonly clientVersion?: { readonly gitVersion: string };
  readonly serverVersion?: { readonly gitVersion: string };
};
