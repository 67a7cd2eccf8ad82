import semver from 'semver';
import { type Finding, finding } from '../core/finding.ts';
import { installRemedy } from '../core/install.ts';
import type { Prerequisite } from '../core/prerequisite.ts';
import { type Check, isSkip } from '../core/task.ts';
import type { Said, World } from '../core/world.ts';
import { dockerAnswers, helmAnswers, kubectlAnswers, targetUp } from './programs.ts';

/** Bytes that images, packages and a cluster take: without them a deploy fails late. */
const room = {
  kubernetes: { disk: 10e9, memory: 4e9 },
  local: { disk: 2e9, memory: 2e9 },
} as const;

const ports = [3000, 8000] as const;

/** What a deploy to the target of this world needs of the machine, in the order in which it is needed. */
export const prerequisites = async (world: World): Promise<readonly Prerequisite[]> => {
  const { target } = world;
  const kubernetes = target.kind === 'kubernetes';
  return Promise.all([
    nodeOf(world),
    helmOf(world),
    ...(target.name === 'minikube' ? [minikubeOf(world)] : []),
    ...(kubernetes ? [dockerOf(world), buildxOf(world), kubectlOf(world)] : []),
    targetOf(world),
    diskOf(world),
    memoryOf(world),
    ...ports.map((port) => portOf(world, port)),
  ]);
};

const nodeOf = async ({ sh }: World): Promise<Prerequisite> => {
  const found = versionIn(await sh.read`node --version`);
  const fits = found !== undefined && semver.satisfies(found, '>=22.18.0');
  return {
    name: 'Node',
    wanted: '22.18 or newer',
    found: found ?? 'none',
    findings: fits ? [] : [finding('tool/version', 'Node 22.18 or newer is needed', { remedy: installRemedy('node') })],
  };
};

const helmOf = async (world: World): Promise<Prerequisite> => ({
  name: 'Helm',
  wanted: '3.15 or newer, or 4',
  found: versionIn(await world.sh.read`helm version --short`) ?? 'none',
  findings: await found(helmAnswers, world),
});

const minikubeOf = async ({ sh }: World): Promise<Prerequisite> => {
  const version = versionIn(await sh.read`minikube version --short`);
  return {
    name: 'Minikube',
    wanted: 'any',
    found: version ?? 'none',
    findings: version
      ? []
      : [finding('tool/missing', 'minikube is not on the PATH', { remedy: installRemedy('minikube') })],
  };
};

const dockerOf = async (world: World): Promise<Prerequisite> => ({
  name: 'Docker',
  wanted: 'an engine that answers',
  found: versionIn(await world.sh.read`docker version --format ${'{{.Server.Version}}'}`) ?? 'none',
  findings: await found(dockerAnswers, world),
});

/** From version 23 on the docker program builds by its plugin alone; older ones have a builder of their own. */
const buildxOf = async ({ sh }: World): Promise<Prerequisite> => {
  const [version, client] = [
    versionIn(await sh.read`docker buildx version`),
    versionIn(await sh.read`docker version --format ${'{{.Client.Version}}'}`),
  ];
  const needed = client === undefined || semver.gte(client, '23.0.0');
  return {
    name: 'buildx',
    wanted: needed ? 'any' : `not needed by docker ${client}`,
    found: version ?? 'none',
    findings: version || !needed ? [] : [finding('tool/buildx-missing', 'Docker has no plugin buildx')],
  };
};

/** Beside a cluster that is down there is nothing to compare kubectl with. */
const kubectlOf = async (world: World): Promise<Prerequisite> => {
  const { platform } = await world.target.observe();
  const version = versionIn(await world.sh.read`kubectl version --client`);
  const missing = finding('tool/missing', 'kubectl is not on the PATH', { remedy: installRemedy('kubectl') });
  const skew = platform.up ? await found(kubectlAnswers, world) : [];
  return {
    name: 'kubectl',
    wanted: platform.versions ? `within one minor version of ${platform.versions.server}` : 'any that is supported',
    found: version ?? 'none',
    findings: version ? skew : [missing],
  };
};

/** A cluster that is not there yet, or sleeps, is started by deploy. */
const startable: readonly string[] = ['target/absent', 'target/stopped', 'target/paused'];

const targetOf = async (world: World): Promise<Prerequisite> => {
  const { platform } = await world.target.observe();
  const findings = await found(targetUp, world);
  return {
    name: `target ${world.target.name}`,
    wanted: 'up, or one that deploy can start',
    found: platform.facts,
    findings: findings.map((one) => (startable.includes(one.code) ? { ...one, level: 'info' } : one)),
  };
};

const diskOf = async ({ files, target }: World): Promise<Prerequisite> => {
  const [free, wanted] = [await files.free(), room[target.kind].disk];
  return {
    name: 'disk',
    wanted: `${gigabytes(wanted)} free`,
    found: `${gigabytes(free)} free`,
    findings:
      free >= wanted ? [] : [short(`The disk has ${gigabytes(free)} free, and ${gigabytes(wanted)} are needed`)],
  };
};

const memoryOf = async ({ processes, target }: World): Promise<Prerequisite> => {
  const { total, free } = processes.memory();
  const wanted = room[target.kind].memory;
  return {
    name: 'memory',
    wanted: gigabytes(wanted),
    found: `${gigabytes(total)}, ${gigabytes(free)} of it free`,
    findings:
      total >= wanted
        ? []
        : [short(`This machine has ${gigabytes(total)} of memory, and ${gigabytes(wanted)} are needed`)],
  };
};

/** A port that is taken keeps nobody from deploying: the application is then to be found at another one. */
const portOf = async ({ processes, target }: World, port: number): Promise<Prerequisite> => {
  const holder = await processes.holder(port);
  const own = target.kind === 'local' ? await target.reach(port === 3000 ? 'frontend-service' : 'backend-service') : '';
  const ours = own?.endsWith(`:${port}`);
  const who = ours ? 'the application' : [holder?.name ?? 'another program', holder?.pid].filter(Boolean).join(' ');
  return {
    name: `port ${port}`,
    wanted: 'free',
    found: holder ? `taken by ${who}` : 'free',
    findings:
      holder && !ours
        ? [
            finding('target/port-taken', `Port ${port} is taken by ${who}`, {
              level: 'info',
              remedy: 'Leave it so: the application is then at another port, which `npm run open` prints.',
            }),
          ]
        : [],
  };
};

const found = async (check: Check, world: World): Promise<readonly Finding[]> => {
  const verdict = await check(world);
  return isSkip(verdict) ? [] : verdict;
};

const versionIn = ({ code, stdout }: Said): string | undefined =>
  code === 0 ? semver.coerce(stdout)?.version : undefined;

const short = (message: string): Finding => finding('env/space', message);

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(bytes < 9.95e9 ? 1 : 0)} GB`;
