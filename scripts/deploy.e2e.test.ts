import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatThroughATask, withPage } from './testing/browser.ts';
import { type Clone, cloneProject, filesBelow, type Ran } from './testing/clone.ts';
import { withoutImage } from './testing/quick.ts';
import type { Report } from './ui/report.ts';

const deploy = ['npx', 'tsx', 'scripts/deploy.ts'];
const cleanup = ['npx', 'tsx', 'scripts/cleanup.ts'];
const validate = ['npx', 'tsx', 'scripts/validate.ts'];
const namespace = 'todo-chatbot';

describe('a fresh clone on a real Minikube', () => {
  let clone: Clone;
  const run = (...argv: readonly string[]): Ran => clone.run(argv);
  const report = (ran: Ran): Report => JSON.parse(ran.out);
  const failures = (ran: Ran) =>
    report(ran)
      .outcomes.filter((one) => one.state === 'failed')
      .map(({ task, findings }) => ({ task, findings }));
  const kubectl = (...words: readonly string[]): Ran =>
    run('kubectl', '--context', 'minikube', '-n', namespace, ...words);
  const revisions = () =>
    JSON.parse(kubectl('get', 'secrets', '-l', 'owner=helm', '-o', 'json').out)
      .items.map((one: { metadata: { name: string } }) => one.metadata.name)
      .sort();

  beforeAll(() => {
    clone = cloneProject();
    expect(run('minikube', 'version').code, 'minikube is on the PATH').toBe(0);
    run('minikube', 'delete');
    const installed = run('npm', 'ci', '--no-audit', '--no-fund');
    expect(installed.code, installed.err).toBe(0);
  });

  afterAll(() => {
    clone.run([...cleanup, '--data', '--cache', '--cluster', '--yes']);
    clone.remove();
  });

  it('starts Minikube, builds the images and deploys three releases', () => {
    const ran = run(...deploy);
    expect(ran.out.trimEnd().split('\n').at(-1), ran.out + ran.err).toBe('Open it: npm run open');
    expect(ran.code).toBe(0);
    expect(revisions().map((name: string) => name.replace('sh.helm.release.v1.', ''))).toEqual([
      'backend.v1',
      'database.v1',
      'frontend.v1',
    ]);
  });

  it('holds everything the second time: no new revision, no build', () => {
    const before = revisions();
    const images = run('minikube', 'image', 'ls').out;
    const ran = run(...deploy, '--format', 'json');
    expect(failures(ran)).toEqual([]);
    expect(report(ran).counts).toMatchObject({ changed: 0, planned: 0, failed: 0 });
    expect(
      report(ran)
        .outcomes.filter((one) => one.state === 'skipped')
        .map((one) => `${one.task} ${one.reason}`),
    ).toEqual(['T051 no OPENAI_API_KEY: the built-in assistant (rules, no AI model) serves']);
    expect(revisions()).toEqual(before);
    expect(run('minikube', 'image', 'ls').out).toBe(images);
  });

  it('passes validate', () => {
    const ran = run(...validate, '--format', 'json');
    expect(failures(ran)).toEqual([]);
    expect(ran.code).toBe(0);
  });

  it('runs the helm tests of both charts', () => {
    const helm = filesBelow(clone.root, '.local/cache/tools').find((path) => path.endsWith('/helm')) ?? 'helm';
    for (const release of ['backend', 'frontend']) {
      const ran = run(`./${helm}`, 'test', release, '-n', namespace, '--kube-context', 'minikube');
      expect(ran.out + ran.err, release).toMatch(/Phase: +Succeeded/);
    }
  });

  it('lets a person add, list, complete and delete a task by chat through npm run open', async () => {
    const opening = spawn('npm', ['run', '-s', 'open'], { cwd: clone.root, detached: true });
    try {
      const url = await new Promise<string>((done, fail) => {
        let out = '';
        opening.stdout.on('data', (chunk) => {
          out += chunk;
          const found = /^Chat: +(http:\S+)$/m.exec(out)?.[1];
          if (found) done(found);
        });
        opening.on('close', () => fail(new Error(out)));
      });
      await withPage(url, chatThroughATask);
    } finally {
      process.kill(-(opening.pid ?? 0), 'SIGINT');
      await new Promise((done) => opening.on('close', done));
    }
  });

  it('finds a backend scaled to nothing, skips what needs it, and heals it by deploying again', () => {
    expect(kubectl('scale', 'deployment/backend', '--replicas=0').code).toBe(0);
    kubectl('wait', '--for=delete', 'pod', '-l', 'app=backend', '--timeout=60s');
    const sick = run(...validate, '--format', 'json');
    const outcome = report(sick).outcomes.find((one) => one.task === 'T054');
    expect(outcome?.state).toBe('failed');
    expect(outcome?.findings[0]?.remedy).toContain('npx tsx scripts/deploy.ts');
    expect(outcome?.findings[0]?.evidence?.length).toBeGreaterThan(0);
    expect(
      report(sick)
        .outcomes.filter((one) => one.state === 'failed')
        .map((one) => one.task),
    ).toEqual(['T054']);
    const left = report(sick).outcomes.filter((one) => one.reason?.startsWith('needs '));
    const ofDeploy = left.filter(({ phase }) => phase === 'Deployment').map(({ task }) => task);
    expect(ofDeploy).toEqual(['T056', 'T058', 'T059', 'T060', 'T061', 'T063', 'T064']);
    expect(new Set(left.map(({ reason }) => reason))).toEqual(new Set(['needs T054']));
    expect(sick.code).toBe(60);
    const healed = run(...deploy, '--format', 'json');
    expect(
      report(healed)
        .outcomes.filter((one) => one.state === 'changed')
        .map((one) => one.task),
    ).toEqual(['T054']);
    expect(healed.code).toBe(0);
  });

  it('waits for nobody when the namespace is being removed, and says so', () => {
    const other = 'todo-terminating';
    const apply = (...words: readonly string[]) => run('kubectl', '--context', 'minikube', ...words);
    apply('create', 'namespace', other);
    apply('-n', other, 'create', 'configmap', 'anchor');
    apply('-n', other, 'patch', 'configmap', 'anchor', '-p', '{"metadata":{"finalizers":["example.org/stay"]}}');
    apply('delete', 'namespace', other, '--wait=false');
    const ran = run(...deploy, '--namespace', other);
    apply('-n', other, 'patch', 'configmap', 'anchor', '-p', '{"metadata":{"finalizers":null}}');
    expect(ran.out).toContain('[cluster/namespace-terminating]');
    expect(ran.code).toBe(30);
  });

  it('rolls back a backend that never becomes ready, and says why', () => {
    const before = kubectl(
      'get',
      'deployment',
      'backend',
      '-o',
      'jsonpath={.spec.template.spec.containers[0].image}',
    ).out;
    const ran = run(...deploy, ...withoutImage);
    expect(ran.out).toContain('[pod/image-missing]');
    expect(ran.out).toContain('fix: ');
    expect(ran.code).toBe(60);
    expect(
      kubectl('get', 'deployment', 'backend', '-o', 'jsonpath={.spec.template.spec.containers[0].image}').out,
    ).toBe(before);
    const again = run(...deploy);
    expect(again.code, again.out + again.err).toBe(0);
  });

  it('keeps the data on cleanup, and removes all of ours with --data', () => {
    const ran = run(...cleanup);
    expect(ran.code, ran.out + ran.err).toBe(0);
    const left = kubectl(
      'get',
      'all,configmap,secret,pvc,serviceaccount',
      '-l',
      'app.kubernetes.io/part-of=todo-chatbot',
      '-o',
      'name',
    );
    expect(left.out.trim().split('\n').sort()).toEqual([
      'persistentvolumeclaim/data-database-0',
      'secret/database-secret',
    ]);
    expect(run('minikube', 'image', 'ls').out).not.toMatch(/library\/(backend|frontend):/);
    expect(run(...cleanup, '--data').code).toBe(0);
    expect(kubectl('get', 'namespace', namespace).code).not.toBe(0);
    const again = run(...cleanup, '--data');
    expect(again.out).toContain('nothing found');
    expect(again.code).toBe(0);
  });

  // Last, since the volumes of the test node do not outlive its stop.
  it('starts a Minikube that was stopped, and deploys again what was removed', () => {
    expect(run('minikube', 'stop').code).toBe(0);
    const down = run(...validate, '--only', 'T003');
    expect(down.code).toBe(30);
    expect(down.out).toContain('npx tsx scripts/deploy.ts');
    const ran = run(...deploy);
    expect(ran.code, ran.out + ran.err).toBe(0);
  });
});
