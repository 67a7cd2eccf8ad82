import type { Image, ImageConfig, ImageName, ImageSeen } from '../../core/target.ts';
import type { Said } from '../../core/world.ts';

/** Where images are built, and how they reach the nodes: what differs between kinds of clusters. */
export type Images = {
  /** What the builder and the nodes hold of ours. */
  readonly seen: () => Promise<readonly ImageSeen[]>;
  readonly build: (image: Image) => Promise<void>;
  /** Brings the image to every node and verifies it there by its id. */
  readonly deliver: (image: Image) => Promise<void>;
  readonly inspect: (image: Image) => Promise<ImageConfig | undefined>;
  /** Of an image of ours, or of the named one that it is based on. */
  readonly bytes: (image: Image | string) => Promise<number | undefined>;
  readonly inside: (image: Image, script: string) => Promise<Said>;
  /** Removes one name of an image, wherever it was brought. */
  readonly discard: (image: Image) => Promise<void>;
  /** Removes every image of ours, wherever it is, but those that `keep` (as `backend:tag`) has. */
  readonly remove: (keep: Kept) => Promise<void>;
};

/** Images that stay, as `backend:tag`. */
export type Kept = Pick<ReadonlySet<string>, 'has'>;

/** The image that a repository holds: with a registry only below it, without one `docker.io/library/backend` is `backend`. */
export const imageNameOf = (repository: string, registry?: string): ImageName | undefined => {
  const folder = registry === undefined ? /^(?:docker\.io\/library\/)?/.exec(repository)?.[0] : `${registry}/`;
  return repository === `${folder}${nameIn(repository)}` ? nameIn(repository) : undefined;
};

/** The image that a repository of any registry holds. */
export const nameIn = (repository: string): ImageName | undefined => {
  const name = repository.split('/').at(-1);
  return name === 'backend' || name === 'frontend' ? name : undefined;
};

/** An id as engines and runtimes write it, in one form. */
export const idOf = (text: string): string => (text.startsWith('sha256:') ? text : `sha256:${text}`);
