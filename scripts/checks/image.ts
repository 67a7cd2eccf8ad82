import { type Finding, finding, problem } from '../core/finding.ts';
import type { ImageConfig, ImageName } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { imageOf } from '../images/image.ts';
import { digestOf } from '../images/tag.ts';
import { secretIn, secretInText } from '../secrets/pair.ts';
import { documentedKeys } from './documented.ts';

/** The image of today's content exists in the builder's store. */
export const imageExists =
  (name: ImageName): Check =>
  async (world) => {
    const image = await imageOf(world, name);
    const { images } = await world.target.observe();
    return images.some((seen) => seen.where === 'builder' && seen.name === name && seen.tag === image.tag)
      ? []
      : [finding('image/absent', `The image ${name}:${image.tag} of the current content does not exist`)];
  };

/** Builds the image of today's content. */
export const buildImage = (name: ImageName) => async (world: World) => world.target.build(await imageOf(world, name));

/** A throw-away container of the image runs as user 1001. */
export const imageRunsAs =
  (name: ImageName, uid: number): Check =>
  async (world) => {
    const facts = await factsOf(world, name);
    if (!facts) return [absent(name)];
    return facts.uid === String(uid)
      ? []
      : [finding('image/user', `A container of ${name} runs as user ${facts.uid}, not ${uid}`)];
  };

/** No key that the release gives its pods stands in the image's own environment, and what Next could have written into the build is read when it runs. */
export const imageWithoutSettings =
  (name: ImageName, more: readonly string[] = []): Check =>
  async (world) => {
    const facts = await factsOf(world, name);
    if (!facts) return [absent(name)];
    const given = documentedKeys(world, name, 'config');
    const settings = [...given, ...documentedKeys(world, name, 'secrets'), ...more];
    const own = facts.config.env.map((entry) => entry.split('=')[0] ?? '');
    return [
      ...settings
        .filter((key) => own.includes(key))
        .map((key) =>
          finding('secret/in-image', `The image ${name} brings ${key} along, so it is made for one environment`, {
            remedy: `Take \`ENV ${key}\` out of ${name}/Dockerfile: the chart gives it. Then deploy again: \`npx tsx scripts/deploy.ts\`.`,
          }),
        ),
      ...given
        .filter((key) => key.startsWith('NEXT_PUBLIC_') && !facts.reads.includes(key))
        .map((key) =>
          finding('secret/in-image', `What runs in the image ${name} does not read ${key}: the build wrote it in`, {
            remedy: `Hand the environment over whole where ${key} is read, as frontend/lib/proxy.ts takes it: Next replaces a variable that is spelled out by what it finds while it builds. Then deploy again: \`npx tsx scripts/deploy.ts\`.`,
          }),
        ),
    ];
  };

/** No secret, no setting and nothing else that differs by environment is in the image's config, history or files. */
export const imageClean =
  (name: ImageName, settings: readonly string[]): Check =>
  async (world) => {
    const facts = await factsOf(world, name);
    if (!facts) return [absent(name)];
    const { config, suspects } = facts;
    const found: Finding[] = [];
    for (const entry of config.env) {
      const [key = '', value = ''] = entry.split(/=(.*)/s);
      if (settings.includes(key))
        found.push(finding('secret/in-image', `The image ${name} carries the setting ${key}`));
      else if ((await secretIn(key, value)) !== undefined)
        found.push(finding('secret/in-image', `The environment of the image ${name} holds a secret: ${key}`));
    }
    for (const layer of config.history)
      if ((await secretInText(layer)) !== undefined)
        found.push(
          finding(
            'secret/in-image',
            `The history of the image ${name} holds a secret, in ${layer.split(/\s+/)[0] ?? 'a layer'}`,
          ),
        );
    return [...found, ...suspects.map((path) => finding('secret/in-image', `The image ${name} holds ${path}`))];
  };

/** The image in the node has the id that the build gave it. */
export const imageInNode =
  (name: ImageName): Check =>
  async (world) => {
    const image = await imageOf(world, name);
    const { images } = await world.target.observe();
    const same = images.filter((seen) => seen.name === name && seen.tag === image.tag);
    const built = same.find((seen) => seen.where === 'builder');
    const there = same.find((seen) => seen.where === 'node');
    if (!built) return [absent(name)];
    if (there?.id === built.id) return [];
    return [
      there
        ? finding(
            'image/not-in-node',
            `The node has another image under the name ${name}:${image.tag} (${there.id}, built ${built.id})`,
          )
        : finding('image/not-in-node', `The image ${name}:${image.tag} is not in the node`),
    ];
  };

/** Brings the image of today's content to the node. */
export const deliverImage = (name: ImageName) => async (world: World) =>
  world.target.deliver(await imageOf(world, name));

/** What a container of an image told; kept by image id, since an image never changes. */
type Facts = {
  readonly config: ImageConfig;
  readonly uid: string;
  readonly suspects: readonly string[];
  /** Public variables that the built server reads by their names. */
  readonly reads: readonly string[];
};

const factsOf = async (world: World, name: ImageName): Promise<Facts | undefined> => {
  const { files, target } = world;
  const image = await imageOf(world, name);
  const { images } = await target.observe();
  const built = images.find((one) => one.where === 'builder' && one.name === name && one.tag === image.tag);
  const known = built && (await files.read(factsFile(built.id)));
  if (known) return JSON.parse(known) as Facts;
  const config = await target.inspect(image);
  if (!config) return undefined;
  const said = await target.inside(image, script);
  if (said.code !== 0)
    throw problem('tool/failed', `No container of ${name}:${image.tag} could be looked into`, {
      evidence: [{ source: `docker run --rm ${name}:${image.tag}`, text: said.stderr || said.stdout }],
      remedy: `Run it by hand: \`docker run --rm --entrypoint id ${name}:${image.tag} -u\`.`,
    });
  const [uid = '', ...lines] = said.stdout.trim().split('\n');
  const [reads, suspects] = [lines.filter(isRead), lines.filter((line) => line !== '' && !isRead(line))];
  const facts = { config, uid, suspects, reads: reads.map((line) => line.slice(readMark.length)) };
  if (!world.config.dryRun) await files.write(factsFile(config.id), `${JSON.stringify(facts)}\n`, 0o600);
  return facts;
};

/** Goes before the name of a variable that is read; a path begins with a slash. */
const readMark = 'reads ';

const isRead = (line: string): boolean => line.startsWith(readMark);

const factsFile = (id: string): string => `.local/cache/images/${digestOf(id + script).slice(0, 24)}.json`;

/** What an application brings along is its authors' business. */
const packages = '-name node_modules -o -name site-packages';

/** Files below a folder that hold a pattern; the options of find and grep are those that BusyBox has too. */
const holding = (folder: string, pattern: string): string =>
  `find ${folder} \\( ${packages} \\) -prune -o -type f -exec grep -lE '${pattern}' {} + 2>/dev/null | sort`;

const secretNames = ['.env*', '*.pem', 'id_*sa', '.npmrc', '.pypirc', '.netrc'].map((name) => `-name '${name}'`);

/** Names of public variables that built code reads: one that was replaced by a value is not among them. */
const publicReads = `find /app/.next \\( ${packages} \\) -prune -o -type f -name '*.js' -exec grep -ohE '[.]NEXT_PUBLIC_[A-Z0-9_]+' {} + 2>/dev/null | sort -u | sed 's/^[.]/${readMark}/'`;

/** First line: the user. Then files that are secrets by name, that hold one, and what the build made with an address inside; then what it reads. */
const script = [
  'for tool in id find grep sed sort; do command -v $tool >/dev/null || exit 127; done',
  'id -u',
  `find / -xdev \\( -path /proc -o -path /sys -o ${packages} \\) -prune -o -type f \\( ${secretNames.join(' -o ')} \\) -print 2>/dev/null | grep -v -e '^/etc/' -e '^/usr/' -e '^/opt/venv/' | sort`,
  holding('/app', '(^|[^A-Za-z0-9])sk-[A-Za-z0-9_-]{20,}|BEGIN [A-Z ]*PRIVATE KEY|postgres(ql)?://[^ :/@]+:[^ @]+@'),
  holding('/app/.next', 'https?://(localhost|127\\.0\\.0\\.1|backend-service)'),
  publicReads,
  'true',
].join('; ');

const absent = (name: ImageName): Finding =>
  finding('image/absent', `There is no image ${name} of the current content to look into`);
