import { createHash } from 'node:crypto';

/** Everything that decides what an image is; digests are sha256 in hex. */
export type Content = {
  /** The files of the build context: full path below it, permission bits, digest of the bytes. */
  readonly files: readonly { readonly path: string; readonly mode: number; readonly digest: string }[];
  /** Digest of the Dockerfile, which .dockerignore may keep out of the context. */
  readonly dockerfile: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** As Docker writes it, for example `linux/amd64`: what is built for another is another image. */
  readonly platform: string;
  /** The base images as referenced, with `@sha256:...` where they are pinned. */
  readonly bases: readonly string[];
};

/** Length of a content tag: 48 bits, short enough to read and long enough never to meet twice in one project. */
export const tagLength = 12;

/**
 * The content tag of an image: the first 12 hex digits of the sha256 over a JSON text
 * `["todo-chatbot/1", files as [path, octal mode, digest] by path, Dockerfile, build args by name, platform, bases]`.
 * No clock and no order of listing goes into it, so equal content has one tag on every machine.
 */
export const contentTag = (content: Content): string => {
  const text = JSON.stringify([
    'todo-chatbot/1',
    content.files.map((file) => [file.path, (file.mode & 0o777).toString(8), file.digest]).sort(byFirst),
    content.dockerfile,
    Object.entries(content.buildArgs).sort(byFirst),
    content.platform,
    [...content.bases].sort(),
  ]);
  return digestOf(text).slice(0, tagLength);
};

/** sha256 in hex. */
export const digestOf = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const byFirst = ([one]: readonly string[], [other]: readonly string[]): number =>
  (one ?? '') < (other ?? '') ? -1 : (one ?? '') > (other ?? '') ? 1 : 0;
