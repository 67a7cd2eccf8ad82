import type { CodeEntry } from './entry.ts';

/** Images, built and brought to the node. */
export const imageCodes = {
  'image/absent': {
    title: 'The image of the current content does not exist',
    means: 'Images are tagged by the content they were made of. For the content of now there is none.',
    remedy: 'Build it: `npx tsx scripts/deploy.ts`.',
  },
  'image/build-failed': {
    title: 'The image could not be built',
    means: 'The engine stopped while it built the image. The end of its output is the evidence.',
    remedy: 'Read the end of the build output above.',
  },
  'image/not-in-node': {
    title: 'The image is not in the node',
    means:
      'The image exists, and not where pods are started: a pod would try to pull it from a registry that does not have it.',
    remedy: 'Bring it there: `npx tsx scripts/deploy.ts`.',
  },
  'image/user': {
    title: 'A container of the image runs as another user',
    means: 'Containers of this project run as uid 1001 and never as root; the pods enforce it.',
    remedy: 'Set USER 1001:1001 in the Dockerfile.',
  },
} as const satisfies Record<string, CodeEntry>;
