import { expect, test } from 'vitest';
import { below, parseStatus } from './status.ts';

const said = (code: number, stdout: unknown, stderr = '') => ({
  code,
  stdout: typeof stdout === 'string' ? stdout : JSON.stringify(stdout),
  stderr,
});
const node = {
  Name: 'minikube',
  Host: 'Running',
  Kubelet: 'Running',
  APIServer: 'Running',
  Kubeconfig: 'Configured',
  Worker: false,
};
const worker = {
  Name: 'minikube-m02',
  Host: 'Running',
  Kubelet: 'Running',
  APIServer: 'Irrelevant',
  Kubeconfig: 'Irrelevant',
  Worker: true,
};

test.each([
  ['one node that runs', said(0, node), 'running'],
  ['two nodes that run, the worker first', said(0, [worker, node]), 'running'],
  ['a worker whose kubelet stopped', said(2, [node, { ...worker, Kubelet: 'Stopped' }]), 'partial'],
  [
    'a stopped host (exit code 7)',
    said(7, { ...node, Host: 'Stopped', Kubelet: 'Stopped', APIServer: 'Stopped', Kubeconfig: 'Stopped' }),
    'stopped',
  ],
  ['a paused API server (exit code 2)', said(2, { ...node, Kubelet: 'Stopped', APIServer: 'Paused' }), 'paused'],
  ['an outdated kubeconfig (exit code 4)', said(4, { ...node, Kubeconfig: 'Misconfigured' }), 'misconfigured'],
  ['a host that was removed by hand', said(7, { ...node, Host: 'Nonexistent' }), 'absent'],
  ['null', said(7, 'null'), 'absent'],
  [
    'no profile (exit code 85 and an event)',
    said(85, { specversion: '1.0', type: 'io.k8s.sigs.minikube.error' }),
    'absent',
  ],
  ['a full disk (exit code 7)', said(7, { ...node, Host: 'InsufficientStorage' }), 'full'],
  ['no program', said(127, '', 'not found'), 'no-program'],
  ['something else', said(1, '', 'panic'), 'unknown'],
])('minikube status of %s', (_, answer, state) => {
  expect(parseStatus(answer).state).toBe(state);
});

test('what runs has no trouble and can be deleted; what is not there cannot', () => {
  expect(below({ state: 'running' }, 'p')).toEqual({
    findings: [],
    remnants: [{ kind: 'cluster', name: 'p', flag: 'cluster' }],
  });
  expect(below({ state: 'absent' }, 'p')).toMatchObject({ findings: [{ code: 'target/absent' }], remnants: [] });
  expect(below({ state: 'no-program' }, 'p')).toMatchObject({ findings: [{ code: 'tool/missing' }], remnants: [] });
});

test.each([
  ['stopped', 'target/stopped'],
  ['paused', 'target/paused'],
  ['misconfigured', 'target/address-outdated'],
] as const)('a cluster that is %s is %s', (state, code) => {
  expect(below({ state }, 'p').findings).toMatchObject([
    { code, message: expect.stringContaining('Minikube cluster p') },
  ]);
});

test('a cluster that is not whole shows what Minikube says, and one whose disk is full how to free it', () => {
  expect(below({ state: 'partial', text: 'Kubelet: Stopped' }, 'p').findings).toMatchObject([
    { code: 'target/down', evidence: [{ source: 'minikube -p p status', text: 'Kubelet: Stopped' }] },
  ]);
  expect(below({ state: 'full', text: 'InsufficientStorage' }, 'p').findings).toMatchObject([
    {
      code: 'cluster/disk-pressure',
      message: 'The disk of the Minikube cluster p is full',
      remedy: expect.stringContaining('`minikube -p p ssh -- sudo crictl rmi --prune`'),
    },
  ]);
});

test('what sleeps names the command that wakes it', () => {
  const remedyOf = (state: 'stopped' | 'paused' | 'misconfigured') => below({ state }, 'p').findings[0]?.remedy;
  expect(remedyOf('stopped')).toContain('`minikube -p p start`');
  expect(remedyOf('paused')).toContain('`minikube -p p unpause`');
  expect(remedyOf('misconfigured')).toContain('`minikube -p p update-context`');
  expect(below({ state: 'stopped' }, 'p').asleep).toBe(true);
});
