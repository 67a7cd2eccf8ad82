import type { CodeEntry } from './entry.ts';

/** Charts, images and source that each are right and do not fit together. */
export const artifactCodes = {
  'artifact/api-url': {
    title: 'The frontend is given another address than that of the backend',
    means:
      'The frontend forwards /api to NEXT_PUBLIC_API_URL. It must be a Service that exists, at a port it has, in the same namespace.',
    remedy: "Write the address of the backend's Service.",
  },
  'artifact/database-url': {
    title: 'DATABASE_URL names a Service that does not exist',
    means: 'A host without a domain is a Service of the namespace, and there is none of that name and port.',
    remedy: 'Leave it empty, or name a host with its domain.',
  },
  'artifact/localhost': {
    title: 'A pod is told an address of itself',
    means: 'Inside a pod localhost is the pod. Another pod is reached by the name of its Service.',
    remedy: 'Write the name of a Service.',
  },
  'artifact/port': {
    title: 'Chart and image disagree about the port',
    means:
      'The container declares one port and the image exposes or listens on another, so probes and the Service reach nobody.',
    remedy: 'Make containerPort and the Dockerfile agree.',
  },
  'artifact/user': {
    title: 'Chart and image disagree about the group of the user',
    means: 'Files of the image belong to one group and the pod runs in another, so it may not read or write them.',
    remedy: 'Make runAsGroup and USER agree.',
  },
  'artifact/image-name': {
    title: 'The chart asks for an image that the build does not make',
    means:
      'Deploy builds the images backend and frontend. A chart that names another one starts something else, or nothing.',
    remedy: 'Correct image.repository.',
  },
  'artifact/probe-route': {
    title: 'A probe asks a path that the application does not have',
    means: 'The application answers 404, so the pod never becomes ready or is restarted again and again.',
    remedy: 'Use a route of the application.',
  },
  'artifact/setting': {
    title: 'Chart and application disagree about a setting',
    means: 'The chart gives a variable that nobody reads, or the application needs one that nobody gives.',
    remedy: 'Correct the name on one of the two sides.',
  },
  'artifact/baked-setting': {
    title: 'A setting is fixed while the image is built',
    means: 'Next writes NEXT_PUBLIC variables into what it builds, so one image could not serve two environments.',
    remedy: 'Remove it from the Dockerfile.',
  },
} as const satisfies Record<string, CodeEntry>;
