import type { CodeEntry } from './entry.ts';

/** Dockerfiles, build contexts, secrets in the wrong place, images. */
export const imageCodes = {
  'dockerfile/unlike': {
    title: 'A Dockerfile is not what the request fixed',
    means: 'The Dockerfile does not do something that the plan relies on, for example to run as a numeric user.',
    remedy: 'Correct the Dockerfile at the place shown.',
  },
  'secret/in-context': {
    title: 'The build context would hold files that do not belong in an image',
    means:
      'Everything in the build context is sent to the engine and may end in a layer, where anyone who has the image can read it.',
    remedy: 'Add the pattern shown to .dockerignore.',
  },
  'secret/in-image': {
    title: 'An image holds a secret or a setting',
    means:
      'Whoever has the image can read its layers, variables and history. Settings belong into the ConfigMap, secrets into the Secret.',
    remedy: 'Remove it from the Dockerfile and build again.',
  },
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
