import { problem } from './core/finding.ts';
import { finalStage } from './images/dockerfile.ts';
import { imageOf, sourcesOf } from './images/image.ts';
import { command } from './main.ts';

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`.padStart(9);

/** How large the images of the current content are, and how much of that is ours: what they add to their base. */
await command(async (world, { line }) => {
  const { files, target } = world;
  line('image        whole      base     added');
  for (const name of ['backend', 'frontend'] as const) {
    const image = await imageOf(world, name);
    const base = finalStage((await sourcesOf(files, name)).dockerfile)?.base.reference ?? '';
    const [whole, below] = [await target.bytes(image), await target.bytes(base)];
    if (whole === undefined || below === undefined)
      throw problem(
        'image/absent',
        `${whole === undefined ? `${name}:${image.tag}` : base} is not in the image store of ${target.name}`,
        {
          remedy: 'Build the images first: `npx tsx scripts/deploy.ts --target minikube`.',
        },
      );
    line(`${name.padEnd(9)}${megabytes(whole)} ${megabytes(below)} ${megabytes(whole - below)}`);
  }
});
