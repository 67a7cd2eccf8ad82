import {
  type Case,
  type ContainerRule,
  endEvidence,
  hasCrashed,
  imageOf,
  isWaiting,
  logEvidence,
  logOf,
  Subject,
  subject,
  waiting,
  waitingEvidence,
} from '../case.ts';
import { deploy, kubectl } from '../commands.ts';
import { atOnce, grace } from '../diagnosis.ts';
import { endOf, nameOf } from '../snapshot.ts';

/** A program made for another processor, as the runtime or the shell says it. */
export const wrongPlatform: ContainerRule = (one) => {
  const words = `${refusal(one)}\n${hasCrashed(one) ? logOf(one) : ''}`;
  if (!/exec format error|does not match (?:the )?(?:specified|detected)? ?(?:host )?(?:platform|arch)/i.test(words))
    return undefined;
  const node = one.snapshot.nodes?.find((other) => nameOf(other) === one.pod.spec?.nodeName);
  const architecture = node?.status?.nodeInfo?.architecture;
  return {
    code: 'pod/wrong-platform',
    message: `${Subject(one)} cannot run its program: the image ${imageOf(one)} is made for another processor than the node's${architecture ? ` (${architecture})` : ''}, or the program is no executable file`,
    remedy: `Build it for the node, \`docker build --platform linux/${architecture ?? 'amd64'} -t ${imageOf(one)} .\` in the folder of its Dockerfile, or let deploy do so: ${deploy(one.snapshot)}.`,
    evidence: [...waitingEvidence(one), ...endEvidence(one), ...logEvidence(one)],
    patience: atOnce,
  };
};

/** A program that the image does not have: the runtime says it, or a shell by exit code 127. */
export const commandMissing: ContainerRule = (one) => {
  const program = /exec: "([^"]+)": (?:executable file not found|stat [^:]+: no such file)/.exec(refusal(one))?.[1];
  const shell = hasCrashed(one) && endOf(one.status)?.exitCode === 127;
  if (program === undefined && !shell) return undefined;
  const name = program ?? /([^\s:]+): (?:command )?not found/.exec(logOf(one))?.[1];
  return {
    code: 'pod/command-missing',
    message: `The image ${imageOf(one)} has no program ${name ? `"${name}"` : 'of that name'}, which ${subject(one)} is to run`,
    remedy: `Correct command in the chart, or CMD in the Dockerfile, and deploy again: ${deploy(one.snapshot)}.`,
    evidence: [...waitingEvidence(one), ...endEvidence(one), ...logEvidence(one)],
    patience: program === undefined ? grace : atOnce,
  };
};

/** A file that is there and may not be run: the runtime says it, or a shell by exit code 126. */
export const commandDenied: ContainerRule = (one) => {
  const program = /exec: "([^"]+)": permission denied/.exec(refusal(one))?.[1];
  const shell = hasCrashed(one) && endOf(one.status)?.exitCode === 126;
  if (program === undefined && !shell) return undefined;
  const name = program ?? /([^\s:]+): Permission denied/i.exec(logOf(one))?.[1];
  return {
    code: 'pod/command-denied',
    message: `${Subject(one)} may not run ${name ? `"${name}"` : 'its program'}: the file is not executable for its user`,
    remedy: `Make it executable in the Dockerfile, \`COPY --chmod=755\`, and deploy again: ${deploy(one.snapshot)}.`,
    evidence: [...waitingEvidence(one), ...endEvidence(one), ...logEvidence(one)],
    patience: program === undefined ? grace : atOnce,
  };
};

/** Everything else for which the runtime refuses to make or start a container. */
export const createFailed: ContainerRule = (one) =>
  refusal(one) === ''
    ? undefined
    : {
        code: 'pod/create-failed',
        message: `${Subject(one)} cannot be started: ${refusal(one)}`,
        remedy: `Read what the node says: ${kubectl(one.snapshot, `describe pod ${nameOf(one.pod)}`)}.`,
        evidence: [...waitingEvidence(one), ...endEvidence(one)],
        patience: grace,
      };

const reasons = [
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'PreCreateHookError',
  'PreStartHookError',
  'PostStartHookError',
];

/** Why the runtime refused the container; empty where it started. */
const refusal = (one: Case): string => {
  const end = endOf(one.status);
  if (isWaiting(one, ...reasons)) return waiting(one);
  return hasCrashed(one) && ['ContainerCannotRun', 'StartError'].includes(end?.reason ?? '')
    ? (end?.message ?? end?.reason ?? '')
    : '';
};
