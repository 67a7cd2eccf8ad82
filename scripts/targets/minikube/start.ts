import { type Evidence, type Finding, finding, Problem, problem } from '../../core/finding.ts';
import type { Ground } from '../../core/world.ts';
import type { Door } from '../kubernetes/door.ts';
import { telling } from '../progress.ts';
import { readStart, startText } from './start-events.ts';
import { below, readStatus, type Status } from './status.ts';

/** Gigabytes that a new cluster with our images needs on the disk of the engine. */
const neededDisk = 4;
/** Bytes of memory below which Minikube's node cannot run Kubernetes. */
const neededMemory = 1_800_000_000;

/** Events instead of words for people: they number the steps and tell how much of a download is done. */
const start = ['start', '-o', 'json'];

/** What a state needs to become a running cluster. */
const remedies: Readonly<Record<Exclude<Status['state'], 'running' | 'no-program' | 'full'>, readonly string[]>> = {
  absent: start,
  stopped: start,
  partial: start,
  unknown: start,
  paused: ['unpause'],
  misconfigured: ['update-context'],
};

/** Starts, unpauses or repairs the profile until its nodes are ready; nothing to do when they are. */
export const bringUp = async (ground: Ground, door: Door): Promise<void> => {
  const { minikubeProfile: profile, dryRun } = ground.config;
  door.changed();
  const status = await readStatus(door, profile);
  if (status.state === 'running') return;
  if (status.state === 'no-program' || status.state === 'full')
    throw new Problem(below(status, profile).findings[0] ?? finding('tool/missing', 'minikube is not on the PATH'));
  const starts = remedies[status.state][0] === 'start';
  if (starts) await enoughRoom(door);
  const words = ['minikube', '-p', profile, ...remedies[status.state]];
  const show = telling(ground.say, profile, starts ? readStart() : (text) => text.replace(/^[^\w"]+/, ''));
  const heard: string[] = [];
  const line = (text: string): void => {
    heard.push(text);
    show(text);
  };
  await door.change(words, { deadline: 1_200_000, line }).catch((error: unknown) => {
    throw startProblem(error, profile, startText(heard));
  });
  if (dryRun) return;
  await nodesReady(ground, door, profile);
};

/** A cluster that starts on a full disk dies later, of something that looks like anything else. */
const enoughRoom = async (door: Door): Promise<void> => {
  const info = await door.ask(['docker', 'info', '--format', '{{.DockerRootDir}}\t{{.MemTotal}}']);
  const [root, memory] = info.stdout.trim().split('\t');
  if (info.code !== 0 || !root) return;
  if (Number(memory) > 0 && Number(memory) < neededMemory)
    throw problem(
      'env/space',
      `Docker has ${Math.round(Number(memory) / 1e6)} MB of memory, and Minikube needs ${neededMemory / 1e6} MB`,
      {
        remedy: 'Give Docker more memory, or deploy without a cluster: `npx tsx scripts/deploy.ts --target local`.',
        final: true,
      },
    );
  // The folder is inside a virtual machine on some systems: then df does not know it.
  const disk = await door.ask(['df', '-Pk', root]);
  const free = Number(disk.stdout.trim().split('\n').at(-1)?.split(/\s+/)[3]) / 1e6;
  if (disk.code === 0 && free < neededDisk)
    throw problem(
      'env/space',
      `${free.toFixed(1)} GB are free where Docker keeps its images (${root}), and a cluster needs ${neededDisk} GB`,
      {
        remedy: 'Free some, for example with `docker system prune`, and run again.',
        final: true,
      },
    );
};

const nodesReady = async (ground: Ground, door: Door, profile: string): Promise<void> => {
  ground.say.progress(`${profile}: waiting for the node`);
  const words = ['kubectl', '--context', profile, 'wait', '--for=condition=Ready', 'node', '--all', '--timeout=120s'];
  const said = await ground.sh.with({ fresh: true, deadline: 130_000 }).read`${words}`;
  const status = await readStatus(door, profile);
  if (said.code === 0 && status.state === 'running') return;
  throw problem('target/start-failed', `Minikube said that ${profile} started, and its node is not ready`, {
    evidence: [
      { source: 'kubectl wait node', text: said.stderr.trim() },
      ...below(status, profile).findings.map((one) => ({ source: `minikube -p ${profile} status`, text: one.message })),
    ],
    remedy: `Look at it: \`minikube -p ${profile} logs --problems\`; if nothing helps, \`minikube -p ${profile} delete\` and run again.`,
    final: true,
  });
};

/** What Minikube's words mean (its reasons have names, PROVIDER_… and RSRC_…); the first that matches. */
const rows: readonly (readonly [RegExp, (profile: string) => Finding])[] = [
  [
    /PROVIDER_DOCKER_NEWGRP|permission denied while trying to connect/i,
    () => finding('tool/docker-denied', 'The Docker socket refuses this user, so Minikube cannot start'),
  ],
  [
    /PROVIDER_DOCKER_(?:NOT_RUNNING|VERSION_EXIT|ERROR)|cannot connect to the docker daemon|Is the docker daemon running/i,
    () => finding('tool/docker-down', 'No Docker engine answers, so Minikube cannot start'),
  ],
  [
    /HOST_HOME_PERMISSION|permission denied[^\n]*\.minikube/i,
    () =>
      finding('env/unwritable', 'This user may not write where Minikube keeps its clusters', {
        remedy: 'Take the folder over: `sudo chown -R $USER ~/.minikube && chmod -R u+wrx ~/.minikube`.',
      }),
  ],
  [
    /RSRC_DOCKER_STORAGE|InsufficientStorage/i,
    (profile) =>
      finding('cluster/disk-pressure', `The disk of the Minikube cluster ${profile} is full`, {
        remedy: `Remove what Docker does not need, \`docker system prune\`, and images in the node that nobody uses: \`minikube -p ${profile} ssh -- sudo crictl rmi --prune\`.`,
      }),
  ],
  [
    /no space left on device/i,
    () =>
      finding('env/space', 'The disk is too full for Minikube', {
        remedy: 'Free some, for example with `docker system prune`, and run again.',
      }),
  ],
  [
    /RSRC_INSUFFICIENT|RSRC_OVER_ALLOC|(?:has|have) (?:less than|only) \S+ ?(?:MB|MiB|CPUs)/i,
    () =>
      finding('env/space', 'There is too little memory or CPU for Minikube', {
        remedy: 'Close other programs, or choose less: `MINIKUBE_MEMORY=2200 npx tsx scripts/deploy.ts`.',
      }),
  ],
  [
    /port is already allocated|address already in use/i,
    (profile) =>
      finding('target/port-taken', `A port that the node of ${profile} needs is taken on this machine`, {
        remedy: 'End the program that has it (`docker ps` and `sudo ss -ltnp` show who), and run again.',
      }),
  ],
  [
    /DRV_NOT_DETECTED|DRV_NOT_HEALTHY|No possible driver was detected/i,
    () =>
      finding('tool/missing', 'Minikube finds nothing to run its node in', {
        remedy: 'Install Docker: https://docs.docker.com/engine/install/ .',
      }),
  ],
];

/** A failed start in our words, with Minikube's as evidence. */
const startProblem = (error: unknown, profile: string, heard: string): unknown => {
  if (!(error instanceof Problem) || !['tool/failed', 'tool/timeout'].includes(error.finding.code)) return error;
  const evidence: readonly Evidence[] =
    heard === '' ? (error.finding.evidence ?? []) : [{ source: `minikube -p ${profile} start`, text: heard }];
  const text = evidence.map((one) => one.text).join('\n');
  const known = rows.find(([pattern]) => pattern.test(text))?.[1](profile);
  if (known) return new Problem({ ...known, evidence, final: true });
  return problem('target/start-failed', `Minikube could not start the cluster ${profile}`, {
    evidence,
    remedy: `Read what it said, and start it by hand: \`minikube -p ${profile} start\`; \`minikube -p ${profile} delete\` begins anew.`,
    final: true,
  });
};
