/** Installed dependencies in the cache, and which folders built upon them become part of the image. */
export type Base = {
  /** Its folder in the cache; a file of that name with `.json` lies beside it when it is complete. */
  readonly name: string;
  /** From a file or folder relative to the root, to one relative to the image. */
  readonly outputs: readonly { readonly from: string; readonly to: string }[];
};

/** Milliseconds that an installation, and a build, may take on a small machine with a slow line. */
export const buildDeadline = 900_000;
