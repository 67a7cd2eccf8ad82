import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type FakeKubectl, fakeKubectl, openPlannerBench } from '../testing/planner.ts';
import { callsOf } from './opinion.ts';

const bench = openPlannerBench('unused', '');
const folder = mkdtempSync(join(tmpdir(), 'guard-'));
const bin = join(folder, 'bin');
const log = join(folder, 'calls');
const kubectl: FakeKubectl = fakeKubectl(folder, 'pod/backend-0\n');
const setup = join(folder, 'guard.json');
mkdirSync(bin, { mode: 0o700 });
const named = {
  namespace: 'todo',
  kubectl: kubectl.path,
  kubeconfig: '/private/ro',
  home: folder,
  log,
  deadline: 5000,
};
writeFileSync(setup, JSON.stringify(named), { mode: 0o600 });
for (const name of ['kubectl', 'bash']) {
  writeFileSync(join(bin, name), bench.outside.guard(name, setup));
  chmodSync(join(bin, name), 0o700);
}

afterAll(() => {
  bench.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the guard as kubectl-ai does, and tells whether the kubectl behind it was started. */
const start = (program: 'kubectl' | 'bash', words: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const before = kubectl.started().length;
  const said = spawnSync(join(bin, program), words, { encoding: 'utf8', cwd: folder, env: { PATH: bin, ...env } });
  const started = kubectl.started().slice(before);
  return { ...said, started };
};

describe('through the program that stands for bash', () => {
  test('a read is run by kubectl itself, with the read-only kubeconfig and in the namespace', () => {
    const { status, stdout, started } = start('bash', ['-c', "kubectl get pods -n todo -l 'app=backend'"]);
    expect([status, stdout]).toEqual([0, 'pod/backend-0\n']);
    expect(started[0]).toBe('--kubeconfig /private/ro --namespace todo get pods -n todo -l app=backend');
  });

  test('nothing of the environment reaches it, and no settings of a user', () => {
    const env = { OPENAI_API_KEY: 'canary', KUBECONFIG: '/x', NODE_OPTIONS: '--require=/nowhere.js', KUBERC: 'on' };
    const { status, started } = start('bash', ['-c', 'kubectl get pods'], env);
    expect(status).toBe(0);
    expect(started[1]).toMatch(/HOME=\S+ KUBECTL_KUBERC=false KUBERC=off NO_COLOR=1/);
    expect(started[1]).not.toMatch(/canary|KUBECONFIG|NODE_OPTIONS/);
  });

  test.each([
    ['a write that calls itself a dry run', 'kubectl delete ns todo --dry-run=none'],
    ['a dry run of the server', 'kubectl apply -f x.yaml --dry-run=server'],
    ['a write of rights', 'kubectl auth reconcile -f x.yaml'],
    ['another context', 'kubectl config use-context admin'],
    ['new credentials', 'kubectl config set-credentials x --token=y'],
    ['a context less', 'kubectl config delete-context x'],
    ['the kubeconfig itself', 'kubectl config view --raw'],
    ['a Secret', 'kubectl get secret backend -o yaml'],
    ['a Secret among others', 'kubectl get pods,secrets -o yaml'],
    ['a Secret by its path', 'kubectl get --raw /api/v1/namespaces/todo/secrets'],
    ['all namespaces', 'kubectl get pods -A'],
    ['another namespace', 'kubectl get pods -n kube-system'],
    ['a file that is written', 'kubectl get pods -o yaml > owned'],
    ['a file that is written by a number', 'kubectl get pods 2>&1 1>owned'],
    ['a file that is read by a substitution', 'kubectl get pods $(< /etc/passwd)'],
    ['a command in a substitution', 'kubectl get pods $(touch owned)'],
    ['a command in backticks', 'kubectl get pods `touch owned`'],
    ['a command after another', 'kubectl get pods; touch owned'],
    ['a command on the next line', 'kubectl get pods\ntouch owned'],
    ['a pipe', 'kubectl get pods | tee owned'],
    ['a command in the background', 'kubectl get pods & touch owned'],
    ['a variable', 'kubectl get pods $HOME'],
    ['a pattern', 'kubectl get pods *'],
    ['a variable before the command', 'KUBECONFIG=/x kubectl get pods'],
    ['a door to the network', 'kubectl proxy --address=0.0.0.0'],
    ['a forwarded port', 'kubectl port-forward pod/x 8000'],
    ['a program of another folder', '/tmp/kubectl/evil get pods'],
    ['kubectl by its path', '/usr/bin/kubectl delete ns todo'],
    ['a plugin', 'kubectl ai get pods'],
    ['a program with kubectl in its name', 'mykubectl get pods'],
    ['another kubeconfig', 'kubectl get pods --kubeconfig=/elsewhere/config'],
    ['another server', 'kubectl get pods --server=https://evil.example.com'],
    ['another person', 'kubectl get pods --as=admin'],
    ['another token', 'kubectl get pods --token=x'],
    ['files of this machine', 'kubectl get -f /etc/passwd'],
    ['files by a template', 'kubectl get pods -o go-template-file=/etc/passwd'],
    ['a kustomization', 'kubectl kustomize .'],
    ['a program in a pod', 'kubectl exec backend-0 -- env'],
    ['a copy from a pod', 'kubectl cp backend-0:/app x'],
    ['an ephemeral container', 'kubectl debug backend-0 --image=x'],
    ['a comparison, which patches', 'kubectl diff -f x.yaml'],
    ['an endless read', 'kubectl logs backend-0 -f'],
    ['a raw log', 'kubectl logs backend-0 -v=9'],
    ['another program', 'helm uninstall backend'],
    ['nothing', ''],
  ])('%s is refused and starts nothing', (_, line) => {
    const { status, stderr, stdout, started } = start('bash', ['-c', line]);
    expect([status, stdout, started]).toEqual([126, '', []]);
    expect(stderr).toMatch(/^Refused \(\w+\): .{10,}\.\n$/);
    expect(existsSync(join(folder, 'owned'))).toBe(false);
  });

  test.each([[['-i']], [['-lc', 'kubectl get pods']], [['script.sh']], [[]]])('a shell with %j is none', (words) => {
    const { status, started } = start('bash', words);
    expect([status, started]).toEqual([126, []]);
  });
});

describe('through the program that stands for kubectl', () => {
  test.each([
    ['a line break', ['get', 'pods\n-A']],
    ['a flag in a name', ['get', 'pods', '-n', 'todo', '--', '--all-namespaces']],
    ['an empty word', ['get', 'pods', '']],
    ['a write', ['delete', 'pod', 'x']],
    ['a verb that every object has', ['constructor']],
  ])('%s is refused and starts nothing', (_, words) => {
    const { status, started } = start('kubectl', words);
    expect([status, started]).toEqual([126, []]);
  });
});

test('each call is a line of the log, which only this user reads', () => {
  const before = callsOf(readFileSync(log, 'utf8')).length;
  start('bash', ['-c', 'kubectl get pods']);
  start('kubectl', ['delete', 'pod', 'x']);
  expect(callsOf(readFileSync(log, 'utf8')).slice(before)).toMatchObject([
    { command: 'kubectl get pods', allowed: true },
    { command: 'kubectl delete pod x', allowed: false, rule: 'verb' },
  ]);
  expect(statSync(log).mode & 0o777).toBe(0o600);
});

test('a read that hangs is ended', () => {
  const own = join(folder, 'hanging');
  mkdirSync(own);
  writeFileSync(join(own, 'kubectl'), '#!/bin/sh\nexec /bin/sleep 60\n', { mode: 0o700 });
  writeFileSync(join(own, 'guard.json'), JSON.stringify({ ...named, kubectl: join(own, 'kubectl'), deadline: 300 }));
  writeFileSync(join(own, 'bash'), bench.outside.guard('bash', join(own, 'guard.json')), { mode: 0o700 });
  const began = Date.now();
  expect(spawnSync(join(own, 'bash'), ['-c', 'kubectl get pods']).status).toBe(124);
  expect(Date.now() - began).toBeLessThan(10_000);
});
