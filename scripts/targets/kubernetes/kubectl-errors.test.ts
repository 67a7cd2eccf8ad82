import { expect, test } from 'vitest';
import { clusterFinding } from './kubectl-errors.ts';

/** As kubectl 1.34 and Helm 3 and 4 said it. */
test.each([
  [
    'error: You must be logged in to the server (Unauthorized)',
    'cluster/unauthorized',
    'does not know the credentials',
  ],
  [
    'Error: kubernetes cluster unreachable: the server has asked for the client to provide credentials',
    'cluster/unauthorized',
    'does not know the credentials',
  ],
  [
    'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'cluster/certificate',
    'is not trusted: certificate signed by unknown authority',
  ],
  [
    'Unable to connect to the server: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-25T19:53:09Z is after 2025-01-01T00:00:00Z',
    'cluster/certificate',
    'is not trusted: certificate has expired',
  ],
  [
    'Error from server (Forbidden): pods is forbidden: User "dev" cannot list resource "pods" in API group "" in the namespace "todo"',
    'cluster/forbidden',
    'dev may not list pods in namespace todo',
  ],
  [
    'Error from server (Forbidden): nodes is forbidden: User "dev" cannot list resource "nodes" in API group "" at the cluster scope',
    'cluster/forbidden',
    'dev may not list nodes of the cluster',
  ],
  [
    'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?',
    'cluster/unreachable',
    'does not answer at 127.0.0.1:1',
  ],
  [
    'Unable to connect to the server: dial tcp: lookup nosuch.invalid on 10.0.0.53:53: no such host',
    'cluster/unreachable',
    'does not answer at nosuch.invalid',
  ],
  [
    'Error: Kubernetes cluster unreachable: Get "https://192.168.49.2:8443/version": dial tcp 192.168.49.2:8443: i/o timeout',
    'cluster/unreachable',
    'does not answer at 192.168.49.2:8443',
  ],
  ['something new', 'cluster/unreachable', 'The cluster does not answer'],
])('%s', (text, code, says) => {
  const found = clusterFinding(text, 'kubectl get');
  expect(found.code).toBe(code);
  expect(found.message).toContain(says);
  expect(found.remedy).toMatch(/`.+`.*\.$/);
  expect(found.evidence).toEqual([{ source: 'kubectl get', text }]);
});

test('the tries of kubectl are left out of the evidence', () => {
  const tries =
    'E1125 19:53:09.625108   27247 memcache.go:265] "Unhandled Error" err="couldn\'t get current server API group list"\n';
  const last = 'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?';
  expect(clusterFinding(tries.repeat(5) + last, 'kubectl get').evidence?.[0]?.text).toBe(last);
  expect(clusterFinding(tries, 'kubectl get').evidence?.[0]?.text).toBe(tries.trim());
});

test('a right that is missing is asked for by its verb, kind and group', () => {
  const text = 'User "dev" cannot create resource "deployments" in API group "apps" in the namespace "todo"';
  expect(clusterFinding(text, 'helm').remedy).toContain('`kubectl auth can-i create deployments.apps -n todo`');
});
