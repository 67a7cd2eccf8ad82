import type { CodeEntry } from './entry.ts';

/** Images, built and brought to the node. */
export const imageCodes = {
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
