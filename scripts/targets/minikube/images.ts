import { problem } from '../../core/finding.ts';
import type { Image, ImageSeen } from '../../core/target.ts';
import type { Ground } from '../../core/world.ts';
import { lookAtCluster } from '../kubernetes/cluster.ts';
import { loadProblem } from '../kubernetes/docker-errors.ts';
import type { Door } from '../kubernetes/door.ts';
import { type Engine, type Environment, openEngine, type Stored } from '../kubernetes/engine.ts';
import { hostEnvironment } from '../kubernetes/host.ts';
import { type Images, idOf, imageNameOf } from '../kubernetes/images.ts';

/** How images get from where they are built to where they run. */
export type Transport = {
  /** Where images are built: in the node's own engine, so that nothing travels, or on the host. */
  readonly build: 'node' | 'host';
  /** Ways into the nodes, in the order in which they are tried. */
  readonly ways: readonly ('stream' | 'load')[];
  readonly why: string;
};

/** The transport that fits the nodes' runtime (`docker://28.0`, `containerd://2.0`, `cri-o://1.30`) and their number. */
export const transportFor = (runtimes: readonly string[]): Transport => {
  const runtime = runtimes[0]?.split(':')[0] ?? '';
  if (runtimes.length > 1)
    return { build: 'host', ways: ['load'], why: `${runtimes.length} nodes: minikube image load serves all` };
  if (runtime === 'docker')
    return { build: 'node', ways: [], why: "docker, 1 node: built in the node's engine, nothing travels" };
  if (runtime === 'containerd')
    return { build: 'host', ways: ['stream', 'load'], why: 'containerd: streamed into its image store' };
  return { build: 'host', ways: ['load'], why: `${runtime || 'unknown runtime'}: minikube image load` };
};

/** Images of a Minikube profile. */
export const nodeImages = (ground: Ground, door: Door): Images => {
  const { minikubeProfile: profile, namespace } = ground.config;
  const host = openEngine(ground, door, hostEnvironment(door));
  const ways = openWays(ground, door, profile);
  const node = openEngine(ground, door, ways.environment);
  const nodes = async (): Promise<readonly Node[]> =>
    (await lookAtCluster(door, namespace)).nodes.map((one) => ({
      name: one.metadata?.name ?? '',
      runtime: one.status?.nodeInfo?.containerRuntimeVersion ?? '',
    }));
  const transport = async (): Promise<Transport> => transportFor((await nodes()).map(({ runtime }) => runtime));
  const builder = async (): Promise<Engine> => ((await transport()).build === 'node' ? node : host);
  const inNodes = async () =>
    imagesInNodes(
      door,
      profile,
      (await nodes()).map(({ name }) => name),
    );

  return {
    seen: async () => {
      await ways.foresee();
      const all = await nodes();
      if (all.length === 0) return [];
      if ((await transport()).build === 'node')
        return (await node.list()).flatMap((one) => seenAs(one, 'builder', 'node'));
      const [built, there] = await Promise.all([host.list(), inNodes()]);
      return [...built.flatMap((one) => seenAs(one, 'builder')), ...there];
    },
    build: async (image) => {
      const { build, why } = await transport();
      ground.say.progress(`${image.name}: ${why}`);
      await (await builder()).build(image);
      await ways.remember(build);
    },
    deliver: (image) => deliver(ground, door, { image, host, transport, nodes, inNodes }),
    inspect: async (image) => (await builder()).inspect(image),
    bytes: async (image) => (await builder()).bytes(image),
    inside: async (image, script) => (await builder()).inside(image, script),
    discard: async (image) => {
      const { build } = await transport();
      if (build === 'node') return node.discard(image);
      await removeFromNodes(door, profile, [image]);
      await host.discard(image);
    },
    remove: async (keep) => {
      const { build } = await transport();
      if (build === 'node') await node.remove(keep);
      else if ((await nodes()).length > 0)
        await removeFromNodes(
          door,
          profile,
          (await inNodes()).filter(({ name, tag }) => !keep.has(`${name}:${tag}`)),
        );
      // A host without Docker holds no image of ours: then there is nothing to list, and nothing is removed.
      await host.remove(keep);
    },
  };
};

type Node = { readonly name: string; readonly runtime: string };

/**
 * The way into the node's engine. Minikube takes half a second to tell it: where it was needed the last time, it is asked
 * for beside the look that tells whether it is needed now.
 */
const openWays = ({ files, config }: Ground, door: Door, profile: string) => {
  const file = `.local/cache/minikube/${profile}`;
  let last: string | undefined;
  return {
    environment: () => nodeEnvironment(door, profile),
    foresee: async (): Promise<void> => {
      last ??= (await files.read(file)) ?? '';
      // Whoever needs it asks again, and hears why it cannot be had.
      if (last === 'node') nodeEnvironment(door, profile).catch(() => {});
    },
    remember: async (build: Transport['build']): Promise<void> => {
      if (last === build || config.dryRun) return;
      last = build;
      // What cannot be written costs the next run its time and nothing else.
      await files.write(file, build).catch(() => {});
    },
  };
};

/** The variables that lead docker to the node's engine, without those that are empty (of ssh, not used here). */
const nodeEnvironment = async (door: Door, profile: string): Promise<Environment> => {
  const said = await door.askOnce(['minikube', '-p', profile, 'docker-env', '--shell', 'none']);
  if (said.code !== 0)
    throw problem('target/down', `Minikube does not tell how to reach the Docker engine of ${profile}`, {
      evidence: [{ source: 'minikube docker-env', text: said.stderr.trim() }],
      remedy: `Restart it: \`minikube -p ${profile} stop\`, then \`npx tsx scripts/deploy.ts\`.`,
    });
  return parseEnvironment(said.stdout);
};

/** Lines `KEY=value`, empty values left out. */
export const parseEnvironment = (text: string): Environment =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const found = /^([A-Z_]+)=(.+)$/.exec(line.trim());
      return found ? [[found[1] ?? '', found[2] ?? '']] : [];
    }),
  );

const seenAs = ({ name, tag, id }: Stored, ...places: readonly ImageSeen['where'][]): readonly ImageSeen[] =>
  name === undefined ? [] : places.map((where) => ({ name, tag, id, where }));

/** `minikube image ls` merges the nodes of a profile: with several, an image is there when every node has it. */
const imagesInNodes = async (door: Door, profile: string, names: readonly string[]): Promise<readonly ImageSeen[]> => {
  if (names.length < 2)
    return imagesListed((await door.ask(['minikube', '-p', profile, 'image', 'ls', '--format', 'json'])).stdout);
  const each = await Promise.all(
    names.map(async (name) =>
      imagesListed(
        (await door.ask(['minikube', '-p', profile, 'ssh', '-n', name, '--', 'sudo', 'crictl', 'images', '-o', 'json']))
          .stdout,
      ),
    ),
  );
  const [first = [], ...rest] = each;
  return first.filter((one) =>
    rest.every((other) => other.some(({ name, tag, id }) => name === one.name && tag === one.tag && id === one.id)),
  );
};

/** Images of ours in what `minikube image ls` (a list) or `crictl images` (a list in `images`) prints; ours have content tags. */
export const imagesListed = (stdout: string): readonly ImageSeen[] => {
  const read = parsed(stdout);
  const entries = Array.isArray(read)
    ? (read as readonly Listed[])
    : ((read as { readonly images?: readonly Listed[] } | undefined)?.images ?? []);
  return entries.flatMap(({ id, repoTags }) =>
    (repoTags ?? []).flatMap((reference): readonly ImageSeen[] => {
      const colon = reference.lastIndexOf(':');
      const [name, tag] = [imageNameOf(reference.slice(0, colon)), reference.slice(colon + 1)];
      return name && /^[0-9a-f]{12}$/.test(tag) ? [{ name, tag, id: idOf(id), where: 'node' }] : [];
    }),
  );
};

type Listed = { readonly id: string; readonly repoTags?: readonly string[] | null };

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

type Delivery = {
  readonly image: Image;
  readonly host: Engine;
  readonly transport: () => Promise<Transport>;
  readonly nodes: () => Promise<readonly Node[]>;
  readonly inNodes: () => Promise<readonly ImageSeen[]>;
};

/** Tries each way until the nodes have the image under its id: `minikube image load` can fail and say nothing. */
const deliver = async (
  ground: Ground,
  door: Door,
  { image, host, transport, nodes, inNodes }: Delivery,
): Promise<void> => {
  const { ways, build } = await transport();
  if (build === 'node') return;
  const built = (await host.list()).find((one) => one.name === image.name && one.tag === image.tag);
  if (!built)
    throw problem(
      'image/absent',
      `The image ${image.name}:${image.tag} was not built, so it cannot be brought to the node`,
    );
  const isThere = async (): Promise<boolean> =>
    (await inNodes()).some((one) => one.name === image.name && one.tag === image.tag && one.id === built.id);
  if (await isThere()) return;
  const reference = host.reference(image);
  for (const way of ways) {
    ground.say.progress(`${image.name}: ${carrying[way]}`);
    await carry[way](ground, door, reference, (await nodes())[0]?.name ?? '').catch((error: unknown) => {
      if (way === ways.at(-1)) throw loadProblem(error, { image, reference });
    });
    if (ground.config.dryRun) return;
    door.changed();
    if (await isThere()) return;
  }
  const other = (await inNodes()).find((one) => one.name === image.name && one.tag === image.tag);
  if (other)
    throw problem('image/tag-reused', `The node has another image under ${reference}, and it keeps that one`, {
      evidence: [{ source: 'ids', text: `built: ${built.id}\nin the node: ${other.id}` }],
      remedy: `End the pods that use it, remove it with \`minikube -p ${ground.config.minikubeProfile} image rm ${reference}\`, and run again.`,
      final: true,
    });
  throw problem(
    'image/not-in-node',
    `The image ${image.name}:${image.tag} did not arrive in the node, though nothing failed (${ways.join(', ')})`,
    {
      remedy: `Load it by hand to see why: \`minikube image load --daemon ${reference} --alsologtostderr\`.`,
      final: true,
    },
  );
};

/** What is said while an image travels: the programs that carry it say nothing. */
const carrying: Readonly<Record<Transport['ways'][number], string>> = {
  stream: "streaming it into the node's image store",
  load: 'loading it into the nodes (minikube image load)',
};

/** The script is fixed and its words come as arguments; what a pipe hides of failures, the look afterwards shows. */
const streaming = 'docker save "$1" | docker exec -i "$2" ctr -n k8s.io images import -';

const carry: Readonly<
  Record<Transport['ways'][number], (ground: Ground, door: Door, reference: string, node: string) => Promise<void>>
> = {
  stream: async (_, door, reference, node) =>
    door.change(['sh', '-c', streaming, 'sh', reference, node], {
      deadline: 900_000,
      env: await hostEnvironment(door)(),
    }),
  load: async ({ config }, door, reference) =>
    door.change(['minikube', '-p', config.minikubeProfile, 'image', 'load', '--daemon', reference], {
      deadline: 900_000,
    }),
};

const removeFromNodes = async (
  door: Door,
  profile: string,
  images: readonly Pick<ImageSeen, 'name' | 'tag'>[],
): Promise<void> => {
  const references = images.map(({ name, tag }) => `docker.io/library/${name}:${tag}`);
  if (references.length > 0) await door.change(['minikube', '-p', profile, 'image', 'rm', ...references]);
};
