import { describe, expect, it } from 'vitest';
import { finding } from '../core/finding.ts';
import { secret } from '../core/secret.ts';
import type { PodSeen, ReleaseName, ReleaseSeen, WorkloadSeen } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import { projectTexts } from '../testing/project.ts';
import { type Given, memoryWorld } from '../testing/world.ts';
import { installReleases, reinstall, releasesDeployed, replicasReady } from './release.ts';
import { fingerprintOf } from './wanted.ts';

const files = projectTexts('helm', 'backend/Dockerfile', 'frontend/Dockerfile');
const base: Given = {
  files,
  rendered: { backend: [], frontend: [], database: [] },
  target: { recall: async () => ({ authSecret: secret('a'), databasePassword: secret('b') }) },
};
const open = (given: Given = {}) => memoryWorld({ ...base, ...given, target: { ...base.target, ...given.target } });
const ask = (check: Check, given: Given) => check(open(given).world);

const release = async (name: ReleaseName, own: Partial<ReleaseSeen> = {}): Promise<ReleaseSeen> => ({
  name,
  revision: 4,
  status: 'deployed',
  fingerprint: await fingerprintOf(open().world, name),
  drift: [],
  ...own,
});

describe('releases', () => {
  const deployed = releasesDeployed('database', 'backend');

  it('are deployed at the wanted fingerprint', async () => {
    const releases = [await release('database'), await release('backend')];
    expect(await ask(deployed, { seen: { releases } })).toEqual([]);
  });

  it('need no database where one is given', async () => {
    const given = { config: { databaseUrl: 'postgresql://me@db/todo' } };
    const fingerprint = await fingerprintOf(open(given).world, 'backend');
    expect(await ask(deployed, { ...given, seen: { releases: [await release('backend', { fingerprint })] } })).toEqual(
      [],
    );
  });

  it.each<readonly [string, Partial<ReleaseSeen>, string, RegExp]>([
    ['was interrupted', { status: 'pending-upgrade' }, 'release/pending', /Revision 4 of backend is pending-upgrade/],
    ['has failed', { status: 'failed' }, 'release/outdated', /Revision 4 of backend is failed/],
    ['was made from something else', { fingerprint: 'todo-chatbot/1 0' }, 'release/outdated', /other files, values/],
  ])('are not as wanted when one %s', async (_, own, code, says) => {
    const releases = [await release('database'), await release('backend', own)];
    const message = expect.stringMatching(says);
    expect(await ask(deployed, { seen: { releases } })).toMatchObject([{ code, message }]);
  });

  it('show what was changed by hand where that made them others than wanted', async () => {
    const made = { authSecret: secret('changed'), databasePassword: secret('b') };
    const releases = [await release('backend', { drift: ['Secret backend-secret data.AUTH_SECRET: *** -> ***'] })];
    const given = { seen: { releases }, target: { recall: async () => made } };
    expect(await ask(releasesDeployed('backend'), given)).toMatchObject([
      {
        code: 'release/outdated',
        evidence: [
          {
            source: 'backend, as it is -> as it was deployed',
            text: 'Secret backend-secret data.AUTH_SECRET: *** -> ***',
          },
        ],
      },
    ]);
  });

  it('are not as wanted when a key was taken from the Secret of the backend, which deploy then gives again', async () => {
    const seen = { releases: [await release('database'), await release('backend')] };
    const keyed = (...keys: readonly string[]): Given => ({
      seen,
      target: {
        settings: async () => [{ release: 'backend', secret: { name: 'backend-secret', type: 'Opaque', keys } }],
      },
    });
    expect(await ask(deployed, keyed('AUTH_SECRET', 'PGPASSWORD'))).toEqual([]);
    expect(await ask(deployed, keyed('AUTH_SECRET'))).toMatchObject([
      { code: 'release/secret-keys', message: 'The Secret backend-secret lacks PGPASSWORD' },
    ]);
    const { world, done } = open(keyed('AUTH_SECRET'));
    await installReleases('database', 'backend')(world);
    expect(done).toEqual(['install backend']);
  });

  it('are absent when they are not there', async () => {
    expect(await ask(deployed, {})).toMatchObject([
      { code: 'release/absent', message: 'The release database is not deployed' },
      { code: 'release/absent', message: 'The release backend is not deployed' },
    ]);
  });
});

describe('installing releases', () => {
  const all = async () => [await release('database'), await release('backend')];

  it('installs in order what is not as wanted, and nothing else', async () => {
    const { world, done } = open({ seen: { releases: [await release('backend', { status: 'failed' })] } });
    await installReleases('database', 'backend')(world);
    expect(done).toEqual(['install database', 'install backend']);
    const held = open({ seen: { releases: [await release('database')] } });
    await installReleases('database', 'backend')(held.world);
    expect(held.done).toEqual(['install backend']);
  });

  it('installs what is held too when it is forced', async () => {
    const { world, done } = open({ seen: { releases: await all() }, config: { force: true } });
    await installReleases('database', 'backend')(world);
    expect(done).toEqual(['install database', 'install backend']);
  });

  it('brings no database where one is given', async () => {
    const { world, done } = open({ config: { databaseUrl: 'postgresql://me@db/todo' } });
    await installReleases('database', 'backend')(world);
    expect(done).toEqual(['install backend']);
  });

  it('again brings back what drifted, and leaves what is not as wanted to the task before', async () => {
    const drifted = open({ seen: { releases: await all() } });
    await reinstall('database', 'backend')(drifted.world);
    expect(drifted.done).toEqual(['install database', 'install backend']);
    const starting = open({
      seen: {
        releases: await all(),
        workloads: [
          {
            release: 'backend',
            replicas: 1,
            findings: [],
            pods: [{ name: 'backend-1', release: 'backend', running: true, ready: false, restarts: 0 }],
          },
        ],
      },
    });
    await reinstall('backend')(starting.world);
    expect(starting.done).toEqual([]);
    const absent = open();
    await reinstall('backend')(absent.world);
    expect(absent.done).toEqual([]);
  });
});

describe('replicas', () => {
  const now = Date.UTC(2030, 0, 1);
  const pod = (own: Partial<PodSeen> = {}): PodSeen => ({
    name: 'backend-1',
    release: 'backend',
    running: true,
    ready: true,
    restarts: 0,
    ...own,
  });
  const workload = (pods: readonly PodSeen[], own: Partial<WorkloadSeen> = {}) => ({
    release: 'backend',
    replicas: 1,
    pods,
    findings: [],
    ...own,
  });
  const askOf = async (seen: WorkloadSeen | undefined, own: Partial<ReleaseSeen> = {}, given: Given = {}) =>
    ask(replicasReady('backend'), {
      now,
      seen: { workloads: seen ? [seen] : [], releases: [await release('backend', own)] },
      ...given,
    });

  it('are ready, long after a restart too', async () => {
    const calm = pod({ name: 'backend-2', restarts: 1, lastRestart: now - 600_000 });
    expect(await askOf(workload([pod(), calm], { replicas: 2 }))).toEqual([]);
  });

  it('are absent without a workload or without a pod of it', async () => {
    expect(await askOf(undefined)).toMatchObject([{ code: 'pod/absent', message: 'No pod of backend is there' }]);
    expect(await askOf(workload([]))).toMatchObject([{ code: 'pod/absent', evidence: [{ text: 'no pod' }] }]);
  });

  it('are processes locally', async () => {
    expect(await askOf(undefined, {}, { target: { kind: 'local' } })).toMatchObject([
      { code: 'pod/absent', message: 'No process of backend is there' },
    ]);
  });

  it.each([
    ['one does not run', [pod({ running: false })], 1, '0 of 1'],
    ['one is not ready', [pod(), pod({ ready: false })], 2, '1 of 2'],
    ['one is missing', [pod()], 2, '1 of 2'],
  ])('are not ready when %s', async (_, pods, replicas, counted) => {
    expect(await askOf(workload(pods, { replicas }))).toMatchObject([
      { code: 'pod/not-ready', message: `${counted} replicas of backend are ready` },
    ]);
  });

  it('have a cause, which is told instead of what follows from it', async () => {
    const cause = finding('pod/crash-loop', 'it crashes', { final: true });
    const warning = finding('pod/restarted', 'once', { level: 'warning' });
    const findings = [warning, cause];
    expect(await askOf(workload([pod({ ready: false })], { findings }))).toEqual([cause]);
    expect(await askOf(workload([], { findings }))).toEqual([cause]);
  });

  it('are not calm within ten minutes of a restart', async () => {
    const shaken = pod({ restarts: 3, lastRestart: now - 599_000 });
    expect(await askOf(workload([shaken]))).toMatchObject([
      { code: 'pod/restarted', message: 'backend-1 restarted less than ten minutes ago' },
    ]);
  });

  it('are not as deployed when somebody changed them by hand', async () => {
    expect(await askOf(workload([pod()]), { drift: ['Deployment backend spec.replicas: 1 -> 2'] })).toMatchObject([
      {
        code: 'release/outdated',
        message: expect.stringContaining('by hand'),
        evidence: [{ text: 'Deployment backend spec.replicas: 1 -> 2' }],
      },
    ]);
  });
});
