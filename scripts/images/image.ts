import { problem } from '../core/finding.ts';
import type { Image, ImageName } from '../core/target.ts';
import type { FileEntry, Files, World } from '../core/world.ts';
import { contextFiles, contextOf } from './context.ts';
import { type Dockerfile, parseDockerfile } from './dockerfile.ts';
import { contentTag, digestOf } from './tag.ts';

/** An image's sources, read once: its Dockerfile and what its build context holds. */
export type Sources = {
  readonly directory: string;
  readonly dockerfile: Dockerfile;
  /** Paths relative to `directory`. */
  readonly files: readonly FileEntry[];
};

/** What an image is made from, and for. */
type Maker = Pick<World, 'files'> & { readonly config: Pick<World['config'], 'platform'> };

/** The image of the current content; remembered per run (by `files`). Throws source/missing without a Dockerfile. */
export const imageOf = ({ files, config }: Maker, name: ImageName): Promise<Image> => {
  const known = images.get(files) ?? new Map<ImageName, Promise<Image>>();
  images.set(files, known);
  const image = known.get(name) ?? makeImage(files, config.platform, name);
  known.set(name, image);
  return image;
};

/** The Dockerfile and context of a directory. Throws source/missing without a Dockerfile. */
export const sourcesOf = async (files: Files, directory: string): Promise<Sources> => {
  const file = `${directory}/Dockerfile`;
  const text = await files.read(file);
  if (text === undefined) throw problem('source/missing', `${file} is missing`, { final: true });
  const context = contextOf(await files.read(`${directory}/.dockerignore`));
  const below = (path: string): string => path.slice(directory.length + 1);
  const entries = await files.list(directory, (path) => context.prunes(below(path)));
  const relative = entries.map((entry) => ({ path: below(entry.path), mode: entry.mode }));
  return { directory, dockerfile: parseDockerfile(text, file), files: contextFiles(context, relative) };
};

const images = new WeakMap<Files, Map<ImageName, Promise<Image>>>();

const makeImage = async (files: Files, platform: string, name: ImageName): Promise<Image> => {
  // The directory that an image is built from has its name.
  const directory: string = name;
  const sources = await sourcesOf(files, directory);
  const digest = async (path: string): Promise<string> => {
    const bytes = await files.bytes(`${directory}/${path}`);
    if (bytes === undefined) throw problem('source/missing', `${directory}/${path} vanished while it was read`);
    return digestOf(bytes);
  };
  const content = await Promise.all(
    sources.files.map(async (entry) => ({ ...entry, digest: await digest(entry.path) })),
  );
  const bases = sources.dockerfile.stages.filter((stage) => !stage.base.stage).map((stage) => stage.base.reference);
  const tag = contentTag({
    files: content,
    dockerfile: await digest('Dockerfile'),
    buildArgs: {},
    platform,
    bases: [...new Set(bases)],
  });
  return { name, tag, directory };
};
