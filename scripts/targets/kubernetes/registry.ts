import { problem } from '../../core/finding.ts';
import type { ImageSeen } from '../../core/target.ts';
import type { Ground } from '../../core/world.ts';
import { telling } from '../progress.ts';
import { contextOf } from './context.ts';
import { pushProblem } from './docker-errors.ts';
import type { Door } from './door.ts';
import type { Engine, Stored } from './engine.ts';
import type { Images } from './images.ts';
import { readPush } from './push-progress.ts';

/** Contexts whose node uses the host's own engine: nothing has to travel. */
const shared: readonly string[] = ['docker-desktop', 'rancher-desktop'];

/** Images built by the host's engine and pushed to `--registry`, from where any node pulls them. */
export const registryImages = (ground: Ground, door: Door, engine: Engine): Images => {
  const { registry } = ground.config;
  const isShared = async (): Promise<boolean> => !registry && shared.includes(await contextOf(ground));
  return {
    ...engine,
    seen: async () => {
      const [stored, here] = await Promise.all([engine.list(), isShared()]);
      return stored.flatMap((one) => seenAs(one, here || (registry !== undefined && one.pushed)));
    },
    deliver: async (image) => {
      if (await isShared()) return;
      if (!registry)
        throw problem(
          'usage/bad-value',
          `Nodes of this cluster cannot take images of this machine without a registry`,
          {
            remedy: 'Name one that they can pull from: `--registry HOST/PATH`.',
            final: true,
          },
        );
      const reference = engine.reference(image);
      const line = telling(ground.say, image.name, readPush());
      await door.change(['docker', 'push', reference], { deadline: 1_800_000, line }).catch((error: unknown) => {
        throw pushProblem(error, { image, reference });
      });
    },
  };
};

/** What the registry holds under a digest is what was pushed: the engine keeps the digest beside the id. */
const seenAs = ({ name, tag, id }: Stored, inNode: boolean): readonly ImageSeen[] =>
  name === undefined
    ? []
    : [{ name, tag, id, where: 'builder' as const }, ...(inNode ? [{ name, tag, id, where: 'node' as const }] : [])];
