import type { Image, ImageConfig, ImageName } from '../../core/target.ts';
import type { Ground, Said, ShellOptions } from '../../core/world.ts';
import { telling } from '../progress.ts';
import { readBuild } from './build-progress.ts';
import { buildProblem } from './docker-errors.ts';
import type { Door } from './door.ts';
import { idOf, imageNameOf, type Kept, nameIn } from './images.ts';
import { selector } from './names.ts';

/** The variables that lead docker to an engine: the host's own, or those of a node. */
export type Environment = NonNullable<ShellOptions['env']>;

/** One of our images in an engine's store. */
export type Stored = {
  readonly id: string;
  /** Absent where it is of another registry, or where a newer build took its tag. */
  readonly name?: ImageName;
  readonly repository: string;
  readonly tag: string;
  readonly pushed: boolean;
};

/** A Docker engine, reached by an environment. */
export type Engine = {
  /** The reference under which an image is built, for example `registry:5000/todo/backend:0123456789ab`. */
  readonly reference: (image: Pick<Image, 'name' | 'tag'>) => string;
  readonly list: () => Promise<readonly Stored[]>;
  readonly build: (image: Image) => Promise<void>;
  readonly inspect: (image: Image) => Promise<ImageConfig | undefined>;
  readonly bytes: (image: Image | string) => Promise<number | undefined>;
  readonly inside: (image: Image, script: string) => Promise<Said>;
  /** Removes one name of an image; the image stays while it has another. */
  readonly discard: (image: Image) => Promise<void>;
  /** Removes what is ours, but for images that `keep` has. */
  readonly remove: (keep: Kept) => Promise<void>;
};

/** Opens an engine; `registry` goes before the names of its images. */
export const openEngine = (ground: Ground, door: Door, env: () => Promise<Environment>, registry?: string): Engine => {
  const reference: Engine['reference'] = ({ name, tag }) => `${registry ? `${registry}/` : ''}${name}:${tag}`;
  const list = async (): Promise<readonly Stored[]> => {
    const words = [
      'docker',
      'images',
      '--no-trunc',
      '--digests',
      '--filter',
      `label=${selector}`,
      '--format',
      '{{json .}}',
    ];
    return storedIn(await door.ask(words, { env: await env() }), registry);
  };
  return {
    reference,
    list,
    build: async (image) => {
      const words = ['docker', 'build', '--label', selector, '-t', reference(image), image.directory];
      const options = {
        env: { BUILDKIT_PROGRESS: 'plain', ...(await env()) },
        deadline: 1_800_000,
        line: telling(ground.say, image.name, readBuild()),
      };
      await door.change(words, options).catch((error: unknown) => {
        throw buildProblem(error, { image, reference: reference(image) });
      });
    },
    inspect: async (image) => {
      const options = { env: await env() };
      const [seen, history] = await Promise.all([
        door.ask(['docker', 'image', 'inspect', reference(image)], options),
        door.ask(['docker', 'history', '--no-trunc', '--format', '{{.CreatedBy}}', reference(image)], options),
      ]);
      return seen.code === 0 ? configIn(seen.stdout, history.stdout) : undefined;
    },
    bytes: async (image) => {
      const words = ['docker', 'image', 'inspect', '--format', '{{.Size}}'];
      const name = typeof image === 'string' ? image : reference(image);
      const { code, stdout } = await door.ask([...words, name], { env: await env() });
      return code === 0 ? Number(stdout) : undefined;
    },
    inside: async (image, script) => {
      const words = [
        'docker',
        'run',
        '--rm',
        '--network',
        'none',
        '--entrypoint',
        'sh',
        reference(image),
        '-c',
        script,
      ];
      return door.ask(words, { env: await env() });
    },
    discard: async (image) => door.change(['docker', 'image', 'rm', reference(image)], { env: await env() }),
    remove: async (keep) => {
      const all = await list();
      const kept = new Set(
        all.filter(({ repository, tag }) => keep.has(`${nameIn(repository)}:${tag}`)).map(({ id }) => id),
      );
      const ids = [...new Set(all.map(({ id }) => id))].filter((id) => !kept.has(id));
      if (ids.length > 0) await door.change(['docker', 'image', 'rm', '-f', ...ids], { env: await env() });
    },
  };
};

/** The lines of `docker images --digests --format '{{json .}}'`. */
export const storedIn = (said: Said, registry?: string): readonly Stored[] =>
  said.stdout.split('\n').flatMap((line): readonly Stored[] => {
    if (!line.startsWith('{')) return [];
    const { ID, Repository = '', Tag, Digest } = JSON.parse(line) as Readonly<Record<string, string>>;
    const name = imageNameOf(Repository, registry);
    return [
      {
        id: idOf(ID ?? ''),
        repository: Repository,
        tag: Tag ?? '',
        pushed: Digest !== undefined && Digest !== '<none>',
        ...(name ? { name } : {}),
      },
    ];
  });

const configIn = (inspected: string, history: string): ImageConfig | undefined => {
  const [image] = JSON.parse(inspected) as readonly Inspected[];
  if (!image) return undefined;
  return {
    id: idOf(image.Id),
    user: image.Config?.User ?? '',
    env: image.Config?.Env ?? [],
    labels: image.Config?.Labels ?? {},
    history: history.trim().split('\n').toReversed(),
  };
};

type Inspected = {
  readonly Id: string;
  readonly Config?: {
    readonly User?: string;
    readonly Env?: readonly string[] | null;
    readonly Labels?: Readonly<Record<string, string>> | null;
  };
};
