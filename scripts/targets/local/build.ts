import { findingOf, problem } from '../../core/finding.ts';
import type { Image } from '../../core/target.ts';
import type { Ground } from '../../core/world.ts';
import { type Sources, sourcesOf } from '../../images/image.ts';
import { imageFolder, places } from './layout.ts';
import { type NodeBase, nodeBase } from './nodeBase.ts';
import type { LocalPlatform } from './platform.ts';
import { pythonBase } from './pythonBase.ts';
import { type Language, readRecipe, recipeFor, writeRecipe } from './recipe.ts';

/** Bytes that must be free before a build: virtual environment, node_modules and the Next build, with room to spare. */
export const spaceNeeded = 1.5 * 1024 ** 3;

/**
 * Makes an image as a folder of the cache: dependencies are installed once per lock file, the sources are copied, and
 * the folder gets its name only when it is whole. Does nothing when it is there. Throws image/build-failed, env/space.
 */
export const buildImage = async (ground: Ground, platform: LocalPlatform, image: Image): Promise<void> => {
  if (await readRecipe(ground.files, image)) return;
  await requireSpace(ground);
  const sources = await sourcesOf(ground.files, image.directory);
  const language = languageOf(sources);
  const unfinished = `${places.images}/.unfinished-${image.name}`;
  try {
    const base =
      language === 'python'
        ? { name: await pythonBase(ground, platform, sources), outputs: [] }
        : await nodeBase(ground, platform, sources);
    await assemble(ground, sources, base, unfinished);
    const folder = imageFolder(image);
    await ground.files.remove(folder);
    await ground.sh.write`mv ${ground.files.absolute(unfinished)} ${ground.files.absolute(folder)}`;
    await writeRecipe(ground.files, recipeFor(image, sources, language, base.name));
  } catch (thrown) {
    await ground.files.remove(unfinished);
    throw failed(image, thrown);
  }
};

const requireSpace = async ({ files }: Ground): Promise<void> => {
  const free = await files.free();
  if (free >= spaceNeeded) return;
  throw problem('env/space', `Only ${gib(free)} GiB are free here, and a build needs ${gib(spaceNeeded)} GiB`, {
    remedy: 'Free some space (`npx tsx scripts/cleanup.ts --cache` removes our own caches), then run again.',
    final: true,
  });
};

const gib = (bytes: number): string => (bytes / 1024 ** 3).toFixed(1);

const languageOf = ({ files, directory }: Sources): Language => {
  if (files.some((file) => file.path === 'requirements.txt')) return 'python';
  if (files.some((file) => file.path === 'package-lock.json')) return 'node';
  throw problem('image/build-failed', `${directory} holds neither requirements.txt nor package-lock.json`, {
    remedy: `Restore it: \`git checkout -- ${directory}\`.`,
    final: true,
  });
};

/** What the last stage of the Dockerfile copies: the context, the outputs of earlier stages, or both. */
const assemble = async (ground: Ground, sources: Sources, base: NodeBase, folder: string): Promise<void> => {
  const { files, sh } = ground;
  await files.remove(folder);
  await sh.write`mkdir -p ${files.absolute(folder)}`;
  const steps = sources.dockerfile.stages.at(-1)?.steps ?? [];
  if (steps.some((step) => step.kind !== 'RUN' && step.from === undefined))
    for (const { path } of sources.files) await files.copy(`${sources.directory}/${path}`, `${folder}/${path}`);
  for (const { from, to } of base.outputs) {
    await sh.write`mkdir -p ${files.absolute(`${folder}/${to}`)}`;
    await sh.write`cp -R ${`${files.absolute(from)}/.`} ${files.absolute(`${folder}/${to}`)}`;
  }
};

/** A program that failed while it built is a failed build, with that program's words as evidence. */
const failed = (image: Image, thrown: unknown): unknown => {
  const { code, message, evidence } = findingOf(thrown);
  if (code !== 'tool/failed' && code !== 'tool/timeout') return thrown;
  return problem('image/build-failed', `Image ${image.name} could not be built: ${message}`, {
    ...(evidence ? { evidence } : {}),
    remedy: 'Read the end of its output in the evidence, correct the cause, then run `npx tsx scripts/deploy.ts` again.',
    final: true,
  });
};
