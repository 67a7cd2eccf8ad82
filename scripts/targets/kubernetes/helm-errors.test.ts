import { expect, test } from 'vitest';
import { helmFinding } from './helm-errors.ts';

test.each([
  ['Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress', 'release/pending', 'backend'],
  [
    'Error: Unable to continue with install: ConfigMap "backend-config" in namespace "todo" exists and cannot be imported into the current release: invalid ownership metadata; label validation error',
    'cleanup/not-ours',
    'ConfigMap backend-config exists in namespace todo and is not part of release backend',
  ],
  [
    'Error: UPGRADE FAILED: cannot patch "backend" with kind Deployment: Deployment.apps "backend" is invalid: spec.selector: Invalid value: {}: field is immutable',
    'release/immutable',
    'a field of backend that cannot change',
  ],
  [
    'Error: UPGRADE FAILED: conflict occurred while applying object trial/backend apps/v1, Kind=Deployment: Apply failed with 1 conflict: conflict with "kubectl-patch" using apps/v1: .spec.replicas',
    'release/conflict',
    'kubectl-patch has set fields of trial/backend',
  ],
  [
    'Error: Kubernetes cluster unreachable: Get "https://127.0.0.1:1": connect: connection refused',
    'cluster/unreachable',
    'did not answer',
  ],
  [
    'Error: template: backend/templates/deployment.yaml:7:12: executing "x" at <.Values.a.b>: nil pointer evaluating interface {}.b',
    'chart/render',
    'backend/templates/deployment.yaml:7:12',
  ],
  ['Error: UPGRADE FAILED: context deadline exceeded', 'release/timeout', 'did not become ready in time'],
  ['Error: release backend failed, and something new happened', 'release/failed', 'something new happened'],
])('%s', (stderr, code, message) => {
  const finding = helmFinding({ code: 1, stdout: '', stderr }, 'backend');
  expect(finding.code).toBe(code);
  expect(finding.message).toContain(message);
  expect(finding.remedy).toMatch(/\.$/);
});
