import { findingOf, problem } from '../../core/finding.ts';
import type { Image } from '../../core/target.ts';
import type { Ground } from '../../core/world.ts';
import { finalStage } from '../../images/dockerfile.ts';
import { type Sources, sourcesOf } from '../../images/image.ts';
import type { Base } from './base.ts';
import { imageFolder, places } from './layout.ts';
import { nodeBase } from './node-base.ts';
import type { LocalPlatform } from './platform.ts';
import { pythonBase } from './python-base.ts';
import { type Language, readRecipe, recipeFor, writeRecipe } from './recipe.ts';

/** Bytes that must be free before a build: virtual environment, node_modules and the Next build, with room to spare. */
const spaceNeeded = 1.5 * 1024 ** 3;

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
    const base = await bases[language](ground, platform, sources);
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

const bases = { python: pythonBase, node: nodeBase } as const;

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

/** What the last stage of the Dockerfile copies: outputs of earlier stages, the context, or both. */
const assemble = async ({ files }: Ground, sources: Sources, base: Base, folder: string): Promise<void> => {
  await files.remove(folder);
  const steps = finalStage(sources.dockerfile)?.steps ?? [];
  const takesContext = steps.some((step) => step.kind !== 'RUN' && step.from === undefined);
  if (takesContext || base.outputs.length === 0)
    for (const { path } of sources.files) await files.copy(`${sources.directory}/${path}`, `${folder}/${path}`);
  for (const { from, to } of base.outputs) await files.copy(from, `${folder}/${to}`);
};

/** A program that failed while it built is a failed build, with that program's words as evidence. */
const failed = (image: Image, thrown: unknown): unknown => {
  const { code, message, evidence } = findingOf(thrown);
  if (code !== 'tool/failed' && code !== 'tool/timeout') return thrown;
  return problem('image/build-failed', `Image ${image.name} could not be built: ${message}`, {
    ...(evidence ? { evidence } : {}),
    remedy:
      'Read the end of its output in the evidence, correct the cause, then run `npx tsx scripts/deploy.ts` again.',
    final: true,
  });
};
