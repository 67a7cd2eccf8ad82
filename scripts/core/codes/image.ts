import type { CodeEntry } from './entry.ts';

/** Dockerfiles, build contexts, secrets in the wrong place, images. */
export const imageCodes = {
  'dockerfile/unlike': {
    title: 'A Dockerfile is not what the request fixed',
    remedy: 'Correct the Dockerfile at the place shown.',
  },
  'secret/in-context': {
    title: 'The build context would hold files that do not belong in an image',
    remedy: 'Add the pattern shown to .dockerignore.',
  },
  'secret/in-image': {
    title: 'An image holds a secret or a setting',
    remedy: 'Remove it from the Dockerfile and build again.',
  },
  'image/absent': {
    title: 'The image of the current content does not exist',
    remedy: 'Build it: `npx tsx scripts/deploy.ts`.',
  },
  'image/build-failed': { title: 'The image could not be built', remedy: 'Read the end of the build output above.' },
  'image/not-in-node': {
    title: 'The image is not in the node',
    remedy: 'Bring it there: `npx tsx scripts/deploy.ts`.',
  },
  'image/user': {
    title: 'A container of the image runs as another user',
    remedy: 'Set USER 1001:1001 in the Dockerfile.',
  },
} as const satisfies Record<string, CodeEntry>;
