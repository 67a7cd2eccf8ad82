import { type Finding, finding, Problem } from '../../core/finding.ts';
import type { Image } from '../../core/target.ts';

/** What was done with an image when docker failed. */
type Doing = {
  readonly image: Image;
  /** The name under which the engine has it. */
  readonly reference: string;
};

type Row = readonly [RegExp, (doing: Doing, found: RegExpExecArray) => Finding];

/** What docker says whatever it was asked for; the first that matches. */
const engineRows: readonly Row[] = [
  [
    /permission denied while trying to connect/i,
    () => finding('tool/docker-denied', 'The Docker socket refuses this user'),
  ],
  [/cannot connect to the docker daemon/i, () => finding('tool/docker-down', 'No Docker engine answers')],
];

/** What the words of a failed build mean; the first that matches. */
const buildRows: readonly Row[] = [
  ...engineRows,
  [
    /no space left on device/i,
    ({ image }) => finding('image/disk-full', `The disk of the engine is full while the image ${image.name} is built`),
  ],
  [
    /requires BuildKit|buildx component is missing/i,
    () => finding('tool/buildx-missing', 'Docker has no buildx, which builds images'),
  ],
  [
    /failed to read dockerfile: (?:open )?([^:\n]+)/i,
    ({ image }) =>
      finding('image/no-dockerfile', `There is no ${image.directory}/Dockerfile, or it cannot be read`, {
        remedy: `Restore it: \`git checkout -- ${image.directory}/Dockerfile\`.`,
      }),
  ],
  [
    /toomanyrequests|pull rate limit/i,
    ({ image }, { input }) =>
      finding(
        'image/registry-limit',
        `The registry lets this address pull no more for now, and ${image.name} is built on ${baseIn(input)}`,
        {
          remedy: `Log in, \`docker login\`, or wait, and run again; \`docker pull ${baseIn(input)}\` shows whether it goes.`,
        },
      ),
  ],
  [
    /failed to resolve source metadata|failed to do request|pull access denied|failed to authorize/i,
    ({ image }, { input }) =>
      finding(
        'image/base-unreachable',
        `The base image ${baseIn(input)} of ${image.name} cannot be pulled: ${causeIn(input)}`,
        {
          remedy: `Pull it by hand to see why: \`docker pull ${baseIn(input)}\`; its name stands after FROM in ${image.directory}/Dockerfile.`,
        },
      ),
  ],
];

/** What the words of a failed push mean; the first that matches. */
const pushRows: readonly Row[] = [
  ...engineRows,
  [
    /denied|unauthorized|authentication required|no basic auth credentials|insufficient_scope/i,
    ({ reference }) =>
      finding('image/push-denied', `The registry ${hostOf(reference)} does not take ${reference} from this user`, {
        remedy: `Log in: \`docker login ${hostOf(reference)}\`, and see that --registry names a place where you may push.`,
      }),
  ],
  [
    /no such host|connection refused|i\/o timeout|no route to host|server gave HTTP response to HTTPS client|x509|TLS handshake/i,
    ({ reference }, { input }) =>
      finding('image/push-unreachable', `The registry ${hostOf(reference)} cannot be reached: ${causeIn(input)}`, {
        remedy: `See whether it answers, \`curl -I https://${hostOf(reference)}/v2/\`, and correct --registry; one without TLS has to be among insecure-registries of the engine.`,
      }),
  ],
];

/** What the words of a failed transport to the node mean; the first that matches. */
const loadRows: readonly Row[] = [
  ...engineRows,
  [
    /no space left on device/i,
    ({ reference }) =>
      finding('cluster/disk-pressure', `The disk of the node is full, and ${reference} is to be brought there`),
  ],
];

/** A failed build as its cause; what is no failure of docker stays as it is. */
export const buildProblem = (thrown: unknown, doing: Doing): unknown =>
  explained(thrown, doing, buildRows, ({ image }) =>
    finding('image/build-failed', `The image ${image.name}:${image.tag} could not be built`, {
      remedy: `Read the end of its output, and build it by hand: \`docker build ${image.directory}\`.`,
    }),
  );

/** A failed push as its cause. */
export const pushProblem = (thrown: unknown, doing: Doing): unknown =>
  explained(thrown, doing, pushRows, ({ reference }) =>
    finding('image/push-failed', `The registry ${hostOf(reference)} did not take ${reference}`, {
      remedy: `Read what it says, and push by hand: \`docker push ${reference}\`.`,
    }),
  );

/** A failed transport to the nodes as its cause. */
export const loadProblem = (thrown: unknown, doing: Doing): unknown =>
  explained(thrown, doing, loadRows, ({ reference }) =>
    finding('image/load-failed', `The image ${reference} could not be brought to the node`, {
      remedy: `Load it by hand to see why: \`minikube image load --daemon ${reference} --alsologtostderr\`.`,
    }),
  );

const explained = (
  thrown: unknown,
  doing: Doing,
  rows: readonly Row[],
  unknown: (doing: Doing) => Finding,
): unknown => {
  if (!(thrown instanceof Problem) || !['tool/failed', 'tool/timeout'].includes(thrown.finding.code)) return thrown;
  const evidence = thrown.finding.evidence ?? [];
  const text = evidence.map((one) => one.text).join('\n');
  for (const [pattern, meaning] of rows) {
    const found = pattern.exec(text);
    if (found) return new Problem({ ...meaning(doing, found), evidence, final: true });
  }
  return new Problem({ ...unknown(doing), evidence, final: true });
};

/** `failed to resolve source metadata for docker.io/library/nope:1: …`, `load metadata for …`. */
const baseIn = (text: string): string =>
  (/(?:source metadata|load metadata) for (\S+?):?(?:\s|$)/.exec(text)?.[1] ?? 'after FROM').replace(
    /^docker\.io\/library\//,
    '',
  );

/** What stands last in a chain of causes. */
const causeIn = (text: string): string => text.trim().split('\n').at(-1)?.split(': ').at(-1) ?? '';

const hostOf = (reference: string): string => reference.split('/')[0] ?? reference;
