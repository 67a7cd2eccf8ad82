import semver from 'semver';
import { finding } from '../core/finding.ts';
import type { Check } from '../core/task.ts';

/** A Docker engine (or a compatible one) answers this user. */
export const dockerAnswers: Check = async ({ sh }) => {
  const said = await sh.read`docker version --format ${'{{.Server.Version}}'}`;
  if (said.code === 0 && said.stdout.trim() !== '') return [];
  const evidence = [{ source: 'docker version', text: said.stderr || said.stdout }];
  if (said.code === 127)
    return [
      finding('tool/missing', 'docker is not on the PATH', {
        remedy:
          'Install Docker: https://docs.docker.com/engine/install/ , or deploy without it: `npx tsx scripts/deploy.ts --target local`.',
        final: true,
      }),
    ];
  return /permission denied/i.test(said.stderr)
    ? [finding('tool/docker-denied', 'The Docker socket refuses this user', { evidence, final: true })]
    : [finding('tool/docker-down', 'No Docker engine answers', { evidence, final: true })];
};

/** The helm that the scripts use is 3.15 or newer, or 4. */
export const helmAnswers: Check = async ({ sh }) => {
  const said = await sh.read`helm version --short`;
  const version = semver.coerce(said.stdout);
  if (said.code === 0 && version && semver.satisfies(version, '>=3.15.0 <5')) return [];
  const evidence = [{ source: 'helm version --short', text: said.stdout + said.stderr }];
  return version
    ? [
        finding('tool/version', `helm is ${version.version}; 3.15 or newer, or 4, is needed`, {
          evidence,
          remedy: helmRemedy,
        }),
      ]
    : [finding('tool/missing', 'helm does not answer', { evidence, remedy: helmRemedy })];
};

/** kubectl talks to the pinned context and is within one minor version of its server. */
export const kubectlAnswers: Check = async ({ target }) => {
  const { platform } = await target.observe();
  const { client, server } = platform.versions ?? {};
  if (!platform.up || !client || !server)
    return [
      finding('cluster/unreachable', 'kubectl gets no answer from the cluster', {
        evidence: platform.findings.map((one) => ({ source: one.code, text: one.message })),
      }),
    ];
  const [mine, theirs] = [semver.coerce(client), semver.coerce(server)];
  const skew = mine && theirs ? Math.abs(mine.minor - theirs.minor) : Number.POSITIVE_INFINITY;
  return skew <= 1
    ? []
    : [
        finding('cluster/skew', `kubectl ${client} is ${skew} minor versions from the cluster's ${server}`, {
          remedy: `Install kubectl ${theirs?.major}.${theirs?.minor}: https://kubernetes.io/docs/tasks/tools/ .`,
        }),
      ];
};

/** The target is up. */
export const targetUp: Check = async ({ target }) => {
  const { platform } = await target.observe();
  if (platform.up) return platform.findings.filter((one) => one.level !== 'error');
  return platform.findings.length > 0
    ? platform.findings
    : [finding('target/down', `The target ${target.name} is not up`)];
};

const helmRemedy = 'Install Helm: https://helm.sh/docs/intro/install/ .';
