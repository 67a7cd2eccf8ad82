import { type Case, type ContainerRule, imageOf, isWaiting, said, subject, waiting, waitingEvidence } from '../case.ts';
import { deploy, kubectl, setting } from '../commands.ts';
import { atOnce, grace, type Match } from '../diagnosis.ts';

/** An image that may not be pulled and is not in the node (reason ErrImageNeverPull of the kubelet). */
export const imageMissing: ContainerRule = (one) =>
  isWaiting(one, 'ErrImageNeverPull')
    ? {
        code: 'pod/image-missing',
        message: `The image ${imageOf(one)} of ${subject(one)} is not in the node, and its pull policy Never forbids to pull it`,
        remedy: `Take away ${setting(one.pod, 'image.repository')} and image.tag where you set them; then the image is built and brought to the node: ${deploy(one.snapshot)}.`,
        evidence: waitingEvidence(one),
        patience: atOnce,
      }
    : undefined;

/** An image that could not be pulled: what the registry or the way to it said. */
export const imagePull: ContainerRule = (one) => {
  if (!isWaiting(one, 'ErrImagePull', 'ImagePullBackOff', 'RegistryUnavailable')) return undefined;
  const failed = said(one, 'Failed').filter(({ text }) => /^Failed to pull image/.test(text));
  const words = [waiting(one), ...failed.map(({ text }) => text).toReversed()].map(causeIn).find((text) => text !== '');
  const evidence = [...waitingEvidence(one), ...failed.slice(-1)];
  return { ...pulled(one, words ?? ''), evidence, patience: grace };
};

/** A name that is no reference of an image (reasons InvalidImageName and ImageInspectError). */
export const imageName: ContainerRule = (one) =>
  isWaiting(one, 'InvalidImageName', 'ImageInspectError')
    ? {
        code: 'pod/image-name',
        message: `"${imageOf(one)}" of ${subject(one)} is no name of an image: ${lastPart(waiting(one))}`,
        remedy: `Correct ${setting(one.pod, 'image.repository')} and image.tag in the values (lower-case letters, digits, no spaces), then deploy again: ${deploy(one.snapshot)}.`,
        evidence: waitingEvidence(one),
        patience: atOnce,
      }
    : undefined;

/** `Back-off pulling image "x": ErrImagePull: CAUSE` and `Failed to pull image "x": CAUSE`. */
const causeIn = (text: string): string =>
  text
    .replace(/^Back-off pulling image "[^"]*"(?:: ErrImagePull: )?/, '')
    .replace(/^Failed to pull image "[^"]*": /, '')
    .replace(/^(?:rpc error: code = \w+ desc = )?(?:Error response from daemon: )?/, '')
    .trim();

/** Words of a failed pull, what they mean, and what helps; the first that matches. */
const meanings: readonly (readonly [
  RegExp,
  (one: Case, words: string) => Pick<Match, 'code' | 'message' | 'remedy'> & object,
])[] = [
  [
    /toomanyrequests|rate limit/i,
    (one) => ({
      code: 'pod/registry-limit',
      message: `The registry ${registryOf(imageOf(one))} lets this address pull no more for now, and ${subject(one)} needs ${imageOf(one)}`,
      remedy: `Wait, or pull it with an account and bring it to the node: \`docker login && docker pull ${imageOf(one)} && minikube image load ${imageOf(one)}\`.`,
    }),
  ],
  [
    /no such host|i\/o timeout|connection refused|connection reset|no route to host|network is unreachable|TLS handshake|x509|context deadline exceeded|EOF$/i,
    (one, words) => ({
      code: 'pod/registry-unreachable',
      message: `The image ${imageOf(one)} of ${subject(one)} is not in the node, and the node cannot reach the registry ${registryOf(imageOf(one))}: ${lastPart(words)}`,
      remedy: `If you set ${setting(one.pod, 'image.repository')} or image.tag, take that away; else see whether the node has a network, or load the image into it: \`docker pull ${imageOf(one)} && minikube image load ${imageOf(one)}\`. Then deploy again: ${deploy(one.snapshot)}.`,
    }),
  ],
];

const pulled = (one: Case, words: string): Pick<Match, 'code' | 'message' | 'remedy'> & object => {
  const known = meanings.find(([pattern]) => pattern.test(words));
  if (known) return known[1](one, words);
  return {
    code: 'pod/image-pull',
    message: `The image ${imageOf(one)} of ${subject(one)} is not in the node, and the registry ${registryOf(imageOf(one))} does not give it${words ? `: ${words}` : ''}`,
    remedy: `Take away ${setting(one.pod, 'image.repository')} and image.tag where you set them, and deploy again: ${deploy(one.snapshot)}. An image of a private registry needs a login in the node; see its pull secrets with ${kubectl(one.snapshot, 'get serviceaccounts -o yaml')}.`,
  };
};

/** A reference begins with a registry when its first part has a dot or a port, or is localhost; else it is Docker Hub's. */
const registryOf = (image: string): string => {
  const [first = '', ...rest] = image.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : 'docker.io';
};

/** What stands after the last colon of a chain of causes: `dial tcp: lookup x: no such host`. */
const lastPart = (text: string): string => text.split(': ').at(-1) ?? text;
