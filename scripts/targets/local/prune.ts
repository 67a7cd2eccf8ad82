import type { Image } from '../../core/target.ts';
import type { Files } from '../../core/world.ts';
import { imageFolder, jsonNames, places } from './layout.ts';
import { type Recipe, readRecipes } from './recipe.ts';

/** Removes what nothing runs from any more: other tags of an image, and dependencies that no image stands on. */
export const prune = async (files: Files, current: Recipe): Promise<void> => {
  const recipes = await readRecipes(files);
  const kept = recipes.filter(({ name, tag }) => name !== current.name || tag === current.tag);
  for (const recipe of recipes.filter((one) => !kept.includes(one))) await removeWhole(files, imageFolder(recipe));
  const bases = await jsonNames(files, places.cache);
  for (const base of bases.filter((name) => !kept.some((recipe) => recipe.base === name)))
    await removeWhole(files, `${places.cache}/${base}`);
};

/** Removes one image. */
export const discardImage = (files: Files, image: Image): Promise<void> => removeWhole(files, imageFolder(image));

/** The file that says `complete` goes first, so that an interruption leaves nothing that looks whole. */
const removeWhole = async (files: Files, folder: string): Promise<void> => {
  await files.remove(`${folder}.json`);
  await files.remove(folder);
};
