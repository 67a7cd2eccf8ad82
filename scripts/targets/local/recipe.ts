import { problem } from '../../core/finding.ts';
import type { Image, ImageName, ImageSeen } from '../../core/target.ts';
import type { Files } from '../../core/world.ts';
import { finalStage, type Stage } from '../../images/dockerfile.ts';
import type { Sources } from '../../images/image.ts';
import { digestOf } from '../../images/tag.ts';
import { imageFolder, jsonNames, places } from './layout.ts';

/** What an image's language is, as its context shows. */
export type Language = 'python' | 'node';

/** What a built image needs to be run: what the Dockerfile says, and the cache it stands on. */
export type Recipe = {
  readonly name: ImageName;
  readonly tag: string;
  readonly language: Language;
  /** Name of the installed dependencies in the cache. */
  readonly base: string;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/** The recipe of an image to be built upon `base`. Throws dockerfile/unlike when the Dockerfile starts no program. */
export const recipeFor = (image: Image, sources: Sources, language: Language, base: string): Recipe => {
  const stage = finalStage(sources.dockerfile);
  const entrypoint = wordsOf(stage?.entrypoint);
  const cmd = wordsOf(stage?.cmd);
  if (entrypoint.length + cmd.length === 0)
    throw problem('dockerfile/unlike', `${sources.dockerfile.file} has neither CMD nor ENTRYPOINT`, { final: true });
  // What names a place inside the image, PATH above all, names nothing here.
  const env = [...(stage?.env ?? [])].filter(([, { value }]) => !value.startsWith('/'));
  return {
    name: image.name,
    tag: image.tag,
    language,
    base,
    entrypoint,
    cmd,
    env: Object.fromEntries(env.map(([name, { value }]) => [name, value])),
  };
};

/** The recipe of a built image; undefined when it is not built, or not to its end. */
export const readRecipe = async (files: Files, image: Pick<Image, 'name' | 'tag'>): Promise<Recipe | undefined> => {
  const text = await files.read(`${imageFolder(image)}.json`);
  return text === undefined ? undefined : (JSON.parse(text) as Recipe);
};

/** Says that an image is complete. */
export const writeRecipe = (files: Files, recipe: Recipe): Promise<void> =>
  files.write(`${imageFolder(recipe)}.json`, `${JSON.stringify(recipe, null, 2)}\n`);

/** All built images. */
export const readRecipes = async (files: Files): Promise<readonly Recipe[]> => {
  const names = await jsonNames(files, places.images);
  const texts = await Promise.all(names.map((name) => files.read(`${places.images}/${name}.json`)));
  return texts.flatMap((text) => (text === undefined ? [] : (JSON.parse(text) as Recipe)));
};

/** An image as builder and node see it, which here are one machine. */
export const seenAs = (recipe: Recipe): readonly ImageSeen[] => {
  const id = `sha256:${digestOf(JSON.stringify(recipe))}`;
  return (['builder', 'node'] as const).map((where) => ({ name: recipe.name, tag: recipe.tag, id, where }));
};

const wordsOf = (command: Stage['cmd']): readonly string[] => {
  if (!command) return [];
  return command.exec ? command.argv : ['sh', '-c', ...command.argv];
};
