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
  'image/no-dockerfile': {
    title: 'The build finds no Dockerfile',
    means: 'The folder that is built has no Dockerfile, or its name is written otherwise.',
    remedy: 'Restore it: `git checkout -- backend/Dockerfile frontend/Dockerfile`.',
  },
  'image/base-unreachable': {
    title: 'The base image cannot be had',
    means: 'The image after FROM is not here, and its registry does not have it or does not answer.',
    remedy: 'Pull it by hand to see why: `docker pull IMAGE`.',
  },
  'image/registry-limit': {
    title: 'The registry lets nobody pull more for now',
    means: 'Public registries count pulls per address and refuse for some hours when there were too many.',
    remedy: 'Log in, `docker login`, or wait, and run again.',
  },
  'image/disk-full': {
    title: 'The disk is full while an image is built',
    means: 'The engine keeps images and the layers of old builds on its disk, and that has no room left.',
    remedy: 'Remove what old builds left: `docker builder prune`.',
  },
  'image/load-failed': {
    title: 'The image could not be brought to the node',
    means: 'The image was built, and every way into the node failed with an error.',
    remedy: 'Load it by hand to see why: `minikube image load --daemon IMAGE --alsologtostderr`.',
  },
  'image/tag-reused': {
    title: 'The node has another image under the tag',
    means:
      'A tag of ours is made of the content, so two images under one tag mean that one was tagged by hand. The node keeps the old one while a pod uses it.',
    remedy: 'Remove the one in the node: `minikube image rm IMAGE`, and run again.',
  },
  'image/push-denied': {
    title: 'The registry does not take the image',
    means: 'The registry answers and lets this user not push there.',
    remedy: 'Log in: `docker login HOST`, and see that --registry names a place where you may push.',
  },
  'image/push-failed': {
    title: 'The image could not be pushed',
    means: 'The registry answered, and the push ended with an error that no other code names.',
    remedy: 'Push it by hand to see why: `docker push IMAGE`.',
  },
  'image/push-unreachable': {
    title: 'The registry cannot be reached',
    means: 'The engine gets no answer at the host of --registry, or no trusted one.',
    remedy: 'See whether it answers: `curl -I https://HOST/v2/`, and correct --registry.',
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
